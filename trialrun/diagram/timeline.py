"""A trace as bars: what each task did from when to when. Pure."""

from dataclasses import dataclass
from typing import NamedTuple

from trialrun.engine import State, Trace

WIDTH = 1000
"""The whole story is this many units wide."""

_BAR_STATES = frozenset({State.PENDING, State.RUNNING, State.WAITING_FOR_RETRY})


class Bar(NamedTuple):
    """A stretch in one state. A running stretch is shown by how it ended."""

    x: float
    width: float
    state: str
    attempt: int
    from_ms: int
    to_ms: int


class Mark(NamedTuple):
    """A moment on a row: a commit, or a task that ended without running."""

    x: float
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """One task's line."""

    task: int
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """All rows; `starts` are the x of the segments, for lines across the rows."""

    rows: tuple[Row, ...]
    starts: tuple[tuple[float, str], ...]
    t_end_ms: int


def timeline_of(trace: Trace) -> Timeline:
    """Projects a trace onto a time axis of WIDTH units."""
    span = max(trace.t_end_ms, 1)

    def x(t_ms: int) -> float:
        return round(min(t_ms, span) * WIDTH / span, 2)

    count = len(trace.world.job.tasks)
    bars: list[list[Bar]] = [[] for _ in range(count)]
    marks: list[list[Mark]] = [[] for _ in range(count)]
    open_since: dict[int, tuple[int, str]] = {}
    ended_as: dict[int, str] = {}
    for event in trace.events:
        if trace.job_of(event) or event.task < 0:
            continue
        if event.kind == "attempt" and event.iteration < 0:
            ended_as[event.task] = event.after
        elif event.kind == "task":
            since, state = open_since.pop(event.task, (0, ""))
            ended = ended_as.pop(event.task, event.after)
            if state in _BAR_STATES and event.t_ms > since:
                shown = ended if state == State.RUNNING else state
                bars[event.task].append(
                    Bar(
                        x(since),
                        round(x(event.t_ms) - x(since), 2),
                        str(shown),
                        event.attempt,
                        since,
                        event.t_ms,
                    )
                )
            if event.after in _BAR_STATES:
                open_since[event.task] = (event.t_ms, event.after)
            elif event.before == State.BLOCKED and event.after != State.BLOCKED:
                marks[event.task].append(Mark(x(event.t_ms), event.after, event.after))
        elif event.kind == "commit" and event.commit is not None:
            kind = "doubled" if event.commit.dup else "commit"
            marks[event.task].append(
                Mark(x(event.t_ms), kind, f"{event.commit.table} version {event.commit.version}")
            )
    rows = tuple(Row(task, tuple(bars[task]), tuple(marks[task])) for task in range(count))
    starts = tuple((x(segment.t0_ms), segment.kind) for segment in trace.segments)
    return Timeline(rows, starts, trace.t_end_ms)
