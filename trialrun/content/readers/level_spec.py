"""What an author writes in a level, as models. Its job is that of a scenario."""

from typing import Annotated, Literal

from pydantic import Field

from trialrun.content.readers.scenario_spec import StorySpec
from trialrun.questions import Slug, Strict, Text

ShortText = Annotated[str, Field(min_length=1, max_length=400)]


class MaySpec(Strict):
    """What may be edited: dials with the choices offered, and actions that may be added."""

    dial: dict[ShortText, Annotated[tuple[ShortText, ...], Field(min_length=1, max_length=9)]] = (
        Field(default_factory=dict, max_length=12)
    )
    do: tuple[ShortText, ...] = Field(default=(), max_length=12)
    do_max: Annotated[int, Field(ge=0, le=6)] = 3


class AimSpec(Strict):
    """One thing that must hold."""

    says: Text
    claim: Text


class TrySpec(Strict):
    """Dials turned, and actions added behind the level's own."""

    dial: tuple[ShortText, ...] = ()
    do: tuple[ShortText, ...] = ()


class WrongSpec(Strict):
    """A tempting try, the number of a goal it misses, and why."""

    attempt: TrySpec = Field(alias="try")
    misses: int
    why: Text


class AimedSpec(StorySpec):
    """A story that is to be brought to a goal: what a level and an incident have in common."""

    title: Text
    order: int
    goal: tuple[AimSpec, ...] = Field(min_length=1, max_length=6)
    hints: tuple[Text, ...] = Field(min_length=2, max_length=3)
    solution: TrySpec
    wrong: tuple[WrongSpec, ...] = Field(min_length=1, max_length=6)
    facts: tuple[Slug, ...] = Field(min_length=1)
    takeaway: Text


class LevelSpec(AimedSpec):
    """A file in levels/."""

    tier: Literal["first", "second", "third"]
    story: Text
    may: MaySpec
    par: Annotated[int, Field(ge=1, le=6)]
