"""How each bundled scenario ends, worked out by hand.

Facts: leaf-rule, failure-stops-dependents, retry-interval, serverless-retries, repair-same-run,
repair-selection, append-duplicates.
"""

import pytest

from tests.build import bundled
from tests.engine.ends import COUNTS, ENDS, HEALS
from trialrun.engine import Action, Do, simulate

by_scenario = pytest.mark.parametrize("slug", list(ENDS))


def test_every_bundled_scenario_has_a_row_here():
    assert set(ENDS) == set(bundled().scenarios) == set(COUNTS)


@by_scenario
def test_segments_end_as_the_leaf_rule_says(slug):
    assert ENDS[slug][0] == bundled().scenarios[slug].play().final()["segments"]


@by_scenario
def test_tasks_end_in_their_states_after_their_attempts(slug):
    trace = bundled().scenarios[slug].play()

    assert ENDS[slug][1] == {k: (str(t.state), t.attempts) for k, t in trace.tasks.items()}


@by_scenario
def test_tables_hold_what_was_committed(slug):
    trace = bundled().scenarios[slug].play()

    assert ENDS[slug][2] == {name: tuple(table) for name, table in trace.tables.items()}


@by_scenario
def test_a_story_is_busy_as_long_as_its_segments(slug):
    assert round(ENDS[slug][3] * 60_000) == bundled().scenarios[slug].play().busy_ms


@by_scenario
def test_work_done_twice_is_counted(slug):
    end = bundled().scenarios[slug].play().final()

    assert COUNTS[slug] == (end["executions"], end["clusters"], end["again"], end["dup"])


def test_a_job_cluster_has_to_start_but_all_purpose_is_dear_and_stays_on_for_half_an_hour():
    cluster, team = (
        bundled().scenarios[slug].play() for slug in ("everything-works", "all-purpose-chain")
    )

    assert 10 * 4 == cluster.final()["cents"]
    assert 6 * 8 == team.cents_at(team.t_end_ms)
    assert (6 + 30) * 8 == team.final()["cents"]


FAILED_FIRST = [slug for slug, end in ENDS.items() if end[0][0] == "FAILED"]


@pytest.mark.parametrize("slug", FAILED_FIRST)
def test_a_repair_without_a_fix_fails_again_unless_it_heals(slug):
    world = bundled().scenarios[slug].world

    trace = simulate(world, (Action(Do.RUN_NOW), Action(Do.REPAIR)))

    repaired = "SUCCESS" if slug in HEALS else "FAILED"
    assert ["FAILED", repaired] == trace.final()["segments"]


@pytest.mark.parametrize("slug", FAILED_FIRST)
def test_a_repair_after_the_fix_succeeds(slug):
    world = bundled().scenarios[slug].world

    trace = simulate(world, (Action(Do.RUN_NOW), Action(Do.FIX), Action(Do.REPAIR)))

    assert ["FAILED", "SUCCESS"] == trace.final()["segments"]


def test_what_fails_in_a_scenario_fails_until_it_is_fixed_unless_it_heals():
    assert HEALS == {
        slug
        for slug, scenario in bundled().scenarios.items()
        for entry in scenario.world.script.values()
        if entry.fails and entry.fails.on is not None
    }
