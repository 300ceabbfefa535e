"""What an author writes in an incident, as models. Its job is that of a scenario."""

from typing import Annotated

from pydantic import Field

from trialrun.content.readers.level_spec import AimedSpec, ShortText
from trialrun.content.readers.scenario_spec import Duration, TaskKey
from trialrun.questions import Strict, Text

ShortTexts = tuple[ShortText, ...]


class CallSpec(Strict):
    """Who calls, and what they say."""

    caller: Annotated[str, Field(min_length=1, max_length=80, alias="from")]
    says: Text


class MessageSpec(Strict):
    """What the page of a failed task says, with the code that the API ends it by."""

    says: Text
    code: Text


class SupposedSpec(Strict):
    """A run near the one that is: of it, a wrong cause would be the one."""

    fail: ShortTexts = ()
    slow: ShortTexts = ()
    dial: ShortTexts = ()
    do: ShortTexts = ()
    deed: ShortTexts = ()


class CauseSpec(Strict):
    """What may have caused it: what one would see then, and why it is so, or is not."""

    says: Text
    sign: Text
    why: Text
    supposed: SupposedSpec | None = Field(default=None, alias="if")


class ActsSpec(Strict):
    """What may be done after the call, and how often something."""

    do: Annotated[tuple[ShortText, ...], Field(min_length=2, max_length=12)]
    do_max: Annotated[int, Field(ge=1, le=6)] = 3


class IncidentSpec(AimedSpec):
    """A file in incidents/."""

    call: CallSpec
    now: Duration | None = None
    messages: dict[TaskKey, Text | MessageSpec] = Field(default_factory=dict, max_length=20)
    causes: tuple[CauseSpec, ...] = Field(min_length=3, max_length=5)
    may: ActsSpec
