"""Times pure functions in turns, so that a slow moment of the machine hits all of them."""

import gc
from collections.abc import Callable
from statistics import median
from time import process_time

TURN_S = 0.02
"""A turn lasts at least about this long; a short work is done several times in it."""

Work = Callable[[], object]


def interleaved(*works: Work, rounds: int) -> list[float]:
    """Returns the median seconds of each work; all take their turn in every round.

    Processor time, not wall time: another process on the same cores would be counted against
    the longer work only. Garbage is collected before each turn, or one work would pay for what
    another left behind; a collection that a work itself brings about counts.
    """
    seconds: list[list[float]] = [[] for _ in works]
    times = [_times(work) for work in works]
    for _ in range(rounds):
        for work, count, found in zip(works, times, seconds, strict=True):
            found.append(_turn(work, count) / count)
    return [median(found) for found in seconds]


def _times(work: Work) -> int:
    """Returns how often a work fits into a turn; warms its caches on the way."""
    _turn(work, 1)
    return max(1, round(TURN_S / max(_turn(work, 1), 1e-6)))


def _turn(work: Work, count: int) -> float:
    gc.collect()
    started = process_time()
    for _ in range(count):
        work()
    return process_time() - started
