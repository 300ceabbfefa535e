"""When each goal of a level is settled while its run plays: at which step, and how. Pure.

A goal is about the end of the story. On the way there it is settled from the step on after which
nothing that is still open could turn it over, as far as somebody who watches can tell.
"""

from collections.abc import Iterator
from copy import deepcopy
from typing import NamedTuple

from trialrun.engine import State, Trace
from trialrun.lab.so_far import COUNTS, IS_OVER, FactsSoFar, facts_so_far
from trialrun.questions import Level, met, met_by

OPEN_ENDS = tuple(map(str, (State.SUCCESS, State.FAILED, State.EXCLUDED)))
"""How what is not over yet may still end."""
MUCH = 10**9
"""More than any sum, or moment, that may still come."""


class Settled(NamedTuple):
    """The step from which a goal stays as it is, and whether it is met."""

    step: int
    is_met: bool


def settled(level: Level, trace: Trace) -> list[Settled]:
    """Returns when each goal is settled, in order.

    What holds from the very start, as "no row is there twice" does, is settled when all is over.
    """
    facts = [deepcopy(each) for each in facts_so_far(trace)]
    last = len(facts) - 1
    ends = met(level, trace)
    steps = [last] * len(ends)
    unsettled = set(range(len(ends)))
    for step in range(last - 1, -1, -1):
        if facts[step] != facts[step + 1] or step == last - 1:
            for told in _as_it_may_come(facts[step]):
                now = met_by(level, told)
                unsettled = {at for at in unsettled if now[at] == ends[at]}
        if not unsettled:
            break
        for at in unsettled:
            steps[at] = step or last
    return list(map(Settled, steps, ends))


def _as_it_may_come(facts: FactsSoFar) -> Iterator[FactsSoFar]:
    """Yields the facts as they are, and with what is open come to one end or another."""
    yield facts
    for state in OPEN_ENDS:
        yield {
            **facts,
            **{name: facts[name] + MUCH for name in COUNTS},
            "run": _ended(facts["run"], state),
            "runs": [_ended(run, state) for run in facts["runs"]],
            "segments": [_ended(segment, state) for segment in facts["segments"]],
            "tasks": {key: _task_ended(end, state) for key, end in facts["tasks"].items()},
        }


def _ended(before: str, state: str) -> str:
    return before if before in IS_OVER else state


def _task_ended(end: FactsSoFar, state: str) -> FactsSoFar:
    if end["state"] in IS_OVER:
        return end
    return {**end, "state": state, "ended_ms": MUCH}
