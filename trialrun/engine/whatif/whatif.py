"""What-if in short text: which tasks fail and what the operator does. For URLs, questions, CLI.

fail: `[JOB/]TASK[.ITERATION,...][:EXECUTION,...][@WRITES]`, e.g. `enrich` (every execution until
fixed, before any write), `enrich@1` (after its first write), `enrich:0@1` (only the first
execution), `one_region.2` (only the third iteration), `publish/load` (of the job that the task
publish runs), or `none`, as in `publish/none` for all tasks of that job. Two for one task both
count; where they contradict, the last one.
slow: `TASK[.ITERATION,...][:EXECUTION,...]@SECONDS`: so long it takes, or `none`.
dial: `[TASK.]DIAL:VALUE`, see dials. deed: what tasks do, as in `writes:load=nothing`, see deeds.
do: `run_now`, `repair`, `cancel`, `fix`, `edit:NAME`, `restore:TABLE` or `wait`; cancel and fix
take a task, as in `fix:TASK`. Then options, e.g. `run_now;only=+gold;p.region=EU;token=t1`,
`run_now;for=monday` (what the run is for, see job.occasion), `repair;tasks=silver,gold;dependents;
id=1`, `restore:silver.menu;version=2`; last `@SECONDS`.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

from trialrun.engine.job.world import Action, Failure, Slowness, World
from trialrun.engine.play import ACTIONS_MAX
from trialrun.engine.whatif.deeds import Deeds
from trialrun.engine.whatif.deeds_done import done
from trialrun.engine.whatif.deeds_read import read_deeds
from trialrun.engine.whatif.dials import DialError, Turn, read_turns, turn_text, turned
from trialrun.engine.whatif.whatif_text import (
    FOLDERS_MAX,
    WhatIfError,
    do_text,
    fail_text,
    found_job,
    read_do,
    read_fail,
    read_slow,
    slow_text,
)

__all__ = [
    "WhatIf",
    "WhatIfError",
    "WhatIfText",
    "do_text",
    "fail_text",
    "read_what_if",
    "slow_text",
]

FAILS_MAX = 100
DIALS_MAX = 100
NOBODY = "none"
NO_DEEDS = Deeds()
_Way = TypeVar("_Way", Failure, Slowness)
_ByPath = tuple[tuple[str, _Way], ...] | None


class WhatIfText(NamedTuple):
    """A what-if as it stands in addresses and files; () keeps what the scenario says."""

    fail: tuple[str, ...] = ()
    slow: tuple[str, ...] = ()
    dial: tuple[str, ...] = ()
    do: tuple[str, ...] = ()
    deed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A change to a scenario: None keeps what the scenario says. `fail`, `slow` are by task key."""

    fail: tuple[tuple[str, Failure], ...] | None = None
    do: tuple[Action, ...] | None = None
    slow: tuple[tuple[str, Slowness], ...] | None = None
    turns: tuple[Turn, ...] = ()
    deeds: Deeds = NO_DEEDS

    def world(self, world: World) -> World:
        """Returns the world with its dials turned, and these failures in place of its own.

        First its tasks do what is said of them. With no failure at all nothing fails in child
        jobs either; so it is with slow tasks.
        """
        return self._disturbed(turned(done(world, self.deeds), self.turns))

    def _disturbed(self, world: World) -> World:
        if self.fail is None and self.slow is None:
            return world
        script = dict(world.script)
        if self.slow is not None:
            slow = dict(self.slow)
            script = {key: replace(entry, slow=slow.get(key)) for key, entry in script.items()}
        if self.fail is not None:
            fails = dict(self.fail)
            script = {key: replace(entry, fails=fails.get(key)) for key, entry in script.items()}
        jobs = {key: self._inside(key).world(job) for key, job in world.jobs.items()}
        return replace(world, script=script, jobs=jobs)

    def _inside(self, job: str) -> "WhatIf":
        """Returns what of this is meant for a job that is started; `none` is meant for all."""
        return WhatIf(fail=_of_job(job, self.fail), slow=_of_job(job, self.slow))

    def text(self) -> WhatIfText:
        """Writes all of it as it is read; equal what-ifs have equal texts."""
        fail: tuple[str, ...] = ()
        slow: tuple[str, ...] = ()
        if self.fail is not None:
            fail = tuple(_text(fail_text, *pair) for pair in self.fail) or (NOBODY,)
        if self.slow is not None:
            slow = tuple(_text(slow_text, *pair) for pair in self.slow) or (NOBODY,)
        return WhatIfText(
            fail,
            slow,
            tuple(map(turn_text, self.turns)),
            tuple(map(do_text, self.do or ())),
            self.deeds.texts(),
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
    deed: Sequence[str] = (),
) -> WhatIf:
    """Reads a what-if; an empty list keeps the scenario's own. Raises WhatIfError.

    What is said of tasks holds first: what fails after a write is one of those that are said.
    """
    for texts, name in ((slow, "slow tasks"), (dial, "dials")):
        if len(texts) > DIALS_MAX:
            raise WhatIfError(f"{len(texts)} {name} were asked for; at most {DIALS_MAX} are read.")
    if len(fail) > FAILS_MAX:
        raise WhatIfError(f"{len(fail)} failures were asked for; at most {FAILS_MAX} are played.")
    if len(do) > ACTIONS_MAX:
        raise WhatIfError(f"{len(do)} actions were asked for; at most {ACTIONS_MAX} are played.")
    deeds = read_deeds(world, deed) if deed else NO_DEEDS
    world = done(world, deeds)
    failures = None
    if fail:
        failures = _all_failures(_read_each(world, fail, read_fail, Failure(None, 0)))
    slowness = None
    if slow:
        slowness = tuple(dict(_read_each(world, slow, read_slow, Slowness(None, 0))).items())
    try:
        turns = read_turns(world, dial)
    except DialError as error:
        raise WhatIfError(str(error)) from error
    does = tuple(read_do(world, text) for text in do) if do else None
    return WhatIf(failures, does, slowness, turns, deeds)


def _read_each(
    world: World, texts: Sequence[str], read: Callable[[World, str], tuple[str, _Way]], nobody: _Way
) -> list[tuple[str, _Way]]:
    """Reads what strikes tasks; `JOB/none` becomes a path without a task, which strikes none."""
    found = []
    for text in texts:
        folder = _calmed(world, text)
        if text != NOBODY:
            found.append((folder, nobody) if folder else read(world, text))
    return found


def _calmed(world: World, text: str) -> str:
    """Returns the path of the started job in which nothing is to fail, "" where none is meant.

    A task that is called so goes before.
    """
    if not re.fullmatch(rf"(?:[\w-]{{1,100}}/){{1,{FOLDERS_MAX}}}{NOBODY}", text):
        return ""
    owner, folder, _ = found_job(world, text)
    return "" if NOBODY in owner.script else folder


def _text(write: Callable[[str, _Way], str], path: str, one: _Way) -> str:
    return write(path, one) if not path.endswith("/") else path + NOBODY


def _of_job(job: str, by_path: _ByPath[_Way]) -> _ByPath[_Way]:
    """Returns what is meant for the tasks of a job, by their paths in it; None for nothing."""
    if not by_path:
        return by_path
    start = f"{job}/"
    inside = [(path.removeprefix(start), one) for path, one in by_path if path.startswith(start)]
    return tuple(pair for pair in inside if pair[0]) if inside else None


def _all_failures(read: Sequence[tuple[str, Failure]]) -> tuple[tuple[str, Failure], ...]:
    """Puts the failures of one task together: each of them counts. Raises WhatIfError."""
    found: dict[str, Failure] = {}
    for path, failure in read:
        found[path] = _both(path, found[path], failure) if path in found else failure
    return tuple(found.items())


def _both(path: str, one: Failure, other: Failure) -> Failure:
    """Returns a failure that strikes where one of two does; where they contradict, the other.

    Raises WhatIfError where both could be, but no one failure is both.
    """
    if one.iterations == other.iterations and _at(one) == _at(other):
        on = None if one.on is None or other.on is None else one.on | other.on
        return replace(one, on=on)
    if one.on == other.on and _at(one) == _at(other):
        if one.iterations is None or other.iterations is None:
            return replace(one, iterations=None)
        return replace(one, iterations=one.iterations | other.iterations)
    if _at(one) == _at(other):
        for wide, narrow in ((one, other), (other, one)):
            if _covers(wide.on, narrow.on) and _covers(wide.iterations, narrow.iterations):
                return wide
    elif _meet(one.on, other.on) and _meet(one.iterations, other.iterations):
        return other
    raise WhatIfError(
        f"{path} cannot fail in two ways: {fail_text(path, one)} and {fail_text(path, other)}. "
        "Write one of them, or the same writes, and the same attempts or iterations, for both."
    )


def _covers(wide: frozenset[int] | None, narrow: frozenset[int] | None) -> bool:
    return wide is None or (narrow is not None and narrow <= wide)


def _meet(one: frozenset[int] | None, other: frozenset[int] | None) -> bool:
    return one is None or other is None or bool(one & other)


def _at(failure: Failure) -> tuple[int, str]:
    return failure.after_write, failure.kind
