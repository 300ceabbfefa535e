"""A try at a level as it is shown while its run plays: nothing is told before it is so."""

from tests.questions.levels import a_level, tried
from trialrun.diagram import frames_of, values_at
from trialrun.lab.address import Address
from trialrun.lab.level_try import LevelTry, Solved
from trialrun.questions import PLAIN

LEVEL = a_level()
SOLVES = tried("load.run_if:ALL_DONE")
RETRIES = tried("clean.retries:1")


def a_try(text=SOLVES, **fields) -> LevelTry:
    return LevelTry(LEVEL, text, LEVEL.scenario.play_text(text), "one", **fields)


def shown(attempt: LevelTry) -> list[dict[str, str]]:
    """Returns what is shown of the goals at each step."""
    frames = attempt.framed(frames_of(attempt.trace))
    return [
        {key: value for key, value in values_at(frames, step).items() if key.startswith("goal")}
        for step in range(len(frames))
    ]


def test_before_the_end_nothing_tells_that_it_is_solved():
    *way, end = shown(a_try())

    assert {("", "Goal", "")} == {(s["goal"], s["goal.title"], s["goal.end"]) for s in way}
    assert not [s for s in way if "Solved" in str(s.values()) or "par" in s["goal.says"]]
    assert ("solved", "Solved in par", "yes") == (end["goal"], end["goal.title"], end["goal.end"])
    assert "Solved in 1 move, par 1." == end["goal.says"]


def test_goals_tick_one_by_one_each_at_its_step():
    attempt = a_try()
    found = shown(attempt)
    (runs, _), (twice, _) = attempt.goals

    assert 0 < runs < twice == len(found) - 1
    assert ("", "open") == (found[runs - 1]["goal.1"], found[runs - 1]["goal.1.word"])
    assert ("SUCCESS", "met") == (found[runs]["goal.1"], found[runs]["goal.1.word"])
    assert "0 of 2 goals met so far." == found[runs - 1]["goal.says"]
    assert "1 of 2 goals met so far." == found[runs]["goal.says"]
    assert ("", "open") == (found[twice - 1]["goal.2"], found[twice - 1]["goal.2.word"])


def test_what_is_missed_is_told_with_the_author_s_reason_at_the_end():
    *way, end = shown(a_try(RETRIES))

    assert {""} == {step["goal.why"] for step in way}
    assert ("missed", "Goal", "") == (end["goal"], end["goal.title"], end["goal.end"])
    assert "The cause stays." == end["goal.why"]
    assert "0 of 2 goals met: 1 move, par 1." == end["goal.says"]
    assert ("FAILED", "not met") == (end["goal.1"], end["goal.1.word"])


def test_more_moves_than_par_are_not_called_par():
    *_, end = shown(a_try(tried("load.run_if:ALL_DONE", do=("run_now", "fix"))))

    assert ("Solved", "Solved in 2 moves, par 1.") == (end["goal.title"], end["goal.says"])


def test_only_as_few_moves_at_this_very_level_are_kept_already():
    assert not a_try(put="now").is_kept
    assert a_try(put="now", kept=Solved(1, 2, "now")).is_kept
    assert not a_try(put="now", kept=Solved(2, 2, "now")).is_kept
    assert not a_try(put="now", kept=Solved(1, 2, "before it changed")).is_kept


def test_what_may_be_done_leads_to_the_end_of_its_run():
    done = a_try(tried(do=("run_now", "fix")))
    address = Address("/levels/x/", what_if=done.text, step=3)

    assert {None} == {op.address.step for op in done.operations(address) if op.address}
    assert "Take back: Fix the cause" == done.operations(address)[-1].label


def test_nothing_is_a_move_at_first():
    *_, end = shown(a_try(PLAIN))

    assert "1 of 2 goals met: 0 moves, par 1." == end["goal.says"]


def test_how_it_was_solved_is_told_with_the_try_only_where_that_is_known():
    assert "in 1 move" == Solved(1).told
    assert "in 2 moves, at the 12th try" == Solved(2, 12).told
