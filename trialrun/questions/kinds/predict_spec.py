"""What an author writes of a prediction."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from trialrun.questions.kinds.foretold import REPAIR
from trialrun.questions.kinds.supposed import NearRun
from trialrun.questions.spec import AnyRunSpec, Location, QuestionSpec, Text

NEAR_MAX = 20


class PredictSpec(QuestionSpec):
    """The end state of each task is painted on the graph. `why` replaces the executed reason.

    `asks` may name more than the states; `repair` is the one that is asked about. `near` are
    stories by which wrong answers are explained.
    """

    kind: Literal["predict"]
    run: AnyRunSpec
    why: Mapping[str, Text] = Field(default_factory=dict)
    asks: tuple[Literal["states", "rows", "surplus", "run", "repair"], ...] = Field(
        ("states",), min_length=1
    )
    repair: Text = REPAIR
    near: tuple[NearRun, ...] = Field((), max_length=NEAR_MAX)

    def reasons(self) -> tuple[tuple[Location, str], ...]:
        """Returns what is said of tasks."""
        return tuple((("why", key), why) for key, why in self.why.items())
