"""Where a run first contradicts a prediction: the event that says otherwise. Pure."""

from dataclasses import dataclass

from trialrun.engine import Trace
from trialrun.questions.kind import Grade


@dataclass(frozen=True, slots=True)
class Judged:
    """What was said of one task, its end, and the step at which the run decides it.

    What `follows` is not so, but would be if what was said before were.
    """

    step: int
    task: str
    said: str
    state: str
    is_right: bool
    follows: bool


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What was said of each task's end, in the order of the run, and where it first says otherwise.

    `stop` is the step at which `task` ends in another state than predicted; 0 for never.
    """

    judged: tuple[Judged, ...]
    stop: int
    task: str

    @property
    def is_right(self) -> bool:
        """Says whether every task ends as predicted."""
        return not self.task

    @property
    def right(self) -> int:
        """Returns how many tasks count as right: one slip is charged once."""
        return sum(each.is_right or each.follows for each in self.judged)

    @property
    def following(self) -> int:
        """Returns how many of these only follow from what was said before."""
        return sum(each.follows for each in self.judged)

    @property
    def asked(self) -> int:
        """Returns how many tasks were asked for."""
        return len(self.judged)


def contradiction(trace: Trace, grade: Grade) -> Contradiction:
    """Finds the first event that contradicts a prediction: a task's last end is another.

    The ends are those of the run that is shown; what never starts in it contradicts at its end.
    """
    ends = _last_ends(trace)
    judged = [
        Judged(
            ends.get(part.id, len(trace.events)),
            part.id,
            part.given,
            part.key,
            part.is_right,
            part.follows,
        )
        for part in grade.parts
    ]
    judged.sort(key=lambda each: (each.step, each.task))
    wrong = [each for each in judged if not each.is_right]
    stop, task = (wrong[0].step, wrong[0].task) if wrong else (0, "")
    return Contradiction(tuple(judged), stop, task)


def _last_ends(trace: Trace) -> dict[str, int]:
    """Returns the step at which each task of the run that is shown ends for the last time."""
    last = next((s.run for s in reversed(trace.segments) if not s.job), -1)
    return {
        trace.keys[event.task]: event.q + 1
        for event in trace.own_events("task")
        if trace.segments[event.segment].run == last
    }
