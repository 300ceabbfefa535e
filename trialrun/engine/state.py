"""The names of states, spelt as Databricks spells them. Knows nothing else."""

from enum import StrEnum


class State(StrEnum):
    """Where a task, an attempt or a run stands.

    The unfinished ones are `life_cycle_state` values, the finished ones `result_state`
    values of the Jobs API. Source: databricks-sdk 0.162.0, service/jobs.py, read 2026-11-22.
    """

    BLOCKED = "BLOCKED"
    PENDING = "PENDING"
    RUNNING = "RUNNING"
    WAITING_FOR_RETRY = "WAITING_FOR_RETRY"
    SUCCESS = "SUCCESS"
    FAILED = "FAILED"
    UPSTREAM_FAILED = "UPSTREAM_FAILED"
    SUCCESS_WITH_FAILURES = "SUCCESS_WITH_FAILURES"
    SKIPPED = "SKIPPED"
    TERMINATED = "TERMINATED"


FAILED_STATES = frozenset({State.FAILED, State.UPSTREAM_FAILED})
"""Parents in these count as failed. Source: run-if docs, "Upstream failed" counts as failed."""
