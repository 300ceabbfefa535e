"""What a round asks: what was not met first, topics in turns; neighbours differ in topic."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from trialrun.practice import Lengths, Past, apart, chosen

POOL = [f"{topic}/{n}" for topic in "abcd" for n in range(6)]
NEW = Past()
UIDS = st.lists(st.sampled_from(POOL), unique=True)


def pick(past: Past = NEW, *, count: int = 10, seed: str = "1", follows=None) -> list[str]:
    return chosen(POOL, past, count=count, seed=seed, follows=follows or {})


def test_what_was_not_met_is_asked_of_all_topics_in_turns():
    picked = pick(count=8)

    assert [2, 2, 2, 2] == [sum(uid.startswith(topic) for uid in picked) for topic in "abcd"]


def test_what_was_not_met_comes_before_what_is_missed_before_what_is_long_right():
    right, missed = POOL[2:12], POOL[14:24]
    picked = pick(Past(missed, right), count=16)

    assert {"a/0", "a/1", "c/0", "c/1"} == set(picked[:4])
    assert missed == picked[4:14]
    assert right[:2] == picked[14:]


def test_what_is_gone_is_never_asked():
    assert {"old/1"}.isdisjoint(pick(Past(["old/1"], ["old/2"]), count=100))
    assert len(POOL) == len(pick(Past(["old/1"], ["old/2"]), count=100))


def test_the_same_seed_gives_the_same_and_another_another():
    assert pick() == pick()
    assert pick() != pick(seed="2")


def test_a_question_comes_behind_the_one_it_follows():
    follows = {"a/1": "a/0"}
    for seed in map(str, range(20)):
        picked = pick(count=24, seed=seed, follows=follows)
        order = apart(picked, follows)

        assert picked.index("a/0") < picked.index("a/1")
        assert order.index("a/1") == order.index("a/0") + 1


@given(UIDS)
def test_neighbours_differ_in_topic_as_far_as_there_are_others(uids):
    order = apart(uids, {})
    topics = [uid[0] for uid in order]
    alike = sum(one == other for one, other in pairwise(topics))
    most = max((topics.count(topic) for topic in topics), default=0)

    assert sorted(uids) == sorted(order)
    assert max(0, 2 * most - len(uids) - 1) == alike


def test_lengths_are_never_more_than_there_is():
    assert (0, ()) == (Lengths.of(0).usual, Lengths.of(0).others)
    assert (3, ()) == (Lengths.of(3).usual, Lengths.of(3).others)
    assert (10, (5, 20)) == (Lengths.of(20).usual, Lengths.of(20).others)
