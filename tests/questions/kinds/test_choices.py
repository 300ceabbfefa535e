"""Choices: some options hold, but not all; all that hold and no other are the answer."""

import pytest

from tests.build import NO_TOOLS, a_choice, a_question, a_stage, an_option
from tests.questions.kinds.options import ALSO, BLANK, BOTH, NONE, TRUE
from trialrun.questions import Reading, flaws_of
from trialrun.questions.kinds import kind_of
from trialrun.questions.kinds.options import LEFT, PICKED


def test_the_key_of_choices_may_hold_several():
    question = a_question(a_choice(TRUE, NONE, BOTH, ALSO, kind="choices"))

    assert [PICKED, LEFT, LEFT, PICKED] == list(question.key.values())


CHOICES_FLAWS = [
    pytest.param((TRUE, ALSO, an_option("?", "true")), "3 of 3", id="all of them"),
    pytest.param((NONE, BOTH, an_option("?", "false")), "0 of 3", id="none"),
]


@pytest.mark.parametrize(("options", "count"), CHOICES_FLAWS)
def test_of_choices_some_must_hold_but_not_all(options, count):
    (flaw,) = flaws_of(a_choice(*options, kind="choices"), a_stage())

    assert ("options",) == flaw.at
    assert flaw.message.startswith(
        f"{count} options hold; some must, but not all. The run gave: `tables["
    )


SPEC = a_choice(TRUE, NONE, ALSO, kind="choices")
QUESTION = a_question(SPEC)
A, B, C = QUESTION.key

READINGS = [
    pytest.param([A, C], Reading({A: PICKED, C: PICKED}), id="several"),
    pytest.param([], Reading({}, BLANK), id="blank"),
    pytest.param(
        [A], Reading({A: PICKED}, "Pick 2 options: you picked 1."), id="too few: the pick is kept"
    ),
    pytest.param(
        [A, B, C],
        Reading({A: PICKED, B: PICKED, C: PICKED}, "Pick 2 options: you picked 3."),
        id="too many: the picks are kept",
    ),
    pytest.param([A, C, A], Reading({A: PICKED, C: PICKED}), id="one of them twice"),
]


@pytest.mark.parametrize(("picked", "reading"), READINGS)
def test_a_form_is_read(picked, reading):
    assert reading == kind_of(QUESTION).read(QUESTION, {"option": picked}, NO_TOOLS)


GRADES = [
    pytest.param([A, C], True, 1.0, id="all that hold"),
    pytest.param([A], False, 2 / 3, id="one of two that hold"),
    pytest.param([A, B, C], False, 2 / 3, id="one too many"),
    pytest.param([B], False, 0.0, id="all wrong"),
]


@pytest.mark.parametrize(("picked", "is_correct", "score"), GRADES)
def test_an_answer_is_right_or_not_and_scored_by_its_options(picked, is_correct, score):
    grade = kind_of(QUESTION).grade(QUESTION, dict.fromkeys(picked, PICKED))

    assert (is_correct, score) == (grade.is_correct, grade.score)


def test_an_answer_of_another_size_that_was_kept_before_still_fits():
    assert kind_of(QUESTION).fits(QUESTION, {A: PICKED})
