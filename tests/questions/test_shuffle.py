"""A shuffle that stays: the same seed gives the same order on any machine."""

from hypothesis import given
from hypothesis import strategies as st

from trialrun.questions import shuffled

some_ids = st.lists(st.text(max_size=5), unique=True, max_size=8)


@given(some_ids, st.text(max_size=5))
def test_a_shuffle_is_a_permutation(ids, seed):
    assert sorted(ids) == sorted(shuffled(ids, seed=seed))


@given(some_ids, st.text(max_size=5), st.randoms(use_true_random=False))
def test_a_shuffle_does_not_depend_on_the_order_before(ids, seed, random):
    before = random.sample(ids, len(ids))

    assert shuffled(ids, seed=seed) == shuffled(before, seed=seed)


@given(some_ids, st.text(max_size=5), st.integers(0, 7))
def test_an_option_that_goes_leaves_the_others_in_their_order(ids, seed, gone):
    kept = [id_ for place, id_ in enumerate(ids) if place != gone]

    assert [id_ for id_ in shuffled(ids, seed=seed) if id_ in kept] == shuffled(kept, seed=seed)


def test_a_shuffle_is_the_same_on_any_machine():
    assert ["a", "d", "c", "b"] == shuffled("abcd", seed="learner-1")


def test_seeds_give_every_order():
    orders = {tuple(shuffled("abc", seed=str(seed))) for seed in range(100)}

    assert 6 == len(orders)
