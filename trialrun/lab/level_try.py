"""A learner's try at a level: what it may turn and do, and which goals it meets. Knows no HTTP."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from trialrun.engine import Dial, Trace, WhatIfText, World, value_of_dial
from trialrun.lab.address import Address
from trialrun.lab.operations import Operation
from trialrun.lab.told import action_told
from trialrun.questions import Goal, Level, met, moves

_ICONS = {"repair": "repair", "run_now": "again", "fix": "check", "cancel": "stop"}


@dataclass(frozen=True, slots=True)
class LevelTry:
    """A level, and the run that the learner has made of it."""

    level: Level
    text: WhatIfText
    trace: Trace
    new_id: str
    following: Level | None
    put: str = ""

    @property
    def goals(self) -> list[tuple[Goal, bool]]:
        """Returns the goals, each with whether this run meets it."""
        return list(zip(self.level.goals, met(self.level, self.trace), strict=True))

    @property
    def is_solved(self) -> bool:
        """Says whether every goal is met."""
        return all(met(self.level, self.trace))

    @property
    def moves(self) -> int:
        """Counts what the learner has turned and done."""
        return moves(self.level, self.text)

    @property
    def why_not(self) -> str:
        """Returns what the author says of this very try; "" where they foresaw it not."""
        if self.is_solved:
            return ""
        written = self.level.scenario.read(self.text)
        for wrong in self.level.wrong:
            if self.level.scenario.read(wrong.text) == written:
                return wrong.why
        return ""

    def dials(self, world: World, task: str | None) -> Iterator[Dial]:
        """Yields the dials that may be turned: of the job and every task, or of one task."""
        for name, choices in self.level.may.dial:
            key, _, dial = name.rpartition(".")
            if task is None or key == task:
                value = value_of_dial(world, key, dial)
                yield Dial(key, dial, value, choices if value in choices else (value, *choices))

    def operations(self, address: Address, end: int) -> list[Operation]:
        """Returns the actions that may be added, and taking back the last that was."""
        own = self.level.own_do
        now = address.what_if.do or own
        added = now[len(own) :]
        is_full = len(added) >= self.level.may.do_max
        why = f"at most {self.level.may.do_max} actions here"
        found = [
            Operation(
                text.replace("_", "-") if text in ("repair", "run_now") else text,
                action_told(text),
                _ICONS.get(text.split(";")[0].split(":")[0].split("@")[0], "arrow"),
                None if is_full else replace(address.varied(do=(*now, text)), step=end),
                why=why if is_full else "",
            )
            for text in self.level.may.do
        ]
        if added:
            back = replace(address.varied(do=now[:-1] if len(added) > 1 else ()), step=0)
            found.append(Operation("back", f"Take back: {action_told(added[-1])}", "undo", back))
        return found
