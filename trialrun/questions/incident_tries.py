"""What came of what was done in an incident, and the best that could be done, by search. Pure."""

from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from trialrun.engine import Endless, Event, Notice, Trace
from trialrun.questions.incident import Incident
from trialrun.questions.levels import met

ACTS_TRIED_MAX = 3_000
"""So many ways through an incident may be looked at: seven acts, four times, are 2,800."""
UNWANTED = frozenset({"on_failure", "on_duration_warning"})
"""Notices of a run that went wrong: nobody wants one more of them after the call."""
NEVER_MS = 10**15


class Aftermath(NamedTuple):
    """What came of a try since the call. Of two the smaller one is better, part by part.

    `missed` counts goals, `notices` the messages about failures and delays; `ms` goes until all
    goals hold for good (NEVER_MS for never); `cents` are at our prices, `acts` what was done.
    """

    missed: int
    notices: int
    ms: int
    cents: int
    acts: int


class ActsTried(NamedTuple):
    """What was done, and what came of it."""

    acts: tuple[str, ...]
    came: Aftermath


class ActsPlayed(NamedTuple):
    """What may be done, one after another, and the story in which it is."""

    acts: tuple[str, ...]
    trace: Trace


def called_ms(incident: Incident) -> int:
    """Returns the moment of the call, in ms of the story."""
    if incident.now_ms is not None:
        return incident.now_ms
    return incident.scenario.play_text().t_end_ms


def came_of(incident: Incident, acts: tuple[str, ...]) -> Aftermath:
    """Plays what is done and tells what came of it. Raises Endless, WhatIfError."""
    trace = incident.scenario.play_text(incident.try_of(acts))
    missed = met(incident.level, trace).count(False)
    held_ms = NEVER_MS if missed else _held_ms(incident, acts)
    return _came(incident, ActsPlayed(acts, trace), missed, held_ms)


def _came(incident: Incident, way: ActsPlayed, missed: int, held_ms: int) -> Aftermath:
    trace = way.trace
    from_ms = called_ms(incident)
    before = (event for event in incident.scenario.play_text().events if event.t_ms <= from_ms)
    notices = unwanted(trace.events) - unwanted(before)
    ms = held_ms - from_ms if held_ms < NEVER_MS else NEVER_MS
    cents = trace.cents - trace.cents_at(from_ms)
    return Aftermath(missed, notices, ms, cents, len(way.acts))


def unwanted(events: Iterable[Event]) -> int:
    """Counts the messages about failures and delays, one for each who got it."""
    return sum(
        len(event.data.destinations)
        for event in events
        if isinstance(event.data, Notice) and event.data.notice in UNWANTED
    )


def ways(incident: Incident) -> Iterator[ActsPlayed]:
    """Yields all ways through an incident that the platform lets one go, the shorter ones first.

    What was refused changed nothing, so nothing is looked at behind it.

    Raises ValueError where there are more than ACTS_TRIED_MAX ways.
    """
    offered, most = incident.level.may.do, incident.level.may.do_max
    count = sum(len(offered) ** number for number in range(1, most + 1))
    if count > ACTS_TRIED_MAX:
        raise ValueError(
            f"{count:,} ways lead through it, and {ACTS_TRIED_MAX:,} at most are looked at; "
            "offer less, or lower `do_max`"
        )
    todo: deque[tuple[tuple[str, ...], int]] = deque([((), 0)])
    while todo:
        acts, refused_before = todo.popleft()
        try:
            trace = incident.scenario.play(incident.scenario.read(incident.try_of(acts)))
        except Endless:
            continue
        refused = sum(event.kind == "refused" for event in trace.events)
        if acts and refused > refused_before:
            continue
        yield ActsPlayed(acts, trace)
        if len(acts) < most:
            todo += [((*acts, act), refused) for act in offered]


def best_of(incident: Incident, found: Iterable[ActsPlayed]) -> ActsTried | None:
    """Returns the best of the ways through an incident; None where none meets every goal.

    Each counts until its end: where all was well before, a shorter way is better by that.
    """
    solved = [way for way in found if all(met(incident.level, way.trace))]
    came = [_came(incident, way, 0, way.trace.t_end_ms) for way in solved]
    if not solved:
        return None
    at = min(range(len(solved)), key=came.__getitem__)
    return ActsTried(solved[at].acts, came[at])


def _held_ms(incident: Incident, acts: tuple[str, ...]) -> int:
    """Returns when all goals held for good: with the last act that they still needed."""
    held_ms = 0
    for count in range(len(acts), -1, -1):
        trace = incident.scenario.play_text(incident.try_of(acts[:count]))
        if not all(met(incident.level, trace)):
            break
        held_ms = trace.t_end_ms
    return held_ms
