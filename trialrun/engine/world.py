"""The world a job runs in: what its tasks will do, and what compute costs. No job settings."""

from dataclasses import dataclass, field
from enum import StrEnum

from trialrun.engine.job import ComputeKind, Job

MS_PER_HOUR = 3_600_000


class WriteMode(StrEnum):
    """How a write changes its table."""

    APPEND = "append"
    OVERWRITE = "overwrite"


@dataclass(frozen=True, slots=True)
class Write:
    """One write of a task to one table: one commit each time it is executed."""

    table: str
    mode: WriteMode
    rows: int


@dataclass(frozen=True, slots=True)
class Failure:
    """Which executions of a task raise an error, and where in it.

    `on` holds execution numbers from 0, counted over the whole story (retries, repairs and
    new runs go on counting); None means every one until an operator fixes the cause.
    `after_write` is how many of the task's writes are committed before the error.
    """

    on: frozenset[int] | None
    after_write: int

    def strikes(self, execution: int) -> bool:
        """Says whether this execution raises.

        >>> Failure(on=frozenset({0}), after_write=0).strikes(1)
        False
        """
        return self.on is None or execution in self.on


@dataclass(frozen=True, slots=True)
class TaskScript:
    """What happens when a task runs."""

    takes_ms: int
    writes: tuple[Write, ...] = ()
    fails: Failure | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """Start-up time and price of a kind of compute. `cents_per_hour` covers DBU and machines."""

    startup_ms: int
    cents_per_hour: int


def _illustrative_rates() -> dict[ComputeKind, Rate]:
    # Illustrative, written 2026-11-22: the ratio of the jobs rate to the all-purpose rate follows
    # published lists (about 1 to 2-4 per DBU); the sums are ours and no learner is graded on them.
    return {
        ComputeKind.JOB_CLUSTER: Rate(startup_ms=240_000, cents_per_hour=240),
        ComputeKind.ALL_PURPOSE: Rate(startup_ms=0, cents_per_hour=480),
        ComputeKind.SERVERLESS: Rate(startup_ms=30_000, cents_per_hour=300),
    }


@dataclass(frozen=True)
class World:
    """Everything a run depends on besides the operator: job, script by task key, rates."""

    job: Job
    script: dict[str, TaskScript]
    rates: dict[ComputeKind, Rate] = field(default_factory=_illustrative_rates)


class Do(StrEnum):
    """What an operator can do."""

    RUN_NOW = "run_now"
    REPAIR = "repair"
    FIX = "fix"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing the operator does.

    `at_ms` None means: as soon as nothing is running any more. `task` names the task whose
    cause of failure is fixed; None with FIX fixes all of them.
    """

    do: Do
    at_ms: int | None = None
    task: str | None = None
