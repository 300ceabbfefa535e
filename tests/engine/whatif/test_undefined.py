"""Job parameters that somebody names and that the job does not define.

Facts: undefined-parameter.
"""

import pytest

from tests.build import a_world, with_job
from trialrun.engine import undefined_told
from trialrun.engine.whatif.whatif_text import read_do

ALL_THE_SAME = "Here the tasks get it all the same, as we assume"
NAMES = [
    pytest.param("run_now;p.day=2", [], id="one that is defined"),
    pytest.param(
        "run_now;p.dya=2",
        [f"run_now: the job defines no parameter `dya`; did you mean `day`? {ALL_THE_SAME}."],
        id="a slip",
    ),
    pytest.param(
        "repair;p.other=2",
        [f"repair: the job defines no parameter `other`. {ALL_THE_SAME}."],
        id="of a repair",
    ),
]


@pytest.mark.parametrize(("text", "said"), NAMES)
def test_a_name_that_the_job_does_not_define_is_told(text, said):
    world = with_job(a_world("a"), parameters=(("day", "1"),))

    assert said == list(undefined_told(world, [read_do(world, text)] * 2))


def test_a_job_without_parameters_is_refused_by_the_cli():
    world = a_world("a")

    assert [
        f"run_now: the job defines no parameter `x`. {ALL_THE_SAME}; `databricks bundle run` "
        "refuses it for this job."
    ] == list(undefined_told(world, [read_do(world, "run_now;p.x=1")]))
