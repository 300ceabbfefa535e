"""How a story ends: what each run came to, which tasks failed it, what is surplus. Pure."""

from collections.abc import Iterable, Mapping

from trialrun.diagram.surplus import surplus_told
from trialrun.engine import State, Trace, isolated

NAMED_MAX = 3
RUNS_TOLD_MAX = 3
_THEMSELVES = frozenset({State.FAILED, State.TIMEDOUT})
_STOPPED = frozenset({State.CANCELED})
_FOLLOWING = frozenset({State.UPSTREAM_FAILED, State.UPSTREAM_CANCELED})
# What made a run end so, the nearest cause first: only where nothing is of it, the next is named.
# Excluded and disabled tasks count as successful, so that they are in none.
_NAMED: dict[str, tuple[frozenset[State], ...]] = {
    State.FAILED: (_THEMSELVES, _STOPPED, _FOLLOWING),
    State.SUCCESS_WITH_FAILURES: (_THEMSELVES, _STOPPED, _FOLLOWING),
    # The job's timeout stops what still runs; what failed before did not make the run end.
    State.TIMEDOUT: (_STOPPED, _FOLLOWING),
}
_VERBS = {
    State.SUCCESS: "succeeded",
    State.SUCCESS_WITH_FAILURES: "succeeded with failures",
    State.FAILED: "failed",
    State.TIMEDOUT: "timed out",
    State.CANCELED: "was canceled",
    State.SKIPPED: "was skipped",
    State.QUEUED: "still waits in the queue",
}


def some_of(names: list[str]) -> str:
    """Names some of many. A Hebrew name turns the order of none of the others.

    >>> some_of(["a", "b", "c", "d", "e"])
    'a, b, c and 2 more'
    """
    names = [isolated(name) for name in names]
    if len(names) <= NAMED_MAX + 1:
        return ", ".join(names)
    return f"{', '.join(names[:NAMED_MAX])} and {len(names) - NAMED_MAX} more"


def culprits(states: Iterable[tuple[str, str]], result: str) -> str:
    """Names the tasks that made a run end so, of (key, state); "" where it went well.

    >>> culprits([("a", "FAILED"), ("b", "UPSTREAM_FAILED")], "FAILED")
    'a'
    """
    states = list(states)
    for kinds in _NAMED.get(result, ()):
        found = [key for key, state in states if state in kinds]
        if found:
            return some_of(found)
    return ""


def ending_told(trace: Trace) -> str:
    """Says what matters in the end: each run, the tasks that failed it, and surplus rows."""
    return " ".join(filter(None, (*_runs_told(trace), surplus_said(trace))))


def surplus_said(trace: Trace) -> str:
    """Says how many rows are surplus in the end, and where; "" for none."""
    tables = [name for name, table in trace.tables.items() if table.dup]
    rows = surplus_told(sum(table.dup for table in trace.tables.values()))
    return f"{rows} in {some_of(tables)}." if rows else ""


def _runs_told(trace: Trace) -> list[str]:
    if not trace.runs:
        return ["No run was started."]
    ends: dict[int, dict[str, str]] = {}
    for event in trace.own_events("task"):
        number = trace.segments[event.segment].run
        ends.setdefault(number, {})[trace.task_key(event)] = event.after
    repairs: dict[int, int] = {}
    for segment in trace.segments:
        if not segment.job and segment.kind == "repair":
            repairs[segment.run] = repairs.get(segment.run, 0) + 1
    told = []
    is_only = len(trace.runs) == 1
    for run in trace.runs[-RUNS_TOLD_MAX:]:
        verb = _VERBS.get(run.result, "has not ended")
        after = _after(repairs.get(run.run, 0))
        who = culprits(ends.get(run.run, {}).items(), run.result)
        name = "The run" if is_only else f"Run {run.run}"
        told.append(f"{name} {verb}{after}{': ' + who if who else ''}.")
    return told


def _after(repairs: int) -> str:
    return "" if not repairs else f" after {'a repair' if repairs == 1 else f'{repairs} repairs'}"


def run_culprits(keys: tuple[str, ...], values: Mapping[str, str], result: str) -> str:
    """Names the tasks that made the run in a graph end so, of the values that it shows."""
    return culprits(((key, values.get(f"task.{at}", "")) for at, key in enumerate(keys)), result)
