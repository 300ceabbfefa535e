"""Where a run parts from what a belief expects, and the smallest run that shows it. No HTTP."""

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nsmallest

from trialrun.engine import BELIEFS, Endless, Event, Trace, WhatIfText, first_parting
from trialrun.lab.run_view import RunView
from trialrun.questions import PLAIN, Scenario

SEARCHED_MAX = 60
"""So many stories are searched for the smallest counter-run, those of the fewest tasks."""
TASKS_MAX = 40
"""A story of more tasks is no small one."""


@dataclass(frozen=True, slots=True)
class Thought:
    """A belief beside a run. `step` shows the first event in which they part, 0 for never.

    `expected` is what would come next if the belief were true, `really` what does.
    """

    says: str
    fact: str
    step: int = 0
    expected: str = ""
    really: str = ""


@dataclass(frozen=True, slots=True)
class CounterRun:
    """A run that goes otherwise than a belief expects, and the step at which it does."""

    scenario: Scenario
    step: int


def thought_of(sim: RunView) -> Thought | None:
    """Returns the belief that an address names, beside its run; None where it names none."""
    held = BELIEFS.get(sim.address.thought)
    if held is None:
        return None
    plain = Thought(held.says, held.corrected_by)
    found = _parting(sim.scenario, sim.address.what_if, held.id)
    if found is None:
        return plain
    told, really, believed, expected = found
    return Thought(
        held.says,
        held.corrected_by,
        really.q + 1 if really else len(told.events),
        sim.catalog.narrate(believed, expected) if expected else "Nothing more happens.",
        sim.catalog.narrate(told, really) if really else "Nothing of the kind happens.",
    )


def smallest_run(belief: str, scenarios: Iterable[Scenario]) -> CounterRun | None:
    """Returns the story with the fewest events that parts from a belief; None where none does."""
    small = (s for s in scenarios if len(s.world.job.tasks) <= TASKS_MAX)
    best: tuple[int, CounterRun] | None = None
    for scenario in nsmallest(SEARCHED_MAX, small, key=lambda s: len(s.world.job.tasks)):
        found = _parting(scenario, PLAIN, belief)
        if found is None:
            continue
        told, really, *_ = found
        step = really.q + 1 if really else len(told.events)
        if best is None or len(told.events) < best[0]:
            best = len(told.events), CounterRun(scenario, step)
    return best[1] if best else None


def _parting(
    scenario: Scenario, what_if: WhatIfText, belief: str
) -> tuple[Trace, Event | None, Trace, Event | None] | None:
    """Returns both runs with the first events that differ; None where none do."""
    try:
        told = scenario.play_text(what_if)
        believed = scenario.play_text(what_if, BELIEFS[belief].rules)
    except Endless:
        return None
    really, expected = first_parting(told, believed)
    if really is None and expected is None:
        return None
    return told, really, believed, expected
