"""Repairs as the API does them: what is selected, what is refused.

Facts: repair-api, repair-latest-id, repair-duplicate-key, repair-not-selected,
repair-nothing-to-do, repair-never-started.
"""

import pytest

from tests.build import (
    ALWAYS,
    FIRST,
    a_script,
    a_story,
    a_task,
    a_world,
    rules_of,
    seen,
    states,
    the_event,
    with_job,
)
from trialrun.engine import Trace

DIAMOND = ("a", a_task("b", "a"), a_task("c", "a"), a_task("d", "b", "c"))


def again(trace: Trace) -> list[str]:
    """Returns the keys of the tasks in the last segment."""
    return [list(trace.tasks)[task] for task in trace.segments[-1].tasks]


B_FAILS = a_world(*DIAMOND, b=a_script(fails=ALWAYS))

SELECTED = [
    pytest.param("repair", ["b", "d"], id="the dialog: unsuccessful and their dependents"),
    pytest.param("repair;all_failed", ["b", "d"], id="all failed"),
    pytest.param("repair;tasks=b", ["b"], id="a task alone: no dependents"),
    pytest.param("repair;tasks=b;dependents", ["b", "d"], id="a task and its dependents"),
    pytest.param("repair;tasks=a", ["a"], id="a task that had succeeded"),
    pytest.param("repair;tasks=a;dependents", ["a", "b", "c", "d"], id="everything behind it"),
]


@pytest.mark.parametrize(("do", "tasks"), SELECTED)
def test_a_repair_selects_what_it_is_asked_for(do, tasks):
    assert tasks == again(a_story(B_FAILS, "run_now", "fix", do))


def test_a_repair_of_a_task_alone_leaves_what_waits_for_it():
    trace = a_story(B_FAILS, "run_now", "fix", "repair;tasks=b")

    assert ("SUCCESS", "UPSTREAM_FAILED") == (trace.tasks["b"].state, trace.tasks["d"].state)
    assert "FAILED" == trace.result


REFUSED = [
    pytest.param("repair;tasks=b;all_failed", "repair.refused_both", id="both"),
    pytest.param("repair;tasks=b,b", "repair.refused_duplicate", id="a task twice"),
    pytest.param("repair;tasks=b;id=1", "repair.refused_latest_repair_id", id="there is none yet"),
]


@pytest.mark.parametrize(("do", "rule"), REFUSED)
def test_a_repair_that_contradicts_itself_is_refused(do, rule):
    trace = a_story(B_FAILS, "run_now", do)

    assert "refused" == the_event(trace, rule).kind
    assert 1 == len(trace.segments)


IDS = [
    # the second repair -> is it refused?
    pytest.param("repair;tasks=b", 1, id="without the id of the first"),
    pytest.param("repair;tasks=b;id=2", 1, id="with another id"),
    pytest.param("repair;tasks=b;id=1", 0, id="with it"),
    pytest.param("repair", 0, id="the dialog sends it by itself"),
]


@pytest.mark.parametrize(("do", "refusals"), IDS)
def test_a_second_repair_over_the_api_names_the_first(do, refusals):
    trace = a_story(B_FAILS, "run_now", "repair;all_failed", do)

    assert refusals == rules_of(trace).count("repair.refused_latest_repair_id")


def test_a_run_that_was_never_started_cannot_be_repaired():
    trace = a_story(B_FAILS, "run_now", "run_now@1", "cancel@2", "repair@3")

    assert "refused" == the_event(trace, "repair.refused_skipped").kind


def test_an_older_run_can_be_repaired():
    world = a_world("a", "b", a=a_script(fails=FIRST))

    trace = a_story(world, "run_now", "run_now", "repair;run=1")

    assert [1, 2, 1] == [segment.run for segment in trace.segments]
    assert ["SUCCESS", "SUCCESS"] == trace.final()["runs"]


def test_parameters_of_a_repair_beat_those_of_the_run():
    world = with_job(a_world("a", "b", a=a_script(fails=FIRST)), parameters=(("x", "1"),))

    trace = a_story(world, "run_now;p.x=2", "repair;p.x=3")

    assert [{"x": "2"}, {"x": "3"}] == seen(trace, "a")


def test_a_run_that_only_succeeded_with_failures_can_be_repaired():
    world = a_world("a", a_task("b", "a", run_if="ALL_DONE"), a=a_script(fails=FIRST))

    trace = a_story(world, "run_now", "repair")

    assert ["SUCCESS_WITH_FAILURES", "SUCCESS"] == trace.final()["segments"]
    assert {"a": 2, "b": 2} == {key: task.attempts for key, task in trace.tasks.items()}


def test_a_disabled_task_runs_in_a_repair_that_names_it():
    world = a_world("a", a_task("b", disabled=True), a=a_script(fails=FIRST))

    trace = a_story(world, "run_now", "repair;tasks=b")

    assert {"a": "FAILED", "b": "SUCCESS"} == states(trace)
