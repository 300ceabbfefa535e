"""Paces: wide enough for a class behind one address, and bounded for whoever floods."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialrun.settings import LEARNERS_PER_ADDRESS
from trialrun.store.jobs import QUOTAS
from trialrun.web.http.pace import (
    ANSWERS,
    ATTEMPTS,
    CHECKS,
    DAY_S,
    JOBS,
    RUNS,
    Counts,
    CreationRate,
    Pace,
)

ALL = {rate.things: rate for rate in (ANSWERS, ATTEMPTS, CHECKS, JOBS, RUNS)}
TWICE = CreationRate("things", (Pace(2, 10),), (Pace(3, 10),))


@dataclass(slots=True)
class Clock:
    """A clock that a test sets."""

    now_s: float = 1e6

    def __call__(self) -> float:
        """Tells the time."""
        return self.now_s


@dataclass(slots=True)
class Crowd:
    """Counts with their clock, and what was let through."""

    learners: int = 1
    clock: Clock = field(default_factory=Clock)
    keys_max: int = 1_000_000
    counts: Counts = field(init=False)

    def __post_init__(self) -> None:
        """Makes the counts."""
        self.counts = Counts(self.learners, clock=self.clock, keys_max=self.keys_max)

    def wait_s(
        self, learner: str, address: str = "a", rate: CreationRate = TWICE, weight: int = 1
    ) -> float:
        """Lets something come; returns how long it must wait, rounded."""
        return round(self.counts.wait_s(rate, learner, address, weight), 3)


def test_so_many_come_at_once_and_then_one_after_the_other():
    crowd = Crowd()
    waits = [crowd.wait_s("ada") for _ in range(3)]
    crowd.clock.now_s += 4.9
    waits.append(crowd.wait_s("ada"))
    crowd.clock.now_s += 0.1
    waits += [crowd.wait_s("ada") for _ in range(2)]

    assert [0, 0, 5, 0.1, 0, 5] == waits


def test_what_is_refused_counts_for_nobody():
    crowd = Crowd()
    for _ in range(50):
        crowd.wait_s("ada")

    assert [5, 0, 3.333] == [crowd.wait_s(who) for who in ("ada", "bob", "cy")]


def test_an_address_is_counted_whoever_its_learners_are():
    crowd = Crowd(learners=2)
    waits = [crowd.wait_s(f"learner{number}") for number in range(7)]

    assert [0] * 6 + [1.667] == waits
    assert 0 == crowd.wait_s("ada", "another address")


def test_somebody_without_a_cookie_is_counted_by_the_address_alone():
    crowd = Crowd(learners=2)

    assert [0] * 6 + [1.667] == [crowd.wait_s("") for _ in range(7)]


def test_an_address_of_one_is_as_wide_as_its_learner():
    for rate in ALL.values():
        crowd = Crowd(learners=1)
        burst = rate.learner[0].count

        assert [0] * burst == [crowd.wait_s("ada", rate=rate) for _ in range(burst)]


def test_what_weighs_more_counts_more_and_never_more_than_there_is():
    crowd = Crowd(learners=9)

    assert [0, 10, 0] == [crowd.wait_s(who, weight=7) for who in ("ada", "ada", "bob")]


def test_things_are_counted_apart():
    crowd = Crowd()
    other = CreationRate("others", TWICE.learner, TWICE.address)
    waits = [crowd.wait_s("ada", rate=rate) for rate in (TWICE, TWICE, other, TWICE)]

    assert [0, 0, 0, 5] == waits


def test_with_no_learners_nobody_is_counted():
    crowd = Crowd(learners=0)

    assert {0} == {crowd.wait_s("ada") for _ in range(1000)}


@given(st.lists(st.floats(0, 30, allow_nan=False), max_size=60))
def test_in_no_stretch_of_time_more_come_than_the_pace_says(gaps):
    crowd, came = Crowd(), []
    for gap in gaps:
        crowd.clock.now_s += gap
        if crowd.wait_s("ada") == 0:
            came.append(crowd.clock.now_s)

    pace = TWICE.learner[0]
    for first, start in enumerate(came):
        for last, end in enumerate(came[first:], first):
            most = pace.count + (end - start) * pace.count / pace.seconds
            assert last - first + 1 <= most + 1e-3


def full_speed(rate: CreationRate, seconds: int, every_s: float) -> int:
    """Counts refusals of a class behind one address, each of whom comes so often."""
    crowd = Crowd(LEARNERS_PER_ADDRESS)
    refused = 0
    for number in range(int(seconds / every_s)):
        crowd.clock.now_s = 1e6 + number * every_s
        for learner in range(LEARNERS_PER_ADDRESS):
            refused += crowd.wait_s(f"learner{learner}", rate=rate) > 0
    return refused


CLASS = [
    pytest.param(ANSWERS, 1200, 2, id="each answers every 2 s, for 20 minutes"),
    pytest.param(ATTEMPTS, 10, 10, id="all start at once"),
    pytest.param(ATTEMPTS, 600, 15, id="each starts every 15 s"),
    pytest.param(JOBS, 10, 10, id="all paste a job at once"),
    pytest.param(JOBS, 300, 60, id="each pastes a job every minute"),
    pytest.param(CHECKS, 120, 2, id="all type"),
    pytest.param(RUNS, 600, 15, id="each predicts every 15 s"),
]


@pytest.mark.parametrize(("rate", "seconds", "every_s"), CLASS)
def test_a_class_behind_one_address_is_never_refused(rate, seconds, every_s):
    assert 0 == full_speed(rate, seconds, every_s)


def most(rate: CreationRate, seconds: float) -> float:
    """Returns how many come from one address in so long a time, at most."""
    paces = [pace for _, pace in rate.paces("", "a", LEARNERS_PER_ADDRESS)]
    return min(pace.count * (1 + seconds / pace.seconds) for pace in paces)


def test_one_address_brings_a_small_part_of_what_is_kept_in_5_seconds():
    assert 433 == round(most(JOBS, 5))
    assert most(JOBS, 5) * QUOTAS.least < QUOTAS.whole / 40
    assert QUOTAS.address * 2 <= QUOTAS.whole


def test_what_comes_from_one_address_in_a_day_is_bounded():
    assert {
        "answers": 400_000, "attempts": 20_000, "jobs": 8_000, "predictions and levels": 20_000,
    } == {
        rate.things: round(most(rate, DAY_S)) for rate in ALL.values() if rate is not CHECKS
    }  # fmt: skip


def test_many_addresses_are_counted_in_a_bounded_room():
    crowd = Crowd(LEARNERS_PER_ADDRESS, keys_max=1_000)
    for _ in range(30):
        crowd.wait_s("greedy", "a", ANSWERS)
    for number in range(20_000):
        crowd.clock.now_s += 1e-6
        crowd.wait_s(f"learner{number}", f"address{number}", ANSWERS)
        assert len(crowd.counts._free_at) <= 1_000 + 4

    # Whoever came most is remembered longest.
    assert 30 == sum(crowd.wait_s("greedy", "a", ANSWERS) == 0 for _ in range(40))


def test_who_is_free_again_is_forgotten_first():
    crowd = Crowd(keys_max=10)
    for number in range(5):
        crowd.wait_s(f"learner{number}", f"address{number}")
    crowd.clock.now_s += 100
    crowd.wait_s("ada", "b")

    assert {"ada", "b"} == {who for *_, who in crowd.counts._free_at}
