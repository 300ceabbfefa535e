"""Reads lessons/facts.yaml: what is true of Databricks, how sure, from where; rules in words."""

from collections.abc import Iterator
from string import Formatter
from typing import Literal

from pydantic import Field

from trialrun.content.fact import Fact, Facts, RuleText
from trialrun.content.readers.texts import read_texts
from trialrun.content.readers.yaml_text import YamlText
from trialrun.diagram import PLACEHOLDERS
from trialrun.problem import Problem
from trialrun.questions import Slug, Strict, Text


class FactSpec(Strict):
    """One fact as an author writes it."""

    says: Text
    source: Text
    url: str = Field(default="", pattern=r"^(https://\S+)?$")
    read: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    sure: Literal["H", "M", "L"]
    assumption: bool = False


class RuleSpec(Strict):
    """A rule of the engine in words, as an author writes it."""

    says: Text
    why: Text
    fact: Slug | None = None


class FactsSpec(Strict):
    """The file lessons/facts.yaml."""

    facts: dict[Slug, FactSpec]
    rules: dict[str, RuleSpec]


def read_facts(path: str, text: str) -> tuple[Facts | None, list[Problem]]:
    """Reads the fact file."""
    source = YamlText(path, text)
    found = source.sketch(FactsSpec)
    is_whole = not source.problems
    read_texts(source)
    spec: FactsSpec | None = found.model
    flaws = [flaw for flaw in _flaws(spec) if found.is_certain(flaw[0])] if spec else []
    source.problems += [source.problem(at, message) for at, message in flaws]
    if spec is None or not is_whole:
        return None, source.problems
    # A sentence that cannot be filled in is left out: the narration names the rule instead.
    flawed = {at[1] for at, _ in flaws}
    facts = Facts(
        {id_: Fact(**dict(fact)) for id_, fact in spec.facts.items()},
        {id_: RuleText(**dict(rule)) for id_, rule in spec.rules.items() if id_ not in flawed},
    )
    return facts, source.problems


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
