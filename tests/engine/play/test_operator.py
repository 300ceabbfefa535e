"""What the operator does: run now, cancel, edit, repair as the API does, fix and restore."""

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
    rules_of,
    seen,
    starts,
    states,
    the_event,
    with_edit,
    with_edited_task,
    with_job,
)
from trialrun.engine import RUN_NOW, Action, Do, World, simulate

DIAMOND = ("a", a_task("b", "a"), a_task("c", "a"), a_task("d", "b", "c"))

ONLY = [
    pytest.param("b", {"b"}, id="a task alone"),
    pytest.param("+b", {"a", "b"}, id="and what is before it"),
    pytest.param("b+", {"b", "d"}, id="and what is behind it"),
    pytest.param("+b+", {"a", "b", "d"}, id="both"),
    pytest.param("b,c", {"b", "c"}, id="two tasks"),
    pytest.param("a,+d", {"a", "b", "c", "d"}, id="all of them"),
]


@pytest.mark.parametrize(("only", "ran"), ONLY)
def test_run_now_runs_only_what_is_chosen(only, ran):
    trace = a_story(a_world(*DIAMOND), f"run_now;only={only}")

    assert ran == {key for key, task in trace.tasks.items() if task.attempts}
    assert "SUCCESS" == trace.result
    assert {"BLOCKED"} >= {str(task.state) for key, task in trace.tasks.items() if key not in ran}


def test_a_task_of_a_partial_run_does_not_wait_for_what_is_left_out():
    trace = a_story(a_world(*DIAMOND), "run_now;only=d")

    assert [0] == starts(trace, "d")
    assert "RUNNING" == the_event(trace, "task.parents_left_out").after


DISABLED = [
    pytest.param("+c", {"a", "c"}, id="a plus leaves it out"),
    pytest.param("b", {"b"}, id="by its name it runs"),
    pytest.param("a,b,c", {"a", "b", "c"}, id="with all others, too"),
]


@pytest.mark.parametrize(("only", "ran"), DISABLED)
def test_a_partial_run_does_exactly_what_is_chosen_disabled_or_not(only, ran):
    world = a_world("a", a_task("b", "a", disabled=True), a_task("c", "b"))

    trace = a_story(world, f"run_now;only={only}")

    assert ran == {key for key, task in trace.tasks.items() if task.attempts}


def test_a_run_of_a_task_there_is_not_is_refused():
    trace = simulate(a_world("a"), (Action(Do.RUN_NOW, tasks=("+x",)),))

    assert "refused" == the_event(trace, "run_now.unknown_task").kind
    assert () == trace.segments


def test_parameters_of_run_now_beat_the_defaults_for_this_run_only():
    world = with_job(a_world("a"), parameters=(("region", "US"), ("day", "1")))

    trace = a_story(world, "run_now;p.region=EU;p.more=x", "run_now")

    assert [
        {"region": "EU", "day": "1", "more": "x"},
        {"region": "US", "day": "1"},
    ] == seen(trace, "a")


def test_a_token_launches_exactly_one_run():
    trace = a_story(a_world("a"), "run_now;token=t", "run_now;token=t", "run_now;token=u")

    known = the_event(trace, "run_now.token_known")
    assert ("refused", 0) == (known.kind, known.segment)
    assert ["SUCCESS", "SUCCESS"] == trace.final()["runs"]


def test_a_token_of_a_queued_run_is_known():
    trace = a_story(a_world("a"), "run_now", "run_now;token=t@5", "run_now;token=t@6")

    assert 2 == len(trace.runs)
    assert "run_now.token_known" in rules_of(trace)


# Cancel


def test_a_canceled_run_ends_at_once_with_all_that_is_not_done():
    trace = a_story(a_world(*DIAMOND), "run_now", "cancel@70")

    assert "CANCELED" == trace.result
    assert {"a": "SUCCESS", "b": "CANCELED", "c": "CANCELED", "d": "CANCELED"} == states(trace)
    assert 70_000 == trace.t_end_ms


def test_a_canceled_run_keeps_what_it_has_committed():
    world = a_world("a", a=a_script(a_write("x"), a_write("y")))

    trace = a_story(world, "run_now", "cancel@30")

    assert {"x": 10, "y": 0} == {name: table.rows for name, table in trace.tables.items()}


def test_a_canceled_run_runs_no_cleanup():
    world = a_world("a", a_task("cleanup", "a", run_if="ALL_DONE"))

    assert 0 == a_story(world, "run_now", "cancel@5").tasks["cleanup"].attempts


CLEANUPS = [
    # run_if of the task behind a canceled one -> its end, that of the run
    pytest.param("ALL_SUCCESS", "UPSTREAM_CANCELED", "CANCELED", id="all success"),
    pytest.param("NONE_FAILED", "UPSTREAM_CANCELED", "CANCELED", id="none failed"),
    pytest.param("ALL_DONE", "SUCCESS", "SUCCESS_WITH_FAILURES", id="all done"),
    pytest.param("AT_LEAST_ONE_FAILED", "SUCCESS", "SUCCESS_WITH_FAILURES", id="one failed"),
    pytest.param("ALL_FAILED", "SUCCESS", "SUCCESS_WITH_FAILURES", id="all failed"),
]


@pytest.mark.parametrize(("run_if", "state", "result"), CLEANUPS)
def test_behind_a_canceled_task_cleanup_runs(run_if, state, result):
    world = a_world("a", a_task("cleanup", "a", run_if=run_if))

    trace = a_story(world, "run_now", "cancel:a@5")

    assert {"a": "CANCELED", "cleanup": state} == states(trace)
    assert result == trace.result


def test_upstream_canceled_is_passed_on():
    world = a_world("a", a_task("b", "a"), a_task("c", "b"), a_task("d", "c", run_if="ALL_FAILED"))

    trace = a_story(world, "run_now", "cancel:a@5")

    assert {
        "a": "CANCELED", "b": "UPSTREAM_CANCELED", "c": "UPSTREAM_CANCELED", "d": "SUCCESS",
    } == states(trace)  # fmt: skip


def test_a_task_that_waits_for_its_retry_can_be_canceled():
    task = a_task("a", max_retries=1, min_retry_interval_ms=240_000)

    trace = a_story(a_world(task, a=a_script(fails=ALWAYS)), "run_now", "cancel:a@100")

    assert (1, "CANCELED") == (trace.tasks["a"].attempts, trace.tasks["a"].state)
    assert 100_000 == trace.t_end_ms


NOT_ACTIVE = [
    pytest.param("cancel", "cancel.refused_not_active", id="no run"),
    pytest.param("run_now cancel", "cancel.refused_not_active", id="it is over"),
    pytest.param("run_now cancel;run=7@5", "cancel.refused_not_active", id="no such run"),
    pytest.param("run_now cancel:b@5", "cancel.refused_task_not_running", id="not started"),
    pytest.param("run_now cancel:a@70", "cancel.refused_task_not_running", id="done"),
    pytest.param(
        "run_now;only=a cancel:b@5", "cancel.refused_task_not_running", id="not part of the run"
    ),
]


@pytest.mark.parametrize(("do", "rule"), NOT_ACTIVE)
def test_what_is_not_active_cannot_be_canceled(do, rule):
    trace = a_story(a_world(*DIAMOND), *do.split())

    assert "refused" == the_event(trace, rule).kind
    assert trace.result in ("SUCCESS", "SKIPPED")


def test_a_canceled_run_can_be_repaired():
    trace = a_story(a_world(*DIAMOND), "run_now", "cancel@70", "repair")

    assert ["CANCELED", "SUCCESS"] == trace.final()["segments"]
    assert {"a": 1, "b": 2, "c": 2, "d": 1} == {k: t.attempts for k, t in trace.tasks.items()}


# Edits


def a_broken_job(**fields) -> World:
    """Returns a job whose second task fails at first; the edit `e` changes its settings."""
    world = a_world("a", a_task("b", "a"), b=a_script(fails=FIRST))
    return with_edited_task(world, "e", "b", **fields)


EDITS = [
    pytest.param({"timeout_ms": 1000}, {"b": "TIMEDOUT"}, id="timeout"),
    pytest.param({"disabled": True}, {"b": "DISABLED"}, id="disabled"),
    pytest.param({"run_if": "AT_LEAST_ONE_FAILED"}, {"b": "EXCLUDED"}, id="run_if"),
    pytest.param({}, {"b": "SUCCESS"}, id="nothing"),
]


@pytest.mark.parametrize(("fields", "end"), EDITS)
def test_a_repair_uses_the_settings_in_force_now(fields, end):
    trace = a_story(a_broken_job(**fields), "run_now", "edit:e", "repair")

    assert {"a": "SUCCESS", **end} == states(trace)


def test_a_repair_has_the_retries_that_an_edit_gives_it():
    world = a_world("a", a_task("b", "a"), b=a_script(fails=a_failure(0, 1)))

    trace = a_story(with_edited_task(world, "e", "b", max_retries=1), "run_now", "edit:e", "repair")

    assert ["FAILED", "SUCCESS"] == trace.final()["segments"]
    assert 3 == trace.tasks["b"].attempts


def test_an_edit_changes_nothing_for_a_run_that_is_going_on():
    trace = a_story(a_broken_job(max_retries=1), "run_now", "edit:e@5")

    assert {"a": "SUCCESS", "b": "FAILED"} == states(trace)


def test_an_edit_holds_for_the_next_run():
    trace = a_story(a_broken_job(max_retries=1), "edit:e", "run_now")

    assert {"a": "SUCCESS", "b": "SUCCESS"} == states(trace)


def test_segments_name_the_settings_they_ran_with():
    world = a_broken_job(max_retries=1)

    trace = a_story(world, "run_now", "edit:e", "repair")

    assert [world.job, world.edits["e"]] == [segment.settings for segment in trace.segments]


def test_a_repair_follows_from_the_edit_before_it():
    trace = a_story(a_broken_job(max_retries=1), "run_now", "edit:e", "repair")

    failed, edit = the_event(trace, "run.leaf_failed").q, the_event(trace, "operator.edit").q
    assert (failed, edit) == the_event(trace, "repair.same_run").cause


def test_an_unknown_edit_is_refused():
    trace = simulate(a_world("a"), (*RUN_NOW, Action(Do.EDIT, name="x")))

    assert "refused" == the_event(trace, "edit.refused_unknown").kind


def test_an_edit_of_the_limit_lets_two_runs_overlap():
    world = with_edit(a_world("a"), "e", max_concurrent_runs=2)

    assert [0, 10_000] == starts(a_story(world, "run_now", "edit:e@5", "run_now@10"), "a")
