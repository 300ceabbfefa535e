"""Facts about Databricks, and the rules of the engine in words. Values; reads no file."""

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from trialrun.questions import Cited


class Former(NamedTuple):
    """What a fact said until a day on which it was read again and came out otherwise."""

    says: str
    until: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact.

    `sure`: H primary source read, M-H several that agree or one that recorded it, M consistent
    secondary, L inferred. `formerly` is what it said before, the latest first.
    """

    says: str
    source: str
    read: str
    sure: str
    url: str = ""
    assumption: bool = False
    formerly: tuple[Former, ...] = ()

    def cited(self, id_: str) -> Cited:
        """Returns it as a question cites it."""
        return Cited(id_, self.says, self.source, self.url, self.provenance, self.is_gradable)

    @property
    def is_gradable(self) -> bool:
        """Says whether a learner may be graded on it: never on an assumption."""
        return self.sure != "L" and not self.assumption

    @property
    def is_firm(self) -> bool:
        """Says whether so much is known that everybody should be asked about it: H or M-H."""
        return self.sure in ("H", "M-H") and not self.assumption

    @property
    def certainty(self) -> str:
        """Says in a sentence how sure we are, and how far it is asked about."""
        if not self.is_gradable:
            return f"{_ASSUMED if self.assumption else _INFERRED} Nobody is graded on it."
        return _CERTAIN[self.sure]

    @property
    def provenance(self) -> str:
        """Returns how we know, in the words a reader sees."""
        if self.assumption or self.sure == "L":
            return "our assumption"
        known = "consistent sources"
        if self.sure == "H":
            is_course = self.source.startswith("vendor course")
            known = "from the vendor’s course" if is_course else "from the docs"
        return f"{known}, read {self.read}"


_ASSUMED = (
    "Our assumption: the simulator needs an answer, and no primary source that we read gives one."
)
_INFERRED = "Inferred: no source says so."
_CERTAIN = {
    "H": "A primary source says so: the docs, the API’s reference, the vendor’s course, or code.",
    "M-H": "Several sources agree, or a recorded run showed it; no page of the docs was read.",
    "M": "Secondary sources agree; no primary one was read.",
}


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule of the engine in words: what happens (a template), why, and the fact behind it."""

    says: str
    why: str
    fact: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What lessons/facts.yaml holds.

    `broken` and `broken_rules` are what has a mistake of its own and is left out, each with its
    place; `doubtful` are those facts of them that may be assumptions.
    """

    facts: dict[str, Fact]
    rules: dict[str, RuleText]
    broken: dict[str, str] = field(default_factory=dict)
    broken_rules: dict[str, str] = field(default_factory=dict)
    doubtful: frozenset[str] = frozenset()

    @property
    def assumed_rules(self) -> frozenset[str]:
        """Returns the rules that rest on a fact that nobody may be graded on."""
        ungradable = {id_ for id_, fact in self.facts.items() if not fact.is_gradable}
        ungradable |= self.doubtful - self.facts.keys()
        return frozenset(rule_id for rule_id, rule in self.rules.items() if rule.fact in ungradable)

    def healed(self, before: "Facts") -> "Facts":
        """Returns it with what has a mistake now as it was before, where it was there."""
        facts = {id_: before.facts[id_] for id_ in self.broken if id_ in before.facts}
        rules = {id_: before.rules[id_] for id_ in self.broken_rules if id_ in before.rules}
        return replace(
            self,
            facts=self.facts | facts,
            rules=self.rules | rules,
            broken={id_: place for id_, place in self.broken.items() if id_ not in facts},
        )
