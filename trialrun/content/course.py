"""Lessons and question sets as values. Reads no file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from trialrun.questions import Question


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a step: `kind` is html or sim; `content` the HTML or the scenario's slug."""

    kind: str
    content: str


@dataclass(frozen=True, slots=True)
class Step:
    """What is shown at once. `asks` is the uid of the question that opens the next step."""

    blocks: tuple[Block, ...]
    asks: str | None
    sections: tuple[tuple[str, str], ...]
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """One line of the course: a lesson that is there, or one that is coming."""

    slug: str
    title: str
    says: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson, rendered. `facts` maps the cited facts to their footnote numbers."""

    slug: str
    path: str
    title: str
    order: int
    minutes: int
    objectives: tuple[str, ...]
    steps: tuple[Step, ...]
    facts: Mapping[str, int]
    asks_lines: Mapping[str, int]

    @property
    def sections(self) -> frozenset[str]:
        """Returns the ids that can be linked to."""
        return frozenset(slug for step in self.steps for slug, _ in step.sections)


@dataclass(frozen=True, eq=False)
class QuestionSet:
    """A question set with proven keys, questions by id in the author's order.

    A go keeps that order unless it `is_shuffled`; `follows` says which question comes right behind
    which other.
    """

    slug: str
    title: str
    summary: str
    order: int
    lesson: str
    objectives: tuple[str, ...]
    questions: Mapping[str, Question]
    is_shuffled: bool = True
    follows: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def ids(self) -> frozenset[str]:
        """Returns the names of its questions within it."""
        return frozenset(self.questions)

    @cached_property
    def uids_followed(self) -> dict[str, str]:
        """Returns {uid: the uid it follows}."""
        return {f"{self.slug}/{id_}": f"{self.slug}/{of}" for id_, of in self.follows.items()}

    @property
    def uids(self) -> list[str]:
        """Returns the names of its questions among all questions, in the author's order."""
        return [f"{self.slug}/{id_}" for id_ in self.questions]
