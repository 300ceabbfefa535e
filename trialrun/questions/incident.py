"""An incident as a value: a run that went wrong, what might be the cause, what one may do.

It holds a level, whose goals say when all is well again. Plays nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from trialrun.engine import WhatIfText
from trialrun.questions.level import Level
from trialrun.questions.scenario import Scenario

INCIDENTS = "incidents"
"""The folder of incidents, and the page of all of them."""
OF_INCIDENT = "incident-"
"""Before the name of an incident its story has this: in the simulator it goes by that name."""
ID_LENGTH = 8
DIGEST_LENGTH = 32


class Message(NamedTuple):
    """What the page of a failed task says; `code` where the API ends it by another than usual."""

    says: str
    code: str = ""


class Call(NamedTuple):
    """What woke the learner: who calls (a person, a pager), and what they say."""

    caller: str
    says: str


@dataclass(frozen=True, slots=True)
class PossibleCause:
    """What may have caused it. `sign` is CEL over `told_of(trace)`: what one would see then.

    `supposed` is a neighbour run of which it would be the cause; None for the one that it is.
    """

    says: str
    sign: str
    why: str
    supposed: WhatIfText | None = None

    @property
    def id(self) -> str:
        """Returns what tells neither its place in the file nor whether it is the one.

        >>> PossibleCause("The disk is full.", "true", "It was.").id
        'a1bd1be0'
        """
        return sha256(self.says.encode()).hexdigest()[:ID_LENGTH]


@dataclass(frozen=True, eq=False)
class Incident:
    """An incident. `messages` are what the pages of failed tasks show, by task.

    `now_ms` is the moment of the call; None for when nothing goes on any more. `basis` is what of
    its file a judgement rests on: not its prose.
    """

    level: Level
    call: Call
    messages: Mapping[str, Message]
    causes: tuple[PossibleCause, ...]
    now_ms: int | None = None
    basis: str = ""

    @property
    def slug(self) -> str:
        """Returns what its file is called."""
        return self.level.slug

    @property
    def title(self) -> str:
        """Returns its title."""
        return self.level.title

    @property
    def scenario(self) -> Scenario:
        """Returns the story until the call, which acts go on from."""
        return self.level.scenario

    @property
    def cause(self) -> PossibleCause:
        """Returns the one that it is: its sign is seen in the run, as `check` proves."""
        return next(each for each in self.causes if each.supposed is None)

    @property
    def digest(self) -> str:
        """Returns what is equal as long as a try would be judged the same."""
        return sha256(self.basis.encode()).hexdigest()[:DIGEST_LENGTH]

    def cause_of(self, id_: str) -> PossibleCause | None:
        """Returns the cause of an id; None where there is none such."""
        return next((each for each in self.causes if each.id == id_), None)

    def try_of(self, acts: tuple[str, ...]) -> WhatIfText:
        """Returns the try that does this after the call."""
        return self.level.try_of((), acts)
