"""The order of a go: by chance, but for what an author says of it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialrun.questions import arranged, circle, leader, shuffled

IDS = list("abcdefgh")
SEEDS = [str(number) for number in range(50)]


def test_without_a_word_of_the_author_it_is_a_shuffle():
    assert shuffled(IDS, seed="1") == arranged(IDS, seed="1", follows={})


@pytest.mark.parametrize("seed", SEEDS)
def test_what_follows_stands_right_behind(seed):
    order = arranged(IDS, seed=seed, follows={"b": "a", "d": "c", "e": "d"})

    assert {("a", "b"), ("c", "d"), ("d", "e")} <= set(pairwise(order))


def test_two_that_follow_one_stand_behind_it_in_either_order():
    orders = {"".join(arranged("abc", seed=seed, follows={"b": "a", "c": "a"})) for seed in SEEDS}

    assert {"abc", "acb"} == orders


def test_what_is_not_asked_is_passed_over():
    follows = {"c": "b", "b": "a"}

    assert {"ac"} == {"".join(arranged("ac", seed=seed, follows=follows)) for seed in SEEDS}
    assert {"c"} == {"".join(arranged("c", seed=seed, follows=follows)) for seed in SEEDS}
    assert ("a", "", "") == (
        leader("c", follows, "ac"),
        leader("c", follows, "c"),
        leader("a", follows, "ac"),
    )


def test_a_set_that_is_not_shuffled_keeps_its_order_among_others():
    orders = ["".join(arranged("xaybzc", seed=s, follows={}, in_order=["abc"])) for s in SEEDS]

    assert {"abc"} == {"".join(id_ for id_ in order if id_ in "abc") for order in orders}
    assert 20 < len(set(orders))


def test_a_circle_is_found_and_loses_no_question():
    follows = {"a": "b", "b": "c", "c": "a", "d": "a"}

    assert ["a", "b", "c", "a"] == circle("a", follows)
    assert [] == circle("d", follows)
    assert sorted("abcd") == sorted(arranged("abcd", seed="1", follows=follows))


@given(
    st.lists(st.sampled_from(IDS), unique=True),
    st.dictionaries(st.sampled_from(IDS), st.sampled_from(IDS)),
    st.lists(st.lists(st.sampled_from(IDS), unique=True), max_size=1),
    st.text(max_size=3),
)
def test_every_question_is_asked_once(ids, follows, in_order, seed):
    order = arranged(ids, seed=seed, follows=follows, in_order=in_order)

    assert sorted(ids) == sorted(order)
    assert order == arranged(ids, seed=seed, follows=follows, in_order=in_order)
