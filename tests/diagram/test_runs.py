"""Runs as frames show them: of children, queued, skipped, several at once."""

import pytest

from tests.build import (
    a_run_job,
    a_story,
    a_world,
    with_job,
    with_jobs,
)
from tests.diagram.read_frames import end_of, notes
from trialrun.diagram import frames_of, occasions_told, runs_of_events
from trialrun.engine import Schedule, Trace


def with_child(*, at_once: int = 1, queue: bool = True, **fields):
    """Returns a job that starts the same child job from two tasks at once."""
    child = with_job(a_world("c"), max_concurrent_runs=at_once, queue=queue)
    return with_jobs(
        a_world(a_run_job("x", "child", **fields), a_run_job("y", "child"), "z"), child=child
    )


def test_each_run_job_task_notes_the_run_that_it_started():
    trace = a_story(with_child())

    assert ["", "child: Running", "child: Succeeded"] == notes(trace, 0)
    assert ["", "child: Queued", "child: Running", "child: Succeeded"] == notes(trace, 1)
    assert [""] == notes(trace, 2)


def test_a_child_that_is_canceled_in_the_queue_is_noted():
    trace = a_story(with_child(), "run_now", "cancel:y@10")

    assert ["", "child: Running", "child: Succeeded"] == notes(trace, 0)
    assert ["", "child: Queued", "child: Canceled"] == notes(trace, 1)


def test_a_run_of_a_child_is_none_of_ours():
    trace = a_story(with_child())

    assert {1} == set(runs_of_events(trace).values())
    assert [f"run.{run.run}" for run in trace.runs] == [
        key for key in frames_of(trace)[0].values if key[:4] == "run." and key[4:].isdigit()
    ]


def test_a_child_that_is_skipped_is_no_skipped_run_of_ours():
    world = with_job(with_child(queue=False), max_concurrent_runs=1, queue=False)
    trace = a_story(world, "run_now", "run_now@30")

    found = runs_of_events(trace)

    rules = [(trace.events[q].rule, run) for q, run in found.items()]
    assert [
        ("run_now.new_run", 1), ("limit.skipped", 4), ("run.leaf_failed", 1),
    ] == rules  # fmt: skip
    assert {1: "FAILED", 4: "SKIPPED"} == {
        run.run: end_of(trace)[f"run.{run.run}"] for run in trace.runs
    }


def runs_shown(trace: Trace) -> list[tuple[str, str]]:
    """Returns (run, state) in the order in which runs change."""
    return [
        (key, value)
        for frame in frames_of(trace)[1:]
        for key, value in frame.values.items()
        if key.startswith("run.") and key[4:].isdigit()
    ]


ONE = a_world("a")
QUEUEING = with_job(ONE, max_concurrent_runs=1, queue=True)
SKIPPING = with_job(ONE, max_concurrent_runs=1, queue=False)
RUNS = [
    pytest.param(
        QUEUEING, ["run_now", "run_now@30"],
        ["1 RUNNING", "2 QUEUED", "1 SUCCESS", "2 RUNNING", "2 SUCCESS"],
        id="queued",
    ),
    pytest.param(
        SKIPPING, ["run_now", "run_now@30"], ["1 RUNNING", "2 SKIPPED", "1 SUCCESS"], id="skipped"
    ),
    pytest.param(
        with_job(ONE, max_concurrent_runs=0), ["run_now"], ["1 SKIPPED"], id="none allowed"
    ),
    pytest.param(
        QUEUEING, ["run_now", "run_now@30", "run_now@30", "cancel;run=1@40"],
        ["1 RUNNING", "2 QUEUED", "3 QUEUED", "1 CANCELED", "2 RUNNING", "2 SUCCESS", "3 RUNNING",
         "3 SUCCESS"],
        id="two queued at once",
    ),
    pytest.param(
        QUEUEING, ["run_now", "run_now@30", "cancel;run=2@40"],
        ["1 RUNNING", "2 QUEUED", "2 CANCELED", "1 SUCCESS"],
        id="canceled in the queue",
    ),
    pytest.param(
        QUEUEING, ["run_now", "run_now@10", "run_now@20", "cancel@30", "cancel;run=2@40"],
        ["1 RUNNING", "2 QUEUED", "3 QUEUED", "3 CANCELED", "2 CANCELED", "1 SUCCESS"],
        id="canceled in the queue, the latest first",
    ),
    pytest.param(
        QUEUEING, ["run_now", "run_now@60"],
        ["1 RUNNING", "2 QUEUED", "1 SUCCESS", "2 RUNNING", "2 SUCCESS"],
        id="queued for no time",
    ),
    pytest.param(
        with_job(ONE, max_concurrent_runs=2), ["run_now", "run_now@30"],
        ["1 RUNNING", "2 RUNNING", "1 SUCCESS", "2 SUCCESS"],
        id="both at once",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("world", "do", "expected"), RUNS)
def test_each_run_is_shown_as_it_turns(world, do, expected):
    trace = a_story(world, *do)

    assert expected == [f"{key[4:]} {state}" for key, state in runs_shown(trace)]


def test_a_run_says_what_it_is_for_where_another_is_for_something_else():
    nightly = with_job(a_world("a"), trigger=Schedule("0 0 2 * * ?"))

    assert {} == occasions_told(a_story(a_world("a"), "run_now;for=monday", "run_now"))
    assert {1: "monday", 2: "run-1"} == occasions_told(
        a_story(a_world("a"), "run_now;for=monday", "run_now;for=run-1")
    )
    assert {2: "run-2"} == occasions_told(a_story(a_world("a"), "run_now", "run_now;for=run-2"))
    assert {1: "first night", 2: "night-2"} == occasions_told(
        a_story(a_world("a"), "run_now;for=first-night", "run_now;for=night-2")
    )
    assert {2: "2026-11-23 02:00 UTC", 3: "2026-11-23 02:00:30 UTC"} == occasions_told(
        a_story(nightly, "run_now", "wait@9000", "run_now;for=2026-11-23T02:00:30Z")
    )
