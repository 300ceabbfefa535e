"""A job's own trigger as a way on: when it fires next, and what that does while a run goes on."""

import pytest

from tests.build import a_script, a_world, with_job
from tests.web.lab import an_address, own_story, played, simulation
from trialrun.engine import Periodic, Schedule, State, World
from trialrun.engine.job.job import Arrival
from trialrun.lab.by_trigger import next_start_ms

HOUR_MS = 3_600_000
NIGHTLY = Schedule("0 0 2 * * ?", "UTC")
BY, MEANWHILE = "by-trigger", "by-trigger-meanwhile"
FULL = {"max_concurrent_runs": 1, "queue": False}


def a_job_with(trigger: object, takes_s: int = 60, **settings: object) -> World:
    """Returns a world whose job starts by itself."""
    return with_job(a_world("a", "b", a=a_script(takes_s=takes_s)), trigger=trigger, **settings)


def ways(world: World) -> dict[str, object]:
    """Returns what is offered on its page, by name."""
    return {each.name: each for each in simulation(own_story(world)).operations}


@pytest.mark.parametrize("trigger", [NIGHTLY, Periodic(HOUR_MS)], ids=["schedule", "periodic"])
def test_the_next_time_starts_one_more_run_at_that_time(trigger):
    world = a_job_with(trigger, **FULL)
    way = ways(world)[BY]
    first, second = played(own_story(world), way.address.what_if).runs

    assert first.t1_ms < second.created_ms == next_start_ms(world, first.t1_ms)
    assert 0 == second.created_ms % HOUR_MS
    assert State.SUCCESS == second.result
    hour = second.created_ms // HOUR_MS
    assert f"starts it on Monday, 23 November, at {hour}:00 UTC." in way.told


@pytest.mark.parametrize(
    ("settings", "result", "told"),
    [
        (FULL, State.SKIPPED, "is skipped"),
        (FULL | {"queue": True}, State.SUCCESS, "waits in the queue"),
        (FULL | {"max_concurrent_runs": 2}, State.SUCCESS, "starts a run beside it"),
    ],
    ids=["skipped", "queued", "beside"],
)
def test_what_it_does_while_a_run_goes_on_is_said_and_played(settings, result, told):
    world = a_job_with(NIGHTLY, takes_s=600, **settings)
    way = ways(world)[MEANWHILE]
    first, second = played(own_story(world), way.address.what_if).runs

    assert told in way.told
    assert result == second.result
    assert 2 * HOUR_MS == second.created_ms
    assert first.t0_ms < second.created_ms < first.t1_ms


def test_it_goes_on_from_a_story_that_failed_and_was_repaired():
    story = own_story(a_job_with(NIGHTLY))
    address = an_address(story, fail=("a",), do=("run_now", "fix", "repair"))
    offered = {each.name: each for each in simulation(story, address).operations}

    does = offered[BY].address.what_if.do
    assert ("run_now", "fix", "repair") == does[:3]
    assert MEANWHILE not in offered


def test_a_paused_schedule_starts_nothing_and_says_so():
    way = ways(a_job_with(NIGHTLY, paused=True))[BY]

    assert (None, "it is paused") == (way.address, way.why)


def test_a_time_that_is_too_far_away_is_none():
    way = ways(a_job_with(Schedule("0 0 2 1 1 ? 2030", "UTC")))[BY]

    assert (None, "it has no time in 30 days") == (way.address, way.why)


@pytest.mark.parametrize("trigger", [None, Arrival("file", ("/in",))], ids=["none", "files"])
def test_what_has_no_clock_offers_none(trigger):
    assert not {BY, MEANWHILE} & ways(a_job_with(trigger)).keys()
