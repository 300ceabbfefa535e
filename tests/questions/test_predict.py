"""Predict: the state in which each task ends, read off the run."""

import pytest

from tests.build import a_predict, a_stage
from trialrun.questions import PAINTS, Flaw, Part, Reading, flaws_of, prove

QUESTION = prove(
    a_predict(why={"c": "It raises an error."}), a_stage(), set_slug="rollback", lesson="s1-jobs"
)
RIGHT = {"a": "SUCCESS", "b": "SUCCESS", "c": "FAILED"}


def form(**painted: str) -> dict[str, list[str]]:
    return {f"task-{key}": state.split("+") for key, state in painted.items()}


def test_the_key_is_the_end_state_of_each_task():
    assert RIGHT == QUESTION.key


def test_the_key_follows_the_what_if():
    spec = a_predict(run={"scenario": "one-fails", "fail": ["a"]})

    question = prove(spec, a_stage(), set_slug="rollback", lesson="s1-jobs")

    assert {"a": "FAILED", "b": "UPSTREAM_FAILED", "c": "UPSTREAM_FAILED"} == question.key


def test_every_state_of_a_key_can_be_painted():
    assert set(QUESTION.key.values()) <= set(PAINTS)


def test_a_reason_for_a_task_that_is_not_there_is_a_flaw():
    spec = a_predict(why={"d": "?"})

    assert [Flaw(("why", "d"), "the run has no task 'd'; it has a, b, c")] == list(
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
        Reading({"a": "SUCCESS"}, "b cannot end like that. Pick one of the states shown."),
        id="a state that is no end",
    ),
    pytest.param(
        form(**RIGHT | {"a": "nope"}),
        Reading({}, "a cannot end like that. Pick one of the states shown."),
        id="unknown state",
    ),
    pytest.param(
        form(**RIGHT | {"a": "SUCCESS+FAILED"}),
        Reading({}, "a cannot end like that. Pick one of the states shown."),
        id="two states for a task",
    ),
    pytest.param(form(**RIGHT, d="FAILED"), Reading(RIGHT), id="a task that is not asked for"),
]


@pytest.mark.parametrize(("sent", "reading"), READINGS)
def test_a_form_is_read_task_by_task(sent, reading):
    assert reading == QUESTION.kind.read(QUESTION, sent)


GRADES = [
    pytest.param(RIGHT, True, 1.0, id="all right"),
    pytest.param(RIGHT | {"b": "FAILED"}, False, 2 / 3, id="one wrong"),
    pytest.param(dict.fromkeys("abc", "UPSTREAM_FAILED"), False, 0.0, id="all wrong"),
    pytest.param({}, False, 0.0, id="nothing"),
]


@pytest.mark.parametrize(("response", "is_correct", "score"), GRADES)
def test_a_prediction_is_right_or_not_and_scored_by_its_tasks(response, is_correct, score):
    grade = QUESTION.kind.grade(QUESTION, response)

    assert (is_correct, score) == (grade.is_correct, grade.score)


def test_a_grade_tells_each_task_with_its_reason():
    grade = QUESTION.kind.grade(QUESTION, RIGHT | {"c": "SUCCESS"})

    assert Part("c", "c", "SUCCESS", "FAILED", "It raises an error.") == grade.parts[2]
    assert [True, True, False] == [part.is_right for part in grade.parts]
