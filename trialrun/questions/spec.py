"""What an author writes in a question set, as models. Knows no files and no grading."""

from collections.abc import Mapping
from functools import cached_property
from hashlib import sha256
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from trialrun.engine import WhatIfText

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")]

ORDER_LAST = 1000
"""The place in a list of what names no `order`: behind everything that does."""


class Strict(BaseModel):
    """A model that refuses unknown fields and never changes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class RunSpec(Strict):
    """The run a question is about: a scenario, and a what-if of it."""

    scenario: Slug
    fail: tuple[str, ...] = ()
    slow: tuple[str, ...] = ()
    dial: tuple[str, ...] = ()
    do: tuple[str, ...] = ()

    @property
    def what_if(self) -> WhatIfText:
        """Returns the what-if."""
        return WhatIfText(self.fail, self.slow, self.dial, self.do)


def _run_from_slug(value: Any) -> Any:
    return {"scenario": value} if isinstance(value, str) else value


AnyRunSpec = Annotated[RunSpec, BeforeValidator(_run_from_slug)]


class Option(Strict):
    """One option: what it says, why it is right or wrong, and what proves it."""

    says: Text
    why: Text
    claim: Text | None = None
    belief: Slug | None = None
    correct: bool = False

    @cached_property
    def id(self) -> str:
        """Returns a name that tells neither its place in the file nor whether it is right."""
        return sha256(self.says.encode()).hexdigest()[:10]


class QuestionSpec(Strict):
    """What every kind of question has."""

    id: Slug
    stem: Text
    code: str | None = None
    section: Slug | None = None
    run: AnyRunSpec | None = None
    runs: Mapping[Slug, AnyRunSpec] = Field(default_factory=dict)
    facts: tuple[Slug, ...] = ()

    def run_specs(self) -> dict[str, RunSpec]:
        """Returns the runs by name; a single `run` has the name ''."""
        return {"": self.run} if self.run else dict(self.runs)


class ChoiceSpec(QuestionSpec):
    """One option is right."""

    kind: Literal["choice"]
    options: tuple[Option, ...] = Field(min_length=2, max_length=8)


class ChoicesSpec(QuestionSpec):
    """Some options are right; all of them and no other are the answer."""

    kind: Literal["choices"]
    options: tuple[Option, ...] = Field(min_length=3, max_length=8)


class PredictSpec(QuestionSpec):
    """The end state of each task is painted on the graph. `why` adds to the executed reason."""

    kind: Literal["predict"]
    run: AnyRunSpec
    why: Mapping[str, Text] = Field(default_factory=dict)


AnyQuestionSpec = Annotated[ChoiceSpec | ChoicesSpec | PredictSpec, Field(discriminator="kind")]


class QuestionSetSpec(Strict):
    """A file in quizzes/."""

    title: Text
    summary: Text
    order: int = ORDER_LAST
    lesson: Slug
    objectives: tuple[str, ...] = ()
    questions: tuple[AnyQuestionSpec, ...] = Field(min_length=1, max_length=500)
