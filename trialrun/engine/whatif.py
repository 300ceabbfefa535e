"""What-if in short text: which tasks fail and what the operator does. For URLs, questions, CLI.

fail: `TASK[:EXECUTION,...][@WRITES]`, e.g. `enrich` (every execution until fixed, before any
write), `enrich@1` (after its first write), `enrich:0@1` (only the first execution), or `none`.
do: `run_now`, `repair`, `fix` or `fix:TASK`, each with an optional `@SECONDS`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from trialrun.engine.simulate import ACTIONS_MAX
from trialrun.engine.world import Action, Do, Failure, World

FAILS_MAX = 100
SECONDS_MAX = 30 * 24 * 3600
NOBODY = "none"
QUOTED_MAX = 40

_FAIL = re.compile(
    r"(?P<task>[\w-]{1,100})(?::(?P<on>\d{1,3}(?:,\d{1,3}){0,19}))?(?:@(?P<after>\d{1,3}))?"
)
_DO = re.compile(r"(?P<do>[a-z_]{1,20})(?::(?P<task>[\w-]{1,100}))?(?:@(?P<at>\d{1,9}))?")


class WhatIfError(ValueError):
    """A what-if that cannot be played; its text is a sentence for the person who wrote it."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A change to a scenario: None keeps what the scenario says. `fail` is by task key."""

    fail: tuple[tuple[str, Failure], ...] | None = None
    do: tuple[Action, ...] | None = None

    def world(self, world: World) -> World:
        """Returns the world with this what-if's failures in place of its own."""
        if self.fail is None:
            return world
        failures = dict(self.fail)
        script = {
            key: replace(entry, fails=failures.get(key)) for key, entry in world.script.items()
        }
        return replace(world, script=script)

    def fail_texts(self) -> tuple[str, ...]:
        """Writes the failures as they are read; () keeps the scenario's own."""
        if self.fail is None:
            return ()
        return tuple(fail_text(task, failure) for task, failure in self.fail) or (NOBODY,)

    def do_texts(self) -> tuple[str, ...]:
        """Writes the actions as they are read; () keeps the scenario's own."""
        return tuple(map(do_text, self.do or ()))

    def actions(self, actions: Sequence[Action]) -> tuple[Action, ...]:
        """Returns this what-if's actions, or the given ones."""
        return tuple(actions) if self.do is None else self.do


def read_what_if(world: World, fail: Sequence[str], do: Sequence[str]) -> WhatIf:
    """Reads a what-if; an empty list keeps the scenario's own. Raises WhatIfError."""
    if len(fail) > FAILS_MAX:
        raise WhatIfError(f"{len(fail)} failures were asked for; at most {FAILS_MAX} are played.")
    if len(do) > ACTIONS_MAX:
        raise WhatIfError(f"{len(do)} actions were asked for; at most {ACTIONS_MAX} are played.")
    failures = None
    if fail:
        # The last word on a task holds.
        failures = tuple(dict(_read_fail(world, text) for text in fail if text != NOBODY).items())
    return WhatIf(failures, tuple(_read_do(world, text) for text in do) if do else None)


def fail_text(task: str, failure: Failure) -> str:
    """Writes a failure as it is read.

    >>> fail_text("enrich", Failure(on=frozenset({0}), after_write=1))
    'enrich:0@1'
    """
    on = "" if failure.on is None else ":" + ",".join(map(str, sorted(failure.on)))
    after = f"@{failure.after_write}" if failure.after_write else ""
    return f"{task}{on}{after}"


def do_text(action: Action) -> str:
    """Writes an action as it is read.

    >>> do_text(Action(Do.REPAIR))
    'repair'
    """
    task = f":{action.task}" if action.task else ""
    at = f"@{action.at_ms // 1000}" if action.at_ms is not None else ""
    return f"{action.do}{task}{at}"


def _read_fail(world: World, text: str) -> tuple[str, Failure]:
    match = _FAIL.fullmatch(text)
    if match is None:
        raise WhatIfError(
            f"“{_short(text)}” is no failure. Write TASK, TASK@WRITES or TASK:EXECUTION@WRITES, "
            "for example enrich@1."
        )
    task = _known_task(world, match["task"])
    writes = len(world.script[task].writes)
    after = int(match["after"] or 0)
    if after > writes:
        raise WhatIfError(
            f"{task} makes {writes} write{'' if writes == 1 else 's'}, so it cannot fail after "
            f"write {after}."
        )
    on = None if match["on"] is None else frozenset(map(int, match["on"].split(",")))
    return task, Failure(on, after)


def _read_do(world: World, text: str) -> Action:
    match = _DO.fullmatch(text)
    names = [do.value for do in Do]
    if match is None or match["do"] not in names:
        raise WhatIfError(f"“{_short(text)}” is no action. Write one of {', '.join(names)}.")
    do = Do(match["do"])
    if match["task"] is not None and do is not Do.FIX:
        raise WhatIfError(f"“{_short(text)}”: only fix takes a task, as in fix:TASK.")
    task = None if match["task"] is None else _known_task(world, match["task"])
    at_ms = None
    if match["at"] is not None:
        if int(match["at"]) > SECONDS_MAX:
            raise WhatIfError(f"“{_short(text)}” is later than 30 days, where every story ends.")
        at_ms = int(match["at"]) * 1000
    return Action(do, at_ms, task)


def _known_task(world: World, key: str) -> str:
    if key in world.script:
        return key
    close = get_close_matches(key, world.script, n=1)
    hint = f" Did you mean {close[0]}?" if close else ""
    raise WhatIfError(f"There is no task “{_short(key)}” in this job.{hint}")


def _short(text: str) -> str:
    """Quotes what a person wrote: not too long, and without control or bidi characters."""
    shown = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
    return shown if len(shown) <= QUOTED_MAX else shown[: QUOTED_MAX - 1] + "…"
