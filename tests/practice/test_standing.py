"""How a learner stands: the latest answer counts, and what was missed comes newest first."""

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialrun.practice import Standing, latest_by_question, missed, standing


class AnAnswer(NamedTuple):
    question: str
    outcome: str


def answers(*texts: str) -> list[AnAnswer]:
    """Returns answers from short text: `q1+` right, `q1-` wrong, `q1?` skipped."""
    outcomes = {"+": "right", "-": "wrong", "?": "skipped"}
    return [AnAnswer(text[:-1], outcomes[text[-1]]) for text in texts]


STANDINGS = [
    # questions, answers in order of time -> total, met, right
    pytest.param("abc", (), (3, 0, 0), id="nothing met"),
    pytest.param("abc", ("a+", "b-"), (3, 2, 1), id="one right, one wrong"),
    pytest.param("abc", ("a-", "a+"), (3, 1, 1), id="wrong, then right"),
    pytest.param("abc", ("a+", "a-"), (3, 1, 0), id="right, then wrong"),
    pytest.param("abc", ("a+", "a?"), (3, 1, 0), id="right, then skipped"),
    pytest.param("abc", ("a+", "b+", "c+"), (3, 3, 3), id="all right"),
    pytest.param("ab", ("z+", "a+"), (2, 1, 1), id="answers to other questions"),
    pytest.param("", ("a+",), (0, 0, 0), id="no questions"),
]


@pytest.mark.parametrize(("questions", "given_answers", "stands"), STANDINGS)
def test_the_latest_answer_to_each_question_counts(questions, given_answers, stands):
    assert Standing(*stands) == standing(list(questions), answers(*given_answers))


PERCENTS = [
    pytest.param(Standing(0, 0, 0), 0, id="no questions"),
    pytest.param(Standing(3, 3, 0), 0, id="none"),
    pytest.param(Standing(3, 3, 1), 33, id="rounded down"),
    pytest.param(Standing(3, 2, 2), 66, id="of all questions, not of those met"),
    pytest.param(Standing(3, 3, 3), 100, id="all"),
]


@pytest.mark.parametrize(("stands", "right_pct"), PERCENTS)
def test_the_share_is_of_all_questions(stands, right_pct):
    assert right_pct == stands.right_pct


MISSED = [
    pytest.param((), (), id="nothing"),
    pytest.param(("a+", "b+"), (), id="all right"),
    pytest.param(("a-", "b?"), ("b?", "a-"), id="wrong and skipped, the newest first"),
    pytest.param(("a-", "b-", "a-"), ("a-", "b-"), id="missed again comes first again"),
    pytest.param(("a-", "b-", "a+"), ("b-",), id="right by now is not missed"),
    pytest.param(("a+", "a-"), ("a-",), id="forgotten is missed"),
]


@pytest.mark.parametrize(("given_answers", "found"), MISSED)
def test_missed_is_what_was_answered_wrongly_last(given_answers, found):
    assert answers(*found) == missed(answers(*given_answers))


def test_the_latest_answers_are_in_order_of_time():
    assert ["b", "a"] == list(latest_by_question(answers("a-", "b-", "a+")))


any_answers = st.lists(
    st.builds(AnAnswer, st.sampled_from("abcd"), st.sampled_from(["right", "wrong", "skipped"]))
)


@given(any_answers)
def test_what_was_met_is_right_or_missed(log):
    stands = standing(list("abcd"), log)

    assert stands.met == stands.right + len(missed(log))
