"""Run Job: a run of another job, and the task that ends like it.

Facts: run-job-result, run-job-nesting, run-job-skipped, run-job-canceled, run-job-again,
run-job-push-down.
"""

from dataclasses import replace

import pytest

from tests.build import (
    ALWAYS,
    FIRST,
    a_loop,
    a_run_job,
    a_script,
    a_story,
    a_task,
    a_world,
    rules_of,
    seen,
    states,
    with_job,
    with_jobs,
)
from trialrun.engine import World, simulate


def a_parent(child: World, *more, **fields) -> World:
    """Returns a job whose task `call` runs another job."""
    return with_jobs(a_world(a_run_job("call", "child", **fields), *more), child=child)


FINE = a_world("x")
BROKEN = a_world("x", x=a_script(fails=ALWAYS))
GREENISH = a_world("x", a_task("y", "x", run_if="ALL_DONE"), x=a_script(fails=ALWAYS))

CHILDREN = [
    pytest.param(FINE, "SUCCESS", "run_job.succeeded", id="success"),
    pytest.param(GREENISH, "SUCCESS", "run_job.succeeded", id="success with failures is none"),
    pytest.param(BROKEN, "FAILED", "run_job.failed", id="failure"),
    pytest.param(with_job(FINE, timeout_ms=5000), "FAILED", "run_job.failed", id="timed out"),
    pytest.param(
        with_job(FINE, max_concurrent_runs=0),
        "FAILED",
        "run_job.skipped",
        id="skipped at its limit",
    ),
]


@pytest.mark.parametrize(("child", "state", "rule"), CHILDREN)
def test_a_run_job_task_ends_like_its_child(child, state, rule):
    trace = a_story(a_parent(child))

    assert {"call": state} == states(trace)
    assert state == trace.result
    assert 1 == rules_of(trace).count(rule)


def test_a_child_is_a_run_of_its_own():
    trace = a_story(a_parent(FINE))

    assert [("", 1), ("child", 2)] == [(s.job, s.run) for s in trace.segments]
    assert ["SUCCESS"] == trace.final()["runs"]


def test_the_key_of_a_grandchild_is_joined():
    trace = a_story(a_parent(a_parent(FINE)))

    assert ["", "child", "child/child"] == [segment.job for segment in trace.segments]


def test_a_child_sees_its_own_run_and_the_parameters_it_is_given():
    child = with_job(
        a_world(a_task("x", parameters=(("id", "{{job.run_id}}"),))),
        parameters=(("region", "US"), ("day", "1")),
    )

    trace = a_story(a_parent(child, to_child=[("region", "EU of {{job.name}}")]))

    assert [{"region": "EU of restaurant", "day": "1", "id": "2"}] == seen(trace, "x")


PUSHED = [
    # job parameters of the parent -> what the task passes -> what a task of the child gets
    pytest.param([("region", "US")], [], {"region": "US"}, id="one that the child has, too"),
    pytest.param([("day", "1")], [], {"region": "EU"}, id="one that the child has not"),
    pytest.param([], [("region", "UK")], {"region": "UK"}, id="what the task passes"),
    pytest.param([("region", "US")], [("region", "UK")], {"region": "US"}, id="both"),
]


@pytest.mark.parametrize(("of_job", "of_task", "found"), PUSHED)
def test_job_parameters_are_pushed_down_to_the_child(of_job, of_task, found):
    child = with_job(FINE, parameters=(("region", "EU"),))
    world = with_jobs(a_world(a_run_job("call", "child", to_child=of_task)), child=child)

    trace = a_story(with_job(world, parameters=tuple(of_job)))

    assert [found] == seen(trace, "x")


def test_canceling_the_task_cancels_the_child():
    trace = a_story(a_parent(FINE), "run_now", "cancel:call@5")

    assert ["CANCELED", "CANCELED"] == [s.result for s in trace.segments]
    assert 5000 == trace.t_end_ms


def test_canceling_the_run_cancels_the_child():
    trace = a_story(a_parent(FINE), "run_now", "cancel@5")

    assert ["CANCELED", "CANCELED"] == [s.result for s in trace.segments]
    assert 5000 == trace.t_end_ms


def test_a_run_job_task_that_takes_too_long_cancels_its_child():
    trace = a_story(a_parent(FINE, timeout_ms=20_000))

    assert {"call": "TIMEDOUT"} == states(trace)
    assert "CANCELED" == trace.segments[1].result
    assert 20_000 == trace.t_end_ms


def test_a_retry_of_a_run_job_task_is_a_new_run_of_the_child():
    child = a_world("x", x=a_script(fails=FIRST))

    trace = a_story(a_parent(child, max_retries=1))

    assert ["SUCCESS", "FAILED", "SUCCESS"] == [s.result for s in trace.segments]
    assert [1, 2, 3] == [s.run for s in trace.segments]


def test_a_repair_runs_the_child_wholly_again():
    child = a_world("x", "y", y=a_script(fails=FIRST))

    trace = a_story(a_parent(child, "b"), "run_now", "repair")

    assert "SUCCESS" == trace.result
    assert [0, 90_000 - 30_000] == [
        e.t_ms for e in trace.events if trace.task_key(e) == "x" and e.after == "RUNNING"
    ]


def test_a_child_over_its_limit_waits_in_its_queue():
    world = a_world(a_run_job("one", "child"), a_run_job("two", "child"))

    trace = a_story(with_jobs(world, child=FINE))

    assert [0, 60_000] == [s.t0_ms for s in trace.segments if s.job]
    assert 120_000 == trace.t_end_ms


def test_a_child_without_a_queue_is_skipped_over_its_limit():
    world = a_world(a_run_job("one", "child"), a_run_job("two", "child"))

    trace = a_story(with_jobs(world, child=with_job(FINE, queue=False)))

    assert {"one": "SUCCESS", "two": "FAILED"} == states(trace)


def test_a_child_that_queues_does_not_overtake_the_queue():
    loop = a_loop("loop", "[1, 2, 3]", task=a_run_job("one", "child"), at_once=2)

    trace = a_story(with_jobs(a_world(loop), child=FINE))

    runs = [(s.t0_ms, s.t1_ms) for s in trace.segments if s.job]
    assert [(0, 60_000), (60_000, 120_000), (120_000, 180_000)] == runs
    assert [2, 3, 4] == [s.run for s in trace.segments if s.job]


def test_a_child_that_ends_at_once_ends_its_parent():
    trace = a_story(a_parent(a_world(a_task("x", disabled=True))))

    assert {"call": "SUCCESS"} == states(trace)
    assert "SUCCESS" == trace.result


def test_a_failure_in_a_child_can_be_fixed_before_it_runs():
    trace = a_story(a_parent(BROKEN), "fix", "run_now")

    assert "SUCCESS" == trace.result


def test_a_run_job_task_costs_nothing_itself():
    prices = {kind: replace(rate, machine_cents_per_hour=60) for kind, rate in FINE.prices.items()}
    child = a_world(a_task("x", compute="main"), x=a_script(fails=ALWAYS))
    call = replace(a_run_job("call", "child"), compute="serverless")

    trace = a_story(with_jobs(a_world(call, rates=prices), child=child))

    assert ["main"] == [usage.compute for usage in trace.usages]


def nested(levels: int) -> World:
    """Returns jobs of which each runs the next, with so many Run Job tasks between them."""
    world = a_world("x")
    for _ in range(levels):
        world = a_parent(world)
    return world


@pytest.mark.parametrize("levels", [1, 2, 3])
def test_up_to_three_run_job_tasks_are_nested(levels):
    assert "SUCCESS" == a_story(nested(levels)).result


def test_more_than_three_run_job_tasks_are_refused():
    with pytest.raises(ValueError, match="nested deeper than 3"):
        simulate(nested(4))
