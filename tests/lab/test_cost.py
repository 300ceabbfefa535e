"""What a page will cost is told before it is made: heavy ones are told from light ones."""

import pytest

from tests import large
from tests.build import bundled
from trialrun.engine import WhatIfText
from trialrun.lab.address import Address
from trialrun.lab.cost import HEAVY_MS, events_of, page_ms, reading_ms
from trialrun.lab.failure_map import sheet_ms
from trialrun.lab.own_job import scenarios_in
from trialrun.questions import Scenario

PLAIN = WhatIfText()
KEPT = tuple(("run_now", "fix", "repair", f"run_now@{900 + at}") for at in range(12))
STORIES = {
    **bundled().scenarios,
    **{f"level {slug}": level.scenario for slug, level in bundled().levels.items()},
}


def own(text: str) -> Scenario:
    return scenarios_in(text, "0")[0]


def address(**what_if: tuple[str, ...]) -> Address:
    return Address("/", WhatIfText(**what_if))


@pytest.mark.parametrize("slug", STORIES)
def test_whatever_is_bundled_is_light(slug):
    story = STORIES[slug]
    failing = address(fail=(next(iter(story.world.script)),))

    assert page_ms(story, Address("/")) < HEAVY_MS
    assert page_ms(story, Address("/", failing.what_if, kept=KEPT)) < HEAVY_MS
    assert sheet_ms(story, PLAIN) < HEAVY_MS


SIZES = [
    pytest.param(large.chain(count=8), False, False, id="8 in a chain"),
    pytest.param(large.chain(count=40), False, True, id="40 in a chain"),
    pytest.param(large.flat(count=1000), True, True, id="1,000 side by side"),
    pytest.param(large.chain(), True, True, id="1,000 in a chain"),
    pytest.param(large.dense(count=400), True, True, id="400 in dense layers"),
    pytest.param(large.loop(20), False, False, id="20 iterations"),
    pytest.param(large.loop(1000), True, True, id="1,000 iterations"),
]


@pytest.mark.parametrize(("text", "is_page_heavy", "is_map_heavy"), SIZES)
def test_a_large_job_is_heavy(text, is_page_heavy, is_map_heavy):
    story = own(text)

    assert is_page_heavy is (page_ms(story, Address("/")) >= HEAVY_MS)
    assert is_map_heavy is (sheet_ms(story, PLAIN) >= HEAVY_MS)


def test_a_failure_that_is_retried_for_ever_is_heavy():
    story = bundled().scenarios["everything-works"]
    varied = address(fail=("silver",), dial=("silver.retries:-1",))

    assert page_ms(story, varied) >= HEAVY_MS


def test_a_trigger_that_fires_for_a_month_is_heavy():
    text = large.flat(count=2).replace('"name"', '"continuous": {}, "name"')

    assert page_ms(own(text), address(do=("wait@2000000",))) >= HEAVY_MS


def test_twelve_futures_of_a_hundred_tasks_are_heavy():
    story = own(large.chain(count=100))
    failing = address(fail=("t0",))

    assert page_ms(story, Address("/", failing.what_if, kept=KEPT)) >= HEAVY_MS


@pytest.mark.parametrize("slug", STORIES)
def test_no_story_has_many_more_events_than_told(slug):
    story = STORIES[slug]

    assert len(story.play_text().rows) <= events_of(story.world, story.actions)


@pytest.mark.parametrize("text", [large.flat(), large.chain(), large.loop()])
def test_no_large_story_has_more_events_than_told(text):
    story = own(text)

    assert len(story.play_text().rows) <= events_of(story.world, story.actions)


def test_a_large_text_is_heavy_to_read():
    assert reading_ms(large.chain(count=200)) < HEAVY_MS <= reading_ms(large.chain())
