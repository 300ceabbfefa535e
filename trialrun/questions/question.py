"""A question as it is put: plain values, with its executed key. Knows no files and no store.

Whoever reads, grades or shows a question needs nothing else: not the file it came from, not the
run that proved it. So a question that was put can be kept, and shown as it stood that day.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from trialrun.engine import WhatIfText, canonical_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trialrun.engine import Trace
    from trialrun.questions.level import Level
    from trialrun.questions.spec import QuestionSpec
    from trialrun.questions.stage import Flaw, Stage

DIGEST_LENGTH = 32


class Cited(NamedTuple):
    """A fact as a question cites it."""

    id: str
    says: str
    source: str
    url: str
    provenance: str
    is_gradable: bool


class PlayedRun(NamedTuple):
    """A run that proves a key: its scenario, how it is varied, and what it goes by."""

    title: str
    scenario: str
    what_if: WhatIfText


@dataclass(frozen=True)
class Question:
    """A proven question. `body` is what its kind shows; `key` is {part id: right value}.

    `played` tells which runs, rules and engine the key came from; equal if they are equal.
    """

    set_slug: str
    id: str
    kind_name: str
    lesson: str
    section: str
    stem: str
    code: str
    body: Mapping[str, Any]
    key: Mapping[str, str]
    runs: tuple[PlayedRun, ...] = ()
    facts: tuple[Cited, ...] = ()
    played: str = ""

    @property
    def uid(self) -> str:
        """Returns its name among all questions."""
        return f"{self.set_slug}/{self.id}"

    @property
    def kind(self) -> "Kind":
        """Returns what reads, grades and shows it."""
        from trialrun.questions.kinds import KINDS

        return KINDS[self.kind_name]

    @cached_property
    def digest(self) -> str:
        """Returns what is equal for equal questions: text, key, scenario, rules and engine.

        What its facts say is left out: that they were read again makes no other question.
        """
        text = canonical_json(asdict(self) | {"facts": [fact.id for fact in self.facts]})
        return sha256(text.encode()).hexdigest()[:DIGEST_LENGTH]

    @cached_property
    def text(self) -> str:
        """Returns it as JSON, to be kept; `read_question` reads it.

        Keys stay in their order: tasks are asked for in that of the graph.
        """
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    def says_the_same(self, other: "Question") -> bool:
        """Says whether a learner would see the same: words, parts and key."""
        return all(getattr(self, name) == getattr(other, name) for name in _SEEN)


_SEEN = ("kind_name", "stem", "code", "body", "key")


def read_question(text: str) -> Question:
    """Reads a question that was kept. Fields that a later version added may be missing.

    Raises ValueError for a text that is none.
    """
    try:
        kept = json.loads(text)
        known = {field.name for field in fields(Question)}
        values = {name: value for name, value in kept.items() if name in known}
        values["runs"] = tuple(
            PlayedRun(title, scenario, WhatIfText(*map(tuple, what_if)))
            for title, scenario, what_if in kept.get("runs", ())
        )
        values["facts"] = tuple(Cited(*fact) for fact in kept.get("facts", ()))
        return Question(**values)
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"this is no kept question: {error}") from error


@dataclass(frozen=True, slots=True)
class Part:
    """One graded part of an answer (an option, a task): what was said, what is so, and why.

    `belief` is the thought that often stands behind what was said, and where it leads; "" for none.
    """

    id: str
    label: str
    given: str
    key: str
    why: str
    is_right: bool
    belief: str = ""


@dataclass(frozen=True, slots=True)
class Grade:
    """The outcome of an answer. `score` is 0 to 1."""

    is_correct: bool
    score: float
    parts: tuple[Part, ...]


def grade_of(parts: Sequence[Part]) -> Grade:
    """Grades all or nothing; `score` is the share of parts that are right."""
    right = sum(part.is_right for part in parts)
    return Grade(right == len(parts), right / len(parts) if parts else 0.0, tuple(parts))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a form said: a response, or the sentence that says why it is none."""

    response: dict[str, str]
    error: str = ""


class Made(NamedTuple):
    """What a kind makes of an author's question: what it shows, the key, a stem of its own."""

    body: dict[str, Any]
    key: dict[str, str]
    stem: str = ""


Form = Mapping[str, Sequence[str]]
"""The fields of a form by name, each with all its values."""


class Tools(Protocol):
    """What reading an answer may need besides the question and the form."""

    def level(self, question: Question) -> "Level":
        """Returns the level that a question of the kind `goal` puts. Raises LookupError."""


class Kind(Protocol):
    """A kind of question: one module each, and two templates by its name. All of it is pure."""

    @property
    def name(self) -> str:
        """Returns the word an author writes behind `kind:`."""

    @property
    def Spec(self) -> "type[QuestionSpec]":  # noqa: N802 - a class
        """Returns the model of what an author writes."""

    def flaws(self, spec: Any, stage: "Stage", traces: "Mapping[str, Trace]") -> "Iterator[Flaw]":
        """Yields what is wrong with the question."""

    def make(self, spec: Any, stage: "Stage", traces: "Mapping[str, Trace]") -> Made:
        """Returns body and key of a question without flaws."""

    def read(self, question: Question, form: Form, tools: Tools) -> Reading:
        """Reads an answer from form values."""

    def grade(self, question: Question, response: Mapping[str, str]) -> Grade:
        """Grades a response that `read` accepted."""

    def show(self, question: Question, *, seed: str) -> Any:
        """Returns what the templates of this kind show besides the question: `show`.

        The same seed gives the same order of what is shuffled.
        """
