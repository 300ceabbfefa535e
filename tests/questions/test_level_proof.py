"""Proofs of levels: every flaw has its place and its sentence, and a sound level has none."""

from dataclasses import replace

import pytest

from tests.build import a_failure, a_script, a_task, a_world, a_write, with_job
from tests.questions.levels import (
    FACTS,
    RUN_IFS,
    SOLUTION,
    WRONG,
    a_level,
    a_level_world,
    tried,
    with_may,
)
from trialrun.engine import WhatIfText
from trialrun.questions import Goal, Level, Wrong, level_flaws, par_flaws

LEVEL = a_level()
RUNS = Goal("load runs", 'tasks["load"].state == "SUCCESS"')
DUP = Goal("no row is there twice", "dup == 0")


def flaws(level: Level, assumed: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """Returns (place, sentence) of each flaw."""
    found = level_flaws(level, FACTS, assumed)
    return [(".".join(map(str, flaw.at)), flaw.message) for flaw in found]


def test_a_sound_level_has_no_flaw():
    assert [] == flaws(LEVEL)
    assert [] == list(par_flaws(LEVEL))


def test_every_flaw_of_what_may_be_edited_is_told():
    level = with_may(
        LEVEL,
        dial=(
            ("load.run_if", ("ALL_DONE", "ALL_DONE", "ALL_SUCCESS")),
            ("load.speed", ("1", "2")),
            ("clean.retries", ("1", "2")),
            ("max_concurrent_runs", ("1",)),
            ("load.timeout", ("0", "060")),
        ),
        do=("repair", "repair;tasks=gold", "repair;dependents;tasks=load"),
    )

    assert [
        ("may.dial.load.run_if", "a choice is offered twice; remove one"),
        (
            "may.dial.load.speed",
            "`load.speed`: there is no dial `speed` for a task; load has run_if, retries, "
            "retry_on_timeout, auto_optimization, timeout, disabled, write1",
        ),
        ("may.dial.clean.retries", "offer the value at which the dial stands, too"),
        (
            "may.dial.max_concurrent_runs",
            "nothing but the value at which the dial stands is offered; add another",
        ),
        ("may.dial.load.timeout", "write 60 for 060"),
        ("may.do.1", "`repair;tasks=gold`: there is no task `gold` in this job"),
        ("may.do.2", "write it as repair;tasks=load;dependents"),
    ] == flaws(level)


def test_a_level_in_which_nothing_may_be_edited_is_flawed():
    assert [("may", "nothing may be edited; add dial: or do:")] == flaws(
        with_may(LEVEL, dial=(), do=())
    )


def test_clusters_may_be_offered_where_only_another_dial_lets_them_be_shared():
    dials = (*LEVEL.may.dial, ("clusters", ("shared", "own")))
    dials = (*dials, ("compute", ("serverless", "job_cluster")))

    level = with_may(a_level(with_job(a_level_world(), computes=LEVEL.scenario.world.job.computes)))
    assert [] == flaws(with_may(level, dial=dials))


def test_hints_facts_and_illustrative_costs_are_looked_at():
    level = replace(
        LEVEL,
        hints=("Look.", "Look."),
        goals=(RUNS, DUP, Goal("it is cheap", "cents <= 9"), Goal("soon", "ms <= 9")),
        facts=("no-rollback", "guessed", "nope"),
    )
    prices = (
        "costs and times hang on our prices and start-up times; say “with our illustrative "
        "prices”, or times"
    )

    assert [
        ("hints.1", "this reads like hint 1; each tells more than the one before"),
        ("goal.2.says", prices),
        ("goal.3.says", prices),
        ("facts.1", "guessed is an assumption or too unsure; cite another"),
        ("facts.2", "there is no fact `nope` in lessons/facts.yaml"),
        ("solution", "it misses goal 4: soon. The run gave: `ms` is 105000"),
    ] == flaws(level)


@pytest.mark.parametrize("claim", ["cents <= 9", 'tasks["load"].started_ms >= 0', "ms > 1"])
def test_a_goal_about_cost_or_time_says_that_it_is_illustrative(claim):
    goal = Goal("soon, with our illustrative times", claim)

    assert "goal.2.says" not in dict(flaws(replace(LEVEL, goals=(RUNS, DUP, goal))))


def test_a_solution_that_misses_a_goal_or_uses_what_is_not_offered_is_flawed():
    misses = replace(LEVEL, solution=tried("clean.retries:1"))
    refused = replace(LEVEL, solution=tried("queue:off"))

    assert [
        (
            "solution",
            'it misses goal 1: load runs. The run gave: `tasks["load"].state` is "UPSTREAM_FAILED"',
        ),
        (
            "solution",
            "it misses goal 2: no row is there twice. The run gave: `dup` is 40",
        ),
    ] == flaws(misses)
    assert [
        (
            "solution",
            "queue stays as it is here; you may turn load.run_if, clean.retries",
        )
    ] == flaws(refused)


def test_a_goal_that_is_met_at_the_start_is_flawed():
    level = replace(LEVEL, goals=(DUP,), wrong=(Wrong(tried("clean.retries:1"), 1, "Twice."),))

    assert [("goal", "every goal is met before anything is edited")] == flaws(level)


def test_a_claim_that_cannot_be_evaluated_is_flawed():
    ((place, sentence),) = flaws(replace(LEVEL, goals=(RUNS, Goal("", 'tables["x"].dup == 0'))))

    assert "goal.1.claim" == place
    assert sentence.startswith("there is no tables['x'] in the run; it has gold, silver")


def test_par_is_the_moves_of_the_solution():
    assert [("par", "the solution takes 1 move; write par: 1, or mend it")] == flaws(
        replace(LEVEL, par=2)
    )


def test_neither_start_nor_solution_rests_on_an_assumption():
    told = "the run rests on an assumption of ours ({}); nobody is graded on it"

    assert [
        ("solution", told.format("run_if.all_done.met")),
        ("actions", told.format("run_if.all_success.unmet")),
    ] == flaws(LEVEL, frozenset({"run_if.all_done.met", "run_if.all_success.unmet"}))
    assert [] == flaws(LEVEL, frozenset({"repair.unsuccessful", "compute.ready"}))


WRONGS = [
    (
        Wrong(tried("queue:off"), 1, ""),
        "wrong.1.try",
        "queue stays as it is here; you may turn load.run_if, clean.retries",
    ),
    (replace(WRONG, why="The same."), "wrong.1.try", "this is wrong try 1 again"),
    (
        Wrong(tried("clean.retries:0", "clean.retries:1"), 1, "The same."),
        "wrong.1.try",
        "this is wrong try 1 again",
    ),
    (Wrong(WhatIfText(), 3, ""), "wrong.1.misses", "goals go from 1 to 2"),
    (Wrong(WhatIfText(), 0, ""), "wrong.1.misses", "goals go from 1 to 2"),
    (Wrong(WhatIfText(), 2, ""), "wrong.1.misses", "the try meets goal 2; it misses 1"),
    (Wrong(SOLUTION, 1, ""), "wrong.1.misses", "the try meets goal 1; it meets every goal"),
    (
        Wrong(tried("load.run_if:AT_LEAST_ONE_FAILED"), 2, ""),
        "wrong.1.misses",
        "the try meets goal 2; it meets every goal",
    ),
]


@pytest.mark.parametrize(("wrong", "place", "sentence"), WRONGS)
def test_a_wrong_try_that_is_not_wrong_as_said_is_flawed(wrong, place, sentence):
    assert [(place, sentence)] == flaws(replace(LEVEL, wrong=(WRONG, wrong)))


def test_a_run_without_end_is_flawed():
    world = a_world("clean", a_task("load", "clean"), clean=a_script(fails=a_failure()))
    level = with_may(
        a_level(world), dial=(("clean.retries", ("0", "-1")), ("load.run_if", RUN_IFS))
    )
    level = replace(level, goals=(RUNS,), wrong=(Wrong(tried("clean.retries:-1"), 1, ""),))
    ((place, sentence),) = flaws(level)

    assert "wrong.0.try" == place
    assert "without end" in sentence


def test_a_goal_that_nothing_misses_is_flawed():
    idle = Goal("clean fails", 'tasks["clean"].state == "FAILED"')
    level = replace(LEVEL, goals=(RUNS, idle), wrong=(WRONG,))

    assert [
        (
            "goal.1",
            "neither the start nor a wrong try misses this goal; add such a try, or drop it",
        )
    ] == flaws(level)


def test_a_shorter_way_than_par_is_flawed():
    long = replace(LEVEL, par=2, solution=tried("load.run_if:ALL_DONE", "load.retries:1"))
    (flaw,) = par_flaws(long)

    assert (("par",), "1 move will do: load.run_if:ALL_DONE") == (flaw.at, flaw.message)


def test_a_shorter_way_by_actions_is_told_without_the_levels_own():
    world = a_world(
        "clean",
        a_task("load", "clean"),
        clean=a_script(a_write("silver", 40, "merge"), fails=a_failure(after=1)),
    )
    level = with_may(replace(a_level(world), par=3), dial=(), do=("repair", "fix"))
    (flaw,) = par_flaws(level)

    assert "2 moves will do: fix, repair" == flaw.message


def test_a_level_that_takes_too_many_tries_is_flawed():
    (flaw,) = par_flaws(with_may(replace(LEVEL, par=6), do=("fix",) * 9, do_max=6))

    assert ("may",) == flaw.at
    assert flaw.message.endswith("tries have fewer than 6 moves; offer less in `may`")
