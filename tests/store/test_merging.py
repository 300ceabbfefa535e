"""Two logs become one: each keeps its order, nothing is twice, the later answer counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialrun.store.merging import merged

NOW = 1_000
Event = tuple[str, int]


def merge(own: list[Event], brought: list[Event], now_ms: int = NOW) -> list[Event]:
    placed = merged(
        own, brought, identity=lambda e: e, at_ms=lambda e: e[1], now_ms=now_ms
    )  # fmt: skip
    return [one.item for one in placed]


def is_in_order(part: list[Event], whole: list[Event]) -> bool:
    rest = iter(whole)
    return all(event in rest for event in part)


def log_of(prefix: str, *, steady: bool = False) -> st.SearchStrategy[list[Event]]:
    """Draws a log of events that are all different; its clock may be set back."""
    times = st.lists(st.integers(0, NOW), max_size=12)
    if steady:
        times = st.lists(st.integers(0, NOW), max_size=12, unique=True).map(sorted)
    return times.map(lambda all_: [(f"{prefix}{n}", at) for n, at in enumerate(all_)])


LOGS = [
    pytest.param([("a", 1), ("b", 5)], [("x", 3)], "axb", id="by time"),
    pytest.param([("b", 5)], [("x", 5)], "xb", id="of one moment, what is brought comes first"),
    pytest.param([("a", 9), ("b", 2)], [("x", 4)], "xab", id="the clock of here was set back"),
    pytest.param([("a", 4)], [("x", 9), ("y", 2)], "axy", id="the clock of there was set back"),
    pytest.param([("a", 4)], [("x", 9_000), ("y", 2)], "axy", id="a clock that was ahead"),
    pytest.param([("a", 9_000)], [("x", 4)], "xa", id="the clock of here was ahead"),
    pytest.param([("a", 2_000)], [("x", 3_000)], "xa", id="both clocks were ahead"),
    pytest.param([("a", 1), ("b", 5)], [("a", 1), ("x", 3), ("b", 5)], "axb", id="shared ones"),
    pytest.param([("b", 5)], [("x", 9), ("b", 5), ("y", 1)], "xby", id="around a shared one"),
    pytest.param([("a", 1), ("b", 2)], [("b", 2), ("a", 1)], "ab", id="here it has another order"),
    pytest.param([("a", 1)], [("a", 1), ("a", 1)], "aa", id="two that are alike"),
    pytest.param([], [("x", 3), ("y", 1)], "xy", id="nothing is here"),
    pytest.param([("a", 1)], [], "a", id="nothing is brought"),
]


@pytest.mark.parametrize(("own", "brought", "expected"), LOGS)
def test_a_log_is_brought_into_another(own, brought, expected):
    assert expected == "".join(name for name, _ in merge(own, brought))


def test_it_is_told_what_is_new():
    placed = merged(
        [("a", 1)], [("a", 1), ("b", 2)], identity=str, at_ms=lambda e: e[1], now_ms=NOW
    )

    assert [False, True] == [one.is_new for one in placed]


@given(log_of("a"), log_of("b"))
def test_each_log_keeps_its_order_and_nothing_is_lost_or_twice(own, brought):
    found = merge(own, brought)

    assert is_in_order(own, found)
    assert is_in_order(brought, found)
    assert sorted(own + brought) == sorted(found)


@given(log_of("a"), log_of("b"), log_of("c"))
def test_what_was_brought_once_adds_nothing_however_the_log_went_on(own, brought, later):
    found = merge(own, brought) + later

    assert found == merge(found, brought)
    assert found == merge(found, own)
    assert found == merge(found, merge(own, brought))


@given(log_of("a"), log_of("b"), log_of("c"), log_of("d"))
def test_what_went_on_in_both_places_after_a_merge_keeps_each_order(own, brought, here, there):
    both = merge(own, brought)
    found = merge(both + here, both + there)

    assert both == found[: len(both)]
    assert is_in_order(here, found[len(both) :])
    assert is_in_order(there, found[len(both) :])


@given(log_of("a", steady=True), log_of("b", steady=True))
def test_clocks_that_are_right_give_the_order_in_which_it_was(own, brought):
    found = merge(own, brought)

    assert sorted(at for _, at in own + brought) == [at for _, at in found]


@given(log_of("a", steady=True), log_of("b", steady=True))
def test_it_does_not_matter_which_is_brought_into_which(own, brought):
    taken = {at for _, at in own}
    apart = [(name, at) for name, at in brought if at not in taken]

    assert merge(own, apart) == merge(apart, own)


@given(log_of("a"), log_of("b"))
def test_what_is_brought_is_before_all_that_comes_later(own, brought):
    later = ("later", NOW)

    assert later == merge([*own, later], brought)[-1]
