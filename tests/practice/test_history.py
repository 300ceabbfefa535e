"""How a learner stands: what is there today counts, by its latest answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialrun.practice import Standing, standings

STANDINGS = [
    # questions, right by now, missed by now -> total, met, right
    pytest.param("abc", "", "", (3, 0, 0), id="nothing met"),
    pytest.param("abc", "a", "b", (3, 2, 1), id="one right, one wrong"),
    pytest.param("abc", "abc", "", (3, 3, 3), id="all right"),
    pytest.param("ab", "az", "y", (2, 1, 1), id="answers to questions that are gone"),
    pytest.param("", "a", "b", (0, 0, 0), id="no questions"),
]


@pytest.mark.parametrize(("questions", "right", "missed", "stands"), STANDINGS)
def test_what_is_there_today_counts(questions, right, missed, stands):
    sets = {"one": frozenset(questions), "none": frozenset()}

    found = standings(sets, {"one": (right, missed), "gone": ("a", "")})

    assert {"one": Standing(*stands), "none": Standing(0, 0, 0)} == found


PERCENTS = [
    pytest.param(Standing(0, 0, 0), (0, 0), id="no questions"),
    pytest.param(Standing(3, 3, 0), (0, 100), id="none"),
    pytest.param(Standing(3, 3, 1), (33, 100), id="rounded down"),
    pytest.param(Standing(3, 2, 2), (66, 66), id="of all questions, not of those met"),
    pytest.param(Standing(3, 3, 3), (100, 100), id="all"),
]


@pytest.mark.parametrize(("stands", "shares"), PERCENTS)
def test_the_shares_are_of_all_questions(stands, shares):
    assert shares == (stands.right_pct, stands.met_pct)


TOLD = [
    pytest.param(Standing(3, 0, 0), "3 questions, none met yet", id="none"),
    pytest.param(Standing(3, 2, 0), "0 of 3 right, 1 not met yet", id="some"),
    pytest.param(Standing(3, 3, 2), "2 of 3 right", id="all"),
]


@pytest.mark.parametrize(("stands", "told"), TOLD)
def test_a_standing_is_told_in_words(stands, told):
    assert told == stands.told


some = st.sets(st.sampled_from("abcd"))


ALL = {"all": frozenset("abc")}


@given(some, some)
def test_what_was_met_is_right_or_missed(right, other):
    stands = standings(ALL, {"all": (sorted(right), sorted(other - right))})["all"]

    assert stands.met == stands.right + stands.missed
    assert stands.right == len(right & set("abc"))
