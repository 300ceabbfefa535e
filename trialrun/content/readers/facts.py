"""Reads lessons/facts.yaml: what is true of Databricks, how sure, from where; rules in words."""

from collections.abc import Iterator
from string import Formatter
from typing import Literal

from pydantic import Field

from trialrun.content.readers.yaml_text import YamlText
from trialrun.diagram import PLACEHOLDERS
from trialrun.problem import Problem
from trialrun.questions import Cited, Slug, Strict, Text


class Fact(Strict):
    """One fact. `sure`: H primary source read, M consistent secondary, L inferred."""

    says: Text
    source: Text
    url: str = Field(default="", pattern=r"^(https://\S+)?$")
    read: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    sure: Literal["H", "M", "L"]
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


class RuleText(Strict):
    """A rule of the engine in words: what happens (a template), why, and the fact behind it."""

    says: Text
    why: Text
    fact: Slug | None = None


class FactsSpec(Strict):
    """The file lessons/facts.yaml."""

    facts: dict[Slug, Fact]
    rules: dict[str, RuleText]

    @property
    def assumed_rules(self) -> frozenset[str]:
        """Returns the rules that rest on a fact that nobody may be graded on."""
        return frozenset(
            rule_id
            for rule_id, rule in self.rules.items()
            if rule.fact in self.facts and not self.facts[rule.fact].is_gradable
        )


def read_facts(path: str, text: str) -> tuple[FactsSpec | None, list[Problem]]:
    """Reads the fact file."""
    source = YamlText(path, text)
    spec = source.validate(FactsSpec)
    if spec is None:
        return None, source.problems
    return spec, [source.problem(at, message) for at, message in _flaws(spec)]


def _flaws(spec: FactsSpec) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for rule_id, rule in spec.rules.items():
        if rule.fact is not None and rule.fact not in spec.facts:
            yield ("rules", rule_id, "fact"), f"there is no fact `{rule.fact}` above"
        flaw = _template_flaw(rule.says)
        if flaw:
            yield ("rules", rule_id, "says"), flaw


def _template_flaw(says: str) -> str:
    """Says why a rule's sentence cannot be filled in, or ''."""
    known = ", ".join(sorted(PLACEHOLDERS))
    try:
        parts = list(Formatter().parse(says))
    except ValueError:
        return f"a brace stands alone; write {{task}} or another of {known}, or no brace"
    for _, name, spec, conversion in parts:
        if name is not None and name not in PLACEHOLDERS:
            return f"{{{name}}} is unknown; write one of {known}"
        if spec or conversion:
            return f"{{{name}…}} has more than a name in its braces; write {{{name}}}"
    return ""
