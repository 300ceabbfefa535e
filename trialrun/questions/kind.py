"""What a kind of question is, and what it says of an answer. Knows no kind."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from trialrun.questions.question import Question

if TYPE_CHECKING:
    from trialrun.engine import WhatIfText
    from trialrun.questions.level import Level
    from trialrun.questions.spec import QuestionSpec
    from trialrun.questions.stage import Flaw, Stage


@dataclass(frozen=True, slots=True)
class Part:
    """One graded part of an answer (an option, a task): what was said, what is so, and why.

    `belief` is the thought that often stands behind what was said, and where it leads; "" for none.
    `belief_id` is the name of that belief. What `follows` is wrong, but would be right if what was
    said before it were: that slip was charged there.
    """

    id: str
    label: str
    given: str
    key: str
    why: str
    is_right: bool
    belief: str = ""
    belief_id: str = ""
    follows: bool = False


@dataclass(frozen=True, slots=True)
class Grade:
    """The outcome of an answer. `score` is 0 to 1."""

    is_correct: bool
    score: float
    parts: tuple[Part, ...]


def grade_of(parts: Sequence[Part]) -> Grade:
    """Grades all or nothing; `score` is the share of parts that are right, or follow."""
    good = sum(part.is_right or part.follows for part in parts)
    is_correct = all(part.is_right for part in parts)
    return Grade(is_correct, good / len(parts) if parts else 0.0, tuple(parts))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a form said: a response, or the sentence that says why it is none."""

    response: dict[str, str]
    error: str = ""


class Solving(NamedTuple):
    """A try that reaches what a question asks for at a level; `tried` is the learner's, if any."""

    level: "Level"
    reaches: "WhatIfText"
    tried: "WhatIfText | None"


class Made(NamedTuple):
    """What a kind makes of an author's question: what it shows, the key, a stem of its own."""

    body: dict[str, Any]
    key: dict[str, str]
    stem: str = ""


Wish = tuple[tuple[str, str], ...]
"""What a run would have to give: claims, each with the text that it would have to be."""

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

    def flaws(self, spec: Any, stage: "Stage", traces: "Mapping[str, Any]") -> "Iterator[Flaw]":
        """Yields what is wrong with the question."""

    def make(self, spec: Any, stage: "Stage", traces: "Mapping[str, Any]") -> Made:
        """Returns body and key of a question without flaws."""

    def deciders(self, spec: Any, traces: "Mapping[str, Any]") -> dict[str, str]:
        """Returns the claims that decide the parts of a question, by part; {} where none does."""

    def wish(self, question: Question, response: Mapping[str, str]) -> "Wish":
        """Returns what a run would have to give for a wrong answer to be right; () for no run.

        The question is one that was proven here, not one that was kept or brought.
        """

    def way(self, question: Question, response: Mapping[str, str], tools: Tools) -> Solving | None:
        """Returns a way to what is asked for, for whoever may see the key; None for no level."""

    def read(self, question: Question, form: Form, tools: Tools) -> Reading:
        """Reads an answer from form values."""

    def grade(self, question: Question, response: Mapping[str, str]) -> Grade:
        """Grades a response that `read` accepted."""

    def fits(self, question: Question, response: Mapping[str, str]) -> bool:
        """Says whether a kept response is one to this question, such as `read` gives."""

    def kept_body(self, body: Mapping[str, Any], key: Mapping[str, str]) -> dict[str, Any]:
        """Returns the body of a question that was kept, as this version has it.

        Raises ValueError where such a question cannot be read, graded and shown.
        """

    def show(self, question: Question, *, seed: str) -> Any:
        """Returns what the templates of this kind show besides the question: `show`.

        The same seed gives the same order of what is shuffled.
        """

    def asked(self, question: Question, *, seed: str) -> dict[str, Any]:
        """Returns what a learner is asked besides the stem, as plain values that tell no key."""


class NoLevel:
    """What is the same of all kinds but the one that asks a level."""

    def way(self, question: Question, response: Mapping[str, str], tools: Tools) -> Solving | None:
        """Returns none: there is no level."""
        return None
