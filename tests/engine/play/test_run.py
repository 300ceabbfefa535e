"""One run of a job: when tasks start, what they commit before they fail, when they retry."""

import pytest

from tests.build import (
    ALWAYS,
    FIRST,
    a_failure,
    a_script,
    a_story,
    a_task,
    a_world,
    a_write,
    commits,
    starts,
    states,
    the_event,
)

DIAMOND = ("a", a_task("b", "a"), a_task("c", "a"), a_task("d", "b", "c"))


def test_a_task_starts_when_its_last_parent_has_succeeded():
    trace = a_story(a_world(*DIAMOND, b=a_script(takes_s=10), c=a_script(takes_s=90)))

    assert [60_000] == starts(trace, "b")
    assert [60_000] == starts(trace, "c")
    assert [150_000] == starts(trace, "d")


def test_a_task_behind_a_failure_never_starts():
    trace = a_story(a_world(*DIAMOND, c=a_script(fails=ALWAYS)))

    assert {
        "a": "SUCCESS",
        "b": "SUCCESS",
        "c": "FAILED",
        "d": "UPSTREAM_FAILED",
    } == states(trace)
    assert 0 == trace.tasks["d"].attempts


def test_a_task_is_judged_only_when_all_its_parents_are_done():
    trace = a_story(a_world(*DIAMOND, b=a_script(fails=ALWAYS), c=a_script(takes_s=500)))

    assert 560_000 == the_event(trace, "run_if.all_success.unmet").t_ms


def test_a_failure_does_not_stop_the_branch_beside_it():
    trace = a_story(
        a_world(*DIAMOND, b=a_script(fails=ALWAYS), c=a_script(a_write("c"), takes_s=500))
    )

    assert [(310_000, "c")] == commits(trace)


WRITES = [
    pytest.param(1, [30_000], id="one in the middle"),
    pytest.param(2, [20_000, 40_000], id="two in thirds"),
    pytest.param(3, [15_000, 30_000, 45_000], id="three in quarters"),
]


@pytest.mark.parametrize(("count", "moments"), WRITES)
def test_writes_are_spread_evenly(count, moments):
    writes = [a_write(f"t{number}") for number in range(count)]

    trace = a_story(a_world("a", a=a_script(*writes)))

    assert moments == [t_ms for t_ms, _ in commits(trace)]
    assert 60_000 == trace.t_end_ms


FAILURES = [
    # committed before the error -> tables, moment of the error, rule
    pytest.param(0, [], 10_000, "attempt.failed_before_writes", id="before its writes"),
    pytest.param(1, ["x"], 30_000, "attempt.failed_between_writes", id="between its writes"),
    pytest.param(2, ["x", "y"], 50_000, "attempt.failed_after_writes", id="after its writes"),
]


@pytest.mark.parametrize(("after", "written", "t_ms", "rule"), FAILURES)
def test_a_failure_leaves_exactly_the_commits_before_it(after, written, t_ms, rule):
    script = a_script(a_write("x"), a_write("y"), fails=a_failure(after=after))

    trace = a_story(a_world("a", a=script))

    assert written == [table for _, table in commits(trace)]
    assert written == [name for name, end in trace.tables.items() if end.rows]
    assert t_ms == the_event(trace, rule).t_ms


def test_a_failure_of_a_task_without_writes_has_a_rule_of_its_own():
    trace = a_story(a_world("a", a=a_script(fails=ALWAYS)))

    assert 30_000 == the_event(trace, "attempt.failed").t_ms


RETRIED = [
    # max_retries, executions that fail -> state, attempts, starts
    pytest.param(0, (0,), "FAILED", [0], id="no retries"),
    pytest.param(1, (0,), "SUCCESS", [0, 30_000], id="one retry saves it"),
    pytest.param(1, (0, 1), "FAILED", [0, 30_000], id="one retry is not enough"),
    pytest.param(2, (0, 1), "SUCCESS", [0, 30_000, 60_000], id="two retries are"),
    pytest.param(2, (0,), "SUCCESS", [0, 30_000], id="no more than needed"),
    pytest.param(-1, (0, 1, 2), "SUCCESS", [0, 30_000, 60_000, 90_000], id="without limit"),
]


@pytest.mark.parametrize(("max_retries", "on", "state", "moments"), RETRIED)
def test_a_task_is_retried_as_often_as_allowed_and_needed(max_retries, on, state, moments):
    world = a_world(a_task("a", max_retries=max_retries), a=a_script(fails=a_failure(*on)))

    trace = a_story(world)

    assert {"a": state} == states(trace)
    assert moments == starts(trace, "a")
    assert len(moments) == trace.tasks["a"].attempts


INTERVALS = [
    pytest.param(0, 30_000, id="at once"),
    pytest.param(10_000, 30_000, id="over before the error"),
    pytest.param(45_000, 45_000, id="from the start of the failed attempt"),
    pytest.param(240_000, 240_000, id="long after the error"),
]


@pytest.mark.parametrize(("interval_ms", "t_ms"), INTERVALS)
def test_the_retry_interval_counts_from_the_start_of_the_failed_attempt(interval_ms, t_ms):
    task = a_task("a", max_retries=1, min_retry_interval_ms=interval_ms)

    trace = a_story(a_world(task, a=a_script(fails=FIRST)))

    assert [0, t_ms] == starts(trace, "a")


def test_children_wait_for_the_last_attempt():
    trace = a_story(a_world(a_task("a", max_retries=1), a_task("b", "a"), a=a_script(fails=FIRST)))

    assert [90_000] == starts(trace, "b")
    assert {"a": "SUCCESS", "b": "SUCCESS"} == states(trace)


def test_a_retry_starts_from_the_top_and_appends_again():
    script = a_script(a_write("x", 10), a_write("y", 5), fails=a_failure(0, after=1))

    trace = a_story(a_world(a_task("a", max_retries=1), a=script))

    assert (2, 20, 10) == tuple(trace.tables["x"])
    assert (1, 5, 0) == tuple(trace.tables["y"])


def test_a_failure_is_counted_over_the_whole_story():
    world = a_world("a", a=a_script(fails=a_failure(1)))

    trace = a_story(world, "run_now", "run_now", "run_now")

    assert ["SUCCESS", "FAILED", "SUCCESS"] == trace.final()["segments"]


def test_a_run_ends_when_its_last_task_does():
    trace = a_story(a_world(*DIAMOND, b=a_script(fails=ALWAYS), c=a_script(takes_s=500)))

    assert [(0, 560_000, "FAILED")] == [(s.t0_ms, s.t1_ms, s.result) for s in trace.segments]
