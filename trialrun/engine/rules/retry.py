"""Whether a failed attempt is followed by another. Source: databricks-sdk 0.162.0, Task."""

from typing import NamedTuple

from trialrun.engine.job.job import SERVERLESS_KINDS, ComputeKind, Task

AUTO_RETRIES_MAX = 3
"""What the UI promises at most of serverless auto-optimization; that it uses all three for an
error that stays is our assumption (a recorded run retried once). Source: vendor's course 2026.

Facts: auto-retries-all-three.
"""


class Retry(NamedTuple):
    """Whether there is another attempt; `start_ms` is None when there is not."""

    start_ms: int | None
    rule: str


class FailedAttempt(NamedTuple):
    """What a retry is decided on; `attempts` were made since the run or its repair began.

    `began_ms` is when it began, be it with the set-up of its compute; `started_ms` when its code
    did, which decides nothing.
    """

    compute: ComputeKind
    timed_out: bool
    attempts: int
    began_ms: int
    ended_ms: int
    is_continuous: bool = False
    can_heal: bool = True
    started_ms: int = -1


def retry(task: Task, failed: FailedAttempt) -> Retry:
    """Decides on another attempt; a negative `max_retries` means no limit.

    The interval counts from the start of the failed attempt, which includes the set-up of a
    cluster. Serverless auto-optimization retries unless it is switched off, also where
    `max_retries` is 0, but not what cannot heal. In a continuous job nothing is retried: the job
    itself starts again.

    Facts: retry-interval, continuous-no-retries, errors-that-stay.
    """
    if failed.is_continuous:
        return Retry(None, "retry.none_continuous")
    if failed.timed_out and not task.retry_on_timeout:
        return Retry(None, "retry.not_on_timeout")
    retries = failed.attempts - 1
    start_ms = max(failed.ended_ms, failed.began_ms + task.min_retry_interval_ms)
    if task.max_retries < 0 or retries < task.max_retries:
        return Retry(start_ms, "retry.waits")
    if is_auto_optimized(task, failed.compute) and not failed.can_heal:
        return Retry(None, "retry.none_cannot_heal")
    if is_auto_optimized(task, failed.compute) and retries < AUTO_RETRIES_MAX:
        return Retry(start_ms, "retry.auto_optimized")
    if retries > task.max_retries and is_auto_optimized(task, failed.compute):
        return Retry(None, "retry.auto_exhausted")
    if retries:
        return Retry(None, "retry.exhausted")
    if failed.compute in SERVERLESS_KINDS and task.type == "pipeline":
        return Retry(None, "retry.none_pipeline")
    is_serverless = failed.compute in SERVERLESS_KINDS
    return Retry(None, "retry.none_forbidden" if is_serverless else "retry.none")


def is_auto_optimized(task: Task, compute: ComputeKind) -> bool:
    """Says whether serverless auto-optimization may retry a task; it is no setting of pipelines."""
    return (
        compute in SERVERLESS_KINDS
        and not task.disable_auto_optimization
        and task.type != "pipeline"
    )
