"""The smallest change of a story that makes an answer right: one thing, or two settings.

What is tried is what somebody would do about what the answer speaks of, the likeliest first; what
fits the words by chance is left out. Bounded by how many events are played. Pure.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from trialrun.engine import Endless, Trace, WhatIfError, WhatIfText
from trialrun.lab.address import Address
from trialrun.lab.change_asked import AskedAbout
from trialrun.lab.change_deeds import actions_of
from trialrun.lab.change_faults import happenings_of
from trialrun.lab.change_judged import shows_something
from trialrun.lab.change_tries import SETTING, Try, settings_of
from trialrun.questions import Scenario

EVENTS_PLAYED_MAX = 20_000
"""Measured: 1.3 s on one core, together with what is asked of each run."""
SEARCH_MS = 1_300
_TOGETHER = frozenset({"run_if", "write", "retries"})
"""Settings of which two may be needed: a task is retried, and writes so that it may be."""


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
class Sought:
    """What a story is to come to, what the answer speaks of, and which rules are assumptions."""

    is_wished: Callable[[Trace], bool]
    asked: AskedAbout
    assumed: Mapping[str, str]


def smallest_changes(scenario: Scenario, address: Address, sought: Sought) -> ChangesFound:
    """Returns the smallest changes of an address's story by which its run is as wished.

    The likeliest setting and the likeliest thing to do; where there is neither, two settings
    together, and then what would have to happen.
    """
    trace = scenario.play_text(address.what_if)
    search = _Search(scenario, address, sought, trace)
    settings = settings_of(trace, address.what_if, sought.asked)
    actions = actions_of(scenario, trace, address, sought.asked)
    if _goes_on(trace):
        # What was done is the question: nobody would turn a setting about it.
        found = [*search.first(actions)] or [*search.first(settings)]
    else:
        found = [*search.first(settings), *search.first(actions)]
    found = found or [*search.first(_pairs(address.what_if, settings))]
    found = found or [*search.first(happenings_of(scenario, trace, address, sought.asked))]
    return ChangesFound(tuple(map(search.change, found)), search.tried)


def _goes_on(trace: Trace) -> bool:
    """Says whether something was done behind the first run: a repair, or another run."""
    return sum(not segment.job for segment in trace.segments) > 1 and not any(
        event.kind == "trigger" for event in trace.events
    )


class _Search:
    """Plays variations until too many events were played."""

    def __init__(self, scenario: Scenario, address: Address, sought: Sought, trace: Trace) -> None:
        self._scenario, self._address = scenario, address
        self._sought, self._trace = sought, trace
        self._left = EVENTS_PLAYED_MAX
        self.tried = 0
        self._seen: set[WhatIfText] = {address.what_if}

    def first(self, tries: Iterable[Try]) -> Iterator[Try]:
        """Yields the first change by which the run is as wished, and shows why; or nothing."""
        for each in tries:
            if self._left <= 0:
                return
            played = self._played(each.what_if)
            if played is not None and self._does(played, each):
                yield each
                return

    def _does(self, played: Trace, tried: Try) -> bool:
        sought = self._sought
        return sought.is_wished(played) and shows_something(
            self._trace, played, tried, sought.asked, sought.assumed
        )

    def _played(self, what_if: WhatIfText) -> Trace | None:
        """Plays a variation; None where it cannot be played, has no end, or was tried before."""
        try:
            given = self._scenario.read(what_if)
            if given.text() in self._seen:
                return None
            self._seen.add(given.text())
            trace = self._scenario.play(given)
        except WhatIfError:
            return None
        except Endless:
            # It was played for longer than all others together may be.
            self._left = 0
            return None
        self.tried += 1
        self._left -= max(len(trace.rows), 1)
        return trace

    def change(self, found: Try) -> Change:
        """Returns a variation as it is told, and as it is played."""
        there = replace(self._address.varied(**found.what_if._asdict()), step=None, was=None)
        return Change(tuple(found.told.split("\n")), there)


def _pairs(base: WhatIfText, settings: list[Try]) -> Iterator[Try]:
    """Yields two settings together that a run may need both of."""
    fit = [each for each in settings if each.kind in _TOGETHER]
    for one, other in combinations(fit, 2):
        dials = {*one.what_if.dial, *other.what_if.dial} - {*base.dial}
        if len({text.rpartition(":")[0] for text in dials}) == 2:
            turned = {text.rpartition(":")[0] for text in dials}
            kept = [text for text in base.dial if text.rpartition(":")[0] not in turned]
            what_if = base._replace(dial=(*kept, *sorted(dials)))
            yield Try(SETTING, "pair", f"{one.told}\n{other.told}", what_if, one.task)
