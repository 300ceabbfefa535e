"""The kind `calendar`: what becomes of each start, as the engine has played it."""

import pytest

from tests.build import bundled
from tests.proving import some_of
from trialrun.figures import FigureStage, PlayedFigure
from trialrun.figures.kinds.calendar import KIND, STARTS_MAX

FERRIES = "ferries-every-half-hour"


def played(scenario: str, **what_if: list[str]) -> PlayedFigure:
    """Plays the starts of a bundled story."""
    run = {"scenario": scenario} | what_if
    spec = KIND.Spec(kind="calendar", title="T", summary="S", run=run)
    return KIND.play(spec, FigureStage(scenarios=bundled().scenarios))


def states(moment) -> list[str]:
    return [start.state for start in moment.shown.starts]


def test_a_start_is_to_come_until_its_time_and_then_runs():
    first = played(FERRIES).moments[0]

    assert states(first) == ["running", "to-come", "to-come", "to-come"]
    assert first.says == "6:00: a run begins, started by the schedule."
    assert first.told.startswith("6:00, the schedule: runs since 6:00; 6:30")


def test_without_a_queue_every_other_start_is_skipped():
    *_, skipped, last = played(FERRIES).moments

    assert states(last) == ["success", "skipped", "success", "skipped"]
    assert "Queueing is off, so this start is skipped." in skipped.says
    assert skipped.fact == "max-concurrent-runs"
    assert all(s.runs is None and s.waits is None for s in last.shown.starts[1::2])


def test_in_a_queue_each_start_waits_longer_than_the_one_before():
    *_, last = played(FERRIES, dial=["queue:on"]).moments
    waits = [s.waits[1] - s.waits[0] for s in last.shown.starts if s.waits]

    assert states(last) == ["success"] * 4
    assert waits == sorted(waits)
    assert len(set(waits)) == 3
    assert last.shown.starts[-1].says == "ran from 8:00 to 8:40"


def test_two_places_take_all_starts_at_once():
    *_, last = played(FERRIES, dial=["max_concurrent_runs:2"]).moments

    assert states(last) == ["success"] * 4
    assert not any(s.waits for s in last.shown.starts)


def test_a_start_by_hand_is_told_as_one():
    told = played("the-bank-closes-at-six").moments[-1].told

    assert "17:50, Run now: ran from 17:50" in told
    assert "18:00, the schedule:" in told


def test_a_run_that_is_canceled_for_another_is_told_as_canceled():
    *_, last = played("meters-without-a-pause").moments

    assert states(last) == ["canceled", "success"]


def test_over_days_times_have_their_weekday():
    moments = played("rounds-on-the-ward", do=["wait@604800"]).moments

    assert moments[0].says.split()[0] in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


@pytest.mark.parametrize("slug", some_of(sorted(bundled().scenarios), every=3))
def test_every_story_gives_moments_or_a_sentence(slug):
    found = played(slug)

    assert bool(found.moments) != bool(found.flaws)
    for moment in found.moments:
        assert len(moment.shown.starts) <= STARTS_MAX
        for start in moment.shown.starts:
            for bar in (start.waits, start.runs):
                assert bar is None or 0 <= bar[0] <= bar[1] <= 1000


@pytest.mark.parametrize(
    ("scenario", "what_if", "says"),
    [
        ("ferries-every-hour", {}, "there is no scenario `ferries-every-hour`"),
        (FERRIES, {"dial": ["queue:sideways"]}, "queue"),
        (FERRIES, {"do": ["wait@86400"]}, "name one with 1 to 24"),
    ],
)
def test_what_cannot_be_shown_gets_a_sentence(scenario, what_if, says):
    found = played(scenario, **what_if)

    assert not found.moments
    assert says in found.flaws[0].message
