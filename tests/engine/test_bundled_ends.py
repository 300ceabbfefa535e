"""How each bundled scenario ends, worked out by hand.

Facts: leaf-rule, failure-stops-dependents, retry-interval, serverless-retries, repair-same-run,
repair-selection, append-duplicates.
"""

import pytest

from tests.build import bundled
from trialrun.engine import Action, Do, simulate

SUCCESS = ("SUCCESS", 1)
NOT_RUN = ("UPSTREAM_FAILED", 0)

CHAIN = {"ingest": SUCCESS, "silver": SUCCESS, "gold": SUCCESS}
CHAIN_TABLES = {
    "bronze.orders": (1, 1000, 0),
    "silver.orders": (1, 960, 0),
    "gold.daily_sales": (1, 12, 0),
}
FORK = {"ingest": SUCCESS, "clean": SUCCESS, "enrich": ("SUCCESS", 2), "report": SUCCESS}
FORK_TABLES = {
    "bronze.orders": (1, 1000, 0),
    "silver.orders": (1, 960, 0),
    "silver.menu": (1, 40, 0),
    "silver.prices": (1, 40, 0),
    "gold.daily_sales": (1, 12, 0),
}

ENDS = {
    # result of each segment, {task: (state, attempts)}, {table: (version, rows, dup)}, minutes
    "everything-works": (["SUCCESS"], CHAIN, CHAIN_TABLES, 10),
    "chain-breaks": (
        ["FAILED"],
        {"ingest": SUCCESS, "silver": ("FAILED", 1), "gold": NOT_RUN},
        CHAIN_TABLES | {"silver.orders": (0, 0, 0), "gold.daily_sales": (0, 0, 0)},
        6.75,
    ),
    "one-branch-fails": (
        ["FAILED"],
        {"ingest": SUCCESS, "clean": SUCCESS, "enrich": ("FAILED", 1)},
        {
            "bronze.orders": (1, 1000, 0),
            "silver.orders": (1, 960, 0),
            "silver.menu": (1, 40, 0),
            "silver.prices": (0, 0, 0),
        },
        9,
    ),
    "repaired": (["FAILED", "SUCCESS"], FORK, FORK_TABLES, 18),
    "run-again": (
        ["FAILED", "SUCCESS"],
        FORK | {"enrich": SUCCESS},
        FORK_TABLES | {"bronze.orders": (2, 2000, 1000), "silver.orders": (2, 1920, 960)},
        20,
    ),
    "half-written": (
        ["FAILED", "SUCCESS"],
        FORK,
        FORK_TABLES | {"silver.menu": (2, 80, 40)},
        18,
    ),
    "half-written-overwrite": (
        ["FAILED", "SUCCESS"],
        FORK,
        FORK_TABLES | {"silver.menu": (2, 40, 0)},
        18,
    ),
    "retried": (["SUCCESS"], CHAIN | {"silver": ("SUCCESS", 2)}, CHAIN_TABLES, 14),
    "serverless-chain": (["SUCCESS"], CHAIN, CHAIN_TABLES, 7.5),
    "all-purpose-chain": (["SUCCESS"], CHAIN, CHAIN_TABLES, 6),
    "branch-and-join": (
        ["SUCCESS"],
        dict.fromkeys(["validate", "quality_ok", "publish", "report"], SUCCESS)
        | {"quarantine": ("EXCLUDED", 0)},
        {"gold.orders": (1, 950, 0), "gold.report": (1, 12, 0), "ops.quarantine": (0, 0, 0)},
        8,
    ),
    "clean-up-always": (
        ["SUCCESS_WITH_FAILURES"],
        {"load": ("FAILED", 1), "report": NOT_RUN, "clean_up": SUCCESS},
        {"bronze.orders": (0, 0, 0), "gold.report": (0, 0, 0)},
        5,
    ),
    # The second iteration fails after 30 s, so the third starts then; the repair runs one of three.
    "one-region-fails": (
        ["FAILED", "SUCCESS"],
        {"per_region": ("SUCCESS", 2), "report": SUCCESS},
        {"silver.regions": (3, 900, 0), "gold.report": (1, 12, 0)},
        6.5 + 7,
    ),
    # The first of three writes is there before the timeout; its second time is ignored.
    "too-slow": (
        ["SUCCESS"],
        {"load": ("SUCCESS", 2), "report": SUCCESS},
        {
            "bronze.orders": (1, 1000, 0),
            "bronze.items": (1, 4000, 0),
            "bronze.payments": (1, 1000, 0),
            "gold.report": (1, 12, 0),
        },
        12,
    ),
    "second-run-waits": (
        ["SUCCESS", "SUCCESS"],
        {"ingest": SUCCESS, "gold": SUCCESS},
        {"bronze.orders": (2, 2000, 1000), "gold.daily_sales": (2, 12, 0)},
        7 + 7,
    ),
    "a-job-runs-a-job": (
        ["SUCCESS", "SUCCESS_WITH_FAILURES"],
        {"ingest": SUCCESS, "loyalty": SUCCESS, "gold": SUCCESS},
        {"bronze.orders": (1, 1000, 0), "gold.daily_sales": (1, 12, 0), "silver.points": (0, 0, 0)},
        11.75,
    ),
    # Gold fails after a quarter of its minute: its only write would be in the middle of it. The
    # third run is for the first start again.
    "two-starts": (
        ["FAILED", "SUCCESS", "SUCCESS"],
        {"ingest": SUCCESS, "gold": SUCCESS},
        {"bronze.orders": (3, 3000, 1000), "gold.daily_sales": (2, 12, 0)},
        6.25 + 7 + 7,
    ),
}

COUNTS = {
    # executions, clusters started, executions beyond each task's first, surplus rows
    "everything-works": (3, 1, 0, 0),
    "chain-breaks": (2, 1, 0, 0),
    "one-branch-fails": (3, 1, 0, 0),
    "repaired": (5, 2, 1, 0),
    "run-again": (7, 2, 3, 1960),
    "half-written": (5, 2, 1, 40),
    "half-written-overwrite": (5, 2, 1, 0),
    "retried": (4, 1, 1, 0),
    "serverless-chain": (3, 0, 0, 0),
    "all-purpose-chain": (3, 0, 0, 0),
    "branch-and-join": (3, 1, 0, 0),
    "clean-up-always": (2, 1, 0, 0),
    "one-region-fails": (5, 2, 1, 0),
    "too-slow": (3, 1, 1, 0),
    "second-run-waits": (4, 2, 2, 1000),
    "a-job-runs-a-job": (4, 2, 0, 0),
    "two-starts": (6, 3, 4, 1000),
}

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
    assert ENDS[slug][3] * 60_000 == bundled().scenarios[slug].play().busy_ms


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
def test_a_repair_without_a_fix_fails_again(slug):
    world = bundled().scenarios[slug].world

    trace = simulate(world, (Action(Do.RUN_NOW), Action(Do.REPAIR)))

    assert ["FAILED", "FAILED"] == trace.final()["segments"]


@pytest.mark.parametrize("slug", FAILED_FIRST)
def test_a_repair_after_the_fix_succeeds(slug):
    world = bundled().scenarios[slug].world

    trace = simulate(world, (Action(Do.RUN_NOW), Action(Do.FIX), Action(Do.REPAIR)))

    assert ["FAILED", "SUCCESS"] == trace.final()["segments"]


def test_what_fails_in_a_scenario_fails_until_it_is_fixed_but_for_the_retry():
    assert {"retried"} == {
        slug
        for slug, scenario in bundled().scenarios.items()
        for entry in scenario.world.script.values()
        if entry.fails and entry.fails.on is not None
    }
