"""No answer hangs on which of two things comes first in one moment."""

from dataclasses import replace

import pytest

from tests.build import bundled
from tests.families.drawn import some, stage
from tests.families.test_large_jobs import large, world_of
from trialrun.families import FAMILIES
from trialrun.families.making import made
from trialrun.families.on_job import ground_on
from trialrun.families.triggers import APART_MS


def asked_and_ends(found) -> tuple[list[int], list[int]]:
    """The moments at which runs are asked for, and those at which runs end."""
    (run,) = found.question.runs
    trace = found.scenario.play(found.scenario.read(run.what_if))
    asked = [e.t_ms for e in trace.own_events("run", "refused") if not e.before]
    return asked, [end.t1_ms for end in trace.runs if end.t1_ms > end.t0_ms]


def apart(found) -> bool:
    asked, ends = asked_and_ends(found)
    return all(abs(at - end) >= APART_MS for at in asked for end in ends)


def test_no_run_is_asked_for_as_another_ends():
    found = some("next-trigger")

    assert all(len(asked_and_ends(each)[0]) > 1 for each in found)
    assert [] == [each.question.id for each in found if not apart(each)]


@pytest.mark.parametrize("takes_s", [60, 70, 90])
def test_nor_of_a_job_that_somebody_gives(takes_s):
    """Its runs may take what they like, so that an end falls on any moment."""
    world = world_of(large(retries=0))
    script = {key: replace(does, takes_ms=takes_s * 1000) for key, does in world.script.items()}
    story = replace(bundled().scenarios["branch-and-join"], world=replace(world, script=script))
    family, ground = FAMILIES["next-trigger"], ground_on(story)
    found = [
        made(family, seed, stage(), uid=("quiz", "x"), slug=story.slug, ground=ground)
        for seed in range(1, 9)
    ]

    assert [] == [each.seed for each in found if not apart(each)]
