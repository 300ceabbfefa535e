"""Bots that never read: what each meets, beside an exact chance."""

from itertools import combinations
from statistics import fmean, pvariance

import pytest

from tests.questions.bank.guessed import PLAIN, asked, planted
from trialrun.questions.bank import bots
from trialrun.questions.bank.bots import LEARNER, SET_MIN, WHOLE, bot_scores, longest_keys
from trialrun.questions.bank.cues import CUES
from trialrun.questions.bank.guessable import Guessable

TELLING = {
    "longest": lambda text, right: text + " and more of it" * right,
    "shortest": lambda text, right: text + " and more of it" * (not right),
    "most hedged": lambda text, right: f"{text} {'usually' if right else 'utterly'}",
    "least hedged": lambda text, right: f"{text} {'utterly' if right else 'usually'}",
    "most absolute": lambda text, right: f"{text} {'always' if right else 'gladly'}",
    "least absolute": lambda text, right: f"{text} {'gladly' if right else 'always'}",
    "most like the stem": lambda text, right: f"{text} {'wombat' if right else 'ferret'}",
    "most technical": lambda text, right: f"`{text}`" if right else text,
    "least technical": lambda text, right: text if right else f"`{text}`",
    "the state rule": lambda text, right: f"{text} {'stays' if right else 'swims'}",
}


def best(questions: list[Guessable], of: str = WHOLE, large: tuple[str, ...] = ()) -> set[str]:
    return {s.bot for s in bot_scores(questions, large) if s.is_too_good and s.set_slug == of}


@pytest.mark.parametrize("bot", list(TELLING))
def test_a_bot_is_too_good_where_its_cue_tells_and_so_is_the_learner(bot):
    found = best(planted(TELLING[bot], stem="What does a wombat build?"))

    assert {bot, LEARNER} <= found


@pytest.mark.parametrize("bot", ["first in the file", "second in the file", "third in the file",
                                 "last in the file"])  # fmt: skip
def test_a_bot_that_goes_by_the_place_is_too_good_where_the_place_tells(bot):
    at = list(CUES[bot](asked(0))).index(1.0)

    assert {bot, LEARNER} <= best([asked(number, right=[at]) for number in range(30)])


def test_the_middle_is_told_by_the_lengths_of_the_others():
    lengths = ("ab", "abcde", "abcdef", "abcdefghi")
    questions = [asked(n, lengths, right=[1 + n % 2]) for n in range(30)]

    assert "middle length" in best(questions)
    assert "longest" not in best(questions)


def test_what_the_others_are_like_tells_the_hub_and_the_stranger():
    hub = ("red cat hat", "red dog hat", "red cat bed", "ink cat hat")
    stranger = ("red cat hat", "red cat bed", "red cat cup", "ink owl cup")

    assert "most like the others" in best([asked(n, hub) for n in range(30)])
    assert "odd one out" in best([asked(n, stranger, right=[3]) for n in range(30)])


def test_where_nothing_tells_no_bot_is_too_good():
    assert set() == best(planted(lambda text, right: text, 80))


def test_a_set_is_judged_by_three_standard_errors_and_only_if_it_is_large():
    weak = [asked(n, right=[0 if n % 2 else 1 + n % 3], of="weak") for n in range(SET_MIN)]
    (score,) = (
        s for s in bot_scores(weak, ["weak"]) if s.bot == "first in the file" and s.set_slug
    )

    assert 2 < score.errors_above < 3
    assert "first in the file" in best(weak)
    assert "first in the file" not in best(weak, "weak", ("weak",))
    assert set() == {s.set_slug for s in bot_scores(weak, [])} - {WHOLE}


@pytest.mark.parametrize("right", [(0,), (0, 3), (1, 2, 3)])
@pytest.mark.parametrize("numbers", [(4, 3, 2, 1), (1, 1, 0, 0), (2, 1, 1, 1), (1, 1, 1, 1)])
def test_chance_is_exactly_that_of_a_key_laid_anywhere(numbers, right):
    """Counted over all places that the key may have, of any size."""
    wanted = len(right)
    shares = [
        bots._sat(asked(0, right=places), [float(n) for n in numbers])[0]
        for places in combinations(range(4), wanted)
    ]

    _, mean, variance = bots._sat(asked(0, right=right), [float(n) for n in numbers])
    assert fmean(shares) == pytest.approx(mean)
    assert pvariance(shares) == pytest.approx(variance)


def test_a_question_in_which_all_options_are_alike_to_a_bot_adds_nothing_but_chance():
    some = planted(TELLING["most hedged"], 8)
    many = [*some, *(asked(100 + n) for n in range(200))]
    (score,) = (s for s in bot_scores(many, []) if s.bot == "most hedged")

    assert score.is_too_good
    assert score.met == pytest.approx((8 + 200 * 0.25) / 208)
    assert {question.uid for question in some} == set(score.gains)


def test_the_longest_key_counts_only_where_it_is_the_longest_alone():
    alone = asked(1, ("long words here", "short", "brief", "tiny"))
    shared = asked(2, ("long words here", "long words here", "brief", "tiny"))
    two_keys = asked(3, ("long words here", "short", "brief", "tiny"), right=[0, 1])
    marked = asked(4, ("`abc`", "abcd", "ab", "a"))

    (found,) = longest_keys([alone, shared, two_keys, marked], [])
    assert (1, 3, ("set/q-1",)) == (found.count, found.questions, found.uids)
    assert not found.is_too_often
    assert longest_keys([alone, shared], [])[0].is_too_often


def test_an_empty_bank_has_no_scores():
    assert [] == bot_scores([], [])
    assert PLAIN == asked(0).options
