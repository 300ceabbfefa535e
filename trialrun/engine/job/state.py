"""The names of states, spelt as Databricks spells them. Knows nothing else."""

from enum import StrEnum


class State(StrEnum):
    """Where a task, an iteration, an attempt or a run stands.

    The unfinished ones are `life_cycle_state` values, the finished ones `result_state`
    values of the Jobs API. Source: databricks-sdk 0.162.0, service/jobs.py, read 2026-11-22.
    """

    BLOCKED = "BLOCKED"
    QUEUED = "QUEUED"
    PENDING = "PENDING"
    RUNNING = "RUNNING"
    WAITING_FOR_RETRY = "WAITING_FOR_RETRY"
    TERMINATED = "TERMINATED"
    SUCCESS = "SUCCESS"
    SUCCESS_WITH_FAILURES = "SUCCESS_WITH_FAILURES"
    FAILED = "FAILED"
    TIMEDOUT = "TIMEDOUT"
    CANCELED = "CANCELED"
    UPSTREAM_FAILED = "UPSTREAM_FAILED"
    UPSTREAM_CANCELED = "UPSTREAM_CANCELED"
    EXCLUDED = "EXCLUDED"
    DISABLED = "DISABLED"
    SKIPPED = "SKIPPED"


FAILED_STATES = frozenset({State.FAILED, State.TIMEDOUT, State.UPSTREAM_FAILED})
"""Parents in these count as failed. Source: run-if docs; a timed-out parent: Microsoft Learn."""

CANCELED_STATES = frozenset({State.CANCELED, State.UPSTREAM_CANCELED})
"""Parents in these count as canceled."""

UNFINISHED_STATES = frozenset(
    {State.BLOCKED, State.QUEUED, State.PENDING, State.RUNNING, State.WAITING_FOR_RETRY}
)

UNSUCCESSFUL_STATES = FAILED_STATES | CANCELED_STATES
"""What a repair picks by itself."""

RECOVERABLE_RESULTS = UNSUCCESSFUL_STATES | {State.SUCCESS_WITH_FAILURES}
"""Results of a run that has something to recover."""
