"""What came of a try, and the best by search: each against every way, played one by one."""

from itertools import product

import pytest

from tests.build import bundled
from trialrun.questions import Incident, met
from trialrun.questions.incident_search import best_flaws
from trialrun.questions.incident_tries import (
    NEVER_MS,
    Aftermath,
    best_of,
    came_of,
    unwanted,
    ways,
)

INCIDENTS = list(bundled().incidents.values())
NAMES = [one.slug for one in INCIDENTS]
DEPTH = 3
"""So many acts are tried here without leaving any way out; ours take no more."""


def every_way(incident: Incident) -> list[tuple[str, ...]]:
    offered, most = incident.level.may.do, min(incident.level.may.do_max, DEPTH)
    return [acts for count in range(most + 1) for acts in product(offered, repeat=count)]


@pytest.mark.parametrize("incident", INCIDENTS, ids=NAMES)
def test_no_way_is_better_than_what_the_search_finds(incident):
    best = best_of(incident, ways(incident))
    found = min(came_of(incident, acts) for acts in every_way(incident))

    assert best is not None
    assert best.came <= found
    assert came_of(incident, best.acts) == best.came


@pytest.mark.parametrize("incident", INCIDENTS, ids=NAMES)
def test_the_solution_is_the_best(incident):
    ours = incident.level.solution.do[len(incident.level.own_do) :]

    assert [] == list(best_flaws(incident))
    assert 0 == came_of(incident, ours).missed
    assert all(came_of(incident, wrong.text.do[len(incident.level.own_do) :]).missed
               for wrong in incident.level.wrong)  # fmt: skip


def test_a_try_that_misses_a_goal_is_never_over():
    incident = bundled().incidents["deliveries"]

    assert Aftermath(3, 1, NEVER_MS, 40, 1) == came_of(incident, ("repair",))
    assert Aftermath(0, 0, 1_320_000, 88, 3) == came_of(
        incident, ("fix", "restore:stock.bookings", "repair")
    )


def test_what_is_done_when_all_is_well_takes_no_time_and_is_more_than_needed():
    incident = bundled().incidents["deliveries"]
    best = came_of(incident, ("fix", "restore:stock.bookings", "repair"))
    more = came_of(incident, ("fix", "restore:stock.bookings", "repair", "repair"))

    assert best._replace(acts=4) == more
    assert best < more


def test_messages_of_failures_count_for_each_who_gets_them():
    incident = bundled().incidents["deliveries"]
    trace = incident.scenario.play_text(incident.try_of(("repair", "repair")))

    assert 3 == unwanted(trace.events)
    assert 2 == came_of(incident, ("repair", "repair")).notices
    assert not all(met(incident.level, trace))
