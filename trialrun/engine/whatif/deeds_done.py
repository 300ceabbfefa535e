"""Puts what is said of tasks into a world: the only place that does. Raises WhatIfError."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace

from trialrun.engine.job.elements import maker_of
from trialrun.engine.job.job import ComputeKind, Condition, Job, Task
from trialrun.engine.job.quoted import quoted
from trialrun.engine.job.references import (
    FOR_EACH_INPUT_CHARS_MAX,
    TASK_VALUE_BYTES_MAX,
)
from trialrun.engine.job.standins import ROWS
from trialrun.engine.job.world import TAKES, WRITES, TaskScript, World, Write, WriteMode
from trialrun.engine.whatif.deeds import EVERY, Deeds, Wrote
from trialrun.engine.whatif.deeds_decided import ValueName, ValuesSet, decided
from trialrun.engine.whatif.dial_compute import with_tasks
from trialrun.engine.whatif.whatif_text import WhatIfError
from trialrun.plural import counted

_OUTPUT = "output."
_ROWS, _FIRST_ROW = f"{_OUTPUT}rows", f"{_OUTPUT}first_row."


def done(world: World, deeds: Deeds) -> World:
    """Returns the world in which tasks do what is said of them; all else stays as it was.

    Raises WhatIfError where two things that are said cannot both be.
    """
    prices = dict(world.prices)
    for kind, ms in deeds.starts:
        prices[ComputeKind(kind)] = replace(prices[ComputeKind(kind)], startup_ms=ms)
    return replace(_done(world, deeds), prices=prices) if deeds.starts else _done(world, deeds)


def _done(world: World, deeds: Deeds) -> World:
    if deeds == Deeds():
        return world
    script = _worked(world.script, deeds)
    script, given = _set(script, deeds)
    known = ValuesSet(world.job, script, given)
    inputs = _looped(known, deeds)
    changes: dict[str, Condition | str] = {**inputs, **decided(known, dict(deeds.outcomes))}

    def changed(job: Job) -> Job:
        return with_tasks(job, lambda task: _changed(task, changes)) if changes else job

    return replace(
        world,
        job=changed(world.job),
        script=known.script,
        jobs={key: _done(job, deeds.inside(key)) for key, job in world.jobs.items()},
        edits={name: changed(job) for name, job in world.edits.items()},
    )


def _changed(task: Task, changes: Mapping[str, Condition | str]) -> Task:
    """Returns a task with the condition, or the inputs, that stand in for its own."""
    match changes.get(task.key):
        case Condition() as condition if task.condition:
            return replace(task, condition=condition)
        case str(inputs) if task.for_each:
            return replace(task, for_each=replace(task.for_each, inputs=inputs))
    return task


def _worked(script: Mapping[str, TaskScript], deeds: Deeds) -> dict[str, TaskScript]:
    """Returns what tasks do, with their writes and times as they are said."""
    writes, takes = dict(deeds.writes), dict(deeds.takes)
    found = {}
    for key, entry in script.items():
        made = entry.writes
        for path in (EVERY, key):
            if path in writes:
                made = _written(key, made, writes[path], is_own=path == key)
        fails = entry.fails
        if fails is not None and fails.after_write > len(made):
            fails = replace(fails, after_write=len(made))
        takes_ms = takes.get(key, takes.get(EVERY, entry.takes_ms))
        # What compares equal keeps its identity: a script without a word said is not made anew.
        guessed = entry.guessed - _said(key, deeds)
        changed = replace(entry, takes_ms=takes_ms, writes=made, fails=fails, guessed=guessed)
        found[key] = entry if changed == entry and guessed == entry.guessed else changed
    return found


def _said(key: str, deeds: Deeds) -> frozenset[str]:
    """Returns what is said of a task. Who leaves the mode of a write out has not said it."""
    writes, takes = dict(deeds.writes), dict(deeds.takes)
    said = {TAKES} if key in takes or EVERY in takes else set()
    wrote = writes.get(key, writes.get(EVERY))
    if wrote is not None and all(write.mode for write in wrote):
        said.add(WRITES)
    return frozenset(said)


def _written(
    key: str, before: tuple[Write, ...], said: tuple[Wrote, ...], *, is_own: bool
) -> tuple[Write, ...]:
    """Returns the writes of a task. What names no table changes each write that there is."""
    if not said:
        return ()
    if len(said) == 1 and not said[0].table:
        (one,) = said
        if not before:
            return (_write(one, Write(key, WriteMode.APPEND, ROWS)),) if is_own else ()
        return tuple(_write(one, write) for write in before)
    known = {write.table: write for write in before}
    first = before[0] if before else Write(key, WriteMode.APPEND, ROWS)
    return tuple(
        _write(one, known.get(one.table or first.table, Write(first.table, first.mode, first.rows)))
        for one in said
    )


def _write(said: Wrote, before: Write) -> Write:
    return Write(
        said.table or before.table,
        said.mode or before.mode,
        before.rows if said.rows is None else said.rows,
    )


def _set(
    script: dict[str, TaskScript], deeds: Deeds
) -> tuple[dict[str, TaskScript], frozenset[ValueName]]:
    """Returns what tasks do, with the values that they are said to set, and which those are."""
    given: set[ValueName] = set()
    for key, values in deeds.sets:
        if key not in script:
            continue
        new = dict(values)
        if "" in new:
            script[key] = replace(script[key], sets=(), made_up=())
        new.pop("", None)
        script[key] = _with_first_row(script[key].setting(new), new)
        given |= {(key, name) for name in new}
    return script, frozenset(given)


def _with_first_row(script: TaskScript, said: Mapping[str, str]) -> TaskScript:
    """Takes what the first row is made up to hold from the rows, where those are said."""
    if _ROWS not in said:
        return script
    try:
        rows = json.loads(said[_ROWS])
    except (ValueError, RecursionError):
        rows = []
    first = rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], dict) else {}
    made_up = {name for name, _ in script.made_up if name.startswith(_FIRST_ROW)}
    found = {
        name: json.dumps(first[column], ensure_ascii=False)
        for name in made_up
        if (column := name.removeprefix(_FIRST_ROW)) in first
    }
    return replace(
        script,
        sets=tuple(
            (name, found.get(name, value))
            for name, value in script.sets
            if name not in made_up or name in found
        ),
        made_up=tuple(pair for pair in script.made_up if pair[0] not in made_up),
    )


def _looped(known: ValuesSet, deeds: Deeds) -> dict[str, str]:
    """Gives loops as many elements as they are said to have; returns the inputs of the others.

    A loop over a task value has what that task sets; any other has a list of its own.
    """
    found: dict[str, str] = {}
    for task in known.job.tasks:
        count = dict(deeds.elements).get(task.key)
        if count is None or task.for_each is None:
            continue
        variable = known.variable(task.for_each.inputs)
        now = known.script[variable[0]].sets if variable else ()
        text = dict(now).get(variable[1], "[]") if variable else task.for_each.inputs
        inputs = _elements(text, count, task.for_each.task)
        most = TASK_VALUE_BYTES_MAX if variable else FOR_EACH_INPUT_CHARS_MAX
        if len(inputs.encode()) > most:
            raise WhatIfError(
                f"{quoted(task.key)} cannot have {counted(count, 'element')}: as JSON they have "
                f"{len(inputs.encode()):,} characters, and at most {most:,} are passed on."
            )
        if variable is None:
            found[task.key] = inputs
        else:
            known.give(variable, inputs, task.key)
    return found


def _elements(text: str, count: int, nested: Task) -> str:
    """Returns so many elements: those that there are, then numbered ones that look like them."""
    try:
        there = json.loads(text)
    except (ValueError, RecursionError):
        there = []
    there = there[:count] if isinstance(there, list) else []
    make = _maker(there, nested)
    return json.dumps([*there, *map(make, range(len(there) + 1, count + 1))], ensure_ascii=False)


def _maker(there: list[object], nested: Task) -> Callable[[int], object]:
    if not there:
        make = maker_of([nested])
        return lambda number: make(str(number))
    keys = list(there[0]) if isinstance(there[0], dict) else []
    return lambda number: dict.fromkeys(keys, str(number)) if keys else str(number)
