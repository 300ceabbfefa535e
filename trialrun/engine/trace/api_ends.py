"""How the Jobs API spells the ends of a story's runs and tasks, with the code of what went wrong.

The code of a failure is that of its last attempt. A run has the code of what failed in it where
all that failed has the same one: so it was recorded of a run of one task. Which code a run has
whose tasks failed for different reasons, or whose failed leaf never ran, is in no source.
Facts: errors-that-stay, api-state-failed-run, status-codes.
"""

from typing import Any

from trialrun.engine.job.state import FAILED_STATES, State
from trialrun.engine.job.world import LASTING
from trialrun.engine.trace.api_state import ApiState, api_state_of_run, api_state_of_task
from trialrun.engine.trace.trace import Trace

_CODES = {
    "attempt.missing_notebook": LASTING["missing_notebook"],
    "attempt.missing_library": LASTING["missing_library"],
}
_Row = tuple[Any, ...]


def codes_of_what_is_missing(trace: Trace) -> dict[str, str]:
    """Returns the codes of the tasks that failed because something was not there, by key."""
    if not _lacks_something(trace):
        return {}
    shown, codes = _shown(trace), _codes_of_tasks(trace)
    found = {key: codes.get((shown, at), ("", ""))[1] for at, key in enumerate(trace.tasks)}
    return {key: code for key, code in found.items() if code}


def api_ends_of_tasks(trace: Trace) -> dict[str, ApiState]:
    """Returns how the API shows each task at the end of the run that started last."""
    codes = codes_of_what_is_missing(trace)
    return {
        key: api_state_of_task(end.state, codes.get(key, "")) for key, end in trace.tasks.items()
    }


def api_ends_of_runs(trace: Trace) -> dict[int, ApiState]:
    """Returns how the API shows each run of the story's own job, by its number."""
    codes = _codes_of_tasks(trace) if _lacks_something(trace) else {}
    return {
        run.run: _run(run.result, [code for (of, _), code in codes.items() if of == run.run])
        for run in trace.runs
    }


def api_end_of_run(trace: Trace) -> ApiState:
    """Returns how the API shows the run that started, or was repaired, last."""
    return api_ends_of_runs(trace).get(_shown(trace)) or api_state_of_run(trace.result)


def _run(result: State, ends: list[tuple[str, str]]) -> ApiState:
    codes = {code for state, code in ends if state in FAILED_STATES}
    if result is not State.FAILED or codes <= {""}:
        return api_state_of_run(result)
    return api_state_of_run(result, codes.pop() if len(codes) == 1 else None)


def _shown(trace: Trace) -> int:
    return next((each.run for each in reversed(trace.segments) if not each.job), 0)


def _lacks_something(trace: Trace) -> bool:
    return any(row[10] in _CODES for row in trace.rows)


def _codes_of_tasks(trace: Trace) -> dict[tuple[int, int], tuple[str, str]]:
    """Returns (state, code or "") of each task at the end of its run, by run and index."""
    found = {}
    for row in trace.rows:
        if row[2] == "task" and row[3] >= 0 and not trace.segments[row[3]].job:
            found[trace.segments[row[3]].run, row[4]] = (row[8], _code(trace.rows, row))
    return found


def _code(rows: list[_Row], row: _Row) -> str:
    if row[8] != State.FAILED:
        return ""
    return next((_CODES[rows[q][10]] for q in row[9] if rows[q][10] in _CODES), "")
