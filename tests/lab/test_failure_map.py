"""The failure map in words: which way is better, where a task fails, and whose names are cut."""

import pytest

from trialrun.engine import State
from trialrun.engine.whatif.failure_map import SingleFailure, Way
from trialrun.lab.failure_map import advice, names, where

GOOD, BAD = State.SUCCESS, State.FAILED


@pytest.mark.parametrize(
    ("repair", "run_now", "says", "name"),
    [
        (Way(GOOD, 1, 10, 0, 9), Way(GOOD, 3, 30, 40, 9), "Repair is safer and cheaper", "repair"),
        (Way(GOOD, 1, 10, 5, 9), Way(GOOD, 3, 30, 5, 9), "Repair is cheaper", "repair"),
        (Way(GOOD, 1, 30, 0, 9), Way(GOOD, 3, 30, 5, 9), "Repair is safer", "repair"),
        (Way(GOOD, 1, 30, 9, 9), Way(GOOD, 3, 20, 5, 9), "Run now is safer and cheaper", "run now"),
        (Way(GOOD, 1, 10, 9, 9), Way(GOOD, 3, 20, 5, 9), "Run now is safer; repair is cheaper", ""),
        (Way(GOOD, 1, 10, 5, 9), Way(GOOD, 3, 10, 5, 9), "No difference in rows or cost", ""),
        (Way(BAD, 1, 10, 0, 9), Way(GOOD, 3, 30, 5, 9), "Only run now succeeds", "run now"),
        (Way(GOOD, 1, 40, 9, 9), Way(BAD, 3, 30, 5, 9), "Only repair succeeds", "repair"),
        (None, Way(GOOD, 3, 30, 5, 9), "Run now is the only way", ""),
        (None, None, "", ""),
    ],
)  # fmt: skip
def test_the_better_way_is_named(repair, run_now, says: str, name: str) -> None:
    assert (says, name) == advice(repair, run_now)


@pytest.mark.parametrize(
    ("after", "writes", "says"),
    [
        (0, 0, "it writes nothing"),
        (0, 1, "before it writes"),
        (1, 1, "after its write"),
        (1, 3, "after write 1 of 3"),
        (3, 3, "after its last write"),
    ],
)
def test_places_have_words(after: int, writes: int, says: str) -> None:
    assert says == where(SingleFailure("a", after, writes))


def test_many_names_are_cut() -> None:
    assert "a, b, c, d" == names(("a", "b", "c", "d"))
    assert "a, b, c and 2 more" == names(("a", "b", "c", "d", "e"))


def test_names_that_are_joined_turn_no_other():
    assert "\u2068שלום\u2069, b, \u2068עולם\u2069" == names(("שלום", "b", "עולם"))
