"""The world a job runs in: what its tasks will do, and what the operator does. No decisions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from trialrun.engine.job.job import Job, digest_of
from trialrun.engine.job.prices import ILLUSTRATIVE, Prices

SECONDS_MAX = 30 * 24 * 3600
"""No what-if makes anything last longer."""


class WriteMode(StrEnum):
    """How a write changes its table. IDEMPOTENT is an append with txnAppId and txnVersion."""

    APPEND = "append"
    OVERWRITE = "overwrite"
    MERGE = "merge"
    IDEMPOTENT = "idempotent"


@dataclass(frozen=True, slots=True)
class Write:
    """One write of a task to one table: one commit each time it is executed."""

    table: str
    mode: WriteMode
    rows: int


LASTING = {
    "missing_notebook": "RESOURCE_NOT_FOUND",
    "missing_library": "LIBRARY_INSTALLATION_ERROR",
}
"""Errors that the same attempt would meet again: something is not there. Each with its code.

Facts: errors-that-stay.
"""


def _strikes(on: frozenset[int] | None, execution: int) -> bool:
    return on is None or execution in on


@dataclass(frozen=True, slots=True)
class Failure:
    """Which executions of a task raise an error, and where in it.

    `on` holds execution numbers from 0, counted over the whole story (retries, repairs and
    new runs go on counting); None means every one until an operator fixes the cause.
    `after_write` is how many of the task's writes are committed before the error.
    `iterations` limits it to those of a for-each, None means every one. `kind` is one of LASTING,
    or "" for an error of the code.
    """

    on: frozenset[int] | None
    after_write: int
    iterations: frozenset[int] | None = None
    kind: str = ""

    def strikes(self, execution: int, iteration: int = -1) -> bool:
        """Says whether this execution raises.

        >>> Failure(on=frozenset({0}), after_write=0).strikes(1)
        False
        """
        if self.iterations is not None and iteration not in self.iterations:
            return False
        return _strikes(self.on, execution)


@dataclass(frozen=True, slots=True)
class Slowness:
    """Which executions take another time than usual; the rest as in Failure. No fix mends it."""

    on: frozenset[int] | None
    takes_ms: int
    iterations: frozenset[int] | None = None

    def strikes(self, execution: int, iteration: int = -1) -> bool:
        """Says whether this execution is slow."""
        if self.iterations is not None and iteration not in self.iterations:
            return False
        return _strikes(self.on, execution)


@dataclass(frozen=True, slots=True)
class Get:
    """A `taskValues.get(taskKey, key, default)`; `default` is JSON text, None when left out."""

    task: str
    key: str
    default: str | None = None


def spread(takes_ms: int, writes: int) -> tuple[int, ...]:
    """Returns when the writes of a task are committed: they cut its time into equal parts.

    >>> spread(90, 2)
    (30, 60)
    """
    parts = writes + 1
    return tuple([takes_ms * part // parts for part in range(1, parts)])


WRITES, TAKES = "writes", "takes"
"""What may be guessed of a task: what it writes, and how long it takes."""


@dataclass(frozen=True)
class TaskScript:
    """What happens when a task runs: it gets values, writes, sets values (JSON text), ends.

    `made_up` are those of `sets` that nobody gave: they are invented, so that a run goes on.
    `guessed` names what else of it nobody said: WRITES, TAKES.
    """

    takes_ms: int
    writes: tuple[Write, ...] = ()
    fails: Failure | None = None
    sets: tuple[tuple[str, str], ...] = ()
    gets: tuple[Get, ...] = ()
    slow: Slowness | None = None
    made_up: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    guessed: frozenset[str] = field(default=frozenset(), compare=False)

    @cached_property
    def writes_at(self) -> tuple[int, ...]:
        """Returns when the writes are committed if nothing disturbs the task, in ms."""
        return spread(self.takes_ms, len(self.writes))

    def setting(self, values: Mapping[str, str]) -> "TaskScript":
        """Returns it with values that somebody gave: what was invented for them is no more."""
        return replace(
            self,
            sets=tuple((dict(self.sets) | dict(values)).items()),
            made_up=tuple(pair for pair in self.made_up if pair[0] not in values),
        )


@dataclass(frozen=True, slots=True)
class Happening:
    """Something outside the job: a file that arrives, or a table that is updated."""

    at_ms: int
    on: str
    name: str


@dataclass(frozen=True)
class World:
    """Everything a run depends on besides the operator.

    `script` is by task key, the nested task of a for-each under its own key. `jobs` holds what
    run_job tasks start, by key, each with its own script. `edits` are the job's other settings,
    by name: the operator's `edit` puts them in force. `starts_at` is the instant of 0 ms, in
    UTC epoch ms (default: Monday 2026-11-23, 00:00).
    """

    job: Job
    script: dict[str, TaskScript]
    prices: Prices = field(default_factory=lambda: ILLUSTRATIVE)
    jobs: Mapping[str, "World"] = field(default_factory=dict)
    edits: Mapping[str, Job] = field(default_factory=dict)
    happenings: tuple[Happening, ...] = ()
    starts_at: int = 1_795_392_000_000

    @cached_property
    def digest(self) -> str:
        """Returns a short text that is equal where the same happens; prices do not count."""
        return digest_of(repr(list(self._parts())))

    def _parts(self) -> Iterator[object]:
        yield self.starts_at, self.happenings
        for key, entry in sorted(self.script.items()):
            yield key, entry.takes_ms, entry.writes, entry.sets, entry.gets
            if entry.fails is not None:
                fails = entry.fails
                yield _sorted(fails.on), fails.after_write, _sorted(fails.iterations)
                if fails.kind:
                    yield fails.kind
            if entry.slow is not None:
                slow = entry.slow
                yield _sorted(slow.on), slow.takes_ms, _sorted(slow.iterations)
        for key, child in sorted(self.jobs.items()):
            yield key, child.job.digest, child.digest
        for name, job in sorted(self.edits.items()):
            yield name, job.digest


def _sorted(numbers: frozenset[int] | None) -> list[int] | None:
    """Gives a set an order: equal sets need not be written alike."""
    return None if numbers is None else sorted(numbers)


class Do(StrEnum):
    """What an operator can do. WAIT lets time pass, so that schedules and triggers fire."""

    RUN_NOW = "run_now"
    REPAIR = "repair"
    CANCEL = "cancel"
    EDIT = "edit"
    FIX = "fix"
    RESTORE = "restore"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing the operator does. `at_ms` None means: as soon as nothing is running any more.

    `task`: whose cause is fixed (FIX; None: all), or which task is canceled (CANCEL; None: the
    run). `tasks`: what run_now runs (`only`: `t`, `+t`, `t+`, `+t+`; empty: all) or what repair
    reruns (`rerun_tasks`; empty: what the UI preselects). `all_failed` and `dependents` are
    `rerun_all_failed_tasks` and `rerun_dependent_tasks` of an API repair. `params` are job
    parameters. `run` is a run's number, None for the latest. `name`: the edit that is put in
    force, or the table that is restored to `version`. `occasion` is what run_now is for (`for`);
    "" means what the run before it was for.
    """

    do: Do
    at_ms: int | None = None
    task: str | None = None
    tasks: tuple[str, ...] = ()
    all_failed: bool = False
    dependents: bool = False
    params: tuple[tuple[str, str], ...] = ()
    token: str = ""
    latest_repair_id: int | None = None
    run: int | None = None
    name: str = ""
    version: int = 0
    occasion: str = ""
