"""Draws: the same everywhere, and about as often each."""

from collections import Counter

import pytest

from trialrun.families import FAMILIES, NoSuchQuestion, family_of, read_id
from trialrun.families.draw import Draw


def test_draws_are_those_of_the_digest():
    draw = Draw("a family", 1, 7)

    assert [29, 14, 42, 22, 80, 73] == [draw.below(100) for _ in range(6)]


def test_each_number_comes_about_as_often():
    draw = Draw("fair")
    found = Counter(draw.below(4) for _ in range(4000))

    assert {0, 1, 2, 3} == set(found)
    assert all(900 < count < 1100 for count in found.values())


def test_draws_apart_move_nobody_elses():
    one, other = Draw("x"), Draw("x")
    other.apart("aside").below(9)

    assert [one.below(1000) for _ in range(5)] == [other.below(1000) for _ in range(5)]


@pytest.mark.parametrize(
    ("name", "version", "seed", "says"),
    [
        ("end-stat", 1, 1, "Did you mean “end-state”?"),
        ("no" * 400, 1, 1, "There is no family"),
        ("end-state", 99, 1, "none of version 99"),
        ("end-state", 1, 0, "from 1 to"),
        ("end-state", 1, 10**9, "from 1 to"),
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(name, version, seed, says):
    with pytest.raises(NoSuchQuestion) as refused:
        family_of(name, version, seed)

    told = str(refused.value)
    assert says in told
    assert len(told) < 250
    assert told.endswith((".", "?"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "end-state",
        "end-state-v1-",
        "end-state-v0-1",
        "a-v1-01",
        "end-state-v1-1234567890",
        "END-v1-1",
        "end-state-v1-1 ",
    ],
)
def test_what_is_no_id_is_read_as_none(text):
    assert read_id(text) is None


def test_a_family_is_found_by_its_name():
    assert FAMILIES["end-state"] is family_of("end-state", 1, 1)
