"""The grammar of a what-if: one failure, slowness or action as short text, written and read."""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from trialrun.engine.job.occasion import NoOccasion, read_occasion
from trialrun.engine.job.quoted import quoted
from trialrun.engine.job.world import LASTING, SECONDS_MAX, Action, Do, Failure, Slowness, World
from trialrun.nearest import nearest

_NUMBERS = r"[0-9]{1,4}(?:,[0-9]{1,4}){0,19}"
FOLDERS_MAX = 3
TASK_PATH = rf"(?:[\w-]{{1,100}}/){{0,{FOLDERS_MAX}}}[\w-]{{1,100}}"
_SCOPE = rf"(?P<task>{TASK_PATH})(?:\.(?P<iterations>{_NUMBERS}))?(?::(?P<on>{_NUMBERS}))?"
_FAIL = re.compile(rf"{_SCOPE}(?:@(?P<after>[0-9]{{1,3}})|=(?P<kind>[a-z_]{{1,30}}))?")
_SLOW = re.compile(rf"{_SCOPE}@(?P<seconds>[0-9]{{1,7}})")
_DO = re.compile(
    r"(?P<do>[a-z_]{1,20})(?::(?P<target>[\w.-]{1,255}))?(?P<options>(?:;[^;@]{1,300}){0,20})"
    r"(?:@(?P<at>[0-9]{1,9}))?"
)
_ESCAPES = {";": "%3B", "@": "%40", "%": "%25"}
"""Signs that a value cannot hold as they are; the last one is written first and read last."""
_KEYS = re.compile(r"\+?[\w-]{1,100}\+?(?:,\+?[\w-]{1,100}\+?){0,99}")

_OPTIONS = {
    Do.RUN_NOW: ("only", "for", "token", "p."),
    Do.REPAIR: ("tasks", "all_failed", "dependents", "id", "run", "p."),
    Do.CANCEL: ("run",),
    Do.RESTORE: ("version",),
}
_TARGETS = {Do.FIX: "task", Do.CANCEL: "task", Do.EDIT: "name", Do.RESTORE: "name"}


class WhatIfError(ValueError):
    """A what-if that cannot be played; its text is a sentence for the person who wrote it."""


def fail_text(task: str, failure: Failure) -> str:
    """Writes a failure as it is read.

    >>> fail_text("enrich", Failure(on=frozenset({0}), after_write=1))
    'enrich:0@1'
    """
    iterations = "" if failure.iterations is None else f".{_joined(failure.iterations)}"
    on = "" if failure.on is None else f":{_joined(failure.on)}"
    after = f"@{failure.after_write}" if failure.after_write else ""
    kind = f"={failure.kind}" if failure.kind else ""
    return f"{task}{iterations}{on}{after}{kind}"


def slow_text(task: str, slow: Slowness) -> str:
    """Writes slowness as it is read.

    >>> slow_text("enrich", Slowness(on=frozenset({0}), takes_ms=600_000))
    'enrich:0@600'
    """
    scope = fail_text(task, Failure(slow.on, 0, slow.iterations))
    return f"{scope}@{slow.takes_ms // 1000}"


def do_text(action: Action) -> str:
    """Writes an action as it is read.

    >>> do_text(Action(Do.REPAIR, tasks=("silver",), dependents=True, at_ms=60_000))
    'repair;tasks=silver;dependents@60'
    """
    target = action.task or action.name
    at = f"@{action.at_ms // 1000}" if action.at_ms is not None else ""
    return f"{action.do}{f':{target}' if target else ''}{''.join(_option_texts(action))}{at}"


def _option_texts(action: Action) -> Iterator[str]:
    if action.tasks:
        name = "only" if action.do is Do.RUN_NOW else "tasks"
        yield f";{name}={','.join(action.tasks)}"
    if action.occasion:
        yield f";for={action.occasion}"
    if action.all_failed:
        yield ";all_failed"
    if action.dependents:
        yield ";dependents"
    for name, value in action.params:
        yield f";p.{_escaped(name)}={_escaped(value)}"
    if action.token:
        yield f";token={_escaped(action.token)}"
    if action.latest_repair_id is not None:
        yield f";id={action.latest_repair_id}"
    if action.run is not None:
        yield f";run={action.run}"
    if action.version:
        yield f";version={action.version}"


def _escaped(value: str) -> str:
    for sign, escape in reversed(_ESCAPES.items()):
        value = value.replace(sign, escape)
    return value


def unescaped(text: str) -> str:
    """Reads the name or the value of an option.

    >>> unescaped("a%40b%3Bc")
    'a@b;c'
    """
    for sign, escape in _ESCAPES.items():
        text = text.replace(escape, sign)
    return text


def _joined(numbers: frozenset[int]) -> str:
    return ",".join(map(str, sorted(numbers)))


def read_fail(world: World, text: str) -> tuple[str, Failure]:
    """Reads (task key, its failure). Raises WhatIfError."""
    match = _FAIL.fullmatch(text)
    if match is None:
        raise WhatIfError(
            f"“{quoted(text)}” is no failure. Write TASK, TASK@WRITES or TASK:EXECUTION@WRITES, "
            f"for example enrich@1{', or TASK=missing_notebook' if '=' in text else ''}."
        )
    owner, task, path = found_task(world, match["task"])
    writes = len(owner.script[task].writes)
    after = int(match["after"] or 0)
    if after > writes:
        raise WhatIfError(
            f"{task} makes {writes} write{'' if writes == 1 else 's'}, so it cannot fail after "
            f"write {after}."
        )
    on, iterations = _read_scope(owner, task, match)
    kind = match["kind"] or ""
    if kind and kind not in LASTING:
        close = nearest(kind, LASTING)
        hint = f" Did you mean {close[0]}?" if close else ""
        raise WhatIfError(
            f"“{quoted(kind)}” is no kind of failure; write one of {', '.join(LASTING)}.{hint}"
        )
    return path, Failure(on, after, iterations, kind)


def read_slow(world: World, text: str) -> tuple[str, Slowness]:
    """Reads (task key, how slow it is). Raises WhatIfError."""
    match = _SLOW.fullmatch(text)
    if match is None or int(match["seconds"]) > SECONDS_MAX:
        raise WhatIfError(
            f"“{quoted(text)}” slows nothing down. Write TASK@SECONDS or TASK:EXECUTION@SECONDS, "
            "for example enrich@600; at most 30 days."
        )
    owner, task, path = found_task(world, match["task"])
    on, iterations = _read_scope(owner, task, match)
    return path, Slowness(on, int(match["seconds"]) * 1000, iterations)


_Numbers = frozenset[int] | None


def _read_scope(world: World, task: str, match: re.Match[str]) -> tuple[_Numbers, _Numbers]:
    """Reads which executions and which iterations a failure or slowness strikes."""
    loops = [task.for_each.task.key for task in world.job.tasks if task.for_each]
    if match["iterations"] is not None and task not in loops:
        raise WhatIfError(f"{task} has no iterations; write {task}:0 for its first execution.")
    return _read_numbers(match["on"]), _read_numbers(match["iterations"])


def _read_numbers(text: str | None) -> frozenset[int] | None:
    return None if text is None else frozenset(map(int, text.split(",")))


def read_do(world: World, text: str) -> Action:
    """Reads an action. Raises WhatIfError."""
    match = _DO.fullmatch(text)
    names = [do.value for do in Do]
    left, at, moment = text.rpartition("@")
    if at and not re.fullmatch(r"[0-9]{1,9}", moment) and _DO.fullmatch(left):
        raise WhatIfError(
            f"“{quoted(text)}”: “{quoted(moment)}” is no moment. Write whole seconds from 0, as in "
            f"{quoted(left)}@90."
        )
    if match is None or match["do"] not in names:
        raise WhatIfError(f"“{quoted(text)}” is no action. Write one of {', '.join(names)}.")
    do = Do(match["do"])
    action = Action(do)
    if match["target"] is not None:
        action = _with_target(world, action, match["target"], text)
    elif _TARGETS.get(do) == "name":
        raise WhatIfError(f"“{quoted(text)}”: write what to {do}, as in {do}:NAME.")
    for option in match["options"].split(";")[1:]:
        action = _with_option(world, action, option, text)
    if match["at"] is not None:
        if int(match["at"]) > SECONDS_MAX:
            raise WhatIfError(f"“{quoted(text)}” is later than 30 days, where every story ends.")
        action = replace(action, at_ms=int(match["at"]) * 1000)
    return action


def _with_target(world: World, action: Action, target: str, text: str) -> Action:
    kind = _TARGETS.get(action.do)
    if kind is None:
        raise WhatIfError(
            f"“{quoted(text)}”: only {', '.join(map(str, _TARGETS))} take a name after the colon, "
            "as in fix:TASK."
        )
    if kind == "task":
        keys = [task.key for task in world.job.tasks]
        known: Collection[str] = world.script if action.do is Do.FIX else keys
        return replace(action, task=_known_task(world, target, known))
    if action.do is Do.EDIT and target not in world.edits:
        listed = ", ".join(world.edits) or "none"
        raise WhatIfError(f"There is no edit “{quoted(target)}”; this story has {listed}.")
    return replace(action, name=target)


def _with_option(world: World, action: Action, option: str, text: str) -> Action:
    name, _, value = option.partition("=")
    name, value = unescaped(name), unescaped(value)
    known = _OPTIONS.get(action.do, ())
    if "p." in known and name.startswith("p.") and name != "p.":
        return replace(action, params=(*action.params, (name.removeprefix("p."), value)))
    if name not in known or name == "p.":
        told = f"takes {', '.join(known)}" if known else "takes no options"
        raise WhatIfError(f"“{quoted(text)}”: {action.do} {told}; “{quoted(option)}” is none.")
    if name in ("all_failed", "dependents"):
        return replace(action, **{name: True})  # type: ignore[arg-type]
    if name in ("only", "tasks"):
        if not _KEYS.fullmatch(value) or (name == "tasks" and "+" in value):
            raise WhatIfError(f"“{quoted(text)}”: write {name}=TASK,TASK.")
        keys = [task.key for task in world.job.tasks]
        for key in value.split(","):
            _known_task(world, key.removeprefix("+").removesuffix("+"), keys)
        return replace(action, tasks=tuple(value.split(",")))
    if name == "token":
        return replace(action, token=value)
    if name == "for":
        try:
            return replace(action, occasion=read_occasion(value))
        except NoOccasion as error:
            raise WhatIfError(f"“{quoted(text)}”: {error}.") from error
    if not re.fullmatch(r"[0-9]{1,6}", value):
        raise WhatIfError(f"“{quoted(text)}”: write a number, as in {name}=1.")
    field = {"id": "latest_repair_id", "run": "run", "version": "version"}[name]
    return replace(action, **{field: int(value)})  # type: ignore[arg-type]


def found_task(world: World, path: str) -> tuple[World, str, str]:
    """Finds a task that has work, also of a job that another one starts: (world, key, path).

    A path is written with the task that starts the job, or with that job's own key.
    Raises WhatIfError.
    """
    world, folder, key = found_job(world, path)
    task = _known_task(world, key, world.script)
    return world, task, folder + task


def found_job(world: World, path: str) -> tuple[World, str, str]:
    """Finds the job that the task of a path is one of: (its world, its path, the task's key).

    Raises WhatIfError.
    """
    found, steps = "", path.split("/")
    for step in steps[:-1]:
        started = _started(world, step)
        if started is None:
            raise WhatIfError(f"“{quoted(step)}” starts no job here, so it has no tasks in it.")
        world = world.jobs[started]
        found += f"{started}/"
    return world, found, steps[-1]


def _started(world: World, name: str) -> str | None:
    """Returns the key of the job that a task starts, or that is called so."""
    for task in world.job.tasks:
        one = task.for_each.task if task.for_each else task
        if name in (task.key, one.key) and one.run_job:
            return one.run_job.job
    return name if name in world.jobs else None


def _known_task(world: World, key: str, known: Collection[str]) -> str:
    if key in known:
        return key
    close = nearest(key, known)
    hint = f" Did you mean {close[0]}?" if close else ""
    if (started := _started(world, key)) is not None:
        inner = next(iter(world.jobs[started].script), "TASK")
        raise WhatIfError(
            f"{quoted(key)} runs another job; name a task of that, as in {key}/{inner}."
        )
    loops = {task.key: task.for_each.task.key for task in world.job.tasks if task.for_each}
    if key in loops:
        raise WhatIfError(f"{quoted(key)} is a for-each; name what it runs: {loops[key]}.")
    if any(task.key == key for task in world.job.tasks):
        raise WhatIfError(f"{quoted(key)} is control flow: it has no work of its own.")
    raise WhatIfError(f"There is no task “{quoted(key)}” in this job.{hint}")
