"""The smallest run that shows what a belief gets wrong, and what a page says of it."""

from dataclasses import replace

import pytest

from tests.build import a_failure, a_script, a_task, a_world, a_write, bundled
from tests.web.lab import an_address, own_story, scenario, simulation
from trialrun.engine import BELIEFS, first_parting
from trialrun.lab.counter_run import smallest_run, thought_of

TRANSACTION = "job-is-a-transaction"
STORIES = list(bundled().scenarios.values())


@pytest.mark.parametrize("belief", BELIEFS)
def test_no_bundled_story_that_parts_has_fewer_events(belief):
    partings = {}
    for story in STORIES:
        told, believed = story.play_text(), story.play_text(rules=BELIEFS[belief].rules)
        really, expected = first_parting(told, believed)
        if really or expected:
            partings[story.slug] = (len(told.events), really.q + 1 if really else len(told.events))
    found = smallest_run(belief, STORIES)

    if not partings:
        assert found is None
        return
    assert found is not None
    assert min(count for count, _ in partings.values()) == partings[found.scenario.slug][0]
    assert partings[found.scenario.slug][1] == found.step


def test_a_story_that_does_not_part_is_none():
    assert smallest_run(TRANSACTION, [scenario("everything-works")]) is None


def test_a_story_that_is_not_small_is_passed_over():
    tasks = [a_task(f"t{n}") for n in range(60)]
    failing = {"t0": a_script(a_write(), fails=a_failure(after=1))}

    assert smallest_run(TRANSACTION, [own_story(a_world(*tasks, **failing))]) is None


def thought(slug: str, belief: str, **what_if: tuple[str, ...]):
    story = scenario(slug)
    return thought_of(simulation(story, replace(an_address(story, **what_if), thought=belief)))


def test_a_thought_says_what_it_expects_and_what_really_comes():
    found = thought("chain-breaks", TRANSACTION)

    assert found.says == BELIEFS[TRANSACTION].says
    assert found.step == smallest_run(TRANSACTION, [scenario("chain-breaks")]).step
    assert "is rolled back to" in found.expected
    assert found.expected != found.really


def test_a_thought_that_the_run_bears_out_parts_nowhere():
    assert 0 == thought("chain-breaks", TRANSACTION, fail=("none",)).step


def test_no_thought_is_told_of_what_is_none():
    assert thought("chain-breaks", "") is None
    assert thought("chain-breaks", "the-moon-is-cheese") is None
