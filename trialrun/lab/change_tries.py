"""The settings that somebody would turn about what an answer speaks of, the likeliest first."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from trialrun.engine import (
    Dial,
    State,
    Task,
    Trace,
    Turn,
    WhatIfText,
    dials_of_job,
    dials_of_task,
    isolated,
    turn_text,
    value_of_dial,
)
from trialrun.lab.change_asked import AskedAbout
from trialrun.lab.dial_words import dial_told, value_told

SETTING, ACTION, HAPPENING = "setting", "action", "happening"
"""Of which sort a change is: of the job, of what the operator does, of what happens to tasks."""
TASKS_TRIED_MAX = 20
_ORDER = (
    "concurrency", "run_if", "queue", "max_concurrent_runs", "write", "retries",
    "retry_on_timeout", "auto_optimization", "disabled", "timeout", "clusters", "compute",
)  # fmt: skip
_RUN_IFS = ("ALL_DONE", "ALL_SUCCESS", "AT_LEAST_ONE_SUCCESS", "NONE_FAILED")
_HANDLERS = ("AT_LEAST_ONE_FAILED", "ALL_FAILED")
OWN_FAILURES = (State.FAILED, State.TIMEDOUT)
_RUNS = frozenset({"max_concurrent_runs", "queue"})
_OF_COMPUTE = frozenset({"clusters", "cents"})
_OF_STRETCHES = frozenset({"ms", "segment_log"})
_OF_ROWS = frozenset({"tables", "dup"})
_ON_TIME = "retry_on_timeout"
_WRITES = {
    "append": ("merge", "idempotent", "overwrite"),
    "overwrite": ("append", "merge"),
    "merge": ("append", "overwrite"),
    "idempotent": ("append", "overwrite", "merge"),
}
"""How somebody would write instead: an append so that it may run again, nothing else by txn."""
_OTHERWISE = {"disabled": ("on", "off"), "auto_optimization": ("on", "off")}
"""Dials that are offered nowhere, with what they are turned from and to."""


class Try(NamedTuple):
    """One thing that is changed: of which sort and kind, of which task, the what-if it makes."""

    sort: str
    kind: str
    told: str
    what_if: WhatIfText
    task: str = ""


def settings_of(trace: Trace, base: WhatIfText, asked: AskedAbout) -> list[Try]:
    """Returns the settings of a story that bear on what is asked, each turned by itself."""
    found = []
    for owner, dial in _dials(trace, asked):
        kind = "write" if dial.name.startswith("write") else dial.name
        if asked.bears(kind) and _bears(trace, asked, owner, dial):
            for value in _values(trace, owner, dial):
                found.append(_turned(trace, base, Turn(dial.task, dial.name, value), kind, owner))
    # What is named goes first; the order of tasks and of values stays as it is.
    return sorted(found, key=lambda each: (_ORDER.index(each.kind), each.task not in asked.tasks))


def _dials(trace: Trace, asked: AskedAbout) -> Iterator[tuple[str, Dial]]:
    """Yields the dials with the task of the graph that each is of, "" for those of the job."""
    for dial in dials_of_job(trace.world):
        yield "", dial
    near = [task for task in trace.world.job.tasks if task.key in asked.near]
    for task in near[:TASKS_TRIED_MAX]:
        for dial in dials_of_task(trace.world, task.key):
            yield task.key, dial
        for name, values in _OTHERWISE.items():
            if _is_work(task) and value_of_dial(trace.world, task.key, name) == values[0]:
                yield task.key, Dial(task.key, name, *values[:1], values)


def _is_work(task: Task) -> bool:
    return not (task.condition or task.for_each or task.run_job)


def _bears(trace: Trace, asked: AskedAbout, owner: str, dial: Dial) -> bool:
    """Says whether a dial has to do with what is asked, and may matter in the run as it was."""
    name = dial.name
    if name in _RUNS:
        return len(trace.runs) > 1
    if name in ("retries", _ON_TIME, "auto_optimization"):
        return _fails(trace, owner, timed_out=name == _ON_TIME)
    if name == "timeout":
        is_limited = int(float(dial.value)) > 0
        return (asked.is_about_time or State.TIMEDOUT in asked.words) and is_limited
    if name == "clusters":
        return bool(asked.about & _OF_COMPUTE) or _is_awaited(trace, asked)
    if name == "compute":
        return bool(asked.about & {"cents"}) or _is_awaited(trace, asked)
    if name.startswith("write"):
        table = _table(trace, dial)
        return bool(asked.about & _OF_ROWS) and (not asked.tables or table in asked.tables)
    return True


def _fails(trace: Trace, task: str, *, timed_out: bool) -> bool:
    """Says whether an attempt of a task, or of its For each, ends badly."""
    bad = (State.TIMEDOUT,) if timed_out else OWN_FAILURES
    return any(
        event.kind in ("task", "iteration", "attempt")
        and event.after in bad
        and trace.task_key(event) == task
        for event in trace.events
    )


def _is_awaited(trace: Trace, asked: AskedAbout) -> bool:
    """Says whether it speaks of the time of a task that waits for its compute."""
    if not asked.is_about_time:
        return False
    behind = {task.key for task in trace.world.job.tasks if task.depends_on}
    waits = {trace.task_key(e) for e in trace.own_events("task") if e.after == State.PENDING}
    return bool(waits & asked.tasks & behind or asked.about & _OF_STRETCHES)


def _values(trace: Trace, owner: str, dial: Dial) -> Sequence[str]:
    """Returns what a dial is turned to, what is nearest or likeliest first."""
    if dial.name == "run_if":
        is_handler = dial.value in _HANDLERS
        offered = (*_HANDLERS, *_RUN_IFS) if is_handler else _RUN_IFS
        return [value for value in offered if value != dial.value]
    if dial.name in ("retries", "concurrency", "max_concurrent_runs"):
        now = int(dial.value)
        least = 0 if dial.name == "retries" else 1
        values = {*map(int, dial.choices), now - 1, now + 1}
        if dial.name == "concurrency":
            values.add(len(trace.tasks[owner].iterations))
        near = sorted(values - {now}, key=lambda value: (abs(value - now), value))
        return [str(value) for value in near if least <= value <= 100]
    if dial.name == "timeout":
        return ["0"]
    if dial.name.startswith("write"):
        return [
            mode for mode in _WRITES[dial.value] if not (mode == "idempotent" and _restores(trace))
        ]
    return [value for value in dial.choices if value != dial.value]


def _restores(trace: Trace) -> bool:
    """Says whether a table is restored: what a transaction's number counts then is in no source."""
    return any(event.commit and event.commit.restored >= 0 for event in trace.events)


def _table(trace: Trace, dial: Dial) -> str:
    return trace.world.script[dial.task].writes[int(dial.name[5:]) - 1].table


def _turned(trace: Trace, base: WhatIfText, turn: Turn, kind: str, owner: str) -> Try:
    name = f"{turn.task}.{turn.dial}:" if turn.task else f"{turn.dial}:"
    others = tuple(text for text in base.dial if not text.startswith(name))
    now = value_of_dial(trace.world, turn.task, turn.dial)
    dial = Dial(turn.task, turn.dial, now, ())
    label = dial_told("", turn.dial, _table(trace, dial) if kind == "write" else "")
    of_task = f"{isolated(turn.task)}, " if turn.task else ""
    new, old = value_told(turn.dial, turn.value), value_told(turn.dial, now)
    told = f"{of_task}{label}: {new} instead of {old}"
    return Try(SETTING, kind, told, base._replace(dial=(*others, turn_text(turn))), owner)
