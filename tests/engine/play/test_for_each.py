"""For each: inputs, concurrency, failed iterations and their repair.

Facts: for-each-concurrency, for-each-input, for-each-inputs, for-each-nested, for-each-values,
for-each-result, for-each-goes-on, for-each-repair, for-each-empty, for-each-timeout.
"""

import json

import pytest

from tests.build import (
    a_failure,
    a_json_list,
    a_loop,
    a_script,
    a_story,
    a_task,
    a_world,
    a_write,
    an_if,
    seen,
    states,
    the_event,
    with_job,
)
from trialrun.engine import Get, Op, State, Trace

OF_A = "{{tasks.a.values.k}}"


def inputs_of(trace: Trace) -> list[str]:
    return [found["x"] for found in seen(trace, "loop")]


REGIONS = '["US", "EU", "APAC"]'

INPUTS = [
    pytest.param(a_world(a_loop("loop", REGIONS)), id="literal"),
    pytest.param(
        with_job(
            a_world(a_loop("loop", "{{job.parameters.regions}}")),
            parameters=(("regions", REGIONS),),
        ),
        id="job parameter",
    ),
    pytest.param(
        a_world("a", a_loop("loop", OF_A, "a"), a=a_script(sets=[("k", REGIONS)])),
        id="task value",
    ),
]


@pytest.mark.parametrize("world", INPUTS)
def test_a_for_each_runs_its_task_for_each_element(world):
    trace = a_story(world)

    assert ["US", "EU", "APAC"] == inputs_of(trace)
    assert ("SUCCESS",) * 3 == trace.tasks["loop"].iterations
    assert "SUCCESS" == trace.tasks["loop"].state


AT_ONCE = [
    pytest.param(1, [0, 60, 120], 180, id="one at a time, the default"),
    pytest.param(2, [0, 0, 60], 120, id="two at a time"),
    pytest.param(3, [0, 0, 0], 60, id="all at once"),
    pytest.param(100, [0, 0, 0], 60, id="more than there are"),
]


@pytest.mark.parametrize(("at_once", "moments_s", "end_s"), AT_ONCE)
def test_a_for_each_runs_as_many_at_a_time_as_it_says(at_once, moments_s, end_s):
    trace = a_story(a_world(a_loop("loop", REGIONS, at_once=at_once)))

    assert moments_s == [
        e.t_ms // 1000 for e in trace.events if e.kind == "iteration" and e.after == "RUNNING"
    ]
    assert end_s * 1000 == trace.tasks["loop"].ended_ms


ELEMENTS = [
    pytest.param('["EU"]', "{{input}}", "EU", id="text comes bare"),
    pytest.param("[7]", "{{input}}", "7", id="number"),
    pytest.param("[true]", "{{input}}", "true", id="boolean"),
    pytest.param('[{"id": 7, "at": "EU"}]', "{{input.id}}", "7", id="number in an object"),
    pytest.param('[{"id": 7, "at": "EU"}]', "{{input.at}}", "EU", id="text in an object"),
    pytest.param('[{"at": "EU"}]', "{{input}}", '{"at": "EU"}', id="an object whole"),
    pytest.param('["EU"]', "region {{ input }}!", "region EU!", id="inside a text"),
]


@pytest.mark.parametrize(("inputs", "parameter", "value"), ELEMENTS)
def test_the_nested_task_sees_the_element_as_its_parameter(inputs, parameter, value):
    nested = a_task("one", parameters=(("x", parameter),))

    assert [value] == inputs_of(a_story(a_world(a_loop("loop", inputs, task=nested))))


def test_a_key_that_the_element_does_not_have_fails_the_iteration():
    nested = a_task("one", parameters=(("x", "{{input.nope}}"),))

    trace = a_story(a_world(a_loop("loop", '[{"at": "EU"}]', task=nested)))

    assert "attempt" == the_event(trace, "reference.unknown").kind
    assert ("FAILED",) == trace.tasks["loop"].iterations


BAD_INPUTS = [
    pytest.param('{"a": 1}', "for_each.inputs_no_array", id="an object"),
    pytest.param("US, EU", "for_each.inputs_no_array", id="no JSON"),
    pytest.param(OF_A, "for_each.no_value", id="a value that nobody set"),
    pytest.param("{{job.parameters.nope}}", "for_each.no_value", id="no such parameter"),
    pytest.param(json.dumps(["x" * 9997]), "for_each.inputs_too_long", id="10,001 characters"),
]


@pytest.mark.parametrize(("inputs", "rule"), BAD_INPUTS)
def test_a_for_each_over_something_else_fails_before_any_iteration(inputs, rule):
    trace = a_story(a_world(a_loop("loop", inputs), a_task("next", "loop")))

    assert "FAILED" == the_event(trace, rule).after
    assert {"loop": "FAILED", "next": "UPSTREAM_FAILED"} == states(trace)
    assert 0 == trace.executions


def test_10_000_characters_are_allowed():
    inputs = json.dumps(["x" * 9996])

    trace = a_story(a_world(a_loop("loop", inputs)))

    assert 10_000 == len(inputs)
    assert "SUCCESS" == trace.result


def test_a_task_value_may_hold_48_kib_of_inputs():
    value = a_json_list(48 * 1024)
    world = a_world("a", a_loop("loop", OF_A, "a"), a=a_script(sets=[("k", value)]))

    assert "SUCCESS" == a_story(world).result


def test_a_job_parameter_may_not_hold_more_than_a_literal():
    world = a_world(a_loop("loop", "{{job.parameters.p}}"))

    trace = a_story(with_job(world, parameters=(("p", a_json_list(10_001)),)))

    assert "FAILED" == the_event(trace, "for_each.inputs_too_long").after


def test_a_for_each_over_nothing_succeeds():
    trace = a_story(a_world(a_loop("loop", "[]"), a_task("next", "loop")))

    assert {"loop": "SUCCESS", "next": "SUCCESS"} == states(trace)
    assert () == trace.tasks["loop"].iterations


def test_inputs_in_5000_brackets_are_refused():
    trace = a_story(a_world(a_loop("loop", "[" * 5000 + "]" * 5000)))

    assert "FAILED" == the_event(trace, "for_each.inputs_no_array").after


A_FAILED_ITERATION = a_world(
    a_loop("loop", REGIONS), a_task("next", "loop"), one=a_script(fails=a_failure(iterations=[1]))
)


def test_a_failed_iteration_fails_the_for_each_but_not_the_others():
    trace = a_story(A_FAILED_ITERATION)

    assert ("SUCCESS", "FAILED", "SUCCESS") == trace.tasks["loop"].iterations
    assert {"loop": "FAILED", "next": "UPSTREAM_FAILED"} == states(trace)


def test_retries_belong_to_the_nested_task():
    nested = a_task("one", max_retries=1)
    world = a_world(
        a_loop("loop", "[1, 2]", task=nested), one=a_script(fails=a_failure(0, iterations=[1]))
    )

    trace = a_story(world)

    assert ("SUCCESS", "SUCCESS") == trace.tasks["loop"].iterations
    assert [(0, 0), (1, 0), (1, 1)] == [
        (e.iteration, e.attempt)
        for e in trace.events
        if e.kind == "iteration" and e.after == "RUNNING"
    ]


def test_a_repair_runs_only_the_failed_iterations_again():
    trace = a_story(A_FAILED_ITERATION, "run_now", "fix", "repair")

    again = [e for e in trace.events if e.segment == 1 and e.kind == "iteration"]
    assert {1} == {event.iteration for event in again}
    assert ("SUCCESS",) * 3 == trace.tasks["loop"].iterations
    assert {"loop": "SUCCESS", "next": "SUCCESS"} == states(trace)


def test_a_repair_with_other_inputs_runs_them_all():
    world = with_job(
        a_world(
            a_loop("loop", "{{job.parameters.p}}"),
            "b",
            one=a_script(fails=a_failure(0, iterations=[1])),
        ),
        parameters=(("p", "[1, 2]"),),
    )

    trace = a_story(world, "run_now", "repair;p.p=[3, 4, 5]")

    assert ["1", "2", "3", "4", "5"] == inputs_of(trace)


def test_a_for_each_that_succeeded_runs_wholly_again_when_it_is_named():
    world = with_job(
        a_world(
            a_loop(
                "loop", "[1, 2]", task=a_task("one", parameters=(("x", "{{job.parameters.p}}"),))
            ),
            "b",
        ),
        parameters=(("p", "old"),),
    )

    trace = a_story(world, "run_now", "repair;tasks=loop;p.p=new")

    assert ["old", "old", "new", "new"] == inputs_of(trace)


def test_a_for_each_on_a_branch_not_taken_is_excluded_without_iterations():
    check = an_if("check", "1", Op.EQUAL_TO, "2")

    trace = a_story(a_world(check, a_loop("loop", REGIONS, "check:true")))

    assert (State.EXCLUDED, ()) == (trace.tasks["loop"].state, trace.tasks["loop"].iterations)


def test_a_for_each_over_the_value_of_a_disabled_task_fails_and_is_not_disabled():
    trace = a_story(a_world(a_task("a", disabled=True), a_loop("loop", OF_A, "a")))

    assert {"a": "DISABLED", "loop": "FAILED"} == states(trace)


def test_values_set_in_an_iteration_cannot_be_read_behind_it():
    world = a_world(
        a_loop("loop", "[1]"),
        a_task("next", "loop"),
        one=a_script(sets=[("k", "1")]),
        next=a_script(gets=[Get("one", "k")]),
    )

    trace = a_story(world)

    assert {"loop": "SUCCESS", "next": "FAILED"} == states(trace)
    assert "attempt" == the_event(trace, "value.missing").kind


def test_a_for_each_that_takes_too_long_stops_its_iterations():
    trace = a_story(a_world(a_loop("loop", "[1, 2, 3]", timeout_ms=90_000)))

    end = trace.tasks["loop"]
    assert ("TIMEDOUT", 90_000) == (end.state, end.ended_ms)
    assert "SUCCESS" == end.iterations[0]
    assert "CANCELED" == end.iterations[1]
    assert [0, 60_000] == [
        e.t_ms for e in trace.events if e.kind == "iteration" and e.after == "RUNNING"
    ]


def test_iterations_write_rows_of_their_own():
    world = a_world(a_loop("loop", REGIONS), one=a_script(a_write("t", 10)))

    once, twice = a_story(world), a_story(world, "run_now", "run_now")

    assert (3, 30, 0) == tuple(once.tables["t"])
    assert (6, 60, 30) == tuple(twice.tables["t"])
