"""Who is told of an end. Source: notification docs and databricks-sdk 0.162.0, read 2026-11-22."""

from trialrun.engine.job.job import Notifications
from trialrun.engine.job.state import State

JOB, TASK = "job", "task"


def alert(level: str, who: Notifications, state: State, will_retry: bool) -> str | None:
    """Returns the kind of notification that an attempt or a run sends, or None.

    `will_retry` tells of a failed attempt that is followed by another one. The job is silent
    then; a task speaks unless it waits for its last attempt. Canceled and skipped runs alert
    like failed ones, unless that is switched off.
    """
    if will_retry:
        is_told = level == TASK and not who.alert_on_last_attempt
        return "on_failure" if is_told else None
    if state in (State.SUCCESS, State.SUCCESS_WITH_FAILURES):
        return "on_success"
    if state is State.CANCELED and who.no_alert_for_canceled_runs:
        return None
    if state is State.SKIPPED and who.no_alert_for_skipped_runs:
        return None
    return "on_failure"
