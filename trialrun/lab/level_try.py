"""A learner's try at a level: what it may turn and do, and which goals it meets. Knows no HTTP."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from trialrun.diagram import Frame, Values
from trialrun.engine import Dial, State, Trace, WhatIfText, World, value_of_dial
from trialrun.lab.address import Address
from trialrun.lab.goal_steps import Settled, settled
from trialrun.lab.level_way import why_missed
from trialrun.lab.operations import Operation
from trialrun.lab.told import action_told
from trialrun.plural import counted
from trialrun.questions import Level, moves

SPEED = "4"
"""How many times as fast as others the run of a level plays: it is watched for its goals."""
_ICONS = {"repair": "repair", "run_now": "again", "fix": "check", "cancel": "stop"}


@dataclass(frozen=True, slots=True)
class Solved:
    """How a learner solved a level best: in how many moves, and at which try; 0 is not known.

    `tried` is the try itself, as an address says it; "" where it is not known.
    """

    moves: int
    tries: int = 0
    put: str = ""
    tried: str = ""

    @property
    def told(self) -> str:
        """Tells it in words.

        >>> Solved(2, 3).told
        'in 2 moves, at the 3rd try'
        """
        at_try = f", at the {ordinal(self.tries)} try" if self.tries else ""
        return f"in {counted(self.moves, 'move')}{at_try}"


@dataclass(frozen=True)
class LevelTry:
    """A level, and the run that the learner has made of it.

    `kept` is how they solved it before, if they did; `who` tells learners of one browser apart.
    """

    level: Level
    text: WhatIfText
    trace: Trace
    new_id: str
    put: str = ""
    kept: Solved | None = None
    who: str = ""
    speed: str = SPEED

    @cached_property
    def goals(self) -> list[Settled]:
        """Returns when each goal is settled while the run plays, and how."""
        return settled(self.level, self.trace)

    @property
    def is_solved(self) -> bool:
        """Says whether every goal is met in the end."""
        return all(goal.is_met for goal in self.goals)

    @property
    def is_kept(self) -> bool:
        """Says whether it is kept already that they solved this level as well as by this try."""
        return self.kept is not None and self.kept.put == self.put and self.kept.moves <= self.moves

    @property
    def moves(self) -> int:
        """Counts what the learner has turned and done."""
        return moves(self.level, self.text)

    @property
    def moves_told(self) -> str:
        """Tells the moves beside the fewest that solve the level."""
        return f"{counted(self.moves, 'move')}, par {self.level.par}"

    def framed(self, frames: Sequence[Frame]) -> list[Frame]:
        """Returns the frames of the run, with what each step changes about the goals."""
        last = len(frames) - 1
        return [
            Frame(frame.t_ms, frame.values | self._changes(step, last))
            for step, frame in enumerate(frames)
        ]

    def _changes(self, step: int, last: int) -> Values:
        """Returns what a step changes about the goals; before the end it says nothing of it."""
        changes: Values = {}
        for number, goal in enumerate(self.goals, 1):
            if step in (0, goal.step):
                is_open = step < goal.step
                state = "" if is_open else State.SUCCESS if goal.is_met else State.FAILED
                word = "open" if is_open else "met" if goal.is_met else "not met"
                changes |= {f"goal.{number}": str(state), f"goal.{number}.word": word}
        if step in (0, last) or changes:
            changes |= self._says(step, last)
        return changes

    def _says(self, step: int, last: int) -> Values:
        count = sum(goal.is_met and goal.step <= step for goal in self.goals)
        of_all = f"{count} of {counted(len(self.goals), 'goal')} met"
        if step < last:
            return {"goal": "", "goal.title": "Goal", "goal.says": f"{of_all} so far.",
                    "goal.why": "", "goal.end": ""}  # fmt: skip
        if not self.is_solved:
            says = f"{of_all}: {self.moves_told}."
            return {"goal": "missed", "goal.title": "Goal", "goal.says": says,
                    "goal.why": self.why_not, "goal.end": ""}  # fmt: skip
        title = "Solved in par" if self.moves <= self.level.par else "Solved"
        says = f"Solved in {self.moves_told}."
        return {"goal": "solved", "goal.title": title, "goal.says": says, "goal.why": "",
                "goal.end": "yes"}  # fmt: skip

    @property
    def why_not(self) -> str:
        """Returns what the author says of this very try; "" where they foresaw it not."""
        return "" if self.is_solved else why_missed(self.level, self.text)

    def dials(self, world: World, task: str | None) -> Iterator[Dial]:
        """Yields the dials that may be turned: of the job and every task, or of one task."""
        for name, choices in self.level.may.dial:
            key, _, dial = name.rpartition(".")
            if task is None or key == task:
                value = value_of_dial(world, key, dial)
                yield Dial(key, dial, value, choices if value in choices else (value, *choices))

    def operations(self, address: Address) -> list[Operation]:
        """Returns the actions that may be added, and taking back the last that was.

        Their addresses name no moment: a level shows the end of a run.
        """
        own = self.level.own_do
        now = address.what_if.do or own
        added = now[len(own) :]
        is_full = len(added) >= self.level.may.do_max
        why = f"at most {counted(self.level.may.do_max, 'action')} here"
        found = [
            Operation(
                text.replace("_", "-") if text in ("repair", "run_now") else text,
                action_told(text),
                _ICONS.get(text.split(";")[0].split(":")[0].split("@")[0], "arrow"),
                None if is_full else replace(address.varied(do=(*now, text)), step=None),
                why=why if is_full else "",
                extends="@" not in text,
            )
            for text in self.level.may.do
        ]
        if added:
            back = replace(address.varied(do=now[:-1] if len(added) > 1 else ()), step=None)
            found.append(Operation("back", f"Take back: {action_told(added[-1])}", "undo", back))
        return found


def ordinal(number: int) -> str:
    """Writes a place in a row.

    >>> [ordinal(number) for number in (1, 2, 3, 4, 11, 13, 22, 111)]
    ['1st', '2nd', '3rd', '4th', '11th', '13th', '22nd', '111th']
    """
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if 10 < number % 100 < 14 else suffix}"
