"""Levels: what a try may use, how many moves it takes, what it meets, and what a search finds."""

from dataclasses import replace

import pytest

from tests.build import a_failure, a_loop, a_script, a_task, a_world, with_job
from tests.questions.levels import SOLUTION, a_level, a_level_world, tried, with_may
from trialrun.engine import Periodic, WhatIfError, WhatIfText
from trialrun.questions import Goal, May, met, moves, refusal, search, solves, tries

LEVEL = a_level()
BY_HAND = tried(do=("run_now", "fix", "repair"))

MOVES = [
    (WhatIfText(), 0),
    (tried(do=("run_now",)), 0),
    (tried("load.run_if:ALL_SUCCESS"), 0),
    (SOLUTION, 1),
    (tried("load.run_if:ALL_SUCCESS", "load.run_if:ALL_DONE"), 1),
    (BY_HAND, 2),
    (tried("load.run_if:ALL_DONE", "clean.retries:1", do=BY_HAND.do), 4),
]


@pytest.mark.parametrize(("text", "count"), MOVES)
def test_a_move_is_a_dial_turned_or_an_action_added(text, count):
    assert count == moves(LEVEL, text)


def test_moves_of_what_cannot_be_read_are_no_number():
    with pytest.raises(WhatIfError):
        moves(LEVEL, tried("load.speed:9"))


def test_a_try_keeps_the_actions_of_its_level():
    assert ("run_now",) == LEVEL.own_do
    assert WhatIfText(dial=("queue:off",)) == LEVEL.try_of(["queue:off"], [])
    assert BY_HAND == LEVEL.try_of([], ["fix", "repair"])


ALLOWED = [WhatIfText(), SOLUTION, BY_HAND, tried("clean.retries:0"), tried("queue:on")]


@pytest.mark.parametrize("text", ALLOWED)
def test_what_the_level_offers_is_not_refused(text):
    assert "" == refusal(LEVEL, text)


DISTURBED = "What fails, and what is slow, stays as it is in a level. Edit the job, or act."
OWN_FIRST = "The level's own actions come first and stay: run_now."
REFUSED = [
    (WhatIfText(fail=("none",)), DISTURBED),
    (WhatIfText(slow=("load@9",)), DISTURBED),
    (
        tried("load.retries:1"),
        "load.retries stays as it is here; you may turn load.run_if, clean.retries.",
    ),
    (
        tried("queue:off"),
        "queue stays as it is here; you may turn load.run_if, clean.retries.",
    ),
    (tried("clean.retries:2"), "clean.retries takes one of 0, 1 here."),
    (tried("gold.retries:2"), "There is no task “gold” in this job."),
    (tried(do=("fix", "run_now")), OWN_FIRST),
    (tried(do=("run_now@60", "fix")), OWN_FIRST),
    (tried(do=("fix",)), OWN_FIRST),
    (
        tried(do=("run_now", "run_now")),
        "run_now cannot be added here; you may add fix, repair.",
    ),
    (
        tried(do=("run_now", "repair@90")),
        "repair@90 cannot be added here; you may add fix, repair.",
    ),
    (
        tried(do=("run_now", "fix", "repair", "repair")),
        "3 actions are added; here at most 2 are.",
    ),
]


@pytest.mark.parametrize(("text", "sentence"), REFUSED)
def test_what_the_level_does_not_offer_is_refused_in_a_sentence(text, sentence):
    assert sentence == refusal(LEVEL, text)


def test_a_refusal_says_so_where_there_is_no_dial_or_no_action():
    no_dial, no_do = with_may(LEVEL, dial=()), with_may(LEVEL, do=())

    assert "clean.retries stays as it is here; you may turn no dial." == refusal(
        no_dial, tried("clean.retries:1")
    )
    assert "fix cannot be added here; you may add no action." == refusal(
        no_do, tried(do=("run_now", "fix"))
    )


def test_an_action_is_known_however_it_is_written():
    level = with_may(LEVEL, do=("restore:gold",))

    assert "" == refusal(level, tried(do=("run_now", "restore:gold;version=0")))


MET = [
    (WhatIfText(), (False, True)),
    (SOLUTION, (True, True)),
    (BY_HAND, (True, False)),
    (tried("clean.retries:1"), (False, False)),
]


@pytest.mark.parametrize(("text", "outcome"), MET)
def test_each_goal_is_met_or_not(text, outcome):
    assert outcome == met(LEVEL, LEVEL.scenario.play_text(text))


def test_a_goal_that_cannot_be_asked_is_not_met():
    level = a_level(goals=(Goal("", 'runs[3] == "SUCCESS"'), Goal("", "dup == 0")))

    assert (False, True) == met(level, level.scenario.play())


def test_a_try_solves_when_it_is_allowed_and_meets_every_goal():
    assert solves(LEVEL, SOLUTION)
    assert not solves(LEVEL, BY_HAND)
    assert not solves(with_may(LEVEL, dial=()), SOLUTION)
    assert not solves(LEVEL, tried("load.speed:9"))


def test_any_solution_solves_not_only_that_of_the_author():
    assert solves(LEVEL, tried("load.run_if:AT_LEAST_ONE_FAILED"))


def test_a_try_without_end_solves_nothing():
    world = a_world(
        a_loop("each", "[1, 2, 3]", task=a_task("one", max_retries=0)),
        one=a_script(fails=a_failure()),
    )
    level = a_level(
        world,
        may=May((("one.retries", ("0", "-1")),), (), 0),
        goals=(Goal("it does not fail", 'run != "FAILED"'),),
    )

    assert not solves(level, tried("one.retries:-1"))


def test_tries_of_no_move_are_the_start():
    assert [WhatIfText()] == list(tries(LEVEL, 0))


def test_tries_of_one_move_turn_a_dial_or_add_an_action():
    assert [
        tried(do=("run_now", "fix")),
        tried(do=("run_now", "repair")),
        tried("load.run_if:ALL_DONE"),
        tried("load.run_if:AT_LEAST_ONE_FAILED"),
        tried("clean.retries:1"),
    ] == list(tries(LEVEL, 1))


def test_tries_of_more_moves_are_all_that_may_be():
    # Two actions in order; a dial and an action; both dials. Then: at most two actions.
    assert 2 * 2 + 3 * 2 + 2 == len(list(tries(LEVEL, 2)))
    assert 3 * 2 * 2 + 2 * 2 == len(list(tries(LEVEL, 3)))
    assert 2 * 2 * 2 == len(list(tries(LEVEL, 4)))
    assert [] == list(tries(LEVEL, 5))


def test_every_try_takes_as_many_moves_and_is_allowed():
    for count in range(5):
        for text in tries(LEVEL, count):
            assert (count, "") == (moves(LEVEL, text), refusal(LEVEL, text))


def test_a_search_finds_what_takes_fewer_moves():
    assert SOLUTION == search(LEVEL, 2)
    assert SOLUTION == search(LEVEL, 4)


def test_a_search_finds_nothing_where_there_is_nothing():
    assert search(LEVEL, 1) is None
    assert search(LEVEL, 0) is None
    assert search(with_may(LEVEL, dial=()), 3) is None


def test_a_search_finds_the_start_itself():
    assert WhatIfText() == search(replace(LEVEL, goals=(Goal("", "dup == 0"),)), 1)


def test_a_search_goes_past_tries_without_end():
    world = with_job(a_level_world(), trigger=Periodic(60_000))
    level = a_level(world, may=May((("clean.retries", ("0", "-1")),), ("fix",), 1))

    assert search(level, 2) is None


def test_a_search_that_would_take_too_long_says_so():
    numbers = tuple(map(str, range(9)))
    dials = tuple((f"{key}.retries", numbers) for key in ("clean", "load"))
    level = with_may(LEVEL, dial=(*dials, ("queue", ("on", "off"))), do=("fix",) * 9, do_max=6)

    with pytest.raises(ValueError, match=r"^\d{5,} tries have fewer than 6 moves; offer less"):
        search(level, 6)
