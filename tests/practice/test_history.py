"""How a learner stands: the latest answer counts, and what was missed comes newest first."""

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialrun.practice import Standing, missed, standings


class Counted(NamedTuple):
    question: str
    outcome: str
    seq: int


def latest(*texts: str) -> dict[str, Counted]:
    """Returns what counts, from short text: `q1+` right, `q1-` wrong, `q1?` skipped."""
    outcomes = {"+": "right", "-": "wrong", "?": "skipped"}
    return {
        text[:-1]: Counted(text[:-1], outcomes[text[-1]], seq) for seq, text in enumerate(texts)
    }


STANDINGS = [
    # questions, answers in order of arrival -> total, met, right
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
    found = standings({"one": list(questions), "none": []}, latest(*given_answers))

    assert {"one": Standing(*stands), "none": Standing(0, 0, 0)} == found


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
    pytest.param(("a-", "b?"), ("b", "a"), id="wrong and skipped, the newest first"),
    pytest.param(("a-", "b-", "a-"), ("a", "b"), id="missed again comes first again"),
    pytest.param(("a-", "b-", "a+"), ("b",), id="right by now is not missed"),
    pytest.param(("a+", "a-"), ("a",), id="forgotten is missed"),
]


@pytest.mark.parametrize(("given_answers", "found"), MISSED)
def test_missed_is_what_was_answered_wrongly_last(given_answers, found):
    assert list(found) == missed(latest(*given_answers).values())


any_answers = st.lists(st.sampled_from([f"{q}{o}" for q in "abcd" for o in "+-?"]))


@given(any_answers)
def test_what_was_met_is_right_or_missed(log):
    counted = latest(*log)
    stands = standings({"all": list("abcd")}, counted)["all"]

    assert stands.met == stands.right + len(missed(counted.values()))
