"""How long a repaired run took: what the API says, and from start to end.

Facts: run-duration-sum.
"""

import pytest

from tests.build import ALWAYS, FIRST, a_script, a_story, a_task, a_world
from trialrun.diagram import frames_of, values_at

AT_ONCE = ("run_now", "repair")
LATER = ("run_now", "repair@600")


def took(*does: str, upto: str = "", fails=FIRST) -> str:
    """Returns what stands beside the time at the end, or at the last event of a rule."""
    world = a_world("a", a_task("b", "a"), a=a_script(fails=fails))
    trace = a_story(world, *does)
    steps = [e.q + 1 for e in trace.events if e.rule == upto] or [len(trace.events)]
    return values_at(frames_of(trace), steps[-1])["run.took"]


STORIES = [
    pytest.param(("run_now",), "", id="not repaired"),
    pytest.param(AT_ONCE, "", id="repaired at once"),
    pytest.param(LATER, "API run_duration 2:30, from start to end 12:00", id="repaired later"),
    pytest.param((*LATER, "run_now"), "", id="another run behind it"),
]


@pytest.mark.parametrize(("does", "said"), STORIES)
def test_a_repaired_run_tells_both_its_durations(does, said):
    assert said == took(*does)


def test_a_repair_that_goes_on_tells_none_yet():
    assert "" == took(*LATER, upto="repair.same_run")


def test_a_second_repair_adds_its_stretch():
    said = took(*LATER, "repair;id=1@1200", fails=ALWAYS)

    assert said == "API run_duration 1:30, from start to end 20:30"
