"""What a simulation is made of is freed when it is over: nothing waits for the collector."""

import gc
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.build import ALWAYS, a_script, a_task, a_world, bundled
from tests.engine.rich import book, triggered_book
from trialrun.engine import BELIEFS, TRUTH, Endless, simulate

ROOM = "trialrun.engine.play."


@pytest.fixture(scope="module", autouse=True)
def _nothing_is_collected() -> Iterator[None]:
    bundled(), book(), triggered_book()
    gc.collect()
    # What is there by now is looked at no more: that took most of the time.
    gc.freeze()
    gc.disable()
    yield
    gc.enable()
    gc.unfreeze()


def left_over() -> Counter[str]:
    """Counts what is still there of what simulations are made of."""
    kinds = (type(found) for found in gc.get_objects())
    return Counter(kind.__name__ for kind in kinds if str(kind.__module__).startswith(ROOM))


@pytest.mark.parametrize("belief", ["", *BELIEFS])
def test_nothing_is_left_over_of_a_bundled_story(belief):
    rules = BELIEFS[belief].rules if belief else TRUTH

    traces = [scenario.play(rules=rules) for scenario in bundled().scenarios.values()]

    assert {} == left_over()
    assert all(traces)


def test_nothing_is_left_over_of_any_story():
    for story in book() + triggered_book():
        simulate(story.world, story.actions)

    assert {} == left_over()


def test_nothing_is_left_over_of_a_story_without_an_end():
    world = a_world(a_task("a", max_retries=-1), a=a_script(fails=ALWAYS))

    with pytest.raises(Endless):
        simulate(world)

    assert {} == left_over()
