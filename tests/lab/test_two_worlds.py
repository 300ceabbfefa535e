"""The run as it is beside the run as a belief has it: alike up to where they part."""

import pytest

from tests.web.lab import scenario, simulation
from trialrun.engine import BELIEFS, WhatIfText, first_parting
from trialrun.lab.address import Address
from trialrun.lab.two_worlds import TwoWorlds, believed_run

SLUG = "half-written"


def worlds(belief, slug=SLUG, **parts) -> TwoWorlds:
    sim = simulation(scenario(slug), Address(f"/simulator/{slug}/", thought=belief, **parts))
    return TwoWorlds(sim, sim.address, (0, 1), None)


@pytest.mark.parametrize("belief", BELIEFS)
def test_both_are_played_and_begin_alike_until_something_can_be_seen(belief):
    found = worlds(belief)
    left, right = found.traces
    really, expected = first_parting(left, right)

    assert ("As it is", "If it were so") == tuple(side.title for side in found.sides)
    assert right.rows == scenario(SLUG).play_text(rules=BELIEFS[belief].rules).rows
    if really is None and expected is None:
        assert [] == found.parting
        return
    assert found.parting_step == (really or expected).q + 1
    assert found.step == found.parting_step
    assert 2 == len(found.parting)
    assert len(found.frames) == len(found.moments) == found.last_step + 1


def test_the_variation_of_the_address_is_played_in_both():
    found = worlds("job-is-a-transaction", what_if=WhatIfText(fail=("ingest",), do=("run_now",)))

    assert {"FAILED"} == {trace.tasks["ingest"].state for trace in found.traces}


def test_no_belief_has_no_world():
    assert believed_run(simulation(scenario(SLUG), Address("/"))) is None
