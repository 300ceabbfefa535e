"""Predict: the state in which each task ends, read off the run."""

from dataclasses import replace

import pytest

from tests.build import (
    ALWAYS,
    NO_TOOLS,
    a_chain,
    a_predict,
    a_question,
    a_scenario,
    a_script,
    a_stage,
    a_story,
    a_task,
    a_world,
    with_job,
)
from trialrun.engine import Slowness
from trialrun.questions import Flaw, Part, Reading, flaws_of, read_question
from trialrun.questions.contradiction import contradiction
from trialrun.questions.kinds import kind_of
from trialrun.questions.kinds.predict import KIND, PAINTS, prediction_of
from trialrun.questions.replay import ANYWAY

SPEC = a_predict(why={"c": "It raises an error."})
QUESTION = a_question(SPEC)
RIGHT = {"a": "SUCCESS", "b": "SUCCESS", "c": "FAILED"}


def form(**painted: str) -> dict[str, list[str]]:
    return {f"task-{key}": state.split("+") for key, state in painted.items()}


def test_the_key_is_the_end_state_of_each_task():
    assert RIGHT == QUESTION.key


def test_the_key_follows_the_what_if():
    spec = a_predict(run={"scenario": "one-fails", "fail": ["a"]})

    question = a_question(spec)

    assert {"a": "FAILED", "b": "UPSTREAM_FAILED", "c": "UPSTREAM_FAILED"} == question.key


def test_a_kept_question_asks_in_the_order_of_the_job():
    late = a_scenario(world=a_world("z", a_task("b", "z")))
    question = a_question(a_predict(), a_stage(late))

    kept = read_question(question.text)

    assert (("z", ""), ("b", "")) == KIND.show(kept, seed="one").asked
    assert f"{STILL}z, b." == KIND.read(kept, {}, NO_TOOLS).error
    assert ["z", "b"] == [part.id for part in KIND.grade(kept, {}).parts]


def test_every_state_of_a_key_can_be_painted():
    assert set(QUESTION.key.values()) <= set(PAINTS)


def test_a_reason_for_a_task_that_is_not_there_is_a_flaw():
    spec = a_predict(why={"d": "?"})

    assert [Flaw(("why", "d"), "the run has no task `d`; it has a, b, c")] == list(
        flaws_of(spec, a_stage())
    )


STILL = "Say how each task ends. Still open: "

READINGS = [
    pytest.param(form(**RIGHT), Reading(RIGHT), id="all painted"),
    pytest.param({}, Reading({}, f"{STILL}a, b, c."), id="blank"),
    pytest.param(
        form(a="SUCCESS", c="FAILED"),
        Reading({"a": "SUCCESS", "c": "FAILED"}, f"{STILL}b."),
        id="a missing task",
    ),
    pytest.param(
        form(**RIGHT | {"b": ""}),
        Reading({"a": "SUCCESS", "c": "FAILED"}, f"{STILL}b."),
        id="an empty value is missing",
    ),
    pytest.param(
        form(**RIGHT | {"b": "RUNNING"}),
        Reading({"a": "SUCCESS", "c": "FAILED"}, f"{STILL}b."),
        id="a state that is no end",
    ),
    pytest.param(
        form(**RIGHT | {"a": "nope"}),
        Reading({"b": "SUCCESS", "c": "FAILED"}, f"{STILL}a."),
        id="unknown state",
    ),
    pytest.param(
        form(**RIGHT | {"a": "SUCCESS+FAILED"}),
        Reading({"b": "SUCCESS", "c": "FAILED"}, f"{STILL}a."),
        id="two states for a task",
    ),
    pytest.param(form(**RIGHT, d="FAILED"), Reading(RIGHT), id="a task that is not asked for"),
]


@pytest.mark.parametrize(("sent", "reading"), READINGS)
def test_a_form_is_read_task_by_task(sent, reading):
    assert reading == kind_of(QUESTION).read(QUESTION, sent, NO_TOOLS)


GRADES = [
    pytest.param(RIGHT, True, 1.0, id="all right"),
    pytest.param(RIGHT | {"b": "FAILED"}, False, 2 / 3, id="one wrong"),
    pytest.param({"a": "FAILED", "b": "EXCLUDED", "c": "CANCELED"}, False, 0.0, id="all wrong"),
    pytest.param(
        {"a": "FAILED", "b": "UPSTREAM_FAILED", "c": "UPSTREAM_FAILED"},
        False,
        2 / 3,
        id="one slip, and what follows from it",
    ),
    pytest.param({}, False, 0.0, id="nothing"),
]


@pytest.mark.parametrize(("response", "is_correct", "score"), GRADES)
def test_a_prediction_is_right_or_not_and_scored_by_its_tasks(response, is_correct, score):
    grade = kind_of(QUESTION).grade(QUESTION, response)

    assert (is_correct, score) == (grade.is_correct, grade.score)


def test_a_grade_tells_each_task_with_its_reason():
    grade = kind_of(QUESTION).grade(QUESTION, RIGHT | {"c": "EXCLUDED"})

    assert Part("c", "c", "EXCLUDED", "FAILED", "It raises an error.", False) == grade.parts[2]
    assert [True, True, False] == [part.is_right for part in grade.parts]


# A prediction held against a run.

THREE = a_world("a", a_task("b", "a"), "z", a=a_script(fails=ALWAYS))
TRUE = {"a": "FAILED", "b": "UPSTREAM_FAILED", "z": "SUCCESS"}
WRONG = [
    pytest.param({}, "", id="none"),
    pytest.param({"z": "FAILED"}, "z", id="one"),
    pytest.param({"a": "SUCCESS", "b": "SUCCESS"}, "a", id="the first of two"),
    pytest.param({"b": "EXCLUDED", "z": "FAILED"}, "b", id="first in time, not in the job"),
]


@pytest.mark.parametrize(("wrong", "task"), WRONG)
def test_the_contradiction_is_the_first_wrong_end(wrong, task):
    trace = a_story(THREE)
    ends = {trace.task_key(e): e.q + 1 for e in trace.own_events("task")}

    found = held_against(trace, TRUE | wrong)

    assert (task, ends.get(task, 0), 3 - len(wrong)) == (found.task, found.stop, found.right)
    assert found.is_right is not bool(wrong)


def test_what_follows_from_a_slip_is_not_counted_again():
    anyway = a_story(THREE, rules=ANYWAY)
    found = held_against(a_story(THREE), TRUE | {"a": "SUCCESS", "b": "SUCCESS"}, anyway)

    assert [("a", False), ("b", True), ("z", False)] == sorted(
        (each.task, each.follows) for each in found.judged
    )
    assert (2, 1, 3, "a") == (found.right, found.following, found.asked, found.task)


def test_a_task_is_wrong_where_it_ends_for_the_last_time():
    trace = a_story(THREE, "run_now", "fix", "repair")
    last = max(event.q for event in trace.own_events("task") if event.task == 0)

    assert last + 1 == held_against(trace, TRUE | {"b": "SUCCESS"}).stop


def a_prediction(trace, anyway=None):
    body, key, _ = prediction_of(trace, anyway, {})
    return replace(QUESTION, body=body, key=key)


def held_against(trace, said, anyway=None):
    return contradiction(trace, KIND.grade(a_prediction(trace, anyway), said))


def test_only_the_tasks_of_the_run_are_asked_for():
    trace = a_story(THREE, "run_now;only=z")
    question = a_prediction(trace)

    assert Reading({"z": "SUCCESS"}) == KIND.read(question, {"task-z": ["SUCCESS"]}, NO_TOOLS)
    found = held_against(trace, {"z": "SUCCESS"})
    assert (True, 1, 1) == (found.is_right, found.right, found.asked)


def test_an_end_in_another_run_contradicts_nothing():
    slow = Slowness(frozenset({0}), 600_000)
    world = with_job(a_world("a", "b", b=a_script(slow=slow)), max_concurrent_runs=2)
    trace = a_story(world, "run_now", "run_now@10")
    ends = [(trace.segments[e.segment].run, e.q + 1) for e in trace.own_events("task")
            if e.task == 1 and e.after == "SUCCESS"]  # fmt: skip

    # The run that is shown, the second one, ends first.
    assert [2, 1] == [run for run, _ in ends]
    assert ends[0][1] == held_against(trace, {"a": "SUCCESS", "b": "FAILED"}).stop


def test_of_many_open_tasks_the_first_are_named():
    many = a_prediction(a_story(a_world(*a_chain(8))))

    reading = KIND.read(many, {}, NO_TOOLS)

    assert "Say how each task ends. Still open: t0, t1, t2, t3, t4 and 3 more." == reading.error
