"""When the goals of a level are settled: never before the run could tell."""

import pytest

from tests.build import bundled
from tests.questions.levels import a_level, tried
from trialrun.lab.goal_steps import settled
from trialrun.questions import PLAIN, Goal, Level, met

LEVELS = bundled().levels
DONE = tried("load.run_if:ALL_DONE")
RUNS_SUCCESS = 'tasks["load"].state == "SUCCESS"'


def a_level_with(*claims: str) -> Level:
    return a_level(goals=tuple(Goal(claim, claim) for claim in claims))


def step_of(level: Level, text, *, kind: str, after: str, task: str = "") -> int:
    """Returns the step after which something has come to be, for the last time."""
    trace = level.scenario.play_text(text)
    return max(
        event.q + 1
        for event in trace.events
        if (event.kind, event.after) == (kind, after) and trace.task_key(event) == task
    )


def test_a_goal_is_met_at_the_step_that_meets_it():
    level = a_level_with(RUNS_SUCCESS)
    (goal,) = settled(level, level.scenario.play_text(DONE))

    assert (step_of(level, DONE, kind="task", after="SUCCESS", task="load"), True) == goal


def test_a_goal_is_missed_at_the_step_that_misses_it():
    level = a_level_with(RUNS_SUCCESS)
    (goal,) = settled(level, level.scenario.play_text(PLAIN))

    assert (step_of(level, PLAIN, kind="task", after="UPSTREAM_FAILED", task="load"), False) == goal


@pytest.mark.parametrize("claim", ["dup == 0", "ms <= 99000000", "executions < 100"])
def test_what_holds_from_the_start_is_settled_at_the_end(claim):
    level = a_level_with(claim)
    trace = level.scenario.play_text(DONE)

    assert [(len(trace.events), True)] == settled(level, trace)


def test_what_is_not_over_may_still_end_otherwise():
    level = a_level_with('tasks["load"].state != "SUCCESS"')
    (goal,) = settled(level, level.scenario.play_text(PLAIN))

    # True from the start on; but until it has ended it might have succeeded.
    assert (step_of(level, PLAIN, kind="task", after="UPSTREAM_FAILED", task="load"), True) == goal


def test_a_sum_may_grow_until_all_is_over():
    level = a_level_with("executions == 2")
    trace = level.scenario.play_text(DONE)

    assert [(len(trace.events), True)] == settled(level, trace)


def test_a_claim_that_cannot_be_asked_is_missed_in_the_end():
    level = a_level_with("executions")
    trace = level.scenario.play_text(DONE)

    assert [(len(trace.events), False)] == settled(level, trace)


@pytest.mark.parametrize("slug", list(LEVELS))
def test_no_bundled_level_is_told_to_be_solved_before_its_last_goal(slug):
    level = LEVELS[slug]
    trace = level.scenario.play_text(level.solution)
    goals = settled(level, trace)

    assert list(met(level, trace)) == [goal.is_met for goal in goals]
    assert all(0 < goal.step <= len(trace.events) for goal in goals)
    # The last goal is met in the last third of the run: what came before tells of no end.
    assert max(goal.step for goal in goals) > len(trace.events) * 2 / 3
