"""The table of dials: how each reads a job or a task, turns it, and what it takes."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from trialrun.engine.job.job import CONCURRENCY_MAX, RUNS_MAX, Task
from trialrun.engine.job.world import SECONDS_MAX, World
from trialrun.engine.rules.run_if import RUN_IF
from trialrun.engine.whatif.dial_compute import (
    KINDS,
    OWN,
    SHARED,
    can_share,
    kind_of_compute,
    sharing,
    with_kind,
    with_sharing,
    workers,
)

ON, OFF = "on", "off"
RETRIES_MAX = 100

_NUMBER = re.compile(r"-?[0-9]{1,9}")

Take = Callable[[str], str | None]
"""Reads a value as it is written, None for one that the dial does not take."""


class JobDial(NamedTuple):
    """A dial of the job. `choices` are worth offering; `told` says what it takes."""

    read: Callable[[World], str]
    turned: Callable[[World, str], World]
    choices: Callable[[World], Sequence[str]]
    take: Take
    told: str


class TaskDial(NamedTuple):
    """A dial of a task. `unfit` says why a task has no such dial, or ""."""

    unfit: Callable[[Task], str]
    read: Callable[[Task], str]
    turned: Callable[[Task, str], Task]
    choices: Callable[[Task], Sequence[str]]
    take: Take
    told: str


def one_of(choices: Sequence[str]) -> Take:
    """Takes one of some words."""
    return lambda text: text if text in choices else None


def _number(low: int, high: int) -> Take:
    """Takes a whole number, and writes it one way: 007 is 7."""

    def take(text: str) -> str | None:
        if not _NUMBER.fullmatch(text) or not low <= int(text) <= high:
            return None
        return str(int(text))

    return take


def _switch(is_on: bool) -> str:
    return ON if is_on else OFF


def _no_work(task: Task) -> str:
    if task.condition:
        return "it is an if/else"
    if task.run_job:
        return "it runs another job"
    return f"it is a for-each; name what it runs: {task.for_each.task.key}" if task.for_each else ""


def _no_auto(task: Task) -> str:
    return "a pipeline retries by itself" if task.type == "pipeline" else _no_work(task)


def _with_concurrency(task: Task, value: str) -> Task:
    assert task.for_each is not None
    return replace(task, for_each=replace(task.for_each, concurrency=int(value)))


_TAKE_SWITCH = one_of((ON, OFF))
_TOLD_SWITCH = "on or off"

JOB_DIALS: Mapping[str, JobDial] = {
    "compute": JobDial(
        kind_of_compute,
        with_kind,
        lambda world: tuple(map(str, KINDS)) if workers(world.job) else (),
        one_of(tuple(map(str, KINDS))),
        "one of " + ", ".join(map(str, KINDS)),
    ),
    "clusters": JobDial(
        sharing,
        with_sharing,
        lambda world: (SHARED, OWN) if can_share(world) else (),
        one_of((SHARED, OWN)),
        "shared or own",
    ),
    "max_concurrent_runs": JobDial(
        lambda world: str(world.job.max_concurrent_runs),
        lambda world, v: replace(world, job=replace(world.job, max_concurrent_runs=int(v))),
        lambda world: ("1", "2", "3"),
        _number(1, RUNS_MAX),
        f"a number from 1 to {RUNS_MAX}",
    ),
    "queue": JobDial(
        lambda world: _switch(world.job.queue),
        lambda world, v: replace(world, job=replace(world.job, queue=v == ON)),
        lambda world: (ON, OFF),
        _TAKE_SWITCH,
        _TOLD_SWITCH,
    ),
}


def _seconds(ms: int) -> str:
    """Writes a time in seconds: 90 or 1.5, never 1e+06."""
    return str(ms // 1000) if ms % 1000 == 0 else str(ms / 1000)


TASK_DIALS: Mapping[str, TaskDial] = {
    "run_if": TaskDial(
        lambda task: "" if task.depends_on else "it depends on nothing",
        lambda task: task.run_if,
        lambda task, v: replace(task, run_if=v),
        lambda task: tuple(RUN_IF),
        one_of(tuple(RUN_IF)),
        "one of " + ", ".join(RUN_IF),
    ),
    "retries": TaskDial(
        _no_work,
        lambda task: str(task.max_retries),
        lambda task, v: replace(task, max_retries=int(v)),
        lambda task: ("0", "1", "2", "3"),
        _number(-1, RETRIES_MAX),
        f"a number from 0 to {RETRIES_MAX}, or -1 for no limit",
    ),
    "retry_on_timeout": TaskDial(
        _no_work,
        lambda task: _switch(task.retry_on_timeout),
        lambda task, v: replace(task, retry_on_timeout=v == ON),
        lambda task: (OFF, ON) if task.timeout_ms and task.max_retries else (),
        _TAKE_SWITCH,
        _TOLD_SWITCH,
    ),
    "auto_optimization": TaskDial(
        _no_auto,
        lambda task: _switch(not task.disable_auto_optimization),
        lambda task, v: replace(task, disable_auto_optimization=v == OFF),
        lambda task: (),
        _TAKE_SWITCH,
        _TOLD_SWITCH,
    ),
    "timeout": TaskDial(
        _no_work,
        lambda task: _seconds(task.timeout_ms),
        lambda task, v: replace(task, timeout_ms=int(v) * 1000),
        lambda task: ("0", "60", "300"),
        _number(0, SECONDS_MAX),
        f"seconds from 0 (none) to {SECONDS_MAX}",
    ),
    "concurrency": TaskDial(
        lambda task: "" if task.for_each else "it is no for-each",
        lambda task: str(task.for_each.concurrency) if task.for_each else "",
        _with_concurrency,
        lambda task: ("1", "2", "3"),
        _number(1, CONCURRENCY_MAX),
        f"a number from 1 to {CONCURRENCY_MAX}",
    ),
    "disabled": TaskDial(
        lambda task: "",
        lambda task: _switch(task.disabled),
        lambda task, v: replace(task, disabled=v == ON),
        lambda task: (),
        _TAKE_SWITCH,
        _TOLD_SWITCH,
    ),
}
OF_THE_GRAPH = frozenset({"run_if", "disabled"})
"""Dials that what a for-each runs does not have: it is no task of the graph."""
