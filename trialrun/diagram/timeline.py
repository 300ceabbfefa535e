"""A trace as bars: what each task, iteration and cluster did from when to when. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from trialrun.diagram.frames import child_told
from trialrun.diagram.loops import PIPS_MAX, Loops, iterations_of
from trialrun.diagram.names import compared_told
from trialrun.diagram.runs import Owners
from trialrun.engine import Compared, Event, State, Trace

WIDTH = 1000
"""The whole story is this many units wide."""

_BAR_STATES = frozenset({State.PENDING, State.RUNNING, State.WAITING_FOR_RETRY})
UP = "up"
"""Shown in place of a state: a cluster that is up, and paid for."""


class Bar(NamedTuple):
    """A stretch in one state, shown by how it ended. `step` is the one with which it began."""

    x: float
    width: float
    state: str
    attempt: int
    from_ms: int
    to_ms: int
    step: int


class Mark(NamedTuple):
    """A moment on a row: a commit, or a task that ended and has no bar that says how."""

    x: float
    kind: str
    label: str
    step: int


class Stretch(NamedTuple):
    """What a row says to whoever does not see it: a state, from when to when, and what decided."""

    state: str
    from_ms: int
    to_ms: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One line: of a task, of one iteration of it (else -1), or of a cluster (task -1).

    `told` ends with how the task ended, in the same state that the graph shows.
    """

    label: str
    task: int
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...] = ()
    iteration: int = -1
    told: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True)
class Timeline:
    """All rows; `starts` are the x of the segments, for lines across the rows."""

    rows: tuple[TimelineRow, ...]
    clusters: tuple[TimelineRow, ...]
    starts: tuple[tuple[float, str], ...]
    t_end_ms: int


@dataclass(slots=True)
class _Line:
    """A row in the making."""

    bars: list[Bar] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    told: list[Stretch] = field(default_factory=list)
    opened: tuple[int, str, int] | None = None
    ended_as: str = ""


def timeline_of(trace: Trace) -> Timeline:
    """Projects a trace onto a time axis of WIDTH units."""
    axis = _Axis(max(trace.t_end_ms, 1))
    elements = iterations_of(trace)
    lines = {(index, -1): _Line() for index in range(len(trace.world.job.tasks))}
    notes = _Notes(trace)
    for event in trace.events:
        notes.hear(event)
        if trace.job_of(event) or event.segment < 0:
            continue
        if event.task >= 0 and event.iteration < PIPS_MAX:
            line = lines.setdefault((event.task, event.iteration), _Line())
            _note(axis, line, event, notes.of(event))
    rows = [
        TimelineRow(
            _label(trace, elements, *key),
            key[0],
            tuple(line.bars),
            tuple(line.marks),
            key[1],
            tuple(line.told),
        )
        for key, line in sorted(lines.items())
    ]
    starts = tuple((axis.x(s.t0_ms), s.kind) for s in trace.segments if not s.job)
    return Timeline(tuple(rows), tuple(_cluster_rows(axis, trace)), starts, trace.t_end_ms)


class _Notes:
    """What the graph writes below a box, in each run: how a condition, a loop, a child came out."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._owners = Owners(trace)
        self._loops: dict[int, Loops] = {}
        self._said: dict[tuple[int, int], str] = {}

    def hear(self, event: Event) -> None:
        """Takes in what an event says of a loop or of a child job."""
        trace = self._trace
        if trace.job_of(event) or event.segment < 0:
            if child := child_told(trace, self._owners, event):
                run, task, says = child
                self._said[run, task] = says
            return
        run = trace.segments[event.segment].run
        loops = self._loops.setdefault(run, Loops())
        note = loops.changes(event).get(f"task.{event.task}.note")
        if note is not None:
            self._said[run, event.task] = note

    def of(self, event: Event) -> str:
        """Returns what is written below the box of a task as an event ends it."""
        if event.iteration >= 0:
            return ""
        if isinstance(event.data, Compared):
            return compared_told(event.data)
        return self._said.get((self._trace.segments[event.segment].run, event.task), "")


class _Axis:
    """Turns moments into places."""

    def __init__(self, span_ms: int) -> None:
        self.span_ms = span_ms

    def x(self, t_ms: int) -> float:
        """Returns the place of a moment; what comes after the end stands at the end."""
        return round(min(t_ms, self.span_ms) * WIDTH / self.span_ms, 2)

    def bar(self, state: str, attempt: int, from_ms: int, to_ms: int, step: int) -> Bar:
        """Returns a stretch between two moments."""
        x = self.x(from_ms)
        return Bar(x, round(self.x(to_ms) - x, 2), str(state), attempt, from_ms, to_ms, step)


def _note(axis: _Axis, line: _Line, event: Event, note: str) -> None:
    """Draws what an event of a task or an iteration ends or marks, and opens what it begins."""
    if event.kind == "attempt":
        line.ended_as = event.after
    elif event.kind in ("task", "iteration"):
        _close(axis, line, event)
        if event.after in _BAR_STATES:
            line.opened = (event.t_ms, event.after, event.q + 1)
        elif event.after != State.BLOCKED:
            _end(axis, line, event, note)
    elif event.kind == "commit" and event.commit is not None:
        kind = "doubled" if event.commit.dup else "commit"
        label = f"{event.commit.table} version {event.commit.version}"
        line.marks.append(Mark(axis.x(event.t_ms), kind, label, event.q + 1))


def _close(axis: _Axis, line: _Line, event: Event) -> None:
    """Draws the stretch that an event ends; none where it took no time."""
    if line.opened is None:
        return
    since, state, step = line.opened
    ended = line.ended_as or event.after
    line.opened, line.ended_as = None, ""
    if event.t_ms > since:
        shown = str(ended if state == State.RUNNING else state)
        line.bars.append(axis.bar(shown, event.attempt, since, event.t_ms, step))
        line.told.append(Stretch(shown, since, event.t_ms))


def _end(axis: _Axis, line: _Line, event: Event, note: str) -> None:
    """Says how a task ended, and marks it where no bar shows that: it took no time."""
    state, t_ms = str(event.after), event.t_ms
    last = line.told[-1] if line.told else None
    if last is not None and (last.state, last.to_ms) == (state, t_ms) and last.from_ms < t_ms:
        line.told[-1] = last._replace(note=note)
        return
    line.told.append(Stretch(state, t_ms, t_ms, note))
    line.marks.append(Mark(axis.x(t_ms), state, state, event.q + 1))


def _cluster_rows(axis: _Axis, trace: Trace) -> Iterator[TimelineRow]:
    """Yields a row for each cluster by name: how it starts up, and how long it is paid for."""
    begins: dict[tuple[int, str], int] = {}
    for event in trace.events:
        if event.kind == "compute":
            # A pool keeps the machines of a cluster that has ended; the bill names it so.
            name = event.compute if event.after == State.PENDING else f"{event.compute} pool"
            begins[event.segment, name] = event.q + 1
    bars: dict[str, list[Bar]] = {}
    for usage in trace.usages:
        segment = trace.segments[usage.segment]
        if usage.task >= 0 or segment.job:
            continue
        compute = segment.settings.compute_of.get(usage.compute)
        if compute is None and not usage.from_ms < min(usage.to_ms, axis.span_ms):
            continue
        found = bars.setdefault(usage.compute, [])
        startup_ms = trace.world.prices[compute.kind].startup_ms if compute else 0
        ready_ms = min(usage.from_ms + startup_ms, usage.to_ms)
        step = begins.get((usage.segment, usage.compute), 0)
        if ready_ms > usage.from_ms:
            found.append(axis.bar(State.PENDING, 0, usage.from_ms, ready_ms, step))
        # Compute that comes up when all is over, as after a cancel, is behind the axis.
        if ready_ms < min(usage.to_ms, axis.span_ms):
            found.append(axis.bar(UP, 0, ready_ms, usage.to_ms, step))
    for name, found in bars.items():
        found.sort()
        told = tuple(Stretch(bar.state, bar.from_ms, bar.to_ms) for bar in found)
        yield TimelineRow(name, -1, tuple(found), told=told)


def _label(trace: Trace, elements: dict[int, tuple[str, ...]], task: int, iteration: int) -> str:
    if iteration < 0:
        return trace.keys[task]
    inputs = elements.get(task, ())
    return inputs[iteration].strip('"') if iteration < len(inputs) else str(iteration + 1)
