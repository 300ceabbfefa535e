"""What came of what was done in an incident, and the best that could be done, by search. Pure."""

from collections import deque
from collections.abc import Iterable
from typing import NamedTuple

from trialrun.engine import Endless, Event, Notice, Trace, WhatIfText
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
    goals hold for good (NEVER_MS for never); `cents` are at our prices.
    """

    missed: int
    notices: int
    ms: int
    cents: int


class ActsTried(NamedTuple):
    """A try, and what came of it."""

    text: WhatIfText
    came: Aftermath


def called_ms(incident: Incident) -> int:
    """Returns the moment of the call, in ms of the story."""
    if incident.now_ms is not None:
        return incident.now_ms
    return incident.scenario.play_text().t_end_ms


def came_of(incident: Incident, acts: tuple[str, ...]) -> Aftermath:
    """Plays what is done and tells what came of it. Raises Endless, WhatIfError."""
    trace = incident.scenario.play_text(incident.try_of(acts))
    missed = met(incident.level, trace).count(False)
    return _came(incident, trace, missed, NEVER_MS if missed else _held_ms(incident, acts))


def _came(incident: Incident, trace: Trace, missed: int, held_ms: int) -> Aftermath:
    from_ms = called_ms(incident)
    before = (event for event in incident.scenario.play_text().events if event.t_ms <= from_ms)
    notices = unwanted(trace.events) - unwanted(before)
    ms = held_ms - from_ms if held_ms < NEVER_MS else NEVER_MS
    return Aftermath(missed, notices, ms, trace.cents - trace.cents_at(from_ms))


def unwanted(events: Iterable[Event]) -> int:
    """Counts the messages about failures and delays, one for each who got it."""
    return sum(
        len(event.data.destinations)
        for event in events
        if isinstance(event.data, Notice) and event.data.notice in UNWANTED
    )


def best_of(incident: Incident) -> ActsTried | None:
    """Searches the ways through an incident for the best; None where none meets every goal.

    What was refused changed nothing, so nothing is looked at behind it. Where no act has a moment
    of its own, each begins when all before it is over: it saves no message, minute or cent, and
    what is no better than a solution leads to none that is.

    Raises ValueError where there are more than ACTS_TRIED_MAX ways.
    """
    offered, most = incident.level.may.do, incident.level.may.do_max
    count = sum(len(offered) ** number for number in range(1, most + 1))
    if count > ACTS_TRIED_MAX:
        raise ValueError(
            f"{count:,} ways lead through it, and {ACTS_TRIED_MAX:,} at most are looked at; "
            "offer less, or lower `do_max`"
        )
    is_timed = any("@" in act for act in offered)
    best: ActsTried | None = None
    todo: deque[tuple[tuple[str, ...], int]] = deque([((), 0)])
    while todo:
        acts, refused_before = todo.popleft()
        text = incident.try_of(acts)
        try:
            trace = incident.scenario.play(incident.scenario.read(text))
        except Endless:
            continue
        refused = sum(event.kind == "refused" for event in trace.events)
        if acts and refused > refused_before:
            continue
        came = _came(incident, trace, 0, trace.t_end_ms)
        is_better = best is None or came < best.came
        if not is_better and not is_timed:
            continue
        is_solved = all(met(incident.level, trace))
        if is_solved and is_better:
            best = ActsTried(text, came)
        if len(acts) < most and (is_timed or not is_solved):
            todo += [((*acts, act), refused) for act in offered]
    return best


def _held_ms(incident: Incident, acts: tuple[str, ...]) -> int:
    """Returns when all goals held for good: with the last act that they still needed."""
    held_ms = 0
    for count in range(len(acts), -1, -1):
        trace = incident.scenario.play_text(incident.try_of(acts[:count]))
        if not all(met(incident.level, trace)):
            break
        held_ms = trace.t_end_ms
    return held_ms
