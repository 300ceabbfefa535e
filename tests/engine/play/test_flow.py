"""if/else: conditions, branches and joins.

Facts: condition-operators, condition-operand-types, condition-not-a-number, no-value-fails,
excluded, outcome-any-run-if, all-excluded, join-none-failed, disabled-supplier.
"""

import pytest

from tests.build import (
    ALWAYS,
    FIRST,
    a_script,
    a_story,
    a_task,
    a_world,
    an_if,
    starts,
    states,
)
from trialrun.engine import Notifications, Op, World

OF_A = "{{tasks.a.values.k}}"


def a_fork(value: str, *more, **script) -> World:
    """Returns a job that takes the branch `yes` if the value of `a` is 1, else `no`."""
    return a_world(
        "a",
        an_if("check", OF_A, Op.EQUAL_TO, "1", "a"),
        a_task("yes", "check:true"),
        a_task("no", "check:false"),
        *more,
        **{"a": a_script(sets=[("k", value)]), **script},
    )


BRANCHES = [
    pytest.param("1", "true", {"yes": "SUCCESS", "no": "EXCLUDED"}, id="true"),
    pytest.param("2", "false", {"yes": "EXCLUDED", "no": "SUCCESS"}, id="false"),
]


@pytest.mark.parametrize(("value", "outcome", "branches"), BRANCHES)
def test_the_branch_that_is_not_taken_is_excluded_and_no_failure(value, outcome, branches):
    trace = a_story(a_fork(value))

    assert outcome == trace.tasks["check"].outcome
    assert {"a": "SUCCESS", "check": "SUCCESS", **branches} == states(trace)
    assert "SUCCESS" == trace.result


COMPARED = [
    # value set by the task, operator, right -> outcome; "" when it fails
    pytest.param("12.0", Op.EQUAL_TO, "12", "false", id="equal compares text"),
    pytest.param("12.0", Op.NOT_EQUAL, "12", "true", id="so does not equal"),
    pytest.param("12.0", Op.GREATER_THAN_OR_EQUAL, "12", "true", id="order compares numbers"),
    pytest.param("9", Op.LESS_THAN, "10", "true", id="not digit by digit"),
    pytest.param('"9"', Op.LESS_THAN, "10", "true", id="a text that is a number"),
    pytest.param("0.95", Op.GREATER_THAN, "0.95", "false", id="greater is not equal"),
    pytest.param("true", Op.EQUAL_TO, "true", "true", id="a boolean is written true"),
    pytest.param('"EU"', Op.EQUAL_TO, "EU", "true", id="a text comes bare"),
    pytest.param('"EU"', Op.GREATER_THAN, "1", "", id="no number"),
    pytest.param("[1]", Op.EQUAL_TO, "[1]", "", id="a list is no operand"),
    pytest.param('{"x": 1}', Op.EQUAL_TO, "1", "", id="nor is an object"),
]


@pytest.mark.parametrize(("value", "op", "right", "outcome"), COMPARED)
def test_a_condition_compares_the_value_of_a_task(value, op, right, outcome):
    world = a_world("a", an_if("check", OF_A, op, right, "a"), a=a_script(sets=[("k", value)]))

    end = a_story(world).tasks["check"]

    assert (outcome, "SUCCESS" if outcome else "FAILED") == (end.outcome, end.state)


def test_a_condition_reads_end_states_in_lower_case():
    world = a_world(
        "a",
        an_if("check", "{{tasks.a.result_state}}", Op.EQUAL_TO, "failed", "a", run_if="ALL_DONE"),
        a=a_script(fails=ALWAYS),
    )

    assert "true" == a_story(world).tasks["check"].outcome


FAILING = [
    pytest.param(an_if("check", OF_A, Op.EQUAL_TO, "1", "a"), id="no such value"),
    pytest.param(an_if("check", "x", Op.GREATER_THAN, "1", "a"), id="no number"),
]


@pytest.mark.parametrize("check", FAILING)
def test_behind_a_condition_that_fails_both_branches_are_upstream_failed(check):
    trace = a_story(a_world("a", check, a_task("yes", "check:true"), a_task("no", "check:false")))

    assert {
        "a": "SUCCESS", "check": "FAILED", "yes": "UPSTREAM_FAILED", "no": "UPSTREAM_FAILED",
    } == states(trace)  # fmt: skip
    assert "FAILED" == trace.result


def test_a_condition_on_a_disabled_task_fails_and_is_not_disabled():
    world = a_world(a_task("a", disabled=True), an_if("check", OF_A, Op.EQUAL_TO, "1", "a"))

    assert {"a": "DISABLED", "check": "FAILED"} == states(a_story(world))


def test_a_condition_takes_no_time_and_is_no_execution():
    trace = a_story(a_fork("1"))

    assert [60_000] == starts(trace, "yes")
    assert 2 == trace.executions


def test_a_condition_does_not_notify():
    check = an_if("check", "1", Op.EQUAL_TO, "1", notifications=Notifications(on_success=("me",)))

    assert 0 == a_story(a_world(check)).final()["notices"]


def test_a_repair_evaluates_a_condition_again():
    world = a_world(
        "a",
        an_if("check", "{{job.repair_count}}", Op.EQUAL_TO, "1", "a"),
        a_task("yes", "check:true"),
        a_task("no", "check:false"),
        a=a_script(fails=FIRST),
    )

    trace = a_story(world, "run_now", "repair")

    assert ("true", "SUCCESS") == (trace.tasks["check"].outcome, trace.tasks["yes"].state)


JOINS = [
    # run_if of the join -> its end behind a taken and an excluded branch
    pytest.param("NONE_FAILED", "SUCCESS", id="none failed: the remedy"),
    pytest.param("AT_LEAST_ONE_SUCCESS", "SUCCESS", id="at least one success"),
    pytest.param("ALL_DONE", "SUCCESS", id="all done"),
    pytest.param("ALL_SUCCESS", "EXCLUDED", id="all success: observed once"),
    pytest.param("AT_LEAST_ONE_FAILED", "EXCLUDED", id="at least one failed"),
    pytest.param("ALL_FAILED", "EXCLUDED", id="all failed"),
]


@pytest.mark.parametrize(("run_if", "state"), JOINS)
def test_a_join_behind_branches_ends_by_its_run_if(run_if, state):
    trace = a_story(a_fork("1", a_task("join", "yes", "no", run_if=run_if)))

    assert state == trace.tasks["join"].state
    assert "SUCCESS" == trace.result


JOINS_OF_A_FAILURE = [
    pytest.param("NONE_FAILED", "UPSTREAM_FAILED", "FAILED", id="none failed passes it on"),
    pytest.param("ALL_DONE", "SUCCESS", "SUCCESS_WITH_FAILURES", id="all done hides it"),
    pytest.param("AT_LEAST_ONE_FAILED", "SUCCESS", "SUCCESS_WITH_FAILURES", id="handles it"),
]


@pytest.mark.parametrize(("run_if", "state", "result"), JOINS_OF_A_FAILURE)
def test_a_join_behind_a_branch_that_fails_ends_by_its_run_if(run_if, state, result):
    world = a_fork("1", a_task("join", "yes", "no", run_if=run_if), yes=a_script(fails=ALWAYS))

    trace = a_story(world)

    assert (state, result) == (trace.tasks["join"].state, trace.result)


@pytest.mark.parametrize("run_if", ["ALL_SUCCESS", "NONE_FAILED", "ALL_DONE"])
def test_exclusion_cascades_and_no_run_if_rescues_the_chain(run_if):
    trace = a_story(a_fork("2", a_task("next", "yes", run_if=run_if), a_task("last", "next")))

    assert ("EXCLUDED", "EXCLUDED") == (trace.tasks["next"].state, trace.tasks["last"].state)


OUTCOME_AND_TASK = [
    # value -> when `transform` starts: at once, or after `drop`
    pytest.param("2", [60_000], id="false: its own edge matches"),
    pytest.param("1", [120_000], id="true: that edge is excluded, drop succeeds"),
]


@pytest.mark.parametrize(("value", "moments"), OUTCOME_AND_TASK)
def test_an_outcome_and_a_task_meet_under_none_failed(value, moments):
    world = a_world(
        "a",
        an_if("check", OF_A, Op.EQUAL_TO, "1", "a"),
        a_task("drop", "check:true"),
        a_task("transform", "check:false", "drop", run_if="NONE_FAILED"),
        a=a_script(sets=[("k", value)]),
    )

    assert moments == starts(a_story(world), "transform")


def test_who_needs_both_outcomes_with_all_success_never_runs():
    trace = a_story(a_fork("1", a_task("both", "check:true", "check:false")))

    assert "EXCLUDED" == trace.tasks["both"].state


def test_a_condition_on_a_branch_not_taken_is_excluded_whatever_it_asks_for():
    world = a_world(
        a_task("x", disabled=True),
        an_if("first", "1", Op.EQUAL_TO, "2"),
        an_if("second", "{{tasks.x.values.k}}", Op.EQUAL_TO, "1", "first:true"),
        a_task("after", "second:true"),
    )
    trace = a_story(world)

    assert ("EXCLUDED", "EXCLUDED") == (states(trace)["second"], states(trace)["after"])
    assert "SUCCESS" == trace.result
