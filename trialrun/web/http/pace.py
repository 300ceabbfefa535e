"""How many things may come from somebody in a time. Knows no request; the clock is given.

Of the field, `limits` 5.8 was compared: what it counts by the day stays for a day, so a million
addresses take hundreds of MB; it brings four packages and a thread, and takes 70 ms to import.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Lock

DAY_S = 24 * 3600
KEYS_MAX = 50_000
"""So many are counted at a time, at about 300 bytes each."""
A_MOMENT_S = 1e-6
"""Sums of parts of seconds come out so exactly."""


@dataclass(frozen=True, slots=True)
class Pace:
    """So many at once, and as many again spread over so many seconds."""

    count: int
    seconds: float


@dataclass(frozen=True, slots=True)
class CreationRate:
    """How many of one kind of things come from a learner, and for each learner at an address."""

    things: str
    learner: tuple[Pace, ...]
    address: tuple[Pace, ...]

    def paces(self, learner: str, address: str, learners: int) -> Iterator[tuple[str, Pace]]:
        """Yields who is counted, and at which pace; nobody is counted as the learner ""."""
        if learner:
            for pace in self.learner:
                yield learner, pace
        for pace in self.address:
            # One for few learners is wide enough for what one of them may do at once.
            count = max(pace.count * learners, self.learner[0].count)
            yield address, Pace(count, pace.seconds)


ANSWERS = CreationRate(
    "answers", (Pace(60, 30), Pace(3_000, DAY_S)), (Pace(10, 10), Pace(1_000, DAY_S))
)
# A run is played for each. Measured: a row holds its whole address and takes up to 20 KB, that of
# any other answer 0.8 KB; so of these there are fewer in a day.
RUNS = CreationRate(
    "predictions and levels", (Pace(20, 60), Pace(300, DAY_S)), (Pace(3, 30), Pace(50, DAY_S))
)
ATTEMPTS = CreationRate(
    "attempts", (Pace(20, 60), Pace(300, DAY_S)), (Pace(3, 30), Pace(50, DAY_S))
)
# Each makes a go, an answer and the text of a question of its own: 4 KB.
DRILLS = CreationRate(
    "answers to a drill", (Pace(30, 60), Pace(600, DAY_S)), (Pace(5, 30), Pace(100, DAY_S))
)
FLAGS = CreationRate("flags", (Pace(6, 60), Pace(60, DAY_S)), (Pace(2, 60), Pace(20, DAY_S)))
# Each keeps up to twelve questions. Measured: with a graph of 40 tasks one takes 40 KB.
QUIZZES = CreationRate(
    "quizzes about a job", (Pace(6, 60), Pace(40, DAY_S)), (Pace(2, 60), Pace(10, DAY_S))
)
JOBS = CreationRate("jobs", (Pace(10, 60), Pace(200, DAY_S)), (Pace(2, 60), Pace(20, DAY_S)))
# In pieces of a text of CHECK_BYTES. Measured: a text is read and played in 1 ms for each KB.
CHECKS = CreationRate("checks of jobs", (Pace(600, 60),), (Pace(10, 20),))
CHECK_BYTES = 8_000

IMPORTS = CreationRate("imports", (Pace(6, 60), Pace(60, DAY_S)), (Pace(2, 60), Pace(10, DAY_S)))
# In pieces of IMPORT_BYTES, as the file is unpacked. They stay: a network brings in a day not much
# more than it may answer.
IMPORT_SIZES = CreationRate("bytes of imports", (Pace(400, DAY_S),), (Pace(20, DAY_S),))
IMPORT_BYTES = 100_000
# Signing out, going on elsewhere, deleting: what one does now and then. No code can be guessed.
DOORS = CreationRate(
    "requests for links, sign-outs and deletions",
    (Pace(20, 60), Pace(200, DAY_S)),
    (Pace(5, 60), Pace(50, DAY_S)),
)


class Counts:
    """What came from whom lately, for `learners` people behind each address; 0 counts nobody.

    Of each who is counted it knows one moment for each pace: when all is free again. Beyond
    `keys_max` those are forgotten who came least.
    """

    def __init__(
        self, learners: int, *, clock: Callable[[], float], keys_max: int = KEYS_MAX
    ) -> None:
        self._learners = learners
        self._clock = clock
        self._keys_max = keys_max
        self._free_at: dict[tuple[Pace, str, str], float] = {}
        self._lock = Lock()

    def wait_s(self, rate: CreationRate, learner: str, address: str, weight: int = 1) -> float:
        """Counts something that came, and returns 0; else how long to wait, and counts nothing."""
        if not self._learners:
            return 0.0
        with self._lock:
            now_s, longest_s, counted = self._clock(), 0.0, {}
            for who, pace in rate.paces(learner, address, self._learners):
                key = (pace, rate.things, who)
                part_s = pace.seconds * min(weight, pace.count) / pace.count
                free_at = max(self._free_at.get(key, now_s), now_s) + part_s
                longest_s = max(longest_s, free_at - now_s - pace.seconds)
                counted[key] = free_at
            if longest_s > A_MOMENT_S:
                return longest_s
            self._free_at.update(counted)
            if len(self._free_at) > self._keys_max:
                self._forget(now_s)
        return 0.0

    def _forget(self, now_s: float) -> None:
        """Forgets whoever is free again; beyond half of the bound whoever used least of a pace."""

        def used(item: tuple[tuple[Pace, str, str], float]) -> float:
            (pace, *_), free_at = item
            return (free_at - now_s) / pace.seconds

        busy = [item for item in self._free_at.items() if item[1] > now_s]
        self._free_at = dict(sorted(busy, key=used, reverse=True)[: self._keys_max // 2])
