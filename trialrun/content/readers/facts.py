"""Reads lessons/facts.yaml: what is true of Databricks, how sure, from where; rules in words."""

from collections.abc import Container, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from string import Formatter
from typing import Annotated, Literal

from pydantic import AfterValidator

from trialrun.content.fact import Fact, Facts, Former, RuleText
from trialrun.content.prose.passages import OURS
from trialrun.content.readers.sketch import sketch
from trialrun.content.readers.texts import read_texts
from trialrun.content.readers.yaml_text import YamlText
from trialrun.diagram import PLACEHOLDERS
from trialrun.jobs.tree import Location, shown
from trialrun.problem import Problem
from trialrun.questions import Slug, Strict, Text, unfound

_DAYS = ("%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%d.%m.%Y", "%Y/%m/%d", "%Y.%m.%d")
"""Dates as people write them. What 11/01/2026 means nobody knows: it is in none of these."""


def _day(text: str) -> str:
    """Reads a date. Raises ValueError with a sentence."""
    with suppress(ValueError):
        if date.fromisoformat(text).isoformat() == text:
            return text
    (meant, *_) = (*_days(text), "2026-11-01")
    raise ValueError(f"`{shown(text)}` is no date that is read; write the date as {meant}")


def _days(text: str) -> Iterator[str]:
    """Yields the dates that a text may mean, as they are to be written."""
    for form in _DAYS:
        with suppress(ValueError):
            yield datetime.strptime(text, form).replace(tzinfo=UTC).date().isoformat()


def web_address(text: str) -> str:
    """Reads the address of a page. Raises ValueError with a sentence."""
    if text and not (text.startswith("https://") and text == "".join(text.split())):
        raise ValueError(
            f"`{shown(text)}` is no address; write one that begins with https:// and has no spaces"
        )
    return text


class FormerSpec(Strict):
    """What a fact said before, and the day until which it did."""

    says: Text
    until: Annotated[str, AfterValidator(_day)]


class FactSpec(Strict):
    """One fact as an author writes it."""

    says: Text
    source: Text
    url: Annotated[str, AfterValidator(web_address)] = ""
    read: Annotated[str, AfterValidator(_day)]
    sure: Literal["H", "M-H", "M", "L"]
    assumption: bool = False
    formerly: tuple[FormerSpec, ...] = ()


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
    """Reads the fact file. A fact or rule with a mistake is left out, the others stay."""
    source = YamlText(path, text)
    flawed = read_texts(source)
    spec, left = source.validate_but(FactsSpec, *_SORTS, is_list=True)
    if spec is None:
        return None, source.problems
    drawn = sketch(source.tree, FactsSpec.model_validate) if source.problems else None
    whole: FactsSpec = drawn.model if drawn and drawn.model else spec
    flaws = [
        flaw
        for flaw in _flaws(source, whole, spec.facts)
        if drawn is None or drawn.is_certain(flaw[0])
    ]
    source.problems += [source.problem(at, message, cause=cause) for at, message, cause in flaws]
    # A sentence that cannot be filled in is left out: the narration names the rule instead.
    flawed |= {at for at, *_ in flaws if at[2] == "says"}
    wrong = {at[:2] for at in flawed}
    wrong |= {
        (sort, id_) for sort in _SORTS for id_ in source.entries(sort) if id_ not in left[sort]
    }
    broken = {
        sort: {str(id_): _place(source, (sort, id_)) for at, id_ in sorted(wrong) if at == sort}
        for sort in _SORTS
    }
    facts = Facts(
        {id_: _fact(f) for id_, f in spec.facts.items() if ("facts", id_) not in wrong},
        {id_: RuleText(**dict(r)) for id_, r in spec.rules.items() if ("rules", id_) not in wrong},
        broken["facts"],
        broken["rules"],
        frozenset(id_ for id_ in broken["facts"] if not _is_surely_gradable(source, id_)),
    )
    return facts, source.problems


def _fact(spec: FactSpec) -> Fact:
    formerly = tuple(Former(each.says, each.until) for each in spec.formerly)
    return Fact(**{**dict(spec), "formerly": formerly})


_SORTS = ("facts", "rules")


def _place(source: YamlText, at: Location) -> str:
    return f"{source.path}:{source.line(at)}"


def _is_surely_gradable(source: YamlText, id_: str) -> bool:
    """Says whether a fact with a mistake is surely no assumption."""
    written = source.tree["facts"][id_]
    is_sure = isinstance(written, dict) and written.get("sure") in ("H", "M")
    return is_sure and str(written.get("assumption", "false")) == "false"


def _flaws(
    source: YamlText, spec: FactsSpec, sound: Container[str]
) -> Iterator[tuple[Location, str, str]]:
    """Yields where rules, or the names of facts, are wrong: (place, message, cause)."""
    if OURS in spec.facts:
        told = f"[^{OURS}] marks what is a view of ours, and no fact; give it another name"
        yield ("facts", OURS, "id"), told, ""
    written = {str(id_): _place(source, ("facts", id_)) for id_ in source.entries("facts")}
    broken = {id_: place for id_, place in written.items() if id_ not in sound}
    for rule_id, rule in spec.rules.items():
        if rule.fact is not None and rule.fact not in sound:
            message, cause = unfound("fact", rule.fact, spec.facts, broken, " above")
            yield ("rules", rule_id, "fact"), message, cause
        flaw = _template_flaw(rule.says)
        if flaw:
            yield ("rules", rule_id, "says"), flaw, ""


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
