"""What compute a run uses, from when to when, and what it costs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.build import ALWAYS, a_script, a_story, a_task, a_world, starts
from tests.strategies import operators, worlds
from trialrun.engine import ComputeKind, Rate, simulate
from trialrun.engine.compute import Usage, total_cents

RATES = {
    ComputeKind.JOB_CLUSTER: Rate(startup_ms=240_000, cents_per_hour=240),
    ComputeKind.ALL_PURPOSE: Rate(startup_ms=0, cents_per_hour=480),
    ComputeKind.SERVERLESS: Rate(startup_ms=30_000, cents_per_hour=300),
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


@given(worlds(), operators)
def test_cost_never_falls_and_adds_up(world, actions):
    trace = simulate(world, actions)

    moments = sorted({event.t_ms for event in trace.events} | {trace.t_end_ms})
    bills = [trace.cents_at(t_ms) for t_ms in moments]
    assert sorted(bills) == bills
    assert sum(usage.cents_until(usage.to_ms) for usage in trace.usages) == bills[-1]


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
