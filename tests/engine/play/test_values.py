"""Task values, parameters and references.

Facts: task-values-json, task-value-missing, task-value-count, references-are-strings,
unknown-reference, job-parameter-wins, parameters-size, repair-task-values.
"""

import pytest

from tests.build import (
    ALWAYS,
    FIRST,
    a_json_list,
    a_script,
    a_story,
    a_task,
    a_world,
    seen,
    states,
    the_event,
    with_job,
)
from trialrun.engine import Get, Trace, Value

OF_A = "{{tasks.a.values.k}}"


def values(trace: Trace, rule: str) -> list[str]:
    return [e.data.json for e in trace.events if e.rule == rule and isinstance(e.data, Value)]


TYPED = [
    # JSON that is set -> what get returns, what a reference becomes
    pytest.param("30", "30", "30", id="a number stays a number, but is text by reference"),
    pytest.param('"30"', '"30"', "30", id="a text"),
    pytest.param("true", "true", "true", id="a boolean"),
    pytest.param("0.97", "0.97", "0.97", id="a fraction"),
    pytest.param('["US", "EU"]', '["US", "EU"]', '["US", "EU"]', id="a list"),
]


@pytest.mark.parametrize(("json_text", "got", "referred"), TYPED)
def test_a_task_value_is_typed_by_get_and_text_by_reference(json_text, got, referred):
    world = a_world(
        "a",
        a_task("b", "a", parameters=(("x", OF_A),)),
        a=a_script(sets=[("k", json_text)]),
        b=a_script(gets=[Get("a", "k")]),
    )

    trace = a_story(world)

    assert [got] == values(trace, "value.got")
    assert [{"x": referred}] == seen(trace, "b")


GETS = [
    pytest.param(Get("a", "nope"), "FAILED", id="no such key"),
    pytest.param(Get("nobody", "k"), "FAILED", id="no such task"),
    pytest.param(Get("a", "nope", "42"), "SUCCESS", id="a default"),
    pytest.param(Get("a", "nope", "null"), "SUCCESS", id="a default of null"),
    pytest.param(Get("a", "k", "42"), "SUCCESS", id="a default that is not needed"),
]


@pytest.mark.parametrize(("get", "state"), GETS)
def test_a_value_that_is_missing_fails_unless_there_is_a_default(get, state):
    world = a_world("a", a_task("b", "a"), a=a_script(sets=[("k", "1")]), b=a_script(gets=[get]))

    assert state == a_story(world).tasks["b"].state


def test_a_default_is_what_get_returns():
    trace = a_story(a_world("a", a=a_script(gets=[Get("b", "k", "42")])))

    assert ["42"] == values(trace, "value.got")


SIZES = [
    pytest.param(48 * 1024, "SUCCESS", id="48 KiB"),
    pytest.param(48 * 1024 + 1, "FAILED", id="one byte more"),
]


@pytest.mark.parametrize(("size", "state"), SIZES)
def test_a_task_value_has_at_most_48_kib(size, state):
    trace = a_story(a_world("a", a=a_script(sets=[("k", a_json_list(size))])))

    assert {"a": state} == states(trace)


COUNTS = [pytest.param(250, "SUCCESS", id="250"), pytest.param(251, "FAILED", id="251")]


@pytest.mark.parametrize(("count", "state"), COUNTS)
def test_a_run_has_at_most_250_task_values(count, state):
    world = a_world(
        "a",
        a_task("b", "a"),
        a=a_script(sets=[("k", "1")]),
        b=a_script(sets=[(f"k{index}", "1") for index in range(count - 1)]),
    )

    trace = a_story(world)

    assert {"a": "SUCCESS", "b": state} == states(trace)
    assert 250 == len(values(trace, "value.set"))


def test_a_failed_attempt_sets_no_values():
    world = a_world(
        "a",
        a_task("b", "a", run_if="ALL_DONE"),
        a=a_script(sets=[("k", "1")], fails=ALWAYS),
        b=a_script(gets=[Get("a", "k")]),
    )

    assert {"a": "FAILED", "b": "FAILED"} == states(a_story(world))


def test_values_are_kept_over_a_repair():
    world = a_world(
        "a",
        a_task("b", "a"),
        a=a_script(sets=[("k", "1")]),
        b=a_script(gets=[Get("a", "k")], fails=FIRST),
    )

    trace = a_story(world, "run_now", "repair")

    assert ["1", "1"] == values(trace, "value.got")
    assert 1 == trace.tasks["a"].attempts


def test_a_new_run_knows_no_values_of_the_one_before():
    world = a_world(
        "a", a_task("b", "a"), a=a_script(sets=[("k", "1")]), b=a_script(gets=[Get("a", "k")])
    )

    trace = a_story(world, "run_now", "run_now;only=b")

    assert ["SUCCESS", "FAILED"] == trace.final()["runs"]


PARAMETERS = [
    # job parameters, the task's own -> what the task sees
    pytest.param((), (("r", "EU"),), {"r": "EU"}, id="its own"),
    pytest.param((("r", "US"),), (), {"r": "US"}, id="those of the job are pushed down"),
    pytest.param((("r", "US"),), (("r", "EU"),), {"r": "US"}, id="the job's win"),
    pytest.param(
        (("r", "US"),),
        (("s", "{{job.parameters.r}}!"),),
        {"r": "US", "s": "US!"},
        id="by reference",
    ),
    pytest.param(
        (("day", "{{job.start_time.iso_date}}"),),
        (("d", "{{job.parameters.day}}"),),
        {"day": "2026-11-23", "d": "2026-11-23"},
        id="a reference to a parameter that is one itself",
    ),
]


@pytest.mark.parametrize(("of_job", "of_task", "found"), PARAMETERS)
def test_a_job_parameter_beats_a_task_parameter(of_job, of_task, found):
    world = with_job(a_world(a_task("a", parameters=of_task)), parameters=of_job)

    assert [found] == seen(a_story(world), "a")


LITERAL = ["{{nope}}", "{{nope.x}}", "{{input}}", "{{ no such thing }}", "{ {job.id}}", "{{}}"]


@pytest.mark.parametrize("text", LITERAL)
def test_an_unknown_reference_stays_as_it_stands(text):
    trace = a_story(a_world(a_task("a", parameters=(("x", text),))))

    assert [{"x": text}] == seen(trace, "a")


UNKNOWN = ["{{job.nope}}", "{{job.parameters.nope}}", "{{tasks.a.values.nope}}", "{{task.nope}}",
           "{{tasks.nobody.result_state}}", "{{job.start_time.nope}}", "{{job.trigger.nope}}",
           "{{job.trigger.time.nope}}", "{{workspace}}", "{{tasks}}", "{{job.name.nope}}",
           "{{job.trigger.file_arrival.nope}}"]  # fmt: skip


@pytest.mark.parametrize("text", UNKNOWN)
def test_an_unknown_key_of_a_known_namespace_is_an_error(text):
    trace = a_story(a_world(a_task("a", parameters=(("x", text),))))

    assert {"a": "FAILED"} == states(trace)
    assert "FAILED" == the_event(trace, "reference.unknown").after


KNOWN = [
    pytest.param("{{job.name}}", "restaurant", id="name of the job"),
    pytest.param("{{job.repair_count}}", "0", id="no repair yet"),
    pytest.param("{{job.trigger.type}}", "one_time", id="trigger"),
    pytest.param("{{job.start_time.iso_datetime}}", "2026-11-23T00:01:00", id="its own start"),
    pytest.param("{{job.start_time.is_weekday}}", "true", id="a Monday"),
    pytest.param("{{task.name}}", "a", id="name of the task"),
    pytest.param("{{task.execution_count}}", "1", id="executions"),
    pytest.param("{{tasks.`a`.execution_count}}", "1", id="backticks"),
]


@pytest.mark.parametrize(("text", "value"), KNOWN)
def test_a_reference_is_replaced_by_its_value(text, value):
    trace = a_story(a_world(a_task("a", parameters=(("x", text),))), "run_now@60")

    assert [{"x": value}] == seen(trace, "a")
