"""A trace as frames: after each event, which shown values change to what. Pure.

A value has a key such as `task.2` (a state) or `table.silver.menu.rows` (text). The server
paints any step by folding frames; the player in the browser applies the same frames.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from trialrun.diagram.costs import cents_so_far
from trialrun.diagram.durations import clock, took_told
from trialrun.diagram.ending import run_culprits
from trialrun.diagram.loops import PIPS_MAX, Loops, iterations_of
from trialrun.diagram.names import compared_told
from trialrun.diagram.runs import Owners, runs_of_events
from trialrun.diagram.surplus import SurplusMarks
from trialrun.engine import (
    Commit,
    Compared,
    Event,
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

VERSIONS_MAX = 24
"""So many versions of a table are listed."""
NOTE_LENGTH_MAX = 30
CAUSES_NAMED_MAX = 8
_OWN_ENDS = frozenset({State.PENDING, State.RUNNING, State.SUCCESS, State.FAILED})

Values = dict[str, str]


@dataclass(frozen=True, slots=True)
class Frame:
    """One step: when it is, and the values that it changes. Step 0 is the start."""

    t_ms: int
    values: Values


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
    cents_at = cents_so_far(trace)
    owners = Owners(trace)
    graph = _Graph(trace, run, owners)
    marks = SurplusMarks({index: _unstarted(key) for index, key in enumerate(trace.keys)})
    runs = runs_of_events(trace)
    for event in trace.events:
        changes = graph.changes(event)
        changes |= marks.changes(event, owners.owner(event), changes)
        if event.commit is not None:
            changes |= _table(trace, event.commit)
        if event.q in runs:
            changes |= _state(f"run.{runs[event.q]}", event.after)
        changes["clock"] = clock(event.t_ms)
        changes["cost"] = dollars(cents_at[event.t_ms])
        frames.append(Frame(event.t_ms, changes))
    # Of a thousand boxes few are ever marked: the others have no place for it.
    frames[0].values.update({f"task.{index}.surplus": "" for index in marks.ever})
    return frames


def values_at(frames: list[Frame], step: int) -> Values:
    """Folds the frames up to a step into all values shown then."""
    values: Values = {}
    for frame in frames[: step + 1]:
        values.update(frame.values)
    return values


class _Graph:
    """What the graph shows: one run of the job. The others are kept for when they are repaired."""

    def __init__(self, trace: Trace, run: int | None, owners: Owners) -> None:
        self._trace = trace
        self._owners = owners
        self._asked = run
        self._shown = run or -1
        self._blank = _blank(trace)
        self._runs: dict[int, Values] = {}
        self._loops: dict[int, Loops] = {}

    def changes(self, event: Event) -> Values:
        """Returns what an event changes in the graph; nothing, if it is of a run not shown."""
        number, changes = self._changes(event)
        if number < 0:
            return {}
        own = self._runs.setdefault(number, dict(self._blank))
        own |= changes
        is_start = event.kind == "run" and event.after == State.RUNNING
        is_own = not self._trace.job_of(event)
        if self._asked is None and is_start and is_own and number != self._shown:
            before = self._runs.get(self._shown, self._blank)
            self._shown = number
            return {key: value for key, value in own.items() if before[key] != value} | changes
        return changes if number == self._shown else {}

    def _changes(self, event: Event) -> tuple[int, Values]:
        """Returns of which own run an event tells, and what it changes there."""
        trace = self._trace
        segment = trace.segments[event.segment] if event.segment >= 0 else None
        if segment is not None and not segment.job:
            loops = self._loops.setdefault(segment.run, Loops())
            changes = _changes(trace, event) | loops.changes(event)
            if event.kind == "run":
                own = self._runs.get(segment.run, self._blank)
                changes["run.who"] = run_culprits(trace.keys, own, event.after)
                changes["run.took"] = took_told(trace, event.segment, event.after)
            return segment.run, changes
        child = child_told(trace, self._owners, event)
        return (child[0], {f"task.{child[1]}.note": _short(child[2])}) if child else (-1, {})


def child_told(trace: Trace, owners: Owners, event: Event) -> tuple[int, int, str] | None:
    """Says how a child job stands: of which run and task, and in words; None of other events."""
    parent = owners.parent(event) if event.kind == "run" else None
    if parent is None or parent.segment < 0 or trace.job_of(parent):
        return None
    segment = trace.segments[parent.segment]
    task = segment.settings.tasks[parent.task]
    if task.run_job is None:
        return None
    return segment.run, parent.task, f"{task.run_job.job}: {WORDS[event.after]}"


def _start(trace: Trace) -> Values:
    values = {"clock": clock(0), "cost": dollars(0), "surplus": ""} | _blank(trace)
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


def _blank(trace: Trace) -> Values:
    """Returns what the graph shows of a run that has not started."""
    values = _state("run", "") | {"run.who": "", "run.took": ""}
    for index, task in enumerate(trace.world.job.tasks):
        values |= _state(f"task.{index}", "")
        values[f"task.{index}.attempts"] = ""
        values[f"task.{index}.note"] = ""
        values[f"task.{index}.label"] = _unstarted(task.key)
        if task.condition is not None:
            values |= {f"edge.{index}.true": "", f"edge.{index}.false": ""}
    for index, inputs in iterations_of(trace).items():
        values |= {f"it.{index}.{n}": "" for n in range(min(len(inputs), PIPS_MAX))}
    return values


def _unstarted(key: str) -> str:
    return f"{key}, not started"


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
                changes[f"task.{index}.label"] = f"{trace.keys[index]}, blocked"
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
        f"{trace.task_key(cause)} {_ended(cause)}"
        for cause in causes
        if cause.kind == "task" and cause.task != event.task
    ]
    if len(told) > CAUSES_NAMED_MAX:
        told = [*told[: CAUSES_NAMED_MAX - 1], f"{len(told) - CAUSES_NAMED_MAX + 1} more"]
    return f"{label}, because {' and '.join(told)}" if told else label


def _ended(cause: Event) -> str:
    if isinstance(cause.data, Compared):
        return f"is {cause.data.outcome or 'undecided'}"
    return WORDS[cause.after].lower()


def _compared(index: int, data: Compared) -> Values:
    """Returns the comparison that decided, and which way out was taken."""
    ways = {
        f"edge.{index}.{way}": State.SUCCESS if way == data.outcome else State.EXCLUDED
        for way in ("true", "false")
    }
    note = _short(compared_told(data))
    return {f"task.{index}.note": note} | {key: str(state) for key, state in ways.items()}


def _short(note: str) -> str:
    """Fits a note below its box."""
    return note if len(note) <= NOTE_LENGTH_MAX else note[: NOTE_LENGTH_MAX - 1] + "…"


def _table(trace: Trace, commit: Commit) -> Values:
    key = f"table.{commit.table}"
    values = {
        f"{key}.version": str(commit.version),
        f"{key}.rows": f"{commit.table_rows:,}",
        f"{key}.dup": f"{commit.table_dup:,}",
        key: "doubled" if commit.table_dup else "filled" if commit.table_rows else "empty",
    }
    if commit.version in versions_shown(trace.tables[commit.table].version):
        values[f"{key}.v{commit.version}"] = "doubled" if commit.dup else "filled"
    return values


def _state(key: str, state: str) -> Values:
    return {key: str(state), f"{key}.word": WORDS[state]}
