"""The timeline: what each task did from when to when, on an axis of 1000 units."""

from itertools import pairwise

import pytest
from hypothesis import given

from tests.build import (
    FIRST,
    a_failure,
    a_script,
    a_story,
    a_task,
    a_world,
    a_write,
    bundled,
)
from tests.strategies import operators, worlds
from trialrun.diagram import timeline_of
from trialrun.diagram.timeline import Bar, Mark
from trialrun.engine import State, simulate

HALF = a_world(
    "a",
    a_task("b", "a", max_retries=1, min_retry_interval_ms=60_000),
    b=a_script(a_write("menu"), a_write("price"), fails=a_failure(0, after=1)),
)
ROUNDING = 0.011
"""Starts and widths are rounded to a hundredth."""


def assert_in_place(trace):
    for row in timeline_of(trace).rows:
        assert all(0 <= bar.x and bar.x + bar.width <= 1000 + ROUNDING for bar in row.bars)
        assert all(one.x + one.width <= two.x + ROUNDING for one, two in pairwise(row.bars))
        assert all(one.to_ms <= two.from_ms for one, two in pairwise(row.bars))
        assert all(0 <= mark.x <= 1000 for mark in row.marks)


@pytest.mark.parametrize("slug", list(bundled().scenarios))
def test_bars_of_a_scenario_stay_on_the_axis_and_off_each_other(slug):
    assert_in_place(bundled().scenarios[slug].play())


@given(worlds(), operators)
def test_bars_of_any_story_stay_on_the_axis_and_off_each_other(world, actions):
    assert_in_place(simulate(world, actions))


def test_a_row_shows_each_stretch_by_how_it_ended():
    _, row = timeline_of(a_story(HALF)).rows

    # a runs for a minute; b fails after 30 s, waits for 30 s, runs for a minute: 3 minutes.
    assert (
        Bar(333.33, 166.67, "FAILED", 0, 60_000, 90_000, 6),
        Bar(500.0, 166.67, "WAITING_FOR_RETRY", 1, 90_000, 120_000),
        Bar(666.67, 333.33, "SUCCESS", 1, 120_000, 180_000),
    ) == row.bars


def test_a_row_marks_its_commits_and_which_doubled_rows():
    _, row = timeline_of(a_story(HALF)).rows

    assert [
        Mark(444.44, "commit", "menu version 1"),
        Mark(777.78, "doubled", "menu version 2"),
        Mark(888.89, "commit", "price version 1"),
    ] == list(row.marks)


def test_a_task_that_never_ran_has_a_mark_and_no_bar():
    trace = a_story(a_world("a", a_task("b", "a"), a=a_script(fails=FIRST)))

    _, row = timeline_of(trace).rows

    assert ((), (Mark(1000.0, "UPSTREAM_FAILED", "UPSTREAM_FAILED"),)) == (row.bars, row.marks)


def test_the_axis_shows_where_runs_and_repairs_start():
    timeline = timeline_of(a_story(a_world("a", "b", a=a_script(fails=FIRST)), "run_now", "repair"))

    assert ((0.0, "run"), (500.0, "repair")) == timeline.starts
    assert 120_000 == timeline.t_end_ms


def test_a_story_of_no_time_has_an_axis():
    timeline = timeline_of(a_story(a_world("a", a=a_script(takes_s=0))))

    assert [()] == [row.bars for row in timeline.rows]


@given(worlds(), operators)
def test_running_bars_are_the_attempts_that_took_time(world, actions):
    trace = simulate(world, actions)

    shown = sum(
        bar.state not in (State.PENDING, State.WAITING_FOR_RETRY)
        for row in timeline_of(trace).rows
        for bar in row.bars
    )
    ended = [e for e in trace.events if e.before == State.RUNNING and e.kind in ("task", "attempt")]
    started = [e for e in trace.events if e.kind == "task" and e.after == State.RUNNING]
    last: dict[int, int] = {}
    took_time = 0
    for event in sorted([*started, *ended], key=lambda event: event.q):
        if event.after == State.RUNNING:
            last[event.task] = event.t_ms
        elif event.task in last:
            took_time += event.t_ms > last.pop(event.task)
    assert took_time == shown


def test_a_success_behind_a_failure_that_took_no_time_is_shown_as_one():
    from trialrun.engine import TaskScript

    script = TaskScript(takes_ms=1, fails=FIRST)
    world = a_world(a_task("a", max_retries=1), a=script)

    (row,) = timeline_of(a_story(world)).rows

    assert ["SUCCESS"] == [bar.state for bar in row.bars]
