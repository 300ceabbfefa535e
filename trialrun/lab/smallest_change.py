"""The smallest change of a story that makes something so: one thing that can be turned, or two.

Searched among what the simulator lets one change: what is done, the dials, what fails. Bounded by
how many events are played. Pure.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from trialrun.engine import (
    Endless,
    Trace,
    Turn,
    WhatIfError,
    WhatIfText,
    dials_of_job,
    dials_of_task,
    turn_text,
)
from trialrun.lab.address import Address
from trialrun.lab.dial_words import dial_told, value_told
from trialrun.lab.faults import Faults
from trialrun.lab.operations import does_of, is_fixable
from trialrun.lab.told import action_told
from trialrun.questions import Scenario

EVENTS_PLAYED_MAX = 20_000
"""Measured: 1.3 s on one core, together with what is asked of each run."""
SEARCH_MS = 1_300
TASKS_TRIED_MAX = 20
_DO, _DIAL, _FAULT = "do", "dial", "fault"


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a story: in words, each thing by itself, and the address that plays it."""

    told: tuple[str, ...]
    address: Address


@dataclass(frozen=True, slots=True)
class ChangesFound:
    """The smallest changes that were found, and how many were tried."""

    found: tuple[Change, ...]
    tried: int


@dataclass(frozen=True, slots=True)
class _Try:
    """One thing that is changed: of which sort, in words, and the what-if it makes."""

    sort: str
    told: str
    what_if: WhatIfText


def smallest_changes(
    scenario: Scenario, address: Address, is_wished: Callable[[Trace], bool]
) -> ChangesFound:
    """Returns the smallest changes of an address's story by which its run is as wished.

    Of one thing, one of each sort that does; where there is none, the first of two things.
    """
    trace = scenario.play_text(address.what_if)
    singles = list(_tries(scenario, trace, address))
    search = _Search(scenario, address, is_wished)
    found = [each for each in singles if search.makes_it_so(each.what_if)]
    if found:
        firsts = {each.sort: each for each in reversed(found)}
        chosen = (firsts[sort] for sort in (_DIAL, _DO, _FAULT) if sort in firsts)
        return ChangesFound(tuple(map(search.change, chosen)), search.tried)
    for pair in _pairs(address.what_if, singles):
        if search.is_over:
            break
        if search.makes_it_so(pair.what_if):
            return ChangesFound((search.change(pair),), search.tried)
    return ChangesFound((), search.tried)


class _Search:
    """Plays variations until too many events were played."""

    def __init__(
        self, scenario: Scenario, address: Address, is_wished: Callable[[Trace], bool]
    ) -> None:
        self._scenario, self._address, self._is_wished = scenario, address, is_wished
        self._left = EVENTS_PLAYED_MAX
        self.tried = 0
        self._seen: set[WhatIfText] = {address.what_if}

    @property
    def is_over(self) -> bool:
        """Says whether no more is played."""
        return self._left <= 0

    def makes_it_so(self, what_if: WhatIfText) -> bool:
        """Says whether a variation's run is as wished. One that was tried is not tried again."""
        if self.is_over:
            return False
        try:
            given = self._scenario.read(what_if)
            if given.text() in self._seen:
                return False
            self._seen.add(given.text())
            trace = self._scenario.play(given)
        except WhatIfError:
            return False
        except Endless:
            # It was played for longer than all others together may be.
            self._left = 0
            return False
        self.tried += 1
        self._left -= max(len(trace.rows), 1)
        return self._is_wished(trace)

    def change(self, found: _Try) -> Change:
        """Returns a variation as it is told, and as it is played."""
        there = replace(self._address.varied(**found.what_if._asdict()), step=None, was=None)
        return Change(tuple(found.told.split("\n")), there)


def _tries(scenario: Scenario, trace: Trace, address: Address) -> Iterator[_Try]:
    """Yields what may be changed by itself: what is done first, then dials, then what fails."""
    base = address.what_if
    does = does_of(scenario, address)
    fix = ("fix",) if is_fixable(trace.world) else ()
    if len(does) > 1:
        told = f"without the last action: {action_told(does[-1])}"
        yield _Try(_DO, told, base._replace(do=does[:-1]))
    for added, told in (
        (("repair",), "then Repair run"),
        (("run_now",), "then Run now"),
        ((*fix, "repair"), "then the fix and Repair run"),
        ((*fix, "run_now"), "then the fix and Run now"),
    ):
        yield _Try(_DO, told, base._replace(do=(*does, *added)))
    yield from _turns(trace, base)
    faults = Faults(scenario, trace, address)
    for key in trace.keys[:TASKS_TRIED_MAX]:
        for choice in faults.choices(key):
            told = f"{key}: {choice.label[0].lower()}{choice.label[1:]}"
            yield _Try(_FAULT, told, choice.address.what_if)


def _turns(trace: Trace, base: WhatIfText) -> Iterator[_Try]:
    world = trace.world
    dials = list(dials_of_job(world))
    for key in trace.keys[:TASKS_TRIED_MAX]:
        dials += dials_of_task(world, key)
    for dial in dials:
        table = ""
        if dial.name.startswith("write"):
            table = world.script[dial.task].writes[int(dial.name[5:]) - 1].table
        name = f"{dial.task}.{dial.name}:" if dial.task else f"{dial.name}:"
        others = tuple(text for text in base.dial if not text.startswith(name))
        for value in dial.choices:
            if value != dial.value:
                told = f"{dial_told(dial.task, dial.name, table)} → {value_told(dial.name, value)}"
                turned = turn_text(Turn(dial.task, dial.name, value))
                yield _Try(_DIAL, told, base._replace(dial=(*others, turned)))


def _pairs(base: WhatIfText, singles: list[_Try]) -> Iterator[_Try]:
    """Yields two things together that are of two sorts: of each sort one is in the what-if."""
    sorts: Mapping[str, list[_Try]] = {
        sort: [each for each in singles if each.sort == sort] for sort in (_DO, _DIAL, _FAULT)
    }
    for first, second in ((_DO, _DIAL), (_DO, _FAULT), (_DIAL, _FAULT)):
        for one in sorts[first]:
            for other in sorts[second]:
                joined = _joined(base, one.what_if, other.what_if)
                if joined is not None:
                    yield _Try("", f"{one.told}\n{other.told}", joined)


def _joined(base: WhatIfText, one: WhatIfText, other: WhatIfText) -> WhatIfText | None:
    """Returns both changes in one; None where both change the same part."""
    parts = {}
    for name, plain in base._asdict().items():
        first, second = getattr(one, name), getattr(other, name)
        if plain not in (first, second):
            return None
        parts[name] = second if first == plain else first
    return WhatIfText(**parts)
