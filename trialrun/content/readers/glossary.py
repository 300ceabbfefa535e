"""Reads lessons/glossary.yaml: the words of the course, each with what it means."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Field

from trialrun.content.fact import Fact
from trialrun.content.glossary import PARTS, Glossary, GlossaryTerm
from trialrun.content.prose.passages import OURS
from trialrun.content.readers.texts import read_texts
from trialrun.content.readers.yaml_text import YamlText
from trialrun.engine import State
from trialrun.jobs.tree import Location
from trialrun.nearest import offered
from trialrun.problem import Problem
from trialrun.questions import Places, Slug, Strict, Text, unfound

TERMS_MAX = 400
SAYS_LENGTH_MAX = 400
"""Two sentences, of which the second one is long."""
NAME_LENGTH_MAX = 80
ENTRIES_MAX = 12

_OF_PAGE = frozenset({*PARTS, "main", "alerts"})

_Name = Annotated[Text, Field(max_length=NAME_LENGTH_MAX)]
_Names = Annotated[tuple[_Name, ...], Field(max_length=ENTRIES_MAX)]


class TermSpec(Strict):
    """A term as an author writes it; without `forms` prose has it by its name."""

    term: _Name
    says: Annotated[Text, Field(max_length=SAYS_LENGTH_MAX)]
    forms: _Names | None = None
    api: _Names = ()
    was: _Names = ()
    facts: Annotated[tuple[Slug, ...], Field(min_length=1, max_length=ENTRIES_MAX)]
    lesson: Text | None = None
    state: State | None = None
    condition: bool = False


class GlossarySpec(Strict):
    """The file lessons/glossary.yaml."""

    terms: Annotated[dict[Slug, TermSpec], Field(max_length=TERMS_MAX)]


def read_glossary(
    path: str,
    text: str,
    *,
    facts: Mapping[str, Fact],
    lessons: Mapping[str, bool],
    broken_facts: Places,
) -> tuple[Glossary | None, list[Problem]]:
    """Reads the glossary. A term with a mistake is left out, the others stay."""
    source = YamlText(path, text)
    flawed = {at[:2] for at in read_texts(source)}
    spec, _ = source.validate_but(GlossarySpec, "terms", is_list=True)
    if spec is None:
        return None, source.problems
    for at, message, cause in _flaws(spec, facts, lessons, broken_facts):
        source.problems.append(source.problem(at, message, cause=cause))
        # What is wrong elsewhere leaves the term, but for the fact that is not there.
        flawed |= set() if cause else {at[:2]}
    sound = {id_: term for id_, term in spec.terms.items() if ("terms", id_) not in flawed}
    broken = {
        id_: f"{path}:{source.line(('terms', id_))}"
        for id_ in map(str, source.entries("terms"))
        if id_ not in sound
    }
    terms = {id_: _term(spec, facts) for id_, spec in sound.items()}
    lines = {id_: source.line(("terms", id_)) for id_ in terms}
    return Glossary(terms, broken, lines), source.problems


def _term(spec: TermSpec, facts: Mapping[str, Fact]) -> GlossaryTerm:
    return GlossaryTerm(
        spec.term,
        spec.says,
        (spec.term,) if spec.forms is None else spec.forms,
        spec.api,
        spec.was,
        tuple(fact for fact in spec.facts if fact in facts),
        spec.lesson or "",
        str(spec.state or ""),
        spec.condition,
    )


def _flaws(
    spec: GlossarySpec, facts: Mapping[str, Fact], lessons: Mapping[str, bool], broken: Places
) -> Iterator[tuple[Location, str, str]]:
    """Yields what does not fit together, or is not there: (place, message, cause)."""
    taken: dict[str, str] = {}
    for id_, term in spec.terms.items():
        if id_ in _OF_PAGE:
            told = f"`{id_}` is a part of the page of words; give the term another id"
            yield ("terms", id_, "id"), told, ""
        for form in dict.fromkeys(term.forms if term.forms is not None else (term.term,)):
            other = taken.setdefault(form.casefold(), id_)
            if other != id_:
                field = "term" if term.forms is None else "forms"
                told = f"`{form}` is a form of `{other}` already; a word leads to one term"
                yield ("terms", id_, field), told, ""
        for number, fact in enumerate(term.facts):
            at = ("terms", id_, "facts", number)
            if fact == OURS:
                continue
            if fact not in facts:
                yield at, *unfound("fact", fact, facts, broken, " in lessons/facts.yaml")
            elif not facts[fact].is_gradable:
                told = (
                    f"`{fact}` is an assumption; what a word means rests on none, so cite another"
                )
                yield at, told, ""
        slug = (term.lesson or "").partition("#")[0]
        if term.lesson and slug not in lessons:
            told = f"there is no lesson `{slug}`{offered(slug, lessons)}"
            yield ("terms", id_, "lesson"), told, ""
