"""Errors that cannot heal: something is missing, at once, and serverless does not retry unasked."""

from dataclasses import replace

import pytest

from tests.build import (
    a_loop,
    a_script,
    a_story,
    a_task,
    a_world,
    a_write,
    rules_of,
    seen,
    starts,
    with_edited_task,
    with_job,
)
from trialrun.engine import (
    State,
    World,
    api_end_of_run,
    api_ends_of_runs,
    api_ends_of_tasks,
    codes_of_what_is_missing,
    fail_text,
    read_what_if,
    simulate,
)
from trialrun.engine.job.world import LASTING, Failure


def missing(kind: str = "missing_notebook", **fields: object) -> World:
    task = a_task("a", **{"disable_auto_optimization": False} | fields)
    return a_world(task, a=a_script(a_write(), fails=Failure(None, 0, kind=kind)))


@pytest.mark.parametrize("kind", LASTING)
def test_what_is_missing_fails_at_once_and_is_not_retried_unasked(kind):
    trace = a_story(missing(kind))

    assert (State.FAILED, 1, 1000) == (
        trace.tasks["a"].state, trace.tasks["a"].attempts, trace.tasks["a"].ended_ms
    )  # fmt: skip
    assert {f"attempt.{kind}", "retry.none_cannot_heal"} <= set(rules_of(trace))
    assert 0 == trace.tables["t"].rows


@pytest.mark.parametrize(
    ("parameters", "rule"),
    [
        ((("x", "{{job.naem}}"),), "reference.unknown"),
        ((("x", "{{tasks.b.values.k}}"),), "reference.unknown"),
        ((("x", "{{job.parameters.long}}" * 101),), "reference.too_long"),
    ],
)
def test_a_reference_to_nothing_cannot_heal_either(parameters, rule):
    task = a_task("a", parameters=parameters, disable_auto_optimization=False)
    asked_for = replace(task, max_retries=2)
    long = (("long", "x" * 10_000),)

    worlds = (with_job(a_world(one), parameters=long) for one in (task, asked_for))
    trace, again = map(a_story, worlds)

    assert (1, 3) == (trace.tasks["a"].attempts, again.tasks["a"].attempts)
    assert {rule, "retry.none_cannot_heal"} <= set(rules_of(trace))


def test_an_error_of_the_code_is_retried_there():
    world = a_world(
        a_task("a", disable_auto_optimization=False), a=a_script(fails=Failure(None, 0))
    )

    assert 4 == a_story(world).tasks["a"].attempts


@pytest.mark.parametrize(("retries", "attempts"), [(1, 2), (3, 4)])
def test_retries_that_a_task_asks_for_are_made_all_the_same(retries, attempts):
    assert attempts == a_story(missing(max_retries=retries)).tasks["a"].attempts


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"compute": "main"}, "retry.none"),
        ({"disable_auto_optimization": True}, "retry.none_forbidden"),
    ],
)
def test_without_auto_optimization_it_is_a_failure_like_any_other(fields, rule):
    assert rule in rules_of(a_story(missing(**fields)))


def test_a_fix_brings_back_what_was_missing():
    trace = a_story(missing(), "run_now", "fix", "run_now")

    assert State.SUCCESS is trace.result
    assert 2 == len(starts(trace, "a"))


@pytest.mark.parametrize(("kind", "code"), [*LASTING.items(), ("", "RUN_EXECUTION_ERROR")])
def test_its_code_can_be_referred_to(kind, code):
    reads = a_task("b", "a", run_if="ALL_DONE", parameters=(("x", "{{tasks.a.error_code}}"),))
    fails = a_script(fails=Failure(None, 0, kind=kind))

    trace = a_story(a_world("a", reads, a=fails))

    assert [{"x": code}] == seen(trace, "b")


def test_what_fails_after_a_repair_for_another_reason_has_the_code_of_that():
    world = a_world(
        a_task("a", max_retries=0),
        a_task("b", "a", run_if="ALL_DONE", parameters=(("x", "{{tasks.a.error_code}}"),)),
        a=a_script(fails=Failure(None, 0, kind="missing_notebook")),
    )
    world = with_edited_task(world, "slip", "a", parameters=(("y", "{{job.naem}}"),))

    trace = a_story(world, "run_now", "edit:slip", "repair;tasks=a,b")

    assert [{"x": "RESOURCE_NOT_FOUND"}, {"x": "RUN_EXECUTION_ERROR"}] == seen(trace, "b")
    assert {} == codes_of_what_is_missing(trace)


@pytest.mark.parametrize(("kind", "code"), LASTING.items())
def test_the_api_shows_the_code_of_what_is_missing_at_the_task_and_the_run(kind, code):
    trace = a_story(missing(kind))

    api = trace.to_dict()["api"]
    run, task = api_end_of_run(trace), api_ends_of_tasks(trace)["a"]

    assert ("INTERNAL_ERROR", "FAILED", code) == (
        run.life_cycle_state, run.result_state, run.code
    )  # fmt: skip
    assert ("TERMINATED", "FAILED", code) == (task.life_cycle_state, task.result_state, task.code)
    assert ({"a": code}, code) == (api["task_codes"], api["run"]["code"])
    # The code of libraries is in the documented list, and in no recorded run.
    assert {kind == "missing_library"} == {run.is_assumed, task.is_assumed}


@pytest.mark.parametrize(
    ("tasks", "kinds", "is_assumed"),
    [
        (["a", "b"], {"a": "missing_notebook", "b": "missing_notebook"}, False),
        (["a", "b"], {"a": "missing_notebook", "b": ""}, True),
        (["a", "b"], {"a": "missing_notebook", "b": "missing_library"}, True),
        (["a", a_task("b", "a")], {"a": "missing_notebook"}, True),
        ([a_loop("l", "[1]", task=a_task("a"))], {"a": "missing_notebook"}, False),
    ],
)
def test_a_run_has_the_code_of_all_that_failed_or_none_that_is_known(tasks, kinds, is_assumed):
    scripts = {key: a_script(fails=Failure(None, 0, kind=kind)) for key, kind in kinds.items()}

    shown = api_end_of_run(a_story(a_world(*tasks, **scripts)))

    is_one = tasks == ["a", "b"] and not is_assumed
    assert is_assumed is shown.is_assumed
    assert ("RESOURCE_NOT_FOUND" if is_one else "RUN_EXECUTION_ERROR") == shown.code


def test_each_run_has_a_code_of_its_own():
    trace = a_story(missing(), "run_now", "fix", "run_now")

    assert ["RESOURCE_NOT_FOUND", "SUCCESS"] == [
        shown.code for shown in api_ends_of_runs(trace).values()
    ]
    assert "task_codes" not in trace.to_dict()["api"]


def test_it_is_written_and_read():
    world = missing()

    for text in ("a=missing_notebook", "a:0=missing_library"):
        ((task, failure),) = read_what_if(world, [text], []).fail or ()
        assert text == fail_text(task, failure)
    with pytest.raises(ValueError, match=r"is no kind of failure.*Did you mean missing_notebook"):
        read_what_if(world, ["a=missing_notebok"], [])


def test_two_kinds_at_two_attempts_are_one_too_many():
    with pytest.raises(ValueError, match="cannot fail in two ways"):
        read_what_if(missing(), ["a:0", "a:1=missing_library"], [])


def test_other_kinds_are_other_worlds():
    assert missing().digest != missing("missing_library").digest
    assert simulate(missing()).result is State.FAILED
