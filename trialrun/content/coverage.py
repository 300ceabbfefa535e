"""Which beliefs the questions of a catalog tell from the truth. Files are given as texts."""

from collections.abc import Iterator, Mapping, Sequence

from trialrun.content.catalog import Catalog
from trialrun.content.fact import Fact
from trialrun.content.readers.question_sets import specs_in
from trialrun.engine import BELIEFS, Belief
from trialrun.jobs.bundle.beliefs import BUNDLE_BELIEFS, BundleBelief
from trialrun.questions import Question, Stage
from trialrun.questions.bank.apart import Apart, told_apart
from trialrun.questions.bank.coverage import AllApart, Coverage, coverage_of

PlainApart = dict[str, list[tuple[str, bool]]]
"""{id of a question: (belief, whether a wrong option is its own)}: what can be kept."""


def apart_in(catalog: Catalog, slug: str, text: str) -> PlainApart:
    """Returns it for each proven question of a set, from the text of its file."""
    return dict(apart_each(catalog, slug, text))


def apart_each(
    catalog: Catalog, slug: str, text: str
) -> Iterator[tuple[str, list[tuple[str, bool]]]]:
    """Yields the same question by question: whoever works beside others rests between."""
    stage = Stage(
        scenarios=catalog.scenarios,
        facts={},
        beliefs={id_: belief.rules for id_, belief in BELIEFS.items()},
        levels=catalog.levels,
        bundles=catalog.bundles,
        bundle_beliefs={id_: belief.decisions for id_, belief in BUNDLE_BELIEFS.items()},
    )
    proven = catalog.sets[slug].questions
    for id_, spec in specs_in(f"quizzes/{slug}.yaml", text).items():
        if id_ in proven:
            yield id_, [(one.belief, one.is_offered) for one in told_apart(spec, stage)]


def proof_of(catalog: Catalog, slug: str, text: str) -> tuple[str, str]:
    """Returns the name of a set's proof, and what is equal as long as it tells the same beliefs."""
    digests = [question.digest for question in catalog.sets[slug].questions.values()]
    return f"beliefs {slug}", "\n".join([*digests, text])


def coverage_from(
    catalog: Catalog, questions: Sequence[Question], found: Mapping[str, PlainApart]
) -> Coverage:
    """Returns the coverage from what was found of each set."""
    apart: AllApart = {
        f"{slug}/{id_}": [Apart(*one) for one in all_]
        for slug, of_set in found.items()
        for id_, all_ in of_set.items()
    }
    beliefs: list[Belief | BundleBelief] = [*BELIEFS.values(), *BUNDLE_BELIEFS.values()]
    return coverage_of(questions, apart, beliefs, lambda belief: uncounted(belief, catalog.facts))


def uncounted(belief: Belief | BundleBelief, facts: Mapping[str, Fact]) -> str:
    """Says why a belief does not count: its truth is not sure enough to ask everybody. "" if it is.

    >>> uncounted(BELIEFS["run-now-goes-on"], {})
    'there is no fact `run-now-new-run`'
    """
    for id_ in (belief.corrected_by, *belief.rests_on):
        if id_ not in facts:
            return f"there is no fact `{id_}`"
        if not facts[id_].is_gradable:
            return f"its truth rests on `{id_}`, which is our assumption"
        if not facts[id_].is_firm:
            return f"its truth rests on `{id_}`, which is not sure enough ({facts[id_].sure})"
    return ""
