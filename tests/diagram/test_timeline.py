"""The timeline: what each task did from when to when, on an axis of 1000 units."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given

from tests.build import (
    FIRST,
    FREE,
    a_failure,
    a_loop,
    a_run_job,
    a_script,
    a_story,
    a_task,
    a_world,
    a_write,
    bundled,
    with_jobs,
)
from tests.engine.rich import Told, book, of_every_story
from tests.proving import some_of
from tests.strategies import operators, worlds
from trialrun.diagram import PIPS_MAX, timeline_of
from trialrun.diagram.timeline import UP, Bar, Mark, TimelineRow
from trialrun.engine import (
    Action,
    Compute,
    ComputeKind,
    Do,
    Job,
    Rate,
    State,
    TaskScript,
    WhatIfText,
    World,
    simulate,
)

HALF = a_world(
    "a",
    a_task("b", "a", max_retries=1, min_retry_interval_ms=60_000),
    b=a_script(a_write("menu"), a_write("price"), fails=a_failure(0, after=1)),
)
ROUNDING = 0.011
"""Starts and widths are rounded to a hundredth."""


def assert_in_place(trace):
    timeline = timeline_of(trace)
    assert all(0 <= x <= 1000 for x, _ in timeline.starts)
    for row in (*timeline.clusters, *timeline.rows):
        assert all(0 <= bar.x and bar.x + bar.width <= 1000 + ROUNDING for bar in row.bars)
        assert all(one.x + one.width <= two.x + ROUNDING for one, two in pairwise(row.bars))
        assert all(one.to_ms <= two.from_ms for one, two in pairwise(row.bars))
        assert all(0 <= mark.x <= 1000 for mark in row.marks)


@pytest.mark.parametrize("slug", some_of(list(bundled().scenarios), every=3))
def test_bars_of_a_scenario_stay_on_the_axis_and_off_each_other(slug):
    assert_in_place(bundled().scenarios[slug].play())


@given(worlds(), operators)
def test_bars_of_any_story_stay_on_the_axis_and_off_each_other(world, actions):
    assert_in_place(simulate(world, actions))


def test_a_row_shows_each_stretch_by_how_it_ended():
    _, row = timeline_of(a_story(HALF)).rows

    # a runs for a minute; b fails after 30 s, waits for 30 s, runs for a minute: 3 minutes.
    assert (
        Bar(333.33, 166.67, "FAILED", 0, 60_000, 90_000, 4),
        Bar(500.0, 166.67, "WAITING_FOR_RETRY", 1, 90_000, 120_000, 7),
        Bar(666.67, 333.33, "SUCCESS", 1, 120_000, 180_000, 8),
    ) == row.bars


def test_a_row_marks_its_commits_and_which_doubled_rows():
    _, row = timeline_of(a_story(HALF)).rows

    assert [
        Mark(444.44, "commit", "menu version 1", 5),
        Mark(777.78, "doubled", "menu version 2", 9),
        Mark(888.89, "commit", "price version 1", 10),
    ] == list(row.marks)


def test_a_task_that_never_ran_has_a_mark_and_no_bar():
    trace = a_story(a_world("a", a_task("b", "a"), a=a_script(fails=FIRST)))

    _, row = timeline_of(trace).rows

    assert ((), (Mark(1000.0, "UPSTREAM_FAILED", "UPSTREAM_FAILED", 5),)) == (row.bars, row.marks)


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
    script = TaskScript(takes_ms=1, fails=FIRST)
    world = a_world(a_task("a", max_retries=1), a=script)

    (row,) = timeline_of(a_story(world)).rows

    assert ["SUCCESS"] == [bar.state for bar in row.bars]


@of_every_story
def test_bars_of_every_rich_story_stay_on_the_axis_and_do_not_overlap(story: Told) -> None:
    """Bars of two runs at a time may overlap; those of one run at a time may not."""
    trace = story.trace
    timeline = timeline_of(trace)
    is_one_at_a_time = all(
        one.t1_ms <= two.t0_ms
        for one, two in pairwise(segment for segment in trace.segments if not segment.job)
    )
    for row in (*timeline.clusters, *timeline.rows):
        for bar in row.bars:
            assert 0 <= bar.x
            assert bar.width > 0 or bar.to_ms - bar.from_ms < trace.t_end_ms / 1000
            assert bar.x + bar.width <= 1000 + ROUNDING
            assert 0 <= bar.step <= len(trace.events)
        assert all(0 <= mark.x <= 1000 for mark in row.marks)
        if is_one_at_a_time and row.task >= 0:
            assert all(one.to_ms <= two.from_ms for one, two in pairwise(row.bars))


@of_every_story
def test_a_bar_begins_with_the_step_it_names(story: Told) -> None:
    trace = story.trace
    for row in timeline_of(trace).rows:
        for bar in row.bars:
            event = trace.events[bar.step - 1]
            assert (row.task, row.iteration, bar.from_ms) == (
                event.task,
                event.iteration,
                event.t_ms,
            )
            assert event.after in (State.PENDING, State.RUNNING, State.WAITING_FOR_RETRY)
        for mark in row.marks:
            event = trace.events[mark.step - 1]
            assert (row.task, row.iteration) == (event.task, event.iteration)
            assert event.kind == "commit" or event.after == mark.kind


def test_the_book_has_stories_with_loops_and_with_clusters():
    timelines = [timeline_of(story.trace) for story in book()]

    assert sum(any(row.iteration >= 0 for row in found.rows) for found in timelines) > 30
    assert sum(bool(found.clusters) for found in timelines) > 30


# Clusters.

SLOW_START = {**FREE, ComputeKind.JOB_CLUSTER: Rate(240_000, 0, 0, 0)}


def test_a_cluster_starts_up_and_then_is_up_until_the_run_ends():
    world = a_world(a_task("a", compute="main"), a_task("b", "a", compute="main"), rates=SLOW_START)

    (row,) = timeline_of(a_story(world)).clusters

    assert TimelineRow(
        "main", -1, (
            Bar(0.0, 666.67, "PENDING", 0, 0, 240_000, 3),
            Bar(666.67, 333.33, UP, 0, 240_000, 360_000, 3),
        ),
    ) == replace(row, told=())  # fmt: skip


def test_a_repair_has_a_cluster_of_its_own():
    world = a_world(a_task("a", compute="main"), "b", a=a_script(fails=FIRST), rates=SLOW_START)

    (row,) = timeline_of(a_story(world, "run_now", "repair")).clusters

    # The first attempt fails halfway, after 30 s; the second takes its minute.
    assert [
        ("PENDING", 0, 240_000), (UP, 240_000, 270_000),
        ("PENDING", 270_000, 510_000), (UP, 510_000, 570_000),
    ] == [(bar.state, bar.from_ms, bar.to_ms) for bar in row.bars]  # fmt: skip


def test_a_cluster_that_is_canceled_while_it_starts_is_never_up():
    world = a_world(a_task("a", compute="main"), rates=SLOW_START)

    (row,) = timeline_of(a_story(world, "run_now", "cancel@60")).clusters

    assert [("PENDING", 0, 60_000)] == [(b.state, b.from_ms, b.to_ms) for b in row.bars]


def test_the_idle_machines_of_a_pool_have_a_row_of_their_own():
    what_if = WhatIfText(dial=("compute:job_cluster_pool",), do=("run_now", "run_now@600"))

    cluster, pool = timeline_of(bundled().scenarios["everything-works"].play_text(what_if)).clusters

    assert ("main", "main pool") == (cluster.label, pool.label)
    assert [(UP, cluster.bars[1].to_ms, 600_000)] == [
        (bar.state, bar.from_ms, bar.to_ms) for bar in pool.bars
    ]


def test_serverless_and_the_clusters_of_child_jobs_have_no_row():
    child = a_world(a_task("c", compute="main"), rates=SLOW_START)
    world = with_jobs(a_world("a", a_run_job("x", "child"), rates=SLOW_START), child=child)

    assert () == timeline_of(a_story(world)).clusters


# Iterations.


def test_a_loop_has_a_row_for_each_iteration_below_its_own():
    world = a_world(
        "z",
        a_loop("each", '["US", "EU"]', at_once=2),
        one=a_script(a_write("t"), fails=a_failure(iterations=[1])),
    )

    rows = timeline_of(a_story(world)).rows

    assert [("z", 0, -1), ("each", 1, -1), ("US", 1, 0), ("EU", 1, 1)] == [
        (row.label, row.task, row.iteration) for row in rows
    ]
    assert [["SUCCESS"], ["FAILED"], ["SUCCESS"], ["FAILED"]] == [
        [bar.state for bar in row.bars] for row in rows
    ]
    assert [0, 0, 1, 0] == [len(row.marks) for row in rows]


def test_so_many_iterations_have_rows():
    world = a_world(a_loop("each", str(list(range(PIPS_MAX + 5)))))

    rows = timeline_of(a_story(world)).rows

    assert ["each", *map(str, range(PIPS_MAX))] == [row.label for row in rows]


def test_what_another_job_does_has_no_row():
    world = with_jobs(a_world("a", a_run_job("x", "child")), child=a_world("c", "d"))

    assert ["a", "x"] == [row.label for row in timeline_of(a_story(world)).rows]


def test_compute_that_comes_up_when_all_is_over_has_no_bar_behind_the_axis():
    warehouse = Compute("warehouse", ComputeKind.SQL_WAREHOUSE)
    job = Job("j", (a_task("a", compute="warehouse"),), (warehouse,))
    rates = FREE | {ComputeKind.SQL_WAREHOUSE: Rate(10_000, 0, 0, 0, 600_000)}
    trace = simulate(
        World(job, {"a": a_script()}, rates), (Action(Do.RUN_NOW), Action(Do.CANCEL, 500))
    )

    bars = [bar for row in timeline_of(trace).clusters for bar in row.bars]
    assert 500 == trace.t_end_ms
    assert [(0, 1000.0, State.PENDING)] == [(bar.x, bar.width, bar.state) for bar in bars]
