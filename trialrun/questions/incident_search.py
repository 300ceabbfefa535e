"""Proves by all ways through an incident: its solution is the best, and its goals judge aright."""

import re
from collections.abc import Iterator, Sequence

from trialrun.plural import counted
from trialrun.questions.incident import Incident
from trialrun.questions.incident_tries import (
    NEVER_MS,
    ActsPlayed,
    ActsTried,
    Aftermath,
    best_of,
    came_of,
    ways,
)
from trialrun.questions.levels import met
from trialrun.questions.stage import Flaw

_PRICED = re.compile(r"\b(cents|ms|started_ms|ended_ms)\b")
"""What a goal may ask for beside right tables: that they come in time, or cheaply."""


def best_flaws(incident: Incident) -> Iterator[Flaw]:
    """Yields what a look at all ways finds: a better one, what can never be done, a narrow goal."""
    try:
        found = list(ways(incident))
    except ValueError as error:
        yield Flaw(("may",), str(error))
        return
    yield from _act_flaws(incident, found)
    best = best_of(incident, found)
    if best is None:
        return
    ours = came_of(incident, incident.level.solution.do[len(incident.level.own_do) :])
    if best.came < ours:
        done = ", ".join(best.acts) or "nothing at all"
        yield Flaw(("solution",), f"{done} does better: {came_told(best.came)}; {came_told(ours)}")
    yield from _narrow_goals(incident, found, best)


def came_told(came: Aftermath) -> str:
    """Tells what came of a try in a few words, for authors.

    >>> came_told(Aftermath(0, 1, 120_000, 35, 2))
    '1 unwanted message, 120 s, 35 cents, 2 acts'
    """
    goals = f"{came.missed} goals missed, " if came.missed else ""
    took = "never" if came.ms == NEVER_MS else f"{came.ms // 1000} s"
    messages, acts = counted(came.notices, "unwanted message"), counted(came.acts, "act")
    return f"{goals}{messages}, {took}, {came.cents} cents, {acts}"


def _act_flaws(incident: Incident, found: Sequence[ActsPlayed]) -> Iterator[Flaw]:
    """Yields acts that the platform always refuses, unless a wrong try tells why."""
    told = {act for wrong in incident.level.wrong for act in wrong.text.do}
    done = {act for way in found for act in way.acts}
    for index, act in enumerate(incident.level.may.do):
        if act in incident.level.may.do[:index]:
            yield Flaw(("may", "do", index), f"`{act}` is offered twice; remove one")
        elif act not in done | told:
            says = f"`{act}` is refused wherever it is done; mend it, or say why in a wrong try"
            yield Flaw(("may", "do", index), says)


def _narrow_goals(
    incident: Incident, found: Sequence[ActsPlayed], best: ActsTried
) -> Iterator[Flaw]:
    """Yields goals that miss an end with the rows and the result of the best."""
    end = next(_end_of(way) for way in found if way.acts == best.acts)
    seen: set[int] = set()
    for way in found:
        if _end_of(way) != end:
            continue
        for index, is_met in enumerate(met(incident.level, way.trace)):
            if is_met or index in seen or _PRICED.search(incident.level.goals[index].claim):
                continue
            seen.add(index)
            done = ", ".join(way.acts) or "nothing at all"
            told = f"{done} ends with the rows and the result of the best, and this calls it wrong"
            yield Flaw(("goal", index, "claim"), f"{told}; ask for what is there, not how it came")


def _end_of(way: ActsPlayed) -> tuple[object, ...]:
    """Returns the rows of each table, how the last run ended, and the one that started last."""
    trace = way.trace
    rows = ((name, table.rows, table.dup) for name, table in trace.tables.items())
    return (trace.result, *(run.result for run in trace.runs[-1:]), *rows)
