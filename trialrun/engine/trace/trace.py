"""Everything that happened, in order: the one source of graph, timeline, tables, cost and keys."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, NamedTuple

from trialrun.engine.job.job import Job
from trialrun.engine.job.state import State
from trialrun.engine.job.world import World
from trialrun.engine.trace.commit import Commit
from trialrun.engine.trace.origin import Provenance
from trialrun.engine.trace.usage import Usage, total_cents


class Started(NamedTuple):
    """What an attempt starts with: its parameters, resolved, as (name, value) pairs.

    `origins` says of each where it came from. `missing` is the reference for want of which there
    are none, and the task fails.
    """

    parameters: tuple[tuple[str, str], ...]
    origins: tuple[Provenance, ...] = ()
    missing: str = ""


class Compared(NamedTuple):
    """How a condition was decided: resolved operands, and the outcome, "" if there is none.

    `origins` and `missing` are as in Started.
    """

    op: str
    left: str
    right: str
    outcome: str
    origins: tuple[Provenance, ...] = ()
    missing: str = ""


class Value(NamedTuple):
    """A task value that was set or got, as JSON text; `of` is the task that set it."""

    of: str
    name: str
    json: str


class Notice(NamedTuple):
    """A notification that is sent: by the job or a task, of which kind, to whom."""

    level: str
    notice: str
    destinations: tuple[str, ...]


class Used(NamedTuple):
    """Compute that starts or ends."""

    compute: str


class Cause(NamedTuple):
    """What started a run: who pressed, or which trigger fired; and what the limit says."""

    trigger: str
    detail: str


class Fixed(NamedTuple):
    """The task whose cause of failure is mended; it may be of a child job."""

    key: str


class Iterated(NamedTuple):
    """The elements a for-each runs over, as JSON texts; `origins` has one, of them all."""

    inputs: tuple[str, ...]
    origins: tuple[Provenance, ...] = ()


Data = Commit | Started | Compared | Value | Notice | Used | Cause | Fixed | Iterated | None


class Event(NamedTuple):
    """One thing that happened. `q` is its place in the total order, `t_ms` the simulated time.

    kind: run, task, iteration, attempt, commit, ignored, value, compute, notice, warning, undo,
    fix, edit, trigger or refused. `segment`, `task` (its index in the job of the segment),
    `iteration` and `attempt` are -1 where they do not apply. `cause` holds the `q` of what led
    to it; `rule` names what decided. `data` tells more, where there is more to tell.
    """

    q: int
    t_ms: int
    kind: str
    segment: int
    task: int
    iteration: int
    attempt: int
    before: str
    after: str
    cause: tuple[int, ...]
    rule: str
    data: Data = None

    @property
    def commit(self) -> Commit | None:
        """Returns what was committed or undone, if that is what happened."""
        return self.data if isinstance(self.data, Commit) else None

    @property
    def compute(self) -> str:
        """Returns the key of the compute that started or ended, else ""."""
        return self.data.compute if isinstance(self.data, Used) else ""


class Segment(NamedTuple):
    """A stretch of work: a run (kind "run") or a repair of one (kind "repair").

    `of` is the segment that a repair goes on from. `job` is the key of a child job in
    `World.jobs`, joined by "/" where nested, "" for the world's own. `tasks` are indexes.
    `occasion` names what the run is for: what it writes twice for one occasion is surplus.
    """

    id: int
    kind: str
    run: int
    of: int
    t0_ms: int
    t1_ms: int
    tasks: tuple[int, ...]
    result: State
    job: str
    settings: Job
    occasion: str


class TaskEnd(NamedTuple):
    """How a task stands at the end of the run that started, or was repaired, last.

    `attempts` were made in that run, repairs included; `again` is how often it was executed more
    than once over the whole story. `started_ms` is that of its last attempt, -1 if it made none;
    `ended_ms` is when it ended, with or without one.
    `outcome` is a condition's; `iterations` are the end states of a for-each's.
    """

    state: State
    attempts: int
    again: int
    started_ms: int
    ended_ms: int
    outcome: str = ""
    iterations: tuple[State, ...] = ()

    @property
    def has_run(self) -> bool:
        """Says whether it ended as it did by running: not excluded, disabled or never reached."""
        ran = (State.SUCCESS, State.FAILED, State.TIMEDOUT, State.CANCELED)
        return self.started_ms >= 0 and self.state in ran


class TableEnd(NamedTuple):
    """A table at the end; `dup` counts surplus rows, as Commit does."""

    version: int
    rows: int
    dup: int


class RunEnd(NamedTuple):
    """How a run of the world's own job ended; it was queued until `t0_ms`, if it was.

    `occasion` names what it was for.
    """

    run: int
    result: State
    created_ms: int
    t0_ms: int
    t1_ms: int
    occasion: str


_event = partial(tuple.__new__, Event)


@dataclass(frozen=True)
class Trace:
    """A whole story. Runs are numbered from 1; tasks are named by their index in the job.

    `rows` are the events as plain tuples; `events` gives them names. `t_end_ms` is when the last
    work ended; compute may stay on, and be paid for, longer. `executions` counts the attempts
    of tasks and iterations.
    """

    world: World
    rules: str
    rows: list[tuple[Any, ...]]
    segments: tuple[Segment, ...]
    usages: tuple[Usage, ...]
    executions: int
    tasks: dict[str, TaskEnd]
    tables: dict[str, TableEnd]
    runs: tuple[RunEnd, ...]
    result: State
    t_end_ms: int

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """Returns what happened, in order."""
        return tuple(map(_event, self.rows))

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Returns the task keys of the world's own job by index."""
        return tuple(task.key for task in self.world.job.tasks)

    def own_events(self, *kinds: str) -> Iterator[Event]:
        """Yields the events of some kinds that are of the world's own job, not of a child."""
        for event in self.events:
            if event.kind in kinds and not self.job_of(event):
                yield event

    def job_of(self, event: Event) -> str:
        """Returns the key of the child job an event is of, "" for the world's own."""
        return self.segments[event.segment].job if event.segment >= 0 else ""

    def task_key(self, event: Event) -> str:
        """Returns the key of an event's task, "" if it has none."""
        if event.task < 0:
            return ""
        if event.segment < 0:
            return self.keys[event.task]
        return self.segments[event.segment].settings.tasks[event.task].key

    def cents_at(self, t_ms: int) -> int:
        """Returns the cost so far, in cents."""
        return total_cents(self.usages, t_ms)

    @cached_property
    def cents(self) -> int:
        """Returns the whole cost in cents, that of idle compute after the end included."""
        return total_cents(self.usages, max([self.t_end_ms, *(u.to_ms for u in self.usages)]))

    @property
    def busy_ms(self) -> int:
        """How long something was running, in ms: the lengths of the own segments added up."""
        return sum(s.t1_ms - s.t0_ms for s in self.segments if not s.job)

    def final(self) -> dict[str, Any]:
        """Returns the end of the story as plain values: what claims are about."""
        rows = self.rows
        return {
            "run": str(self.result),
            "runs": [str(run.result) for run in self.runs],
            "segments": [str(segment.result) for segment in self.segments],
            "tasks": {key: _end_json(end) for key, end in self.tasks.items()},
            "tables": {name: table._asdict() for name, table in self.tables.items()},
            "executions": self.executions,
            "clusters": sum(r[10] == "compute.starts" for r in rows),
            "notices": sum(r[2] == "notice" for r in rows),
            "again": sum(end.again for end in self.tasks.values()),
            "dup": sum(table.dup for table in self.tables.values()),
            "cents": self.cents,
            "ms": self.busy_ms,
        }

    def to_dict(self) -> dict[str, Any]:
        """Returns the trace as the JSON schema 1 of the design, hashes included."""
        from trialrun.engine.trace.trace_json import trace_dict

        return trace_dict(self)

    def to_json(self) -> str:
        """Returns `to_dict` as canonical JSON."""
        from trialrun.engine.trace.trace_json import trace_json

        return trace_json(self)


def _end_json(end: TaskEnd) -> dict[str, Any]:
    body: Mapping[str, Any] = end._asdict()
    return {**body, "state": str(end.state), "iterations": list(map(str, end.iterations))}
