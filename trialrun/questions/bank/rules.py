"""Rules that only several questions can break: what is asked twice, told away, or leant on. Pure.

None of them plays a run: what is known of a proven question is enough.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from trialrun.engine import State
from trialrun.nearest import few
from trialrun.plural import counted
from trialrun.questions.bank.bots import SET_MIN
from trialrun.questions.bank.guessable import Guessable, guessable, telling
from trialrun.questions.question import Question
from trialrun.questions.style import normal

FACT_SHARE_MAX = 1 / 3
PLAIN_SHARE_MAX = 1 / 5
PREDICTS_MIN = 5
"""Of fewer predictions no share is told."""
RARE_SHARE = 0.02
RARE_MIN = 2
"""A word is rare that stands in so few questions, or in so small a share of all."""
NAMED_MAX = 6


@dataclass(frozen=True, slots=True)
class BankFlaw:
    """Something wrong with a question beside others, with a set, or with all of them.

    `id`, and `set_slug` too, are "" where it is about more than one question, or set.
    """

    set_slug: str
    rule: str
    message: str
    id: str = ""


def rule_flaws(questions: Sequence[Question]) -> Iterator[BankFlaw]:
    """Yields what is wrong with questions beside each other, and with sets of them."""
    yield from _twice_asked(questions)
    yield from _given_away(questions)
    yield from _leant_on(questions)
    yield from _plain_predictions(questions)


def large_sets(questions: Sequence[Question]) -> list[str]:
    """Returns the sets that have enough questions for rules over a set."""
    sizes = Counter(question.set_slug for question in questions)
    return sorted(slug for slug, size in sizes.items() if size >= SET_MIN)


def _twice_asked(questions: Sequence[Question]) -> Iterator[BankFlaw]:
    known: dict[tuple[object, ...], Question] = {}
    for question in questions:
        form = (normal(question.stem), " ".join(question.code.split()))
        if form in known:
            told = (
                f"{question.id}: the stem reads like that of {known[form].uid} but for small "
                "words; tell another story, or remove one"
            )
            yield BankFlaw(question.set_slug, "near-duplicate", told, question.id)
        known.setdefault(form, question)


def _given_away(questions: Sequence[Question]) -> Iterator[BankFlaw]:
    """Yields stems whose rare words stand in the key, and those of no other option in the stem.

    Where several options hold, a word of one of them tells little of the others.
    """
    found_in = Counter(word for question in questions for word in _all_words(question))
    most = max(RARE_MIN, RARE_SHARE * len(questions))
    rare = {word for word, count in found_in.items() if count <= most}
    for item in guessable(questions):
        if item.wanted > 1:
            continue
        key, others = _words_of(item, is_right=True), _words_of(item, is_right=False)
        telling_words = sorted((item.stem_words & key & rare) - others)
        if telling_words and not (item.stem_words & others & rare) - key:
            slug, _, id_ = item.uid.partition("/")
            told = (
                f"{id_}: the stem shares {few(telling_words)} with the key alone, and hardly "
                "another question has such a word; let a wrong option have one, too"
            )
            yield BankFlaw(slug, "stem-tells", told, id_)


def _all_words(question: Question) -> frozenset[str]:
    options = question.body.get("options", ())
    return telling(question.stem).union(*(telling(option["says"]) for option in options))


def _words_of(item: Guessable, *, is_right: bool) -> frozenset[str]:
    pairs = zip(item.option_words, item.rights, strict=True)
    return frozenset().union(*(words for words, right in pairs if right is is_right))


def _leant_on(questions: Sequence[Question]) -> Iterator[BankFlaw]:
    """Yields facts that back more than a third of a large set."""
    for slug in large_sets(questions):
        asked = [question for question in questions if question.set_slug == slug]
        backed = Counter(fact.id for question in asked for fact in question.facts)
        for fact, count in sorted(backed.items()):
            if count > FACT_SHARE_MAX * len(asked):
                told = (
                    f"the fact {fact} backs {count} of {counted(len(asked), 'question')}, and a "
                    "third is allowed; ask other things, or cite what else decides"
                )
                yield BankFlaw(slug, "one-fact", told)


def _plain_predictions(questions: Sequence[Question]) -> Iterator[BankFlaw]:
    predictions = [question for question in questions if _states(question)]
    plain = [question.uid for question in predictions if follows_the_chain(question)]
    if len(predictions) >= PREDICTS_MIN and len(plain) > PLAIN_SHARE_MAX * len(predictions):
        told = (
            f"{len(plain)} of {counted(len(predictions), 'prediction')} follow the plain rule, "
            "that all behind a failed task is Upstream failed, and a fifth is allowed; take Run "
            "if, branches, a limit or a canceled run in some of "
            f"{few(plain, most=NAMED_MAX)}"
        )
        yield BankFlaw("", "plain-predictions", told)


def follows_the_chain(question: Question) -> bool:
    """Says whether the states of a prediction are what one rule gives for any graph.

    Behind what failed all is Upstream failed, and all else succeeds. What asks for no states
    follows no rule of theirs.
    """
    states = _states(question)
    if not states:
        return False
    failing = {State.FAILED, State.UPSTREAM_FAILED}
    behind: defaultdict[bool, set[str]] = defaultdict(set)
    for task, parents in question.body["tasks"]:
        if task in states:
            is_behind = any(states.get(parent) in failing for parent, _ in parents)
            behind[is_behind].add(states[task])
    return behind[True] <= {State.UPSTREAM_FAILED} and behind[False] <= {
        State.SUCCESS,
        State.FAILED,
    }


def _states(question: Question) -> Mapping[str, str]:
    """Returns the states that are asked for, by task; {} for what is no prediction of states."""
    tasks = {task for task, _ in question.body.get("tasks", ())}
    return {part: value for part, value in question.key.items() if part in tasks and value in _ENDS}


_ENDS = frozenset(State)
