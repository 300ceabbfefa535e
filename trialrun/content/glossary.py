"""The words of the course: what each means, and what it was called. Values; reads no file."""

from collections.abc import Mapping
from dataclasses import dataclass, field

PARTS = ("states", "run-if", "others")
"""The ids of the parts of the page of words, each with its heading."""
Forms = tuple[tuple[str, str], ...]
"""(a form in which prose has a term, the id of that term), by id."""


@dataclass(frozen=True, slots=True)
class GlossaryTerm:
    """A term: `name` is as prose has it, `forms` are those by which it is found there.

    `api` is how the API, the CLI or code spells it, `was` what it was called before. `lesson` is
    the lesson, or the section of one, that teaches it, "" for none. `state` is what a state of the
    engine is called by it, `is_condition` says that it is a condition of Run if.
    """

    name: str
    says: str
    forms: tuple[str, ...] = ()
    api: tuple[str, ...] = ()
    was: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    lesson: str = ""
    state: str = ""
    is_condition: bool = False

    @property
    def title(self) -> str:
        """Returns its name as it begins a line.

        >>> GlossaryTerm("task value", "").title, GlossaryTerm("foreachBatch", "").title
        ('Task value', 'foreachBatch')
        """
        return self.name[:1].upper() + self.name[1:] if self.name.islower() else self.name


@dataclass(frozen=True, slots=True)
class Glossary:
    """The terms by id, as they stand in the file, and their lines.

    `broken` are those with a mistake, which are left out, each with its place.
    """

    terms: Mapping[str, GlossaryTerm] = field(default_factory=dict)
    broken: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)

    def healed(self, before: "Glossary") -> "Glossary":
        """Returns it with terms that have a mistake now as they were before, if they were there."""
        known = {id_: before.terms[id_] for id_ in self.broken if id_ in before.terms}
        left = {id_: place for id_, place in self.broken.items() if id_ not in known}
        return Glossary({**self.terms, **known}, left, self.lines)

    @property
    def known(self) -> tuple[str, ...]:
        """Returns the words that need no explanation more.

        What says of what it is, as the state of a stream, is known by its first word, too.
        """
        found = {form for term in self.terms.values() for form in (term.name, *term.forms)}
        return tuple(sorted(found | {name.partition(" of ")[0] for name in found}))

    @property
    def former(self) -> dict[str, str]:
        """Returns the name of now by each former one."""
        return {was: term.name for term in self.terms.values() for was in term.was}

    @property
    def forms(self) -> Forms:
        """Returns every form with its term."""
        found = ((form, id_) for id_, term in self.terms.items() for form in term.forms)
        return tuple(sorted(found, key=lambda each: (each[1], each[0])))
