"""What compute a run uses, from when to when, and what it costs."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.build import (
    ALWAYS,
    a_loop,
    a_script,
    a_story,
    a_task,
    a_world,
    an_if,
    starts,
    with_job,
)
from tests.strategies import operators, worlds
from trialrun.engine import (
    ILLUSTRATIVE,
    Compute,
    ComputeKind,
    Op,
    Rate,
    Task,
    World,
    simulate,
)
from trialrun.engine.trace.usage import Usage, total_cents

RATES = {
    ComputeKind.JOB_CLUSTER: Rate(240_000, 0, 0, 240),
    ComputeKind.ALL_PURPOSE: Rate(0, 0, 0, 480),
    ComputeKind.SERVERLESS: Rate(30_000, 0, 0, 300),
}

HOUR_MS = 3_600_000

CENTS = [
    pytest.param(0, 0, id="nothing at its start"),
    pytest.param(-5, 0, id="nothing before"),
    pytest.param(HOUR_MS // 200 - 1, 0, id="just under half a cent"),
    pytest.param(HOUR_MS // 200, 1, id="half a cent is rounded up"),
    pytest.param(HOUR_MS, 100, id="its end"),
    pytest.param(2 * HOUR_MS, 100, id="no more after its end"),
]


@pytest.mark.parametrize(("after_ms", "cents"), CENTS)
def test_a_usage_costs_its_time_rounded_half_up(after_ms, cents):
    usage = Usage("main", 0, -1, from_ms=1000, to_ms=1000 + HOUR_MS, cents_per_hour=100)

    assert cents == usage.cents_until(1000 + after_ms)


def test_a_bill_is_the_sum_of_its_rounded_lines():
    half_a_cent = Usage("main", 0, -1, 0, HOUR_MS // 200, 100)

    assert 3 == total_cents((half_a_cent,) * 3, HOUR_MS)


def test_tasks_of_a_run_share_a_job_cluster():
    world = a_world(a_task("a", compute="main"), a_task("b", "a", compute="main"), rates=RATES)

    trace = a_story(world)

    assert (Usage("main", 0, -1, 0, 360_000, 240),) == trace.usages
    assert [240_000] == starts(trace, "a")
    assert [300_000] == starts(trace, "b")


def test_a_second_task_waits_for_the_cluster_that_the_first_has_started():
    world = a_world(a_task("a", compute="main"), a_task("b", compute="main"), rates=RATES)

    trace = a_story(world)

    assert [240_000] == starts(trace, "b")
    assert 1 == trace.final()["clusters"]


def test_a_task_that_needs_a_cluster_later_starts_it_then():
    world = a_world("a", a_task("b", "a", compute="main"), rates=RATES)

    trace = a_story(world)

    assert [30_000 + 60_000 + 240_000] == starts(trace, "b")


def test_a_repair_gets_a_new_cluster():
    world = a_world(
        a_task("a", compute="main"),
        a_task("b", "a", compute="main"),
        rates=RATES,
        b=a_script(fails=ALWAYS),
    )

    trace = a_story(world, "run_now", "fix", "repair")

    assert [(0, 0, 330_000), (1, 330_000, 630_000)] == [
        (usage.segment, usage.from_ms, usage.to_ms) for usage in trace.usages
    ]
    assert 2 == trace.final()["clusters"]


def test_a_cluster_ends_after_the_last_task_that_uses_it_and_stays_on_while_it_is_idle():
    world = a_world(
        a_task("a", compute="main"),
        a_task("b", "a"),
        a_task("c", "b", compute="main"),
        a_task("d", "c"),
        rates=RATES,
    )

    trace = a_story(world)

    (main,) = (usage for usage in trace.usages if usage.compute == "main")
    assert trace.tasks["c"].ended_ms == main.to_ms < trace.segments[0].t1_ms
    (ended,) = (event for event in trace.events if event.rule == "compute.job_cluster.ends")
    (cause,) = ended.cause
    assert ("c", "SUCCESS") == (trace.task_key(trace.events[cause]), trace.events[cause].after)


def test_a_cluster_does_not_wait_for_tasks_that_never_run():
    world = a_world(
        a_task("a", compute="main"),
        a_task("b", "a", compute="main"),
        a_task("c", "a", run_if="ALL_DONE"),
        rates=RATES,
        a=a_script(fails=ALWAYS),
    )

    trace = a_story(world)

    (main,) = (usage for usage in trace.usages if usage.compute == "main")
    assert trace.tasks["a"].ended_ms == main.to_ms < trace.segments[0].t1_ms


def test_control_flow_keeps_no_cluster_on():
    check = replace(an_if("check", "1", Op.EQUAL_TO, "1", "b"), compute="main")
    world = a_world(a_task("a", compute="main"), a_task("b", "a"), check, rates=RATES)

    trace = a_story(world)

    (main,) = (usage for usage in trace.usages if usage.compute == "main")
    assert trace.tasks["a"].ended_ms == main.to_ms < trace.tasks["check"].ended_ms


def test_serverless_is_billed_for_each_attempt_and_not_for_its_start_up():
    world = a_world(a_task("a", max_retries=1), rates=RATES, a=a_script(fails=ALWAYS))

    trace = a_story(world)

    assert [(0, 30_000, 60_000), (0, 60_000, 90_000)] == [
        (usage.task, usage.from_ms, usage.to_ms) for usage in trace.usages
    ]


def test_an_all_purpose_cluster_is_on_already_and_does_not_end_with_the_run():
    trace = a_story(a_world(a_task("a", compute="team"), rates=RATES))

    assert [0] == starts(trace, "a")
    assert 0 == trace.final()["clusters"]
    assert "compute.all_purpose.ends" == trace.events[-1].rule


def test_clusters_of_a_run_are_released_in_the_order_of_their_start():
    world = a_world(a_task("a", compute="team"), a_task("b", compute="main"), rates=RATES)

    trace = a_story(world)

    assert ["team", "main"] == [e.compute for e in trace.events if e.rule.endswith(".ends")]


IDLE = RATES | {
    ComputeKind.JOB_CLUSTER_POOL: Rate(90_000, 8000, 15, 120, idle_ms=600_000),
    ComputeKind.ALL_PURPOSE: Rate(0, 0, 0, 480, idle_ms=1_800_000),
    ComputeKind.SQL_WAREHOUSE: Rate(10_000, 0, 0, 360, idle_ms=600_000),
}


def on(kind: ComputeKind, *tasks: Task) -> World:
    """Returns a job whose tasks name one compute, `c`."""
    world = a_world(*(replace(task, compute="c") for task in tasks), rates=IDLE)
    return with_job(world, computes=(Compute("c", kind),))


def test_an_all_purpose_cluster_is_billed_until_it_has_been_idle_for_a_while():
    trace = a_story(on(ComputeKind.ALL_PURPOSE, a_task("a")))

    assert (Usage("c", 0, -1, 0, 60_000 + 1_800_000, 480),) == trace.usages
    assert 31 * 8 == trace.cents


def test_compute_that_ends_after_the_story_is_an_event_after_its_end():
    trace = a_story(on(ComputeKind.ALL_PURPOSE, a_task("a")))

    assert 60_000 == trace.t_end_ms
    assert (1_860_000, "TERMINATED") == (trace.events[-1].t_ms, trace.events[-1].after)
    assert 8 == trace.cents_at(trace.t_end_ms)


AGAIN = [
    # start of a second run, in s -> stretches that are paid for, in s
    pytest.param(100, [(0, 160 + 1800)], id="while it is on"),
    pytest.param(1830, [(0, 1890 + 1800)], id="before the moment it would have ended"),
    pytest.param(1860, [(0, 1920 + 1800)], id="at the moment it would have ended"),
    pytest.param(1861, [(0, 1860), (1861, 3721)], id="when it has just ended"),
    pytest.param(5000, [(0, 1860), (5000, 6860)], id="long after it has ended"),
]


@pytest.mark.parametrize(("second_s", "stretches"), AGAIN)
def test_a_shared_cluster_stays_on_from_one_run_to_the_next(second_s, stretches):
    trace = a_story(on(ComputeKind.ALL_PURPOSE, a_task("a")), "run_now", f"run_now@{second_s}")

    assert stretches == [(u.from_ms // 1000, u.to_ms // 1000) for u in trace.usages]


def test_a_shared_cluster_is_paid_once_for_tasks_beside_each_other():
    trace = a_story(on(ComputeKind.ALL_PURPOSE, a_task("a"), a_task("b"), a_task("c", "a")))

    assert [(0, 120_000 + 1_800_000)] == [(u.from_ms, u.to_ms) for u in trace.usages]


def test_a_warehouse_starts_and_is_billed_until_it_has_been_idle():
    trace = a_story(on(ComputeKind.SQL_WAREHOUSE, a_task("a", type="sql")))

    assert [10_000] == starts(trace, "a")
    assert (Usage("c", 0, -1, 0, 10_000 + 60_000 + 600_000, 360),) == trace.usages


def test_a_canceled_start_of_a_warehouse_is_paid_for():
    trace = a_story(on(ComputeKind.SQL_WAREHOUSE, a_task("a")), "run_now", "cancel@5")

    assert [(0, 605_000)] == [(u.from_ms, u.to_ms) for u in trace.usages]


def test_an_idle_pool_is_paid_for_its_machines_alone():
    trace = a_story(on(ComputeKind.JOB_CLUSTER_POOL, a_task("a")))

    assert [(0, 150_000, 240), (150_000, 750_000, 120)] == [
        (u.from_ms, u.to_ms, u.cents_per_hour) for u in trace.usages
    ]
    assert 10 + 20 == trace.cents


def test_machines_that_a_new_cluster_takes_from_the_pool_are_not_idle_any_more():
    trace = a_story(on(ComputeKind.JOB_CLUSTER_POOL, a_task("a")), "run_now", "run_now@200")

    idle = [(u.from_ms, u.to_ms) for u in trace.usages if u.cents_per_hour == 120]
    assert [(150_000, 200_000), (350_000, 950_000)] == idle


def test_a_retry_keeps_its_cluster():
    world = a_world(
        a_task("a", compute="main", max_retries=1), rates=RATES, a=a_script(fails=ALWAYS)
    )

    trace = a_story(world)

    assert [(0, 300_000)] == [(u.from_ms, u.to_ms) for u in trace.usages]
    assert [240_000, 270_000] == starts(trace, "a")


def test_iterations_share_the_job_cluster():
    nested = a_task("one", compute="main")

    trace = a_story(a_world(a_loop("loop", "[1, 2, 3]", task=nested, at_once=2), rates=RATES))

    assert (Usage("main", 0, -1, 0, 360_000, 240),) == trace.usages
    assert 1 == trace.final()["clusters"]


def test_each_iteration_on_serverless_is_paid_for_itself():
    trace = a_story(a_world(a_loop("loop", "[1, 2]", at_once=2), rates=RATES))

    assert [(30_000, 90_000)] * 2 == [(u.from_ms, u.to_ms) for u in trace.usages]
    assert 5 + 5 == trace.cents


FLOW = [
    pytest.param(an_if("a", "1", Op.EQUAL_TO, "1"), id="if/else"),
    pytest.param(a_loop("a", "[]"), id="for each"),
    pytest.param(replace(a_loop("a", "[]"), compute="serverless"), id="for each, on serverless"),
    pytest.param(
        replace(an_if("a", "1", Op.EQUAL_TO, "1"), compute="main"), id="if/else, on a cluster"
    ),
]


@pytest.mark.parametrize("task", FLOW)
def test_control_flow_costs_nothing(task):
    assert () == a_story(a_world(task, rates=RATES)).usages


def test_standard_serverless_starts_later_and_costs_less():
    kinds = (ComputeKind.SERVERLESS, ComputeKind.SERVERLESS_STANDARD)
    fast, standard = (
        a_story(
            with_job(
                a_world(a_task("a", compute="c"), rates=ILLUSTRATIVE),
                computes=(Compute("c", kind),),
            )
        )
        for kind in kinds
    )

    assert ([30_000], [300_000]) == (starts(fast, "a"), starts(standard, "a"))
    assert (5, 3) == (fast.cents, standard.cents)


def test_a_rate_is_its_dbu_and_its_machines_by_the_hour():
    assert 8 * 15 + 120 == Rate(0, 8000, 15, 120).cents_per_hour
    assert 8 == Rate(0, 500, 15, 0).cents_per_hour


@given(worlds(), operators)
def test_cost_never_falls_and_adds_up(world, actions):
    trace = simulate(world, actions)

    ends = {usage.to_ms for usage in trace.usages}
    moments = sorted({event.t_ms for event in trace.events} | {trace.t_end_ms} | ends)
    bills = [trace.cents_at(t_ms) for t_ms in moments]
    assert sorted(bills) == bills
    assert sum(usage.cents_until(usage.to_ms) for usage in trace.usages) == trace.cents
    assert bills[-1] == trace.cents


@given(
    st.lists(
        st.tuples(st.integers(0, 10**7), st.integers(0, 10**7), st.integers(0, 10**4)), max_size=6
    ),
    st.integers(0, 2 * 10**7),
)
def test_a_bill_is_within_half_a_cent_a_line_of_the_exact_sum(stretches, t_ms):
    usages = tuple(
        Usage("c", 0, -1, start, start + length, rate) for start, length, rate in stretches
    )

    exact = sum(
        max(min(t_ms, usage.to_ms) - usage.from_ms, 0) * usage.cents_per_hour / HOUR_MS
        for usage in usages
    )
    assert abs(total_cents(usages, t_ms) - exact) <= len(usages) / 2 + 1e-9
