"""Failures of tasks that are put together, and of tasks in jobs that another one starts."""

import pytest

from tests.build import a_loop, a_run_job, a_script, a_world, a_write, with_jobs
from trialrun.engine import (
    RUN_NOW,
    Failure,
    State,
    WhatIfError,
    beyond_told,
    read_what_if,
    simulate,
)

WORLD = a_world("enrich", enrich=a_script(a_write("menu"), a_write("price")))

BOTH = [
    pytest.param(["enrich:0", "enrich:2"], Failure(frozenset({0, 2}), 0), id="executions"),
    pytest.param(["enrich:0@1", "enrich:1@1"], Failure(frozenset({0, 1}), 1), id="writes, too"),
    pytest.param(["enrich:0", "enrich"], Failure(None, 0), id="every one"),
]


@pytest.mark.parametrize(("fail", "expected"), BOTH)
def test_two_failures_of_one_task_both_count(fail, expected):
    assert (("enrich", expected),) == read_what_if(WORLD, fail, []).fail


def test_two_failures_that_no_one_failure_is_are_a_sentence():
    with pytest.raises(
        WhatIfError, match="enrich cannot fail in two ways: enrich:0 and enrich:1@1"
    ):
        read_what_if(WORLD, ["enrich:0", "enrich:1@1"], [])


LOOP = a_world(a_loop("each", "[1, 2, 3]"))
ITERATIONS = [
    pytest.param(["one.1", "one.2:0"], "", id="other iterations, other attempts"),
    pytest.param(["one.2:0", "one.1"], "", id="the other way round"),
    pytest.param(["one.1", "one.1:0"], "one.1", id="one within the other"),
    pytest.param(["one.1:0", "one"], "one", id="all of them"),
    pytest.param(["one:0", "one.1:0"], "one:0", id="all iterations, one attempt"),
    pytest.param(["one.1:0", "one.2:0"], "one.1,2:0", id="two iterations"),
]


@pytest.mark.parametrize(("fail", "one"), ITERATIONS)
def test_of_two_failures_of_iterations_none_is_lost(fail, one):
    if one:
        assert read_what_if(LOOP, [one], []) == read_what_if(LOOP, fail, [])
        return
    with pytest.raises(WhatIfError, match=r"cannot fail in two ways.*same attempts or iterations"):
        read_what_if(LOOP, fail, [])


NO_SUCH = "one has 3 iterations, counted from 0; there is no {}, so nothing is changed there"
BEYOND = [
    ("[1, 2, 3]", ["one.3"], [], [NO_SUCH.format("3")]),
    ("[1, 2, 3]", ["one.1,9:0"], ["one.12@90"], [NO_SUCH.format("9, 12")]),
    ("[1, 2, 3]", ["one.2"], ["one.0@90"], []),
    ("[1, 2, 3]", ["one"], [], []),
    ("{{job.parameters.all}}", ["one.99"], [], []),
]


@pytest.mark.parametrize(("inputs", "fail", "slow", "told"), BEYOND)
def test_an_iteration_that_a_written_loop_does_not_have_is_told(inputs, fail, slow, told):
    world = a_world(a_loop("each", inputs))

    assert told == [*beyond_told(read_what_if(world, fail, [], slow=slow).world(world))]


INNER = a_world("load", load=a_script(a_write("loyalty")))
OUTER = with_jobs(a_world("first", a_run_job("publish", "inner", "first")), inner=INNER)
DEEP = with_jobs(a_world(a_loop("each", "[1, 2]", task=a_run_job("one", "outer"))), outer=OUTER)
PATHS = [
    pytest.param(OUTER, "publish/load", "inner/load", id="by the task that starts the job"),
    pytest.param(OUTER, "inner/load", "inner/load", id="by the job"),
    pytest.param(DEEP, "one/publish/load", "outer/inner/load", id="two jobs down, in a loop"),
    pytest.param(DEEP, "each/publish/load", "outer/inner/load", id="by the loop"),
]


@pytest.mark.parametrize(("world", "text", "path"), PATHS)
def test_a_task_of_a_job_that_is_started_can_fail(world, text, path):
    what_if = read_what_if(world, [text], [])
    trace = simulate(what_if.world(world), RUN_NOW)

    assert (path,) == what_if.text().fail
    assert State.FAILED is trace.result
    assert what_if == read_what_if(world, what_if.text().fail, [])


def test_what_is_said_of_a_started_job_leaves_its_neighbours_alone():
    world = with_jobs(
        a_world(a_run_job("p", "inner"), a_run_job("q", "other")), inner=INNER, other=INNER
    )
    trace = simulate(read_what_if(world, ["p/load"], []).world(world), RUN_NOW)

    assert [State.FAILED, State.SUCCESS] == [trace.tasks[key].state for key in "pq"]


REFUSED = [
    ("publish", "publish runs another job; name a task of that, as in publish/load."),
    ("nobody/load", "“nobody” starts no job here, so it has no tasks in it."),
    ("first/load", "“first” starts no job here, so it has no tasks in it."),
    ("publish/lod", "There is no task “lod” in this job. Did you mean load?"),
    ("publish/load@2", "load makes 1 write, so it cannot fail after write 2."),
]


@pytest.mark.parametrize(("text", "sentence"), REFUSED)
def test_what_cannot_fail_in_a_started_job_is_a_sentence(text, sentence):
    with pytest.raises(WhatIfError) as error:
        read_what_if(OUTER, [text], [])

    assert sentence == str(error.value)
