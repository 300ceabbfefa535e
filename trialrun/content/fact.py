"""Facts about Databricks, and the rules of the engine in words. Values; reads no file."""

from dataclasses import dataclass

from trialrun.questions import Cited


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact. `sure`: H primary source read, M consistent secondary, L inferred."""

    says: str
    source: str
    read: str
    sure: str
    url: str = ""
    assumption: bool = False

    def cited(self, id_: str) -> Cited:
        """Returns it as a question cites it."""
        return Cited(id_, self.says, self.source, self.url, self.provenance, self.is_gradable)

    @property
    def is_gradable(self) -> bool:
        """Says whether a learner may be graded on it: never on an assumption."""
        return self.sure != "L" and not self.assumption

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


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule of the engine in words: what happens (a template), why, and the fact behind it."""

    says: str
    why: str
    fact: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What lessons/facts.yaml holds."""

    facts: dict[str, Fact]
    rules: dict[str, RuleText]

    @property
    def assumed_rules(self) -> frozenset[str]:
        """Returns the rules that rest on a fact that nobody may be graded on."""
        return frozenset(
            rule_id
            for rule_id, rule in self.rules.items()
            if rule.fact in self.facts and not self.facts[rule.fact].is_gradable
        )
