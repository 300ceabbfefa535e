"""A prediction painted on the graph, held against the run. Knows no HTTP and no store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trialrun.engine import State, Trace

PAINTS = (
    State.SUCCESS,
    State.FAILED,
    State.UPSTREAM_FAILED,
    State.EXCLUDED,
    State.CANCELED,
    State.TIMEDOUT,
    State.DISABLED,
    State.UPSTREAM_CANCELED,
)
"""The states that a task can be predicted to end in."""
FIELD = "task-"


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a learner said of each task's end, and where the run first says otherwise.

    `stop` is the step at which `task` ends in another state than predicted; 0 for never.
    """

    said: Mapping[str, str]
    stop: int
    task: str
    right: int
    asked: int

    @property
    def is_right(self) -> bool:
        """Says whether every task ends as predicted."""
        return not self.task


def asked_of(trace: Trace) -> tuple[str, ...]:
    """Returns the tasks to be predicted: those of the run that is shown, and that do end in it."""
    own = [segment for segment in trace.segments if not segment.job]
    if not own:
        return ()
    chosen = {index for segment in own if segment.run == own[-1].run for index in segment.tasks}
    return tuple(
        key
        for index, key in enumerate(trace.keys)
        if index in chosen and trace.tasks[key].state in PAINTS
    )


def read_prediction(trace: Trace, form: Mapping[str, Sequence[str]]) -> tuple[dict[str, str], str]:
    """Reads a form's painted states and, if it is none, the sentence why."""
    said: dict[str, str] = {}
    asked = asked_of(trace)
    for key in asked:
        painted = [text for text in form.get(FIELD + key, ()) if text]
        if len(painted) == 1 and painted[0] in PAINTS:
            said[key] = painted[0]
    missing = [key for key in asked if key not in said]
    if missing:
        named = ", ".join(missing[:5]) + (f" and {len(missing) - 5} more" if missing[5:] else "")
        return said, f"Say how each task ends. Still open: {named}."
    return said, ""


def compare(trace: Trace, said: Mapping[str, str]) -> Prediction:
    """Finds the first event that contradicts a prediction: a task's last end is another.

    The ends are those of the run that is shown; what never starts in it contradicts at its end.
    """
    asked = asked_of(trace)
    ends: dict[str, int] = {}
    last = next((s.run for s in reversed(trace.segments) if not s.job), -1)
    for event in trace.own_events("task"):
        if trace.segments[event.segment].run == last:
            ends[trace.keys[event.task]] = event.q + 1
    wrong = [
        (ends.get(key, len(trace.events)), key)
        for key in asked
        if said.get(key) != str(trace.tasks[key].state)
    ]
    stop, task = min(wrong, default=(0, ""))
    return Prediction(said, stop, task, len(asked) - len(wrong), len(asked))
