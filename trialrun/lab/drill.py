"""Generated questions over today's content: found by name, and the next one. No HTTP."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from weakref import WeakKeyDictionary

from trialrun.bounded import Bounded
from trialrun.content import Catalog
from trialrun.engine import BELIEFS
from trialrun.families import (
    FAMILIES,
    SEED_MAX,
    TOPICS,
    Family,
    Generated,
    NoSuchQuestion,
    did_you_mean,
    family_of,
    generated,
    gradable,
    read_id,
)
from trialrun.families.registry import DRILL, NAME_SHOWN_MAX
from trialrun.questions import Scenario, Stage
from trialrun.questions.known import THOUGHTS

GENERATING_MS = 40.0
"""Measured: a question takes 5 to 30 ms, one in twenty, for which many stories are drawn, 100."""
TRIED_MAX = 8
"""So many seeds are tried for a question that tells a belief from the truth."""
BYTES_MAX, BYTES_EACH = 4_000_000, 12_000
UNABLE = "What these questions rest on is being mended. Come again later."
ANY, TOPIC, BELIEF, FAMILY = "any", "topic", "belief", "family"


def stage_of(catalog: Catalog) -> Stage:
    """Returns what generated questions are proven against."""
    found = _stages.get(catalog)
    if found is None:
        from trialrun.content.narration import narrate
        from trialrun.content.readers.lines import seen

        facts = catalog.facts
        found = _stages[catalog] = Stage(
            scenarios={},
            facts={id_: fact.cited(id_) for id_, fact in facts.items()},
            beliefs={id_: belief.rules for id_, belief in BELIEFS.items()},
            assumed=frozenset(
                id_
                for id_, rule in catalog.rules.items()
                if rule.fact and not (rule.fact in facts and facts[rule.fact].is_gradable)
            ),
            # Not `catalog.narrate`: that would hold the catalog by which this is remembered.
            narrate=partial(narrate, catalog.rules),
            look=seen,
        )
    return found


def able(catalog: Catalog) -> list[Family]:
    """Returns the families that can ask now: each fact that they rest on is there."""
    facts = catalog.facts
    return [
        family
        for family in FAMILIES.values()
        if all(fact in facts and facts[fact].is_gradable for fact in family.facts)
    ]


def drilled(catalog: Catalog, name: str, version: int, seed: int) -> Generated:
    """Returns a generated question. Raises NoSuchQuestion. Repeated calls are remembered."""
    remembered = _remembered.setdefault(catalog, Bounded(BYTES_MAX, lambda *_: BYTES_EACH))
    stage = stage_of(catalog)
    if family_of(name, version, seed) not in able(catalog):
        raise NoSuchQuestion(UNABLE)
    return remembered.get_or_make(
        (name, version, seed), partial(generated, name, version, seed, stage)
    )


def is_at_hand(catalog: Catalog, id_: str) -> bool:
    """Says whether looking for a question by its id draws nothing: it is remembered, or no id."""
    remembered, named = _remembered.get(catalog), read_id(id_)
    return not named or (remembered is not None and remembered.get(named) is not None)


def drilled_under(catalog: Catalog, id_: str) -> Generated | None:
    """Returns the question of an id; None where today's families make none under it."""
    named = read_id(id_)
    try:
        return drilled(catalog, *named) if named else None
    except NoSuchQuestion:
        return None


def drilled_story(catalog: Catalog, slug: str) -> Scenario | None:
    """Returns the story of a generated question, by its slug; None for any other slug."""
    if not slug.startswith(f"{DRILL}-"):
        return None
    found = drilled_under(catalog, slug.removeprefix(f"{DRILL}-"))
    return found.scenario if found else None


@dataclass(frozen=True, slots=True)
class Scope:
    """What is drilled: everything, a topic, a belief or one family; `name` is "" for everything."""

    sort: str
    name: str = ""

    @property
    def text(self) -> str:
        """Returns it as an address has it.

        >>> Scope("topic", "bundles").text
        'topic.bundles'
        """
        return f"{self.sort}.{self.name}" if self.name else self.sort

    @property
    def title(self) -> str:
        """Returns what it is called."""
        if self.sort == TOPIC:
            return TOPICS[self.name]
        if self.sort == BELIEF:
            return f"“{THOUGHTS[self.name].says}”"
        return FAMILIES[self.name].title if self.sort == FAMILY else "All topics"

    def families(self, catalog: Catalog) -> list[Family]:
        """Returns the families that it asks and that can ask now, in their order."""
        return [family for family in able(catalog) if self.takes(family)]

    def takes(self, family: Family) -> bool:
        """Says whether a family is asked."""
        of = {TOPIC: (family.topic,), BELIEF: family.beliefs, FAMILY: (family.id,)}
        return self.name in of[self.sort] if self.sort in of else True


EVERYTHING = Scope(ANY)


def read_scope(text: str) -> Scope | None:
    """Reads what is drilled; None for what is nothing.

    >>> read_scope("belief.three-retries-by-default").sort, read_scope("belief.that")
    ('belief', None)
    """
    sort, _, name = text.partition(".")
    known: Mapping[str, Mapping[str, object]] = {
        TOPIC: TOPICS, BELIEF: THOUGHTS, FAMILY: FAMILIES
    }  # fmt: skip
    if text == ANY:
        return EVERYTHING
    found = Scope(sort, name) if name in known.get(sort, ()) else None
    return found if found and any(map(found.takes, FAMILIES.values())) else None


def scope_refusal(sort: str, name: str) -> str:
    """Says that there is no such thing to drill."""
    known: Mapping[str, object] = FAMILIES
    if sort in (TOPIC, BELIEF):
        known = TOPICS if sort == TOPIC else THOUGHTS
    return f"There is no {sort} “{name[:NAME_SHOWN_MAX]}”.{did_you_mean(name, known)}"


def next_of(catalog: Catalog, scope: Scope, seed: int) -> tuple[Family, int]:
    """Returns the family and seed that come behind a seed: families take turns.

    Raises NoSuchQuestion where no family can ask. Of a belief the next seeds are tried for a
    question that tells it from the truth.
    """
    families = scope.families(catalog)
    if not families:
        raise NoSuchQuestion(UNABLE)
    tries = ((seed + n) % SEED_MAX + 1 for n in range(TRIED_MAX))
    first: tuple[Family, int] | None = None
    for tried in tries:
        family = families[_turn(tried, len(families))]
        first = first or (family, tried)
        if scope.sort != BELIEF or _shows(catalog, family, tried, scope.name):
            return family, tried
    assert first is not None
    return first


def _turn(seed: int, count: int) -> int:
    """Says whose turn it is: neighbours differ, and no seed is bound to a family for ever."""
    return (seed + seed // count) % count


def _shows(catalog: Catalog, family: Family, seed: int, belief: str) -> bool:
    try:
        return belief in drilled(catalog, family.id, family.version, seed).beliefs
    except NoSuchQuestion:
        return False


def listed(catalog: Catalog) -> Iterator[tuple[str, str, list[Family]]]:
    """Yields the topics that have families: slug, title and families."""
    for topic, title in TOPICS.items():
        if families := Scope(TOPIC, topic).families(catalog):
            yield topic, title, families


def beliefs_drilled(catalog: Catalog) -> dict[str, str]:
    """Returns the beliefs that families ask about and a learner may be graded on, in words."""
    stage = stage_of(catalog)
    found = {belief for family in able(catalog) for belief in gradable(family, stage)}
    return {id_: belief.says for id_, belief in THOUGHTS.items() if id_ in found}


_stages: WeakKeyDictionary[Catalog, Stage] = WeakKeyDictionary()
_remembered: WeakKeyDictionary[Catalog, Bounded[tuple[str, int, int], Generated]] = (
    WeakKeyDictionary()
)
