"""The collector stays on, and memory bounded, whoever plays how much at once."""

import gc
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from threading import Event, Thread

import pytest

from tests.build import ROOT, a_chain, a_world
from tests.proving import PROVES
from trialrun.collector import collect_less_often
from trialrun.engine import simulate

PLAY_S = 15 if PROVES else 2
THREADS = 4
BLOCKS_MORE_MAX = 300_000
"""Four stories of 40 tasks hold some 10,000 blocks; 2 s of them that are never freed, millions."""


@pytest.fixture
def _own_thresholds() -> Iterator[None]:
    before = gc.get_threshold()
    gc.enable()
    collect_less_often()
    yield
    gc.set_threshold(*before)
    gc.enable()


@pytest.mark.usefixtures("_own_thresholds")
def test_the_collector_stays_on_and_memory_bounded_while_four_threads_play():
    world = a_world(*a_chain(40))
    is_over = Event()
    played = [0] * THREADS

    def play(number: int) -> None:
        while not is_over.is_set():
            simulate(world)
            played[number] += 1

    gc.collect()
    before = most = sys.getallocatedblocks()
    threads = [Thread(target=play, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    was_on = True
    ends_at = time.monotonic() + PLAY_S
    while time.monotonic() < ends_at or not all(played):
        was_on = was_on and gc.isenabled()
        # Not gc.get_objects: it holds tuples that another thread is still making.
        most = max(most, sys.getallocatedblocks())
        is_over.wait(0.05)
    is_over.set()
    for thread in threads:
        thread.join()

    assert was_on
    assert gc.isenabled()
    assert most - before < BLOCKS_MORE_MAX


STARTS = [
    pytest.param("from trialrun.cli.worker import prepare; prepare()", id="the server's worker"),
    pytest.param(
        "from trialrun.cli import main; main(['simulate', 'scenarios/everything-works.yaml'])",
        id="simulate",
    ),
]


@pytest.mark.parametrize("start", STARTS)
def test_a_process_that_plays_looks_for_garbage_less_often(start, tmp_path):
    then = "; import gc; print(gc.isenabled(), gc.get_threshold())"
    ended = subprocess.run(
        [sys.executable, "-c", start + then],
        cwd=ROOT,
        env=os.environ | {"TRIALRUN_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert "True (50000, 5, 5)" == ended.stdout.splitlines()[-1]
