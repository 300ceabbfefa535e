"""Dials: settings of a job, and how its tasks write, that a person may turn. In short text.

`[TASK.]DIAL:VALUE`, e.g. `queue:off`, `silver.run_if:ALL_DONE`, `silver.write1:overwrite`,
`silver.timeout:90` (seconds), `one_region.retries:2` (what a for-each runs has its own key).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from trialrun.engine.job.job import Job, Task
from trialrun.engine.job.quoted import quoted
from trialrun.engine.job.world import World, WriteMode
from trialrun.engine.whatif.dial_compute import every_task, with_tasks
from trialrun.engine.whatif.dial_table import JOB_DIALS, OF_THE_GRAPH, TASK_DIALS, Take, one_of
from trialrun.nearest import nearest

_MODES = tuple(map(str, WriteMode))
_WRITE = re.compile(r"write([1-9][0-9]?)")
_ORDER = {name: at for at, name in enumerate((*JOB_DIALS, *TASK_DIALS))}


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
    kept = []
    for turn in sorted(turns.values(), key=_place):
        # Compared in order: whether clusters can be shared hangs on the kind of compute.
        if value_of_dial(world, turn.task, turn.dial) == turn.value:
            continue
        new = _turned(world, turn)
        if new != world:
            kept.append(turn)
            world = new
    return tuple(kept)


def turned(world: World, turns: Sequence[Turn]) -> World:
    """Returns the world with its dials turned."""
    for turn in turns:
        world = _turned(world, turn)
    return world


def value_of_dial(world: World, task: str, dial: str) -> str:
    """Returns how a dial stands that there is."""
    if not task:
        return JOB_DIALS[dial].read(world)
    if match := _WRITE.fullmatch(dial):
        return str(world.script[task].writes[int(match[1]) - 1].mode)
    return TASK_DIALS[dial].read(_task(world.job, task))


def dials_of_job(world: World) -> list[Dial]:
    """Returns the dials of the job that have something to choose between."""
    found = []
    for name, dial in JOB_DIALS.items():
        choices = dial.choices(world)
        if len(choices) > 1:
            value = dial.read(world)
            found.append(Dial("", name, value, _with(value, choices)))
    return found


def dials_of_task(world: World, key: str) -> list[Dial]:
    """Returns the dials of a task, and of what it runs if it is a for-each."""
    task = _task(world.job, key)
    found = []
    for name, dial in TASK_DIALS.items():
        choices = () if _unfit(world.job, task, name) else dial.choices(task)
        if len(choices) > 1:
            value = dial.read(task)
            found.append(Dial(key, name, value, _with(value, choices)))
    if key in world.script:
        for number, write in enumerate(world.script[key].writes, start=1):
            found.append(Dial(key, f"write{number}", str(write.mode), _MODES))
    if task.for_each is not None:
        found += dials_of_task(world, task.for_each.task.key)
    return found


def _with(value: str, choices: Sequence[str]) -> tuple[str, ...]:
    return tuple(choices) if value in choices else (value, *choices)


def _place(turn: Turn) -> tuple[int, str, int, str]:
    """Returns what turns are sorted by; write2 comes before write10."""
    return _ORDER.get(turn.dial, len(_ORDER)), turn.task, len(turn.dial), turn.dial


def _read(world: World, text: str) -> Turn:
    left, _, value = text.partition(":")
    task, dot, dial = left.rpartition(".")
    if not dial or not value or (dot and not task):
        raise DialError(f"“{quoted(text)}” turns no dial. Write DIAL:VALUE or TASK.DIAL:VALUE.")
    take, told = _dial_of_task(world, task, dial) if task else _dial_of_job(dial)
    # A dial takes the value at which it stands, also one that it is not turned to.
    taken = value if value == value_of_dial(world, task, dial) else take(value)
    if taken is None:
        raise DialError(f"{dial} does not take “{quoted(value)}”; write {told}.")
    return Turn(task, dial, taken)


def _dial_of_job(dial: str) -> tuple[Take, str]:
    if dial not in JOB_DIALS:
        of_task = dial in TASK_DIALS or _WRITE.fullmatch(dial)
        meant = f" It is one of a task: write TASK.{dial}." if of_task else _meant(dial, JOB_DIALS)
        listed = ", ".join(JOB_DIALS)
        raise DialError(f"There is no dial “{quoted(dial)}” for the job; it has {listed}.{meant}")
    return JOB_DIALS[dial].take, JOB_DIALS[dial].told


def _dial_of_task(world: World, key: str, dial: str) -> tuple[Take, str]:
    task = _find(world.job, key)
    if task is None:
        keys = [each.key for each in every_task(world.job)]
        raise DialError(f"There is no task “{quoted(key)}” in this job.{_meant(key, keys)}")
    known = _names_of(world, task)
    if _WRITE.fullmatch(dial):
        if dial not in known:
            writes = len(world.script[key].writes) if key in world.script else 0
            made = f"{writes} write{'' if writes == 1 else 's'}"
            raise DialError(f"{key} makes {made}, so it has no {dial}.")
        return one_of(_MODES), f"one of {', '.join(_MODES)}"
    if dial not in TASK_DIALS:
        meant = (
            f" It is one of the job: write {dial}." if dial in JOB_DIALS else _meant(dial, known)
        )
        raise DialError(
            f"There is no dial “{quoted(dial)}” for a task; {key} has {', '.join(known)}.{meant}"
        )
    if reason := _unfit(world.job, task, dial):
        raise DialError(f"{key} has no {dial}: {reason}. It has {', '.join(known)}.")
    return TASK_DIALS[dial].take, TASK_DIALS[dial].told


def _names_of(world: World, task: Task) -> list[str]:
    """Returns the dials that a task has, whether or not there is a choice."""
    writes = len(world.script[task.key].writes) if task.key in world.script else 0
    fit = [name for name in TASK_DIALS if not _unfit(world.job, task, name)]
    return fit + [f"write{number}" for number in range(1, writes + 1)]


def _meant(name: str, known: Iterable[str]) -> str:
    close = nearest(name, known)
    return f" Did you mean {close[0]}?" if close else ""


def _unfit(job: Job, task: Task, dial: str) -> str:
    """Says why a task has no such dial, or ""."""
    if dial in OF_THE_GRAPH and task not in job.tasks:
        return "it is what a for-each runs; name the for-each"
    return TASK_DIALS[dial].unfit(task)


def _turned(world: World, turn: Turn) -> World:
    if not turn.task:
        return JOB_DIALS[turn.dial].turned(world, turn.value)
    if match := _WRITE.fullmatch(turn.dial):
        entry = world.script[turn.task]
        writes = list(entry.writes)
        at = int(match[1]) - 1
        writes[at] = replace(writes[at], mode=WriteMode(turn.value))
        script = world.script | {turn.task: replace(entry, writes=tuple(writes))}
        return replace(world, script=script)
    dial = TASK_DIALS[turn.dial]
    job = with_tasks(
        world.job, lambda task: dial.turned(task, turn.value) if task.key == turn.task else task
    )
    return replace(world, job=job)


def _find(job: Job, key: str) -> Task | None:
    return next((task for task in every_task(job) if task.key == key), None)


def _task(job: Job, key: str) -> Task:
    found = _find(job, key)
    if found is None:
        raise KeyError(key)
    return found
