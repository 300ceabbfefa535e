"""Errors that cannot heal: something is missing, at once, and serverless does not retry unasked."""

from dataclasses import replace

import pytest

from tests.build import (
    a_script,
    a_story,
    a_task,
    a_world,
    a_write,
    rules_of,
    seen,
    starts,
    with_job,
)
from trialrun.engine import State, World, fail_text, read_what_if, simulate
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
