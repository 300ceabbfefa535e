"""A trace as frames: after each event, which shown values change to what. Pure.

A value has a key such as `task.2` (a state) or `table.silver.menu.rows` (text). The server
paints any step by folding frames; the player in the browser applies the same frames.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from trialrun.diagram.names import OPS
from trialrun.engine import (
    UNSUCCESSFUL_STATES,
    Commit,
    Compared,
    Event,
    Iterated,
    Op,
    Segment,
    State,
    Trace,
)

WORDS: Mapping[str, str] = {
    State.BLOCKED: "Blocked",
    State.PENDING: "Pending",
    State.RUNNING: "Running",
    State.WAITING_FOR_RETRY: "Waiting for retry",
    State.SUCCESS: "Succeeded",
    State.FAILED: "Failed",
    State.QUEUED: "Queued",
    State.TIMEDOUT: "Timed out",
    State.CANCELED: "Canceled",
    State.UPSTREAM_CANCELED: "Upstream canceled",
    State.EXCLUDED: "Excluded",
    State.DISABLED: "Disabled",
    State.UPSTREAM_FAILED: "Upstream failed",
    State.SUCCESS_WITH_FAILURES: "Succeeded with failures",
    State.SKIPPED: "Skipped",
    State.TERMINATED: "Terminated",
    "": "Not started",
}
"""The words the Databricks UI shows for states. Source: public UI bundle, read 2026-11-22."""

PIPS_MAX = 12
"""So many iterations of a for-each are shown one by one."""
VERSIONS_MAX = 24
"""So many versions of a table are listed."""
_OWN_ENDS = frozenset({State.PENDING, State.RUNNING, State.SUCCESS, State.FAILED})
_SKIPPED = frozenset({"limit.skipped", "limit.none_allowed"})

Values = dict[str, str]


@dataclass(frozen=True, slots=True)
class Frame:
    """One step: when it is, and the values that it changes. Step 0 is the start."""

    t_ms: int
    values: Values


def clock(t_ms: int) -> str:
    """Writes a simulated moment as minutes and seconds.

    >>> clock(750_000)
    '12:30'
    """
    return f"{t_ms // 60_000}:{t_ms // 1000 % 60:02d}"


def dollars(cents: int) -> str:
    """Writes a sum.

    >>> dollars(118)
    '$1.18'
    """
    return f"${cents // 100}.{cents % 100:02d}"


def frames_of(trace: Trace, run: int | None = None) -> list[Frame]:
    """Returns a frame for the start and one for each event; frame q + 1 belongs to event q.

    The graph shows one run of the job: the one asked for by its number, else whichever started
    last. Child jobs have graphs of their own.
    """
    frames = [Frame(0, _start(trace))]
    shown_run = run or -1
    cents_at = lru_cache(maxsize=None)(trace.cents_at)
    loops = _Loops(trace)
    runs = runs_of_events(trace)
    for event in trace.events:
        segment = trace.segments[event.segment] if event.segment >= 0 else None
        is_start = event.kind == "run" and event.after == State.RUNNING
        if run is None and is_start and segment and not segment.job:
            shown_run = segment.run
        is_shown = segment is None or (not segment.job and segment.run == shown_run)
        changes: Values = {}
        if is_shown:
            changes |= _changes(trace, event)
            changes |= loops.changes(event)
        if event.commit is not None:
            changes |= _table(event.commit)
        if event.q in runs:
            changes |= _state(f"run.{runs[event.q]}", event.after or State.SKIPPED)
        if event.kind == "run" and segment is not None and segment.job and "/" not in segment.job:
            changes |= _child(trace, segment, event)
        changes["clock"] = clock(event.t_ms)
        changes["cost"] = dollars(cents_at(event.t_ms))
        frames.append(Frame(event.t_ms, changes))
    return frames


def values_at(frames: list[Frame], step: int) -> Values:
    """Folds the frames up to a step into all values shown then."""
    values: Values = {}
    for frame in frames[: step + 1]:
        values.update(frame.values)
    return values


def runs_of_events(trace: Trace) -> dict[int, int]:
    """Returns which event speaks of which run as a whole: {q: number of one of our own runs}."""
    found: dict[int, int] = {}
    waiting = [run for run in trace.runs if run.t0_ms != run.created_ms]
    for event in trace.events:
        if event.kind == "run" and event.segment >= 0 and not trace.job_of(event):
            found[event.q] = trace.segments[event.segment].run
        elif (event.kind == "run" and event.after == State.QUEUED) or event.rule in _SKIPPED:
            # The event of a run that has not started names no run; its moment does.
            own = next((run for run in waiting if run.created_ms == event.t_ms), None)
            if own is not None:
                waiting.remove(own)
                found[event.q] = own.run
    return found


def iterations_of(trace: Trace) -> dict[int, tuple[str, ...]]:
    """Returns the elements of each for-each that began, by task index, as JSON texts."""
    found: dict[int, tuple[str, ...]] = {}
    for event in trace.own_events("task"):
        if isinstance(event.data, Iterated):
            found[event.task] = max(found.get(event.task, ()), event.data.inputs, key=len)
    return found


class _Loops:
    """The iterations of each for-each in the run that is shown."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._states: dict[int, dict[int, str]] = {}

    def changes(self, event: Event) -> Values:
        """Returns what an event changes in the boxes of for-each tasks."""
        index = event.task
        if event.kind == "run" and event.segment >= 0 and event.after == State.RUNNING:
            if self._trace.segments[event.segment].kind != "run":
                return {}
            changes = {f"it.{i}.{n}": "" for i, ns in self._states.items() for n in ns}
            changes |= {f"task.{i}.note": "" for i in self._states}
            self._states = {}
            return changes
        if event.kind == "task" and isinstance(event.data, Iterated):
            kept = self._states.get(index, {})
            self._states[index] = {n: kept.get(n, "") for n in range(len(event.data.inputs))}
            return {f"task.{index}.note": self._note(index)}
        if event.kind != "iteration":
            return {}
        self._states.setdefault(index, {})[event.iteration] = event.after
        changes = {f"task.{index}.note": self._note(index)}
        if event.iteration < PIPS_MAX:
            changes[f"it.{index}.{event.iteration}"] = event.after
        return changes

    def _note(self, index: int) -> str:
        states = list(self._states[index].values())
        failed = sum(state in UNSUCCESSFUL_STATES for state in states)
        done = sum(state == State.SUCCESS for state in states)
        return f"{done} of {len(states)} done" + (f", {failed} not" if failed else "")


def _start(trace: Trace) -> Values:
    values = {"clock": clock(0), "cost": dollars(0), "run": "", "run.word": WORDS[""]}
    for index, task in enumerate(trace.world.job.tasks):
        values |= _state(f"task.{index}", "")
        values[f"task.{index}.attempts"] = ""
        values[f"task.{index}.note"] = ""
        values[f"task.{index}.label"] = f"{task.key}, not started"
        if task.condition is not None:
            values |= {f"edge.{index}.true": "", f"edge.{index}.false": ""}
    for index, inputs in iterations_of(trace).items():
        values |= {f"it.{index}.{n}": "" for n in range(min(len(inputs), PIPS_MAX))}
    for run in trace.runs:
        values |= _state(f"run.{run.run}", "")
    for name, table in trace.tables.items():
        values |= {
            f"table.{name}.version": "0",
            f"table.{name}.rows": "0",
            f"table.{name}.dup": "0",
            f"table.{name}": "empty",
        }
        values |= {f"table.{name}.v{n}": "" for n in versions_shown(table.version)}
    return values


def versions_shown(version: int) -> range:
    """Returns the versions of a table that are listed: the last ones, where there are many."""
    return range(max(1, version - VERSIONS_MAX + 1), version + 1)


def _changes(trace: Trace, event: Event) -> Values:
    """Returns what an event of the run that is shown changes in the graph."""
    if event.kind == "run" and event.segment >= 0:
        changes = _state("run", event.after)
        segment = trace.segments[event.segment]
        if event.after == State.RUNNING and segment.kind == "run":
            for index in segment.tasks:
                changes |= _state(f"task.{index}", State.BLOCKED)
                changes[f"task.{index}.attempts"] = ""
                changes[f"task.{index}.label"] = f"{trace.keys[index]}, blocked"
                if segment.settings.tasks[index].condition is not None:
                    changes |= _compared(index, None)
        return changes
    if event.kind != "task":
        return {}
    changes = _state(f"task.{event.task}", event.after)
    changes[f"task.{event.task}.label"] = _label(trace, event)
    if event.after == State.RUNNING and event.attempt > 0:
        changes[f"task.{event.task}.attempts"] = f"×{event.attempt + 1}"
    if isinstance(event.data, Compared):
        changes |= _compared(event.task, event.data)
    return changes


def _label(trace: Trace, event: Event) -> str:
    """Names a task for whoever does not see it: "gold, upstream failed, because silver failed"."""
    label = f"{trace.task_key(event)}, {WORDS[event.after].lower()}"
    if event.before != State.BLOCKED or event.after in _OWN_ENDS:
        return label
    causes = [trace.events[q] for q in event.cause]
    told = [
        f"{trace.task_key(cause)} {WORDS[cause.after].lower()}"
        for cause in causes
        if cause.kind == "task" and cause.task != event.task
    ]
    return f"{label}, because {' and '.join(told)}" if told else label


def _compared(index: int, data: Compared | None) -> Values:
    """Returns the comparison that decided, and which way out was taken; None clears both."""
    if data is None:
        return {f"task.{index}.note": "", f"edge.{index}.true": "", f"edge.{index}.false": ""}
    outcome = data.outcome or "undecided"
    ways = {
        f"edge.{index}.{way}": State.SUCCESS if way == data.outcome else State.EXCLUDED
        for way in ("true", "false")
    }
    note = f"{data.left} {OPS[Op(data.op)]} {data.right}: {outcome}"
    return {f"task.{index}.note": note} | {key: str(state) for key, state in ways.items()}


def _child(trace: Trace, segment: Segment, event: Event) -> Values:
    """Returns the state of a child job, shown at the task that started it."""
    for index, task in enumerate(trace.world.job.tasks):
        if task.run_job is not None and task.run_job.job == segment.job:
            return {f"task.{index}.note": f"{segment.job}: {WORDS[event.after]}"}
    return {}


def _table(commit: Commit) -> Values:
    key = f"table.{commit.table}"
    return {
        f"{key}.version": str(commit.version),
        f"{key}.rows": f"{commit.table_rows:,}",
        f"{key}.dup": f"{commit.table_dup:,}",
        key: "doubled" if commit.table_dup else "filled" if commit.table_rows else "empty",
        f"{key}.v{commit.version}": "doubled" if commit.dup else "filled",
    }


def _state(key: str, state: str) -> Values:
    return {key: str(state), f"{key}.word": WORDS[state]}
