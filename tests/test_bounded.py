"""Caches are bounded by bytes, and their estimates hold beside what Python says it holds."""

import gc
import tracemalloc
from collections.abc import Callable
from threading import Thread

import pytest

from tests import large
from tests.build import bundled
from tests.proving import PROVES, some_of
from trialrun.bounded import Bounded
from trialrun.engine.whatif.failure_map import failure_map
from trialrun.lab.address import Address
from trialrun.lab.drawing import drawing_bytes, drawn_tasks
from trialrun.lab.failure_map import consequence_bytes
from trialrun.lab.own_job import scenarios_in
from trialrun.lab.run_question import question_of_run
from trialrun.lab.run_view import simulate_address
from trialrun.questions import read_question
from trialrun.questions.scenario import BYTES_PER_EVENT
from trialrun.web.practice.putting import question_bytes

FACTOR_MAX = 2


def a_cache(bytes_max: int) -> Bounded[str, str]:
    """A cache in which a letter is a byte."""
    return Bounded(bytes_max, lambda _, value: len(value))


def test_what_was_not_asked_for_the_longest_goes_first():
    cache = a_cache(6)
    for key in "abc":
        cache.keep(key, key * 2)
    cache.get("a")

    cache.keep("d", "dd")

    assert [True, False, True, True] == [cache.get(key) is not None for key in "abcd"]
    assert 6 == cache.bytes


def test_one_large_value_takes_the_place_of_many():
    cache = a_cache(6)
    for key in "abc":
        cache.keep(key, key * 2)

    cache.keep("d", "dddddd")

    assert ["dddddd", None, None, None] == [cache.get(key) for key in "dabc"]


def test_what_is_larger_than_all_of_it_is_not_kept():
    cache = a_cache(6)
    cache.keep("a", "aa")

    assert "bbbbbbb" == cache.keep("b", "bbbbbbb")
    assert [None, "aa"] == [cache.get("b"), cache.get("a")]


def test_what_was_kept_first_stays():
    cache = a_cache(6)
    cache.keep("a", "first")

    assert "first" == cache.keep("a", "later")
    assert "first" == cache.get_or_make("a", lambda: "again")
    assert 5 == cache.bytes


def test_it_is_bounded_whoever_uses_it_at_once():
    cache = a_cache(50)

    def use(start: int) -> None:
        for number in range(start, start + 2_000):
            key = str(number % 37)
            assert key * 5 == cache.get_or_make(key, lambda key=key: key * 5)

    threads = [Thread(target=use, args=(start,)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert cache.bytes <= 50


def held_by(make: Callable[[], object]) -> tuple[object, int]:
    """Returns what was made, and how many bytes are held by it."""
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    made = make()
    gc.collect()
    held = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    return made, held


TEXTS = [
    pytest.param(large.flat(), id="flat"),
    pytest.param(large.chain(large.long, count=1_000 if PROVES else 40), id="names of 80 signs"),
    pytest.param(large.dense(count=400), id="dense"),
]


@pytest.mark.parametrize("text", some_of(TEXTS, every=3))
def test_what_a_story_and_its_drawing_hold_is_told_about_right(text):
    scenarios_in(large.flat(count=3), "0")
    (story,), held = held_by(lambda: scenarios_in(text, "0"))
    drawing, drawn = held_by(lambda: drawn_tasks(story.world.job.tasks))

    assert held / FACTOR_MAX < story.about_bytes < held * FACTOR_MAX
    assert drawn / FACTOR_MAX < drawing_bytes(drawing) < drawn * FACTOR_MAX + 10_000


def test_what_a_trace_holds_is_told_about_right():
    story = scenarios_in(large.chain(count=1_000 if PROVES else 250), "0")[0]
    trace, held = held_by(lambda: (played := story.play(), played.events)[0])

    assert held / FACTOR_MAX < len(trace.rows) * BYTES_PER_EVENT < held * FACTOR_MAX


@pytest.mark.skipif(not PROVES, reason="tracing what it allocates takes half a minute")
def test_what_a_map_holds_is_told_about_right():
    world = scenarios_in(large.chain(count=200), "0")[0].world
    found, held = held_by(lambda: failure_map(world))

    assert held / FACTOR_MAX < consequence_bytes(found) < held * FACTOR_MAX


@pytest.mark.parametrize("count", [3, 60] if PROVES else [20])
def test_what_a_question_holds_is_told_about_right(count):
    story = scenarios_in(large.chain(large.long, count=count), "0")[0]
    address = Address("/")
    text = question_of_run(simulate_address(bundled(), story, address)).text
    read_question(text)
    question, held = held_by(lambda: (read := read_question(text), read.text)[0])

    assert held / FACTOR_MAX < question_bytes("", question) < held * FACTOR_MAX * 1.5
