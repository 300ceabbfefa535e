"""Everything that happened, in order: the one source of graph, timeline, tables, cost and keys."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import zip_longest
from typing import Any, NamedTuple

from trialrun import __version__
from trialrun.engine.compute import Usage, total_cents
from trialrun.engine.graph import graph_of
from trialrun.engine.state import State
from trialrun.engine.tables import Commit
from trialrun.engine.world import World

SCHEMA = 1


class Event(NamedTuple):
    """One thing that happened. `q` is its place in the total order, `t_ms` the simulated time.

    kind: run, task, attempt, commit, compute, undo, fix or refused. `segment`, `task` and
    `attempt` are -1 where they do not apply. `cause` holds the `q` of what led to it; `rule`
    names what decided. `commit` is there for kinds commit and undo, `compute` for compute.
    """

    q: int
    t_ms: int
    kind: str
    segment: int
    task: int
    attempt: int
    before: str
    after: str
    cause: tuple[int, ...]
    rule: str
    commit: Commit | None = None
    compute: str = ""


class Segment(NamedTuple):
    """A stretch of work: a run (kind "run") or a repair of one (kind "repair")."""

    id: int
    kind: str
    run: int
    of: int
    t0_ms: int
    t1_ms: int
    tasks: tuple[int, ...]
    result: State


class TaskEnd(NamedTuple):
    """How a task stands at the end of the last run.

    `attempts` were made in that run, repairs included; `again` is how often it was executed more
    than once over the whole story. Times are those of its last attempt, -1 if it made none.
    """

    state: State
    attempts: int
    again: int
    started_ms: int
    ended_ms: int


class TableEnd(NamedTuple):
    """A table at the end; `dup` counts surplus copies of rows."""

    version: int
    rows: int
    dup: int


@dataclass(frozen=True)
class Trace:
    """A whole story. Runs are numbered from 1; tasks are named by their index in the job."""

    world: World
    rules: str
    events: tuple[Event, ...]
    segments: tuple[Segment, ...]
    usages: tuple[Usage, ...]
    tasks: dict[str, TaskEnd]
    tables: dict[str, TableEnd]
    result: State
    t_end_ms: int

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Returns the task keys by index."""
        return tuple(task.key for task in self.world.job.tasks)

    def cents_at(self, t_ms: int) -> int:
        """Returns the cost so far, in cents."""
        return total_cents(self.usages, t_ms)

    @property
    def busy_ms(self) -> int:
        """How long something was running, in ms: the segments' lengths added up."""
        return sum(segment.t1_ms - segment.t0_ms for segment in self.segments)

    def final(self) -> dict[str, Any]:
        """Returns the end of the story as plain values: what claims are about."""
        return {
            "run": str(self.result),
            "segments": [str(segment.result) for segment in self.segments],
            "tasks": {
                key: end._asdict() | {"state": str(end.state)} for key, end in self.tasks.items()
            },
            "tables": {name: table._asdict() for name, table in self.tables.items()},
            "executions": sum(e.kind == "task" and e.after == State.RUNNING for e in self.events),
            "clusters": sum(e.rule == "compute.starts" for e in self.events),
            "again": sum(end.again for end in self.tasks.values()),
            "dup": sum(table.dup for table in self.tables.values()),
            "cents": self.cents_at(self.t_end_ms),
            "ms": self.busy_ms,
        }

    def to_dict(self) -> dict[str, Any]:
        """Returns the trace as the JSON schema 1 of the design, hashes included."""
        body = self._body()
        return body | {"trace_hash": _digest(canonical_json(body))}

    def _body(self) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "engine": __version__,
            "rules": self.rules,
            "job_hash": _digest(repr(self.world.job)),
            "script_hash": _digest(_script_text(self.world)),
            "t_end": self.t_end_ms,
            "tasks": list(_tasks_json(self.world)),
            "segments": [_segment_json(self.world, segment) for segment in self.segments],
            "events": [_event_json(event) for event in self.events],
            "compute_usage": [usage._asdict() for usage in self.usages],
            "final": self.final(),
        }

    def to_json(self) -> str:
        """Returns `to_dict` as canonical JSON; the body is written once for text and hash.

        `trace_hash` sorts behind every other key, so it can be put at the end.
        """
        body = canonical_json(self._body())
        return f'{body[:-1]},"trace_hash":"{_digest(body)}"}}'


def canonical_json(value: Any) -> str:
    """Writes JSON with sorted keys and no spare blanks, so equal values have equal text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def first_parting(told: Trace, believed: Trace) -> tuple[Event | None, Event | None]:
    """Returns the first events in which two traces differ; (None, None) when they do not.

    Either is None where that trace has ended already.
    """
    for left, right in zip_longest(told.events, believed.events):
        if left != right:
            return left, right
    return None, None


def _tasks_json(world: World) -> Iterator[dict[str, Any]]:
    parents = graph_of(world.job).parents
    for index, task in enumerate(world.job.tasks):
        yield {
            "i": index,
            "key": task.key,
            "type": task.type,
            "deps": [[parent, None] for parent in parents[index]],
            "run_if": task.run_if,
            "compute": task.compute,
        }


def _segment_json(world: World, segment: Segment) -> dict[str, Any]:
    return {
        "id": segment.id,
        "kind": segment.kind,
        "run": segment.run,
        "of": segment.of,
        "t0": segment.t0_ms,
        "t1": segment.t1_ms,
        "tasks": list(segment.tasks),
        "result": str(segment.result),
        "settings_hash": _digest(repr(world.job)),
    }


def _script_text(world: World) -> str:
    """Writes a script so that equal scripts have equal text: sets have no order of their own."""
    return repr(
        [
            (
                key,
                entry.takes_ms,
                entry.writes,
                entry.fails
                and (
                    entry.fails.after_write,
                    None if entry.fails.on is None else sorted(entry.fails.on),
                ),
            )
            for key, entry in sorted(world.script.items())
        ]
    )


def _event_json(event: Event) -> dict[str, Any]:
    body: dict[str, Any] = {
        "q": event.q,
        "t": event.t_ms,
        "k": event.kind,
        "i": event.task,
        "attempt": event.attempt,
        "iteration": None,
        "segment": event.segment,
        "from": event.before,
        "to": event.after,
        "cause": list(event.cause),
        "rule": event.rule,
    }
    if event.commit is not None:
        body |= event.commit._asdict()
    if event.compute:
        body["compute"] = event.compute
    return body


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]
