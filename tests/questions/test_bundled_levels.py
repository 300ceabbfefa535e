"""The bundled levels: no goal about cost turns on a few cents of a price that we invented."""

from dataclasses import replace
from itertools import product

import pytest

from tests.build import bundled
from trialrun.engine import WhatIfText
from trialrun.engine.job.job import ComputeKind
from trialrun.engine.job.prices import ILLUSTRATIVE, Prices
from trialrun.questions import Level, met, solves
from trialrun.questions.scenario import Scenario

SHIFT_PCT = 25
COSTLY = [
    level
    for level in bundled().levels.values()
    if any("cents" in goal.claim for goal in level.goals)
]
SHIFTS = list(product(ComputeKind, (100 - SHIFT_PCT, 100 + SHIFT_PCT)))


def priced(scenario: Scenario, kind: ComputeKind, pct: int) -> Scenario:
    """Returns the scenario with one kind of compute at another price."""
    rate = ILLUSTRATIVE[kind]
    other = replace(
        rate,
        dbu_milli_per_hour=rate.dbu_milli_per_hour * pct // 100,
        machine_cents_per_hour=rate.machine_cents_per_hour * pct // 100,
    )
    prices: Prices = {**ILLUSTRATIVE, kind: other}
    return replace(scenario, world=replace(scenario.world, prices=prices))


def missed(level: Level, text: WhatIfText) -> list[int]:
    """Returns the numbers of the goals that a try misses."""
    return [
        n for n, is_met in enumerate(met(level, level.scenario.play_text(text)), 1) if not is_met
    ]


def test_some_level_is_about_cost():
    assert COSTLY


@pytest.mark.parametrize("level", COSTLY, ids=lambda level: level.slug)
@pytest.mark.parametrize(("kind", "pct"), SHIFTS, ids=str)
def test_a_goal_about_cost_holds_at_other_prices(level: Level, kind: ComputeKind, pct: int):
    other = replace(level, scenario=priced(level.scenario, kind, pct))

    assert solves(other, level.solution)
    for wrong in level.wrong:
        assert missed(level, wrong.text) == missed(other, wrong.text)


@pytest.mark.parametrize("level", COSTLY, ids=lambda level: level.slug)
def test_what_a_goal_about_cost_misses_it_misses_by_far(level: Level):
    """No allowed try that turns the compute alone stands within the shift of a goal's edge."""
    names = dict(level.may.dial)
    tries = [level.try_of([f"compute:{value}"], ()) for value in names["compute"]]
    for kind, pct in SHIFTS:
        other = replace(level, scenario=priced(level.scenario, kind, pct))
        assert [missed(level, text) for text in tries] == [missed(other, text) for text in tries]
