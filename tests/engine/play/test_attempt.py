"""The plan of an attempt: what it writes, when it ends, and how."""

import pytest

from trialrun.engine.job.state import State
from trialrun.engine.job.world import Failure, Slowness, TaskScript, Write, WriteMode
from trialrun.engine.play.attempt import plan_attempt
from trialrun.engine.play.work import Work

WRITES = (Write("t", WriteMode.APPEND, 1), Write("t", WriteMode.APPEND, 1))
TIMED_OUT = (State.TIMEDOUT, "attempt.timed_out")


def a_work(**fields: object) -> Work:
    """Returns a task of 9 s that writes twice: at 3 s and at 6 s."""
    return Work("", "a", TaskScript(9_000, WRITES, **fields))


@pytest.mark.parametrize(
    ("after_write", "planned"),
    [
        (0, ((), 1_500, "attempt.failed_before_writes")),
        (1, ((3_000,), 4_500, "attempt.failed_between_writes")),
        (2, ((3_000, 6_000), 7_500, "attempt.failed_after_writes")),
        (3, ((3_000, 6_000), 7_500, "attempt.failed_after_writes")),
    ],
)
def test_an_error_falls_in_the_middle_of_its_part(after_write, planned):
    writes_at, ends_ms, rule = planned
    plan = plan_attempt(a_work(fails=Failure(None, after_write)), 0, -1, 0)

    assert (writes_at, ends_ms, (State.FAILED, rule)) == plan


@pytest.mark.parametrize(
    ("timeout_ms", "planned"),
    [
        (3_000, ((), 3_000, TIMED_OUT)),
        (3_001, ((3_000,), 3_001, TIMED_OUT)),
        (8_999, ((3_000, 6_000), 8_999, TIMED_OUT)),
        (9_000, ((3_000, 6_000), 9_000, (State.SUCCESS, "attempt.succeeded"))),
    ],
)
def test_a_timeout_that_is_just_kept_is_kept(timeout_ms, planned):
    assert planned == plan_attempt(a_work(), 0, -1, timeout_ms)


@pytest.mark.parametrize(
    ("execution", "ends_ms"), [(0, 9_000), (1, 18_000)], ids=["first", "second"]
)
def test_only_a_slow_execution_takes_longer(execution, ends_ms):
    work = a_work(slow=Slowness(frozenset({1}), 18_000))

    assert ends_ms == plan_attempt(work, execution, -1, 0).ends_ms
