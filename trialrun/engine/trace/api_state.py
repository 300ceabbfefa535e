"""How the Jobs API spells a state: the deprecated `state` and the newer `status`.

Source: databricks-sdk 0.162.0, service/jobs.py, and recorded runs. Facts: api-state-twice,
api-state-failed-run, api-state-not-run.
"""

from dataclasses import dataclass, replace

from trialrun.engine.job.state import State
from trialrun.engine.job.world import LASTING


@dataclass(frozen=True, slots=True)
class ApiState:
    """One state as `runs/get` shows it; "" where the field is absent.

    `is_assumed` where a part of it is in no primary source: the life cycle of tasks that never
    ran, and the termination type.
    """

    life_cycle_state: str
    result_state: str
    status_state: str
    code: str
    type: str
    is_assumed: bool = False


_LIVE = {
    State.BLOCKED: ApiState("BLOCKED", "", "BLOCKED", "", ""),
    State.QUEUED: ApiState("QUEUED", "", "QUEUED", "", ""),
    State.PENDING: ApiState("PENDING", "", "PENDING", "", ""),
    State.RUNNING: ApiState("RUNNING", "", "RUNNING", "", ""),
    State.WAITING_FOR_RETRY: ApiState("WAITING_FOR_RETRY", "", "WAITING", "", ""),
}


def _ended(
    result: str, code: str, type_: str, lcs: str = "TERMINATED", *, assumed: bool = False
) -> ApiState:
    return ApiState(lcs, result, "TERMINATED", code, type_, assumed)


_ENDED = {
    State.SUCCESS: _ended("SUCCESS", "SUCCESS", "SUCCESS"),
    State.SUCCESS_WITH_FAILURES: _ended(
        "SUCCESS_WITH_FAILURES", "SUCCESS_WITH_FAILURES", "SUCCESS"
    ),
    State.FAILED: _ended("FAILED", "RUN_EXECUTION_ERROR", "CLIENT_ERROR"),
    State.TIMEDOUT: _ended("TIMEDOUT", "CANCELED", "CLIENT_ERROR", assumed=True),
    State.CANCELED: _ended("CANCELED", "USER_CANCELED", "SUCCESS", assumed=True),
    State.UPSTREAM_FAILED: _ended(
        "UPSTREAM_FAILED", "SKIPPED", "CLIENT_ERROR", "SKIPPED", assumed=True
    ),
    State.UPSTREAM_CANCELED: _ended(
        "UPSTREAM_CANCELED", "SKIPPED", "CLIENT_ERROR", "SKIPPED", assumed=True
    ),
    State.EXCLUDED: _ended("EXCLUDED", "SKIPPED", "SUCCESS", "SKIPPED", assumed=True),
    State.DISABLED: _ended("DISABLED", "DISABLED", "SUCCESS", "SKIPPED", assumed=True),
    State.SKIPPED: _ended(
        "MAXIMUM_CONCURRENT_RUNS_REACHED", "MAX_CONCURRENT_RUNS_EXCEEDED", "CLIENT_ERROR", "SKIPPED"
    ),
}


_RECORDED = LASTING["missing_notebook"]
"""The one code of an error that cannot heal that was recorded. Facts: errors-that-stay."""


def api_state_of_task(state: State, code: str = "") -> ApiState:
    """Returns how the API shows a task's state; `code` is that of its failure, if it has its own.

    >>> api_state_of_task(State.FAILED).life_cycle_state
    'TERMINATED'
    >>> api_state_of_task(State.FAILED, "RESOURCE_NOT_FOUND").code
    'RESOURCE_NOT_FOUND'
    """
    shown = _LIVE.get(state) or _ENDED[state]
    if not code or state is not State.FAILED:
        return shown
    return replace(shown, code=code, is_assumed=code != _RECORDED)


def api_state_of_run(state: State, code: str | None = "") -> ApiState:
    """Returns how the API shows a run's state: a failed run is an INTERNAL_ERROR there.

    `code` is that of what failed in it, None where it is in no source which one the run has.

    >>> api_state_of_run(State.FAILED).life_cycle_state
    'INTERNAL_ERROR'
    """
    shown = api_state_of_task(state, code or "")
    if state is not State.FAILED:
        return shown
    is_assumed = shown.is_assumed or code is None
    return replace(shown, life_cycle_state="INTERNAL_ERROR", is_assumed=is_assumed)
