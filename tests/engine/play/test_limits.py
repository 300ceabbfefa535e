"""Limits: how long attempts and runs may take, how many runs there may be, and the queue."""

import pytest

from tests.build import (
    ALWAYS,
    FIRST,
    a_script,
    a_story,
    a_task,
    a_world,
    a_write,
    rules_of,
    starts,
    states,
    the_event,
    with_edit,
    with_edited_task,
    with_job,
)
from trialrun.engine import Cause, Slowness, Trace

HOUR_S = 3600


def runs(trace: Trace) -> list[tuple[int, int, str]]:
    """Returns (start, end, result) of each run, in s; a start of -1 if it never started."""
    return [(r.t0_ms // 1000, r.t1_ms // 1000, str(r.result)) for r in trace.runs]


TIMEOUTS = [
    # max_retries, retry_on_timeout -> starts of the attempts, the rule that ends it
    pytest.param(0, False, [0], "retry.not_on_timeout", id="no retries"),
    pytest.param(2, False, [0], "retry.not_on_timeout", id="retries, but not on timeout"),
    pytest.param(0, True, [0], "retry.none_forbidden", id="on timeout, but no retries"),
    pytest.param(2, True, [0, 20_000, 40_000], "retry.exhausted", id="retries on timeout"),
]


@pytest.mark.parametrize(("max_retries", "on_timeout", "moments", "rule"), TIMEOUTS)
def test_a_timeout_ends_each_attempt(max_retries, on_timeout, moments, rule):
    task = a_task("a", timeout_ms=20_000, max_retries=max_retries, retry_on_timeout=on_timeout)

    trace = a_story(a_world(task, a_task("b", "a")))

    assert moments == starts(trace, "a")
    assert {"a": "TIMEDOUT", "b": "UPSTREAM_FAILED"} == states(trace)
    assert "TIMEDOUT" == the_event(trace, rule).after
    assert "FAILED" == trace.result


def test_a_slow_attempt_that_is_retried_may_be_in_time():
    task = a_task("a", timeout_ms=90_000, max_retries=1, retry_on_timeout=True)
    slow = a_script(slow=Slowness(frozenset({0}), 100_000))

    trace = a_story(a_world(task, a=slow))

    assert [0, 90_000] == starts(trace, "a")
    assert {"a": "SUCCESS"} == states(trace)
    assert 150_000 == trace.t_end_ms


WRITTEN = [
    pytest.param(10, [], id="before its first write"),
    pytest.param(20, [], id="at the instant of its first write"),
    pytest.param(21, ["x"], id="after its first write"),
    pytest.param(60, ["x", "y"], id="at its end: in time"),
]


@pytest.mark.parametrize(("timeout_s", "written"), WRITTEN)
def test_a_timeout_leaves_the_commits_before_it(timeout_s, written):
    task = a_task("a", timeout_ms=timeout_s * 1000)

    trace = a_story(a_world(task, a=a_script(a_write("x"), a_write("y"))))

    assert written == [name for name, table in trace.tables.items() if table.rows]


LONG = ("a", a_task("b", "a"), a_task("c", "a"), a_task("d", "b"))


def test_a_job_timeout_stops_what_runs_and_starts_nothing_more():
    trace = a_story(with_job(a_world(*LONG, c=a_script(takes_s=500)), timeout_ms=100_000))

    assert "TIMEDOUT" == trace.result
    assert 100_000 == trace.t_end_ms
    assert {"a": "SUCCESS", "b": "CANCELED", "c": "CANCELED", "d": "CANCELED"} == states(trace)


IN_TIME = [
    pytest.param(0, "SUCCESS", id="no timeout"),
    pytest.param(
        60_000,
        "SUCCESS",
        id="as long as it takes",
    ),
    pytest.param(59_999, "TIMEDOUT", id="a little less"),
]


@pytest.mark.parametrize(("timeout_ms", "result"), IN_TIME)
def test_a_job_that_takes_as_long_as_it_may_is_in_time(timeout_ms, result):
    assert result == a_story(with_job(a_world("a"), timeout_ms=timeout_ms)).result


def test_a_run_in_time_is_not_warned_later():
    trace = a_story(with_job(a_world("a"), timeout_ms=90_000), "run_now", "wait@500")

    assert "run.timed_out" not in rules_of(trace)


def test_a_repair_has_the_whole_time_again():
    world = with_job(a_world("a", "b", a=a_script(fails=FIRST)), timeout_ms=70_000)

    assert "SUCCESS" == a_story(world, "run_now", "repair").result


TIMEOUT_EDITS = [
    pytest.param(20_000, "TIMEDOUT", 20_000, id="shorter"),
    pytest.param(5_000, "TIMEDOUT", 10_000, id="over already: at once"),
    pytest.param(0, "SUCCESS", 60_000, id="none any more"),
]


@pytest.mark.parametrize(("timeout_ms", "result", "end_ms"), TIMEOUT_EDITS)
def test_an_edit_of_the_job_timeout_reaches_active_runs(timeout_ms, result, end_ms):
    world = with_edit(with_job(a_world("a"), timeout_ms=50_000), "e", timeout_ms=timeout_ms)

    trace = a_story(world, "run_now", "edit:e@10")

    assert (result, end_ms) == (trace.result, trace.t_end_ms)


def test_the_timeout_of_a_queued_run_counts_from_its_start():
    world = with_job(a_world("a"), timeout_ms=70_000)

    assert [(0, 60, "SUCCESS"), (60, 120, "SUCCESS")] == runs(
        a_story(world, "run_now", "run_now@1")
    )


# Runs at the same time


def test_a_run_over_the_limit_is_queued_and_starts_when_the_one_before_ends():
    trace = a_story(a_world("a"), "run_now", "run_now@5")

    queued, dequeued = the_event(trace, "limit.queued"), the_event(trace, "limit.dequeued")
    assert (5000, "QUEUED") == (queued.t_ms, queued.after)
    assert (60_000, "RUNNING") == (dequeued.t_ms, dequeued.after)
    assert queued.q in dequeued.cause
    assert [(0, 60, "SUCCESS"), (60, 120, "SUCCESS")] == runs(trace)


def test_the_queue_keeps_its_order():
    world = with_job(a_world(a_task("a")), parameters=(("p", ""),))

    trace = a_story(world, "run_now;p.p=1", "run_now;p.p=2@5", "run_now;p.p=3@6")

    assert ["1", "2", "3"] == [
        event.data.parameters[0][1] for event in trace.events if event.rule == "task.root"
    ]
    assert [0, 5, 6] == [run.created_ms // 1000 for run in trace.runs]
    assert [0, 60_000, 120_000] == starts(trace, "a")


def test_without_a_queue_a_run_over_the_limit_is_skipped():
    trace = a_story(with_job(a_world("a"), queue=False), "run_now", "run_now@5")

    skipped = the_event(trace, "limit.skipped")
    assert (5000, "refused") == (skipped.t_ms, skipped.kind)
    assert [(0, 60, "SUCCESS"), (-1, -1, "SKIPPED")] == runs(trace)
    assert 1 == len(trace.segments)


def test_with_a_limit_of_0_every_run_is_skipped():
    trace = a_story(with_job(a_world("a"), max_concurrent_runs=0))

    assert "SKIPPED" == trace.result
    assert "refused" == the_event(trace, "limit.none_allowed").kind


def test_two_runs_may_overlap_and_a_third_waits():
    world = with_job(a_world("a", a=a_script(a_write("t", 10))), max_concurrent_runs=2)

    trace = a_story(world, "run_now", "run_now@20", "run_now@30")

    assert [(0, 60, "SUCCESS"), (20, 80, "SUCCESS"), (60, 120, "SUCCESS")] == runs(trace)
    assert (3, 30, 20) == tuple(trace.tables["t"])


def test_a_run_of_its_own_ends_each_of_two_that_overlap():
    slow = a_script(fails=FIRST, slow=Slowness(frozenset({1}), 100_000))
    world = with_job(a_world("a", a=slow), max_concurrent_runs=2)

    trace = a_story(world, "run_now", "run_now@10")

    assert [(0, 30, "FAILED"), (10, 110, "SUCCESS")] == runs(trace)


def test_a_canceled_run_makes_room():
    trace = a_story(a_world("a"), "run_now", "run_now@5", "cancel;run=1@10")

    assert [(0, 10, "CANCELED"), (10, 70, "SUCCESS")] == runs(trace)


def test_a_queued_run_that_is_canceled_never_starts():
    trace = a_story(a_world("a"), "run_now", "run_now@5", "cancel;run=2@10")

    assert [(0, 60, "SUCCESS"), (-1, -1, "CANCELED")] == runs(trace)
    assert [0] == starts(trace, "a")


def test_a_run_waits_48_hours_and_no_longer():
    long = a_world("a", a=a_script(takes_s=50 * HOUR_S))

    trace = a_story(long, "run_now", "run_now@10")

    given_up = the_event(trace, "limit.queued_too_long")
    assert ("CANCELED", (10 + 48 * HOUR_S) * 1000) == (given_up.after, given_up.t_ms)
    assert [(0, 50 * HOUR_S, "SUCCESS"), (-1, -1, "CANCELED")] == runs(trace)


def test_a_run_that_waits_less_than_48_hours_starts():
    long = a_world("a", a=a_script(takes_s=48 * HOUR_S))

    trace = a_story(long, "run_now", "run_now@10")

    assert "limit.queued_too_long" not in rules_of(trace)
    assert [0, 48 * HOUR_S * 1000] == starts(trace, "a")


def test_a_queued_run_has_the_settings_of_when_it_was_asked_for():
    world = with_edited_task(a_world("a", a=a_script(fails=ALWAYS)), "e", "a", max_retries=1)

    trace = a_story(world, "run_now", "run_now@5", "edit:e@6", "run_now@7")

    assert [1, 1, 2] == [
        sum(e.kind == "attempt" and trace.segments[e.segment].run == run for e in trace.events)
        for run in (1, 2, 3)
    ]


def test_a_run_knows_what_started_it():
    trace = a_story(a_world("a"), "run_now", "run_now@5")

    assert [Cause("ONE_TIME", "")] * 2 == [
        event.data
        for event in trace.events
        if event.kind == "run" and event.before in ("", "QUEUED") and event.after == "RUNNING"
    ]
