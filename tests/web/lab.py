"""Stories as a simulator page plays them, without a page. No test in here."""

from functools import cache

from tests.build import a_scenario, bundled
from tests.proving import some_of
from trialrun.engine import Trace, WhatIfText, World
from trialrun.lab.address import Address
from trialrun.lab.faults import FaultChoice, Faults
from trialrun.lab.run_view import RunView, simulate_address
from trialrun.questions import Scenario

PATH = "/simulator/half-written/"
SLUGS = some_of(list(bundled().scenarios), every=3)
"""Stories that tests go through: as many as make test has time for, under make prove all."""


def scenario(slug: str) -> Scenario:
    """Returns a bundled story."""
    return bundled().scenarios[slug]


def own_story(world: World, do: str = "run_now") -> Scenario:
    """Returns a story of one's own."""
    return a_scenario("own", world, do)


def an_address(story: Scenario, **what_if: tuple[str, ...]) -> Address:
    """Returns the address of a story, varied."""
    return Address(f"/simulator/{story.slug}/", WhatIfText(**what_if))


@cache
def played(story: Scenario, what_if: WhatIfText) -> Trace:
    """Returns what happens, remembered."""
    return story.play_text(what_if)


def trace_of(story: Scenario, address: Address) -> Trace:
    """Returns what happens at an address."""
    return played(story, address.what_if)


def simulation(story: Scenario, address: Address | None = None, **parts: object) -> RunView:
    """Returns what a page shows."""
    found = simulate_address(bundled(), story, address or an_address(story))
    for name, value in parts.items():
        object.__setattr__(found, name, value)
    return found


def faults(story: Scenario, address: Address) -> Faults:
    """Returns what can be done to the tasks at an address."""
    return Faults(story, trace_of(story, address), address)


def choice(story: Scenario, address: Address, key: str, label: str) -> FaultChoice:
    """Returns the one thing to do to a task that goes by a label."""
    offered = faults(story, address)
    found = [*offered.choices(key), *offered.scopes(key), *offered.iterations(key)]
    (one,) = [each for each in found if each.label == label]
    return one
