"""What practitioners' reports and recorded runs show, each on the smallest story that has it."""

from dataclasses import replace

import pytest

from tests.build import a_loop, a_script, a_task, a_world, with_job
from trialrun.engine import (
    ILLUSTRATIVE,
    RUN_NOW,
    Failure,
    State,
    Trace,
    World,
    read_what_if,
    simulate,
)
from trialrun.engine.job.job import Compute, ComputeKind, Continuous, Schedule

FIRST = Failure(frozenset({0}), 0)


def received(trace: Trace, task: int = 0) -> list[dict[str, str]]:
    """Returns the parameters of each attempt of a task."""
    return [
        dict(event.data.parameters)
        for event in trace.own_events("task")
        if event.task == task and event.data is not None
    ]


def played(world: World, *do: str) -> Trace:
    """Plays what an operator does."""
    return simulate(world, read_what_if(world, [], do).actions(RUN_NOW))


INTERVALS = [
    pytest.param(240, 270, id="over before it has failed: at once"),
    pytest.param(300, 300, id="the set-up counts"),
    pytest.param(0, 270, id="none"),
]


@pytest.mark.parametrize(("interval_s", "again_s"), INTERVALS)
def test_the_retry_interval_counts_from_the_set_up_of_the_cluster(interval_s, again_s):
    task = a_task("a", compute="main", max_retries=1, min_retry_interval_ms=interval_s * 1000)
    world = a_world(task, rates=ILLUSTRATIVE, a=a_script(takes_s=60, fails=FIRST))

    trace = simulate(world, RUN_NOW)

    assert again_s * 1000 == trace.tasks["a"].started_ms


def test_a_second_retry_counts_from_the_start_of_the_first():
    task = a_task("a", compute="main", max_retries=2, min_retry_interval_ms=100_000)
    fails = Failure(frozenset({0, 1}), 0)
    world = a_world(task, rates=ILLUSTRATIVE, a=a_script(takes_s=60, fails=fails))

    assert (270 + 100) * 1000 == simulate(world, RUN_NOW).tasks["a"].started_ms


def test_a_continuous_job_makes_one_attempt_a_run():
    world = a_world(a_task("a", max_retries=2), a=a_script(fails=FIRST))

    trace = played(with_job(world, trigger=Continuous()), "wait@300")

    assert [State.FAILED, State.SUCCESS] == [segment.result for segment in trace.segments[:2]]
    assert "retry.none_continuous" in {event.rule for event in trace.events}
    assert State.WAITING_FOR_RETRY not in {event.after for event in trace.events}


def test_an_api_repair_starts_from_the_jobs_defaults_and_the_dialog_from_the_run():
    task = a_task("b", "a", parameters=(("day", "{{job.parameters.day}}"),))
    world = with_job(a_world("a", task, b=a_script(fails=FIRST)), parameters=(("day", "default"),))

    for repair, expected in [
        ("repair", "given"),
        ("repair;all_failed", "default"),
        ("repair;tasks=b", "default"),
        ("repair;all_failed;p.day=again", "again"),
        ("repair;p.day=again", "again"),
    ]:
        trace = played(world, "run_now;p.day=given", "fix", repair)
        days = [found["day"] for found in received(trace, 1)]
        assert ["given", expected] == [days[0], days[-1]]


def test_that_defaults_stand_in_is_told_as_our_assumption():
    world = with_job(
        a_world("a", a_task("b", "a"), b=a_script(fails=FIRST)), parameters=(("p", "1"),)
    )

    changed = played(world, "run_now;p.p=2", "repair;all_failed")
    same = played(world, "run_now", "repair;all_failed")

    assert "repair.same_run_defaults" in {event.rule for event in changed.events}
    assert "repair.same_run_defaults" not in {event.rule for event in same.events}


POSITIONAL = [
    pytest.param(a_task("a", type="spark_python"), [], id="a script"),
    pytest.param(a_task("a", type="spark_jar"), [], id="a JAR"),
    pytest.param(a_task("a", type="python_wheel", arguments=("x",)), [{"[0]": "x"}], id="a wheel"),
    pytest.param(
        a_task("a", type="spark_python", arguments=("--env", "{{job.parameters.env}}")),
        [{"[0]": "--env", "[1]": "dev"}],
        id="a script that asks for it",
    ),
    pytest.param(a_task("a", type="python_wheel"), [{"env": "dev"}], id="a wheel by name"),
    pytest.param(a_task("a", type="notebook"), [{"env": "dev"}], id="a notebook"),
    pytest.param(a_task("a", type="sql"), [{"env": "dev"}], id="a query"),
    pytest.param(a_task("a", type="run_job"), [{"env": "dev"}], id="a job that is not known"),
    pytest.param(a_task("a", type="pipeline"), [], id="a pipeline"),
    pytest.param(a_task("a", type="power_bi"), [], id="a model of Power BI"),
    pytest.param(a_task("a", type="dbt", arguments=("dbt run",)), [{"[0]": "dbt run"}], id="dbt"),
    pytest.param(
        a_task("a", type="pipeline", parameters=(("e", "{{job.parameters.env}}"),)),
        [{"e": "dev"}],
        id="a pipeline that asks for it",
    ),
]


@pytest.mark.parametrize(("task", "expected"), POSITIONAL)
def test_job_parameters_are_pushed_down_by_name_only(task, expected):
    world = with_job(a_world(task), parameters=(("env", "dev"),))

    assert expected == received(simulate(world, RUN_NOW))


REFERENCES = [
    ("{{job.parameters.[env]}}", "dev"),
    ("{{ job.parameters.[env] }}", "dev"),
    ("{{job_id}}", "1"),
    ("{{parent_run_id}}", "1"),
    ("{{run_id}}", "10000"),
    ("{{start_date}}", "2026-11-23"),
    ("{{start_time}}", "1795392000000"),
    ("{{task_retry_count}}", "0"),
    ("{{task_key}}", "a"),
    ("{{ds}}", "{{ds}}"),
]


@pytest.mark.parametrize(("text", "expected"), REFERENCES)
def test_a_reference_resolves(text, expected):
    world = with_job(a_world(a_task("a", parameters=(("x", text),))), parameters=(("env", "dev"),))

    assert expected == received(simulate(world, RUN_NOW))[0]["x"]


def test_the_time_of_the_trigger_is_the_scheduled_one():
    task = a_task("a", parameters=(("at", "{{job.trigger.time.iso_datetime}}"),))
    world = with_job(a_world(task), trigger=Schedule("0 0 3 * * ?"))

    assert "2026-11-23T03:00:00" == received(played(world, "wait@14400"))[0]["at"]


def a_cluster_loop(*, is_per_iteration: bool) -> World:
    """A loop of three over one cluster, or over a cluster for each iteration."""
    nested = a_task("one", compute="own")
    world = a_world(a_loop("each", "[1, 2, 3]", task=nested, at_once=3), rates=ILLUSTRATIVE)
    own = Compute("own", ComputeKind.JOB_CLUSTER, is_per_iteration)
    return with_job(world, computes=(*world.job.computes, own))


def test_a_new_cluster_in_a_loop_is_one_for_each_iteration():
    trace = simulate(a_cluster_loop(is_per_iteration=True), RUN_NOW)

    assert ["own 1", "own 2", "own 3"] == sorted(usage.compute for usage in trace.usages)
    assert [300_000] * 3 == [usage.to_ms - usage.from_ms for usage in trace.usages]


def test_a_shared_cluster_in_a_loop_is_one():
    trace = simulate(a_cluster_loop(is_per_iteration=False), RUN_NOW)

    assert ["own"] == [usage.compute for usage in trace.usages]


def test_a_repair_of_a_loop_starts_a_cluster_for_what_it_runs_again():
    world = a_cluster_loop(is_per_iteration=True)
    what_if = read_what_if(world, ["one.1"], ["run_now", "fix", "repair;all_failed"])
    after = a_task("after", "each")
    world = with_job(world, tasks=(*world.job.tasks, after))
    world = replace(world, script={**world.script, "after": a_script()})

    trace = simulate(what_if.world(world), what_if.actions(()))

    assert ["own 1", "own 2", "own 2", "own 3"] == sorted(
        usage.compute for usage in trace.usages if usage.compute.startswith("own")
    )
