"""Dials: settings of a job, and how its tasks write, that a person may turn. In short text.

`[TASK.]DIAL:VALUE`, e.g. `queue:off`, `silver.run_if:ALL_DONE`, `silver.write1:overwrite`,
`silver.timeout:90` (seconds), `one_region.retries:2` (what a for-each runs has its own key).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from trialrun.engine.job import CONCURRENCY_MAX, RUNS_MAX, Compute, ComputeKind, Job, Task
from trialrun.engine.rules.run_if import RUN_IF
from trialrun.engine.world import World, WriteMode

ON, OFF = "on", "off"
SHARED, OWN = "shared", "own"
MIXED = "mixed"
RETRIES_MAX = 100
SECONDS_MAX = 30 * 24 * 3600

_CLUSTERS = frozenset({ComputeKind.JOB_CLUSTER, ComputeKind.JOB_CLUSTER_POOL})
_FIXED_KINDS = frozenset({ComputeKind.NONE, ComputeKind.SQL_WAREHOUSE})
_KINDS = tuple(kind for kind in ComputeKind if kind not in _FIXED_KINDS)
_WRITE = re.compile(r"write([1-9][0-9]?)")


class DialError(ValueError):
    """A dial that there is not, or a value it does not take; the text is a sentence."""


class Turn(NamedTuple):
    """One dial turned to a value; `task` is "" for the dials of the job."""

    task: str
    dial: str
    value: str


class Dial(NamedTuple):
    """A dial as it stands: `choices` are worth offering, its value among them."""

    task: str
    name: str
    value: str
    choices: tuple[str, ...]


class _JobDial(NamedTuple):
    read: Callable[[World], str]
    turned: Callable[[World, str], World]
    choices: Callable[[World], Sequence[str]]
    takes: Callable[[str], bool]
    told: str


class _TaskDial(NamedTuple):
    suits: Callable[[Task], bool]
    read: Callable[[Task], str]
    turned: Callable[[Task, str], Task]
    choices: Callable[[Task], Sequence[str]]
    takes: Callable[[str], bool]
    told: str


def turn_text(turn: Turn) -> str:
    """Writes a turn as it is read.

    >>> turn_text(Turn("silver", "run_if", "ALL_DONE"))
    'silver.run_if:ALL_DONE'
    """
    return f"{turn.task}.{turn.dial}:{turn.value}" if turn.task else f"{turn.dial}:{turn.value}"


def read_turns(world: World, texts: Sequence[str]) -> tuple[Turn, ...]:
    """Reads turns: the last word on a dial holds, and what changes nothing is dropped.

    They come in one order, so that equal worlds have equal texts. Raises DialError.
    """
    turns: dict[tuple[str, str], Turn] = {}
    for text in texts:
        turn = _read(world, text)
        turns[turn.task, turn.dial] = turn
    order = {name: at for at, name in enumerate((*_JOB_DIALS, *_TASK_DIALS))}
    found = sorted(turns.values(), key=lambda t: (order.get(t.dial, len(order)), t.task, t.dial))
    return tuple(turn for turn in found if value_of_dial(world, turn.task, turn.dial) != turn.value)


def turned(world: World, turns: Sequence[Turn]) -> World:
    """Returns the world with its dials turned."""
    for turn in turns:
        world = _turned(world, turn)
    return world


def value_of_dial(world: World, task: str, dial: str) -> str:
    """Returns how a dial stands that there is."""
    if not task:
        return _JOB_DIALS[dial].read(world)
    if match := _WRITE.fullmatch(dial):
        return str(world.script[task].writes[int(match[1]) - 1].mode)
    return _TASK_DIALS[dial].read(_task(world.job, task))


def dials_of_job(world: World) -> list[Dial]:
    """Returns the dials of the job that have something to choose between."""
    found = []
    for name, dial in _JOB_DIALS.items():
        value = dial.read(world)
        choices = dial.choices(world)
        if len(choices) > 1:
            found.append(Dial("", name, value, _with(value, choices)))
    return found


def dials_of_task(world: World, key: str) -> list[Dial]:
    """Returns the dials of a task, and of what it runs if it is a for-each."""
    task = _task(world.job, key)
    found = []
    for name, dial in _TASK_DIALS.items():
        if dial.suits(task):
            value = dial.read(task)
            choices = dial.choices(task)
            if len(choices) > 1:
                found.append(Dial(key, name, value, _with(value, choices)))
    if key in world.script:
        modes = tuple(map(str, WriteMode))
        for index, write in enumerate(world.script[key].writes, start=1):
            found.append(Dial(key, f"write{index}", str(write.mode), modes))
    if task.for_each is not None:
        found += dials_of_task(world, task.for_each.task.key)
    return found


def _with(value: str, choices: Sequence[str]) -> tuple[str, ...]:
    return tuple(choices) if value in choices else (value, *choices)


def _read(world: World, text: str) -> Turn:
    left, colon, value = text.partition(":")
    task, dot, dial = left.rpartition(".")
    if not colon or not value or (dot and not task):
        raise DialError(f"“{text}” turns no dial. Write DIAL:VALUE or TASK.DIAL:VALUE.")
    if not task:
        if dial not in _JOB_DIALS:
            raise DialError(
                f"There is no dial “{dial}” for the job; it has {', '.join(_JOB_DIALS)}."
            )
        _refuse(dial, value, _JOB_DIALS[dial].takes(value), _JOB_DIALS[dial].told)
        return Turn("", dial, value)
    found = _find(world.job, task)
    if found is None:
        raise DialError(f"There is no task “{task}” in this job.")
    if match := _WRITE.fullmatch(dial):
        writes = world.script[task].writes if task in world.script else ()
        if int(match[1]) > len(writes):
            raise DialError(f"{task} makes {len(writes)} writes, so it has no {dial}.")
        modes = list(map(str, WriteMode))
        _refuse(dial, value, value in modes, ", ".join(modes))
        return Turn(task, dial, value)
    if dial not in _TASK_DIALS:
        raise DialError(
            f"There is no dial “{dial}” for a task; tasks have {', '.join(_TASK_DIALS)}, write1."
        )
    if not _TASK_DIALS[dial].suits(found):
        raise DialError(f"{task} has no {dial}: it is {_what(found)}.")
    _refuse(dial, value, _TASK_DIALS[dial].takes(value), _TASK_DIALS[dial].told)
    return Turn(task, dial, value)


def _refuse(dial: str, value: str, is_taken: bool, told: str) -> None:
    if not is_taken:
        raise DialError(f"{dial} does not take “{value}”; write {told}.")


def _what(task: Task) -> str:
    if task.condition:
        return "an if/else"
    if task.run_job:
        return "a task that runs another job"
    return "a for-each; name what it runs" if task.for_each else "a task with work of its own"


def _turned(world: World, turn: Turn) -> World:
    if not turn.task:
        return _JOB_DIALS[turn.dial].turned(world, turn.value)
    if match := _WRITE.fullmatch(turn.dial):
        entry = world.script[turn.task]
        writes = list(entry.writes)
        at = int(match[1]) - 1
        writes[at] = replace(writes[at], mode=WriteMode(turn.value))
        script = world.script | {turn.task: replace(entry, writes=tuple(writes))}
        return replace(world, script=script)
    dial = _TASK_DIALS[turn.dial]
    return replace(
        world, job=_with_task(world.job, turn.task, lambda task: dial.turned(task, turn.value))
    )


def _find(job: Job, key: str) -> Task | None:
    return next((task for task in _every(job) if task.key == key), None)


def _task(job: Job, key: str) -> Task:
    found = _find(job, key)
    if found is None:
        raise KeyError(key)
    return found


def _every(job: Job) -> Iterator[Task]:
    """Yields the tasks, and what their for-each runs."""
    for task in job.tasks:
        yield task
        if task.for_each is not None:
            yield task.for_each.task


def _with_task(job: Job, key: str, change: Callable[[Task], Task]) -> Job:
    return _with_tasks(job, lambda task: change(task) if task.key == key else task)


def _with_tasks(job: Job, change: Callable[[Task], Task]) -> Job:
    tasks = []
    for task in job.tasks:
        new = change(task)
        if new.for_each is not None:
            new = replace(new, for_each=replace(new.for_each, task=change(new.for_each.task)))
        tasks.append(new)
    return replace(job, tasks=tuple(tasks))


def _number(low: int, high: int) -> Callable[[str], bool]:
    return lambda text: bool(re.fullmatch(r"-?[0-9]{1,9}", text)) and low <= int(text) <= high


def _one_of(choices: Sequence[str]) -> Callable[[str], bool]:
    return lambda text: text in choices


def _switch(is_on: bool) -> str:
    return ON if is_on else OFF


def _workers(job: Job) -> list[Task]:
    """Returns the tasks whose compute can be chosen: not control flow, not on a SQL warehouse."""
    kinds = {compute.key: compute.kind for compute in job.computes}
    return [
        task
        for task in _every(job)
        if not task.is_control_flow and kinds.get(task.compute, ComputeKind.NONE) in _KINDS
    ]


def _kind(world: World) -> str:
    kinds = {world.job.compute_of[task.compute].kind for task in _workers(world.job)}
    return str(kinds.pop()) if len(kinds) == 1 else MIXED


def _with_kind(world: World, value: str) -> World:
    used = {task.compute for task in _workers(world.job)}
    computes = tuple(
        Compute(compute.key, ComputeKind(value)) if compute.key in used else compute
        for compute in world.job.computes
    )
    return replace(world, job=replace(world.job, computes=computes))


def _sharing(world: World) -> str:
    workers = _workers(world.job)
    used = {task.compute for task in workers}
    if len(used) == 1:
        return SHARED
    return OWN if len(used) == len(workers) else MIXED


def _with_sharing(world: World, value: str) -> World:
    job = world.job
    workers = {task.key: task for task in _workers(job)}
    if not workers:
        return world
    first = job.compute_of[next(iter(workers.values())).compute]
    kept = [c for c in job.computes if c.key not in {task.compute for task in workers.values()}]
    if value == SHARED:
        names = dict.fromkeys(workers, first.key)
        computes = [*kept, first]
    else:
        taken = {compute.key for compute in kept}
        names = {key: f"{key}_cluster" if key in taken else key for key in workers}
        computes = kept + [
            Compute(names[key], job.compute_of[task.compute].kind) for key, task in workers.items()
        ]
    job = _with_tasks(
        job,
        lambda task: replace(task, compute=names[task.key]) if task.key in names else task,
    )
    return replace(world, job=replace(job, computes=tuple(computes)))


def _has_work(task: Task) -> bool:
    return not task.is_control_flow


def _sharing_choices(world: World) -> Sequence[str]:
    workers = _workers(world.job)
    kinds = {world.job.compute_of[task.compute].kind for task in workers}
    return (SHARED, OWN) if len(workers) > 1 and kinds <= _CLUSTERS else ()


_SWITCH = _one_of((ON, OFF))
_JOB_DIALS: dict[str, _JobDial] = {
    "compute": _JobDial(
        _kind,
        _with_kind,
        lambda world: tuple(map(str, _KINDS)) if _workers(world.job) else (),
        _one_of(tuple(map(str, _KINDS))),
        "one of " + ", ".join(map(str, _KINDS)),
    ),
    "clusters": _JobDial(
        _sharing, _with_sharing, _sharing_choices, _one_of((SHARED, OWN)), "shared or own"
    ),
    "max_concurrent_runs": _JobDial(
        lambda world: str(world.job.max_concurrent_runs),
        lambda world, v: replace(world, job=replace(world.job, max_concurrent_runs=int(v))),
        lambda world: ("1", "2", "3"),
        _number(1, RUNS_MAX),
        f"a number from 1 to {RUNS_MAX}",
    ),
    "queue": _JobDial(
        lambda world: _switch(world.job.queue),
        lambda world, v: replace(world, job=replace(world.job, queue=v == ON)),
        lambda world: (ON, OFF),
        _SWITCH,
        "on or off",
    ),
}
_TASK_DIALS: dict[str, _TaskDial] = {
    "run_if": _TaskDial(
        lambda task: True,
        lambda task: task.run_if,
        lambda task, v: replace(task, run_if=v),
        lambda task: tuple(RUN_IF) if task.depends_on else (),
        _one_of(tuple(RUN_IF)),
        "one of " + ", ".join(RUN_IF),
    ),
    "retries": _TaskDial(
        _has_work,
        lambda task: str(task.max_retries),
        lambda task, v: replace(task, max_retries=int(v)),
        lambda task: ("0", "1", "2", "3"),
        _number(-1, RETRIES_MAX),
        f"a number from 0 to {RETRIES_MAX}, or -1 for no limit",
    ),
    "retry_on_timeout": _TaskDial(
        _has_work,
        lambda task: _switch(task.retry_on_timeout),
        lambda task, v: replace(task, retry_on_timeout=v == ON),
        lambda task: (OFF, ON) if task.timeout_ms and task.max_retries else (),
        _SWITCH,
        "on or off",
    ),
    "auto_optimization": _TaskDial(
        _has_work,
        lambda task: _switch(not task.disable_auto_optimization),
        lambda task, v: replace(task, disable_auto_optimization=v == OFF),
        lambda task: (),
        _SWITCH,
        "on or off",
    ),
    "timeout": _TaskDial(
        _has_work,
        lambda task: str(task.timeout_ms // 1000),
        lambda task, v: replace(task, timeout_ms=int(v) * 1000),
        lambda task: ("0", "60", "300"),
        _number(0, SECONDS_MAX),
        f"seconds from 0 (none) to {SECONDS_MAX}",
    ),
    "concurrency": _TaskDial(
        lambda task: task.for_each is not None,
        lambda task: str(task.for_each.concurrency) if task.for_each else "",
        lambda task, v: (
            replace(task, for_each=replace(task.for_each, concurrency=int(v)))
            if task.for_each
            else task
        ),
        lambda task: ("1", "2", "3"),
        _number(1, CONCURRENCY_MAX),
        f"a number from 1 to {CONCURRENCY_MAX}",
    ),
    "disabled": _TaskDial(
        lambda task: True,
        lambda task: _switch(task.disabled),
        lambda task, v: replace(task, disabled=v == ON),
        lambda task: (),
        _SWITCH,
        "on or off",
    ),
}
