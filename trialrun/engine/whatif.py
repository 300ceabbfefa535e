"""What-if in short text: which tasks fail and what the operator does. For URLs, questions, CLI.

fail: `TASK[.ITERATION,...][:EXECUTION,...][@WRITES]`, e.g. `enrich` (every execution until fixed,
before any write), `enrich@1` (after its first write), `enrich:0@1` (only the first execution),
`one_region.2` (only the third iteration), or `none`.
slow: `TASK[.ITERATION,...][:EXECUTION,...]@SECONDS`: so long it takes, or `none`.
dial: `[TASK.]DIAL:VALUE`, see dials.
do: `run_now`, `repair`, `cancel`, `fix`, `edit:NAME`, `restore:TABLE` or `wait`; cancel and fix
take a task, as in `fix:TASK`. Then options, e.g. `run_now;only=+gold;p.region=EU;token=t1`,
`repair;tasks=silver,gold;dependents;id=1`, `restore:silver.menu;version=2`; last `@SECONDS`.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import NamedTuple

from trialrun.engine.dials import DialError, Turn, read_turns, turn_text, turned
from trialrun.engine.simulate import ACTIONS_MAX
from trialrun.engine.world import Action, Do, Failure, Slowness, World

FAILS_MAX = 100
DIALS_MAX = 100
SECONDS_MAX = 30 * 24 * 3600
NOBODY = "none"
QUOTED_MAX = 40

_NUMBERS = r"[0-9]{1,4}(?:,[0-9]{1,4}){0,19}"
_SCOPE = rf"(?P<task>[\w-]{{1,100}})(?:\.(?P<iterations>{_NUMBERS}))?(?::(?P<on>{_NUMBERS}))?"
_FAIL = re.compile(rf"{_SCOPE}(?:@(?P<after>[0-9]{{1,3}}))?")
_SLOW = re.compile(rf"{_SCOPE}@(?P<after>[0-9]{{1,7}})")
_DO = re.compile(
    r"(?P<do>[a-z_]{1,20})(?::(?P<target>[\w.-]{1,255}))?(?P<options>(?:;[^;@]{1,300}){0,20})"
    r"(?:@(?P<at>[0-9]{1,9}))?"
)
_ESCAPES = {";": "%3B", "@": "%40", "%": "%25"}
"""Signs that a value cannot hold as they are; the last one is written first and read last."""
_KEYS = re.compile(r"\+?[\w-]{1,100}\+?(?:,\+?[\w-]{1,100}\+?){0,99}")

_OPTIONS = {
    Do.RUN_NOW: ("only", "token", "p."),
    Do.REPAIR: ("tasks", "all_failed", "dependents", "id", "run", "p."),
    Do.CANCEL: ("run",),
    Do.RESTORE: ("version",),
}
_TARGETS = {Do.FIX: "task", Do.CANCEL: "task", Do.EDIT: "name", Do.RESTORE: "name"}


class WhatIfError(ValueError):
    """A what-if that cannot be played; its text is a sentence for the person who wrote it."""


class WhatIfText(NamedTuple):
    """A what-if as it stands in addresses and files; () keeps what the scenario says."""

    fail: tuple[str, ...] = ()
    slow: tuple[str, ...] = ()
    dial: tuple[str, ...] = ()
    do: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A change to a scenario: None keeps what the scenario says. `fail`, `slow` are by task key."""

    fail: tuple[tuple[str, Failure], ...] | None = None
    do: tuple[Action, ...] | None = None
    slow: tuple[tuple[str, Slowness], ...] | None = None
    turns: tuple[Turn, ...] = ()

    def world(self, world: World) -> World:
        """Returns the world with its dials turned, and these failures in place of its own.

        With no failure at all nothing fails in child jobs either.
        """
        world = turned(world, self.turns)
        if self.slow is not None:
            slow = dict(self.slow)
            script = {key: replace(e, slow=slow.get(key)) for key, e in world.script.items()}
            world = replace(world, script=script)
        if self.fail is None:
            return world
        failures = dict(self.fail)
        script = {
            key: replace(entry, fails=failures.get(key)) for key, entry in world.script.items()
        }
        jobs = (
            world.jobs if self.fail else {key: self.world(job) for key, job in world.jobs.items()}
        )
        return replace(world, script=script, jobs=jobs)

    def text(self) -> WhatIfText:
        """Writes all of it as it is read; equal what-ifs have equal texts."""
        fail: tuple[str, ...] = ()
        slow: tuple[str, ...] = ()
        if self.fail is not None:
            fail = tuple(fail_text(task, failure) for task, failure in self.fail) or (NOBODY,)
        if self.slow is not None:
            slow = tuple(slow_text(task, slowness) for task, slowness in self.slow) or (NOBODY,)
        return WhatIfText(
            fail, slow, tuple(map(turn_text, self.turns)), tuple(map(do_text, self.do or ()))
        )

    def actions(self, actions: Sequence[Action]) -> tuple[Action, ...]:
        """Returns this what-if's actions, or the given ones."""
        return tuple(actions) if self.do is None else self.do


def read_what_if(
    world: World,
    fail: Sequence[str],
    do: Sequence[str],
    *,
    slow: Sequence[str] = (),
    dial: Sequence[str] = (),
) -> WhatIf:
    """Reads a what-if; an empty list keeps the scenario's own. Raises WhatIfError."""
    for texts, name in ((slow, "slow tasks"), (dial, "dials")):
        if len(texts) > DIALS_MAX:
            raise WhatIfError(f"{len(texts)} {name} were asked for; at most {DIALS_MAX} are read.")
    if len(fail) > FAILS_MAX:
        raise WhatIfError(f"{len(fail)} failures were asked for; at most {FAILS_MAX} are played.")
    if len(do) > ACTIONS_MAX:
        raise WhatIfError(f"{len(do)} actions were asked for; at most {ACTIONS_MAX} are played.")
    failures = None
    if fail:
        # The last word on a task holds.
        failures = tuple(dict(_read_fail(world, text) for text in fail if text != NOBODY).items())
    slowness = None
    if slow:
        slowness = tuple(dict(_read_slow(world, text) for text in slow if text != NOBODY).items())
    try:
        turns = read_turns(world, dial)
    except DialError as error:
        raise WhatIfError(str(error)) from error
    does = tuple(_read_do(world, text) for text in do) if do else None
    return WhatIf(failures, does, slowness, turns)


def fail_text(task: str, failure: Failure) -> str:
    """Writes a failure as it is read.

    >>> fail_text("enrich", Failure(on=frozenset({0}), after_write=1))
    'enrich:0@1'
    """
    iterations = "" if failure.iterations is None else f".{_joined(failure.iterations)}"
    on = "" if failure.on is None else f":{_joined(failure.on)}"
    after = f"@{failure.after_write}" if failure.after_write else ""
    return f"{task}{iterations}{on}{after}"


def slow_text(task: str, slow: Slowness) -> str:
    """Writes slowness as it is read.

    >>> slow_text("enrich", Slowness(on=frozenset({0}), takes_ms=600_000))
    'enrich:0@600'
    """
    failure = Failure(slow.on, slow.takes_ms // 1000, slow.iterations)
    return fail_text(task, failure)


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


def _joined(numbers: frozenset[int]) -> str:
    return ",".join(map(str, sorted(numbers)))


def _read_fail(world: World, text: str) -> tuple[str, Failure]:
    match = _FAIL.fullmatch(text)
    if match is None:
        raise WhatIfError(
            f"“{_short(text)}” is no failure. Write TASK, TASK@WRITES or TASK:EXECUTION@WRITES, "
            "for example enrich@1."
        )
    task = _known_task(world, match["task"], world.script)
    writes = len(world.script[task].writes)
    after = int(match["after"] or 0)
    if after > writes:
        raise WhatIfError(
            f"{task} makes {writes} write{'' if writes == 1 else 's'}, so it cannot fail after "
            f"write {after}."
        )
    on, iterations = _read_scope(world, task, match)
    return task, Failure(on, after, iterations)


def _read_slow(world: World, text: str) -> tuple[str, Slowness]:
    match = _SLOW.fullmatch(text)
    if match is None or int(match["after"]) > SECONDS_MAX:
        raise WhatIfError(
            f"“{_short(text)}” slows nothing down. Write TASK@SECONDS or TASK:EXECUTION@SECONDS, "
            "for example enrich@600; at most 30 days."
        )
    task = _known_task(world, match["task"], world.script)
    on, iterations = _read_scope(world, task, match)
    return task, Slowness(on, int(match["after"]) * 1000, iterations)


_Numbers = frozenset[int] | None


def _read_scope(world: World, task: str, match: re.Match[str]) -> tuple[_Numbers, _Numbers]:
    """Reads which executions and which iterations a failure or slowness strikes."""
    loops = [task.for_each.task.key for task in world.job.tasks if task.for_each]
    if match["iterations"] is not None and task not in loops:
        raise WhatIfError(f"{task} has no iterations; write {task}:0 for its first execution.")
    return _read_numbers(match["on"]), _read_numbers(match["iterations"])


def _read_numbers(text: str | None) -> frozenset[int] | None:
    return None if text is None else frozenset(map(int, text.split(",")))


def _read_do(world: World, text: str) -> Action:
    match = _DO.fullmatch(text)
    names = [do.value for do in Do]
    if match is None or match["do"] not in names:
        raise WhatIfError(f"“{_short(text)}” is no action. Write one of {', '.join(names)}.")
    do = Do(match["do"])
    action = Action(do)
    if match["target"] is not None:
        action = _with_target(world, action, match["target"], text)
    elif _TARGETS.get(do) == "name":
        raise WhatIfError(f"“{_short(text)}”: write what to {do}, as in {do}:NAME.")
    for option in match["options"].split(";")[1:]:
        action = _with_option(world, action, option, text)
    if match["at"] is not None:
        if int(match["at"]) > SECONDS_MAX:
            raise WhatIfError(f"“{_short(text)}” is later than 30 days, where every story ends.")
        action = replace(action, at_ms=int(match["at"]) * 1000)
    return action


def _with_target(world: World, action: Action, target: str, text: str) -> Action:
    kind = _TARGETS.get(action.do)
    if kind is None:
        raise WhatIfError(
            f"“{_short(text)}”: only {', '.join(map(str, _TARGETS))} take a name after the colon, "
            "as in fix:TASK."
        )
    if kind == "task":
        keys = [task.key for task in world.job.tasks]
        known: Collection[str] = world.script if action.do is Do.FIX else keys
        return replace(action, task=_known_task(world, target, known))
    if action.do is Do.EDIT and target not in world.edits:
        listed = ", ".join(world.edits) or "none"
        raise WhatIfError(f"There is no edit “{_short(target)}”; this story has {listed}.")
    return replace(action, name=target)


def _with_option(world: World, action: Action, option: str, text: str) -> Action:
    name, _, value = option.partition("=")
    for sign, escape in _ESCAPES.items():
        name, value = name.replace(escape, sign), value.replace(escape, sign)
    known = _OPTIONS.get(action.do, ())
    if "p." in known and name.startswith("p.") and name != "p.":
        return replace(action, params=(*action.params, (name.removeprefix("p."), value)))
    if name not in known or name == "p.":
        told = f"takes {', '.join(known)}" if known else "takes no options"
        raise WhatIfError(f"“{_short(text)}”: {action.do} {told}; “{_short(option)}” is none.")
    if name in ("all_failed", "dependents"):
        return replace(action, **{name: True})  # type: ignore[arg-type]
    if name in ("only", "tasks"):
        if not _KEYS.fullmatch(value) or (name == "tasks" and "+" in value):
            raise WhatIfError(f"“{_short(text)}”: write {name}=TASK,TASK.")
        keys = [task.key for task in world.job.tasks]
        for key in value.split(","):
            _known_task(world, key.removeprefix("+").removesuffix("+"), keys)
        return replace(action, tasks=tuple(value.split(",")))
    if name == "token":
        return replace(action, token=value)
    if not re.fullmatch(r"[0-9]{1,6}", value):
        raise WhatIfError(f"“{_short(text)}”: write a number, as in {name}=1.")
    field = {"id": "latest_repair_id", "run": "run", "version": "version"}[name]
    return replace(action, **{field: int(value)})  # type: ignore[arg-type]


def _known_task(world: World, key: str, known: Collection[str]) -> str:
    if key in known:
        return key
    close = get_close_matches(key, known, n=1)
    hint = f" Did you mean {close[0]}?" if close else ""
    loops = {task.key: task.for_each.task.key for task in world.job.tasks if task.for_each}
    if key in loops:
        raise WhatIfError(f"{_short(key)} is a for-each; name what it runs: {loops[key]}.")
    if any(task.key == key for task in world.job.tasks):
        raise WhatIfError(f"{_short(key)} is control flow: it has no work of its own.")
    raise WhatIfError(f"There is no task “{_short(key)}” in this job.{hint}")


def _short(text: str) -> str:
    """Quotes what a person wrote: not too long, and without control or bidi characters."""
    shown = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
    return shown if len(shown) <= QUOTED_MAX else shown[: QUOTED_MAX - 1] + "…"
