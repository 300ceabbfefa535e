"""What an author writes of any question, as models. Knows no files, no grading and no kind."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from trialrun.engine import WhatIfText
from trialrun.questions.named import SLUG, name_of

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Slug = Annotated[str, AfterValidator(name_of(SLUG))]

BUNDLE_LENGTH_MAX = 20_000
ORDER_LAST = 1000
"""The place in a list of what names no `order`: behind everything that does."""


Location = tuple[str | int, ...]
"""The way to a value inside a question as an author wrote it."""


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


AnyRunSpec = Annotated[
    RunSpec, BeforeValidator(_run_from_slug, json_schema_input_type=str | RunSpec)
]


class BundleSpec(Strict):
    """The deployment a question is about: a bundle, the target, and what is given beside it.

    `bundle` names a file of quizzes/bundles/, `text` is one of its own. `user` is the short name
    of who deploys.
    """

    bundle: Slug | None = None
    text: Annotated[str, StringConstraints(min_length=1, max_length=BUNDLE_LENGTH_MAX)] | None = (
        None
    )
    target: str = ""
    var: Mapping[str, str] = Field(default_factory=dict)
    environment: Mapping[str, str] = Field(default_factory=dict)
    user: str = ""


def _bundle_from_slug(value: Any) -> Any:
    return {"bundle": value} if isinstance(value, str) else value


AnyBundleSpec = Annotated[
    BundleSpec, BeforeValidator(_bundle_from_slug, json_schema_input_type=str | BundleSpec)
]
AnySpec = RunSpec | BundleSpec
"""What proves a key: a run, or a deployment."""


class QuestionSpec(Strict):
    """What every kind of question has. A kind adds its own fields, `kind` among them.

    `lesson` is the one that decides it, where that is not its set's; `section` is a part of it.
    `objectives`, as EXAM/OBJECTIVE, and `difficulty` are tags: no part of what is put and kept.
    """

    id: Slug
    stem: Text
    code: str | None = None
    lesson: Slug | None = None
    section: Slug | None = None
    follows: Slug | None = None
    run: AnyRunSpec | None = None
    runs: Mapping[Slug, AnyRunSpec] = Field(default_factory=dict)
    facts: tuple[Slug, ...] = ()
    objectives: tuple[str, ...] = ()
    difficulty: Literal["easy", "medium", "hard"] | None = None

    def run_specs(self) -> Mapping[str, AnySpec]:
        """Returns what is played by name; a single `run` has the name ''."""
        return {"": self.run} if self.run else dict(self.runs)

    def parts(self) -> tuple[tuple[Location, str], ...]:
        """Returns the texts that a learner has to tell apart, each with where it stands."""
        return ()

    def reasons(self) -> tuple[tuple[Location, str], ...]:
        """Returns the reasons that an author gives, each with where it stands."""
        return ()

    def claims(self) -> tuple[tuple[Location, str], ...]:
        """Returns the claims that a run is asked, each with where it stands."""
        return ()

    def beliefs(self) -> tuple[tuple[Location, str], ...]:
        """Returns the beliefs that are named, each with where."""
        return ()

    def unbelieving(self) -> "QuestionSpec":
        """Returns it without what is said of beliefs; it has the same key."""
        return self

    @property
    def is_bound(self) -> bool:
        """Says whether anything proves the key: a run, or facts."""
        return bool(self.run or self.runs or self.facts)


class AskedSpec(QuestionSpec):
    """A question of a kind that may be asked about deployments, too."""

    bundle: AnyBundleSpec | None = None
    bundles: Mapping[Slug, AnyBundleSpec] = Field(default_factory=dict)

    def run_specs(self) -> Mapping[str, AnySpec]:
        """Returns what is played or deployed by name; a single one has the name ''."""
        if self.bundle:
            return {"": self.bundle}
        return dict(self.bundles) or super().run_specs()

    @property
    def is_bound(self) -> bool:
        """Says whether anything proves the key: a run, a deployment, or facts."""
        return bool(self.bundle or self.bundles) or super().is_bound


class SetSpec(Strict):
    """A file in quizzes/ but for its questions, whose models the kinds have."""

    title: Text
    summary: Text
    order: int = ORDER_LAST
    lesson: Slug
    shuffle: bool = True
