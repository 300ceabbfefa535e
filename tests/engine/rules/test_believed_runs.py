"""What somebody sees who holds one of the beliefs that practitioners report, beside the truth."""

from dataclasses import replace

import pytest

from tests.build import (
    ALWAYS,
    FREE,
    a_loop,
    a_script,
    a_story,
    a_task,
    a_world,
    with_job,
)
from trialrun.engine import (
    BELIEFS,
    TRUTH,
    Action,
    Compute,
    ComputeKind,
    Continuous,
    Do,
    Failure,
    Rate,
    Started,
    State,
    Trace,
    World,
    simulate,
)

OWN = Compute("own", ComputeKind.JOB_CLUSTER, is_per_iteration=True)
FAILING = a_script(fails=ALWAYS)


def both(world: World, belief: str, *do: str) -> tuple[Trace, Trace]:
    return a_story(world, *do), a_story(world, *do, rules=BELIEFS[belief].rules)


@pytest.mark.parametrize(("retries", "told", "believed"), [(2, 3, 2), (1, 2, 1), (0, 1, 1)])
def test_who_counts_the_first_attempt_among_the_retries_sees_one_less(retries, told, believed):
    world = a_world(a_task("a", max_retries=retries), a=FAILING)

    runs = both(world, "max-retries-counts-attempts")
    assert (told, believed) == tuple(len(list(run.own_events("attempt"))) for run in runs)


def test_who_retries_in_a_continuous_job_sees_a_second_attempt_in_the_run():
    world = with_job(a_world(a_task("a", max_retries=1), a=FAILING), trigger=Continuous())

    told, believed = both(world, "retries-work-in-continuous", "wait@100")
    first = [[e for e in run.own_events("attempt") if e.segment == 0] for run in (told, believed)]
    assert [1, 2] == list(map(len, first))


def test_who_counts_the_interval_from_the_code_waits_for_the_set_up_once_more():
    slow = {**FREE, ComputeKind.JOB_CLUSTER: Rate(60_000, 0, 0, 0)}
    task = a_task("a", compute="main", max_retries=1, min_retry_interval_ms=120_000)
    world = replace(a_world(task, a=a_script(takes_s=20, fails=ALWAYS)), prices=slow)

    told, believed = both(world, "retry-interval-after-set-up")
    # Set up until 1:00; the code fails at 1:10. Two minutes are over at 2:00, or at 3:00.
    assert [130_000, 190_000] == [
        list(run.own_events("attempt"))[1].t_ms for run in (told, believed)
    ]


def test_who_has_the_iterations_share_sees_one_cluster():
    loop = a_loop("loop", "[1, 2]", task=a_task("one", compute="own"))
    world = a_world(loop)
    world = with_job(world, computes=(*world.job.computes, OWN))

    told, believed = both(world, "loop-cluster-is-shared")
    assert [2, 1] == [len({usage.compute for usage in run.usages}) for run in (told, believed)]


@pytest.mark.parametrize(
    ("failing", "told", "believed"),
    [({0}, "FAILED", "SUCCESS"), ({0, 1}, "FAILED", "FAILED"), (set(), "SUCCESS", "SUCCESS")],
)
def test_who_needs_one_iteration_sees_a_loop_succeed_with_one_left(failing, told, believed):
    fails = Failure(None, 0, frozenset(failing))
    world = a_world(a_loop("loop", "[1, 2]"), one=a_script(fails=fails))

    runs = both(world, "one-iteration-is-enough")
    assert [told, believed] == [str(run.tasks["loop"].state) for run in runs]


def test_who_has_job_parameters_reach_a_script_sees_them():
    script = a_task("a", type="spark_python", arguments=("--day", "1"))
    world = with_job(a_world(script), parameters=(("region", "US"),))

    seen = [
        [dict(e.data.parameters) for e in run.events if isinstance(e.data, Started)]
        for run in both(world, "job-parameters-reach-scripts")
    ]
    named = {"[0]": "--day", "[1]": "1"}
    assert [[named], [{"region": "US", **named}]] == seen


def test_who_takes_dependents_along_sees_them_run_again():
    world = a_world("a", a_task("b", "a"))
    do = (Action(Do.RUN_NOW), Action(Do.REPAIR, tasks=("a",)))
    rules = BELIEFS["api-repair-takes-dependents"].rules

    counts = [simulate(world, do, by).tasks["b"].attempts for by in (TRUTH, rules)]
    assert [1, 2] == counts


@pytest.mark.parametrize(
    ("belief", "fields", "do"),
    [
        ("disabled-is-passed-over", {"disabled": True}, ("run_now",)),
        ("canceled-is-no-failure", {}, ("run_now", "cancel:a@5")),
    ],
)
def test_who_passes_a_task_over_sees_the_next_one_run(belief, fields, do):
    world = a_world(a_task("a", **fields), a_task("b", "a"))

    told, believed = both(world, belief, *do)
    assert told.tasks["b"].state is not State.SUCCESS
    assert State.SUCCESS is believed.tasks["b"].state
