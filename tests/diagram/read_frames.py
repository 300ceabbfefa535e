"""Reads frames as a page shows them. No test in here."""

from trialrun.diagram import frames_of, values_at
from trialrun.engine import Trace


def end_of(trace: Trace) -> dict[str, str]:
    """Returns all that the last frame shows."""
    frames = frames_of(trace)
    return values_at(frames, len(frames) - 1)


def notes(trace: Trace, task: int = 0) -> list[str]:
    """Returns the notes of a task in the order in which they are shown."""
    key = f"task.{task}.note"
    found = [frame.values[key] for frame in frames_of(trace) if key in frame.values]
    return [note for n, note in enumerate(found) if n == 0 or found[n - 1] != note]
