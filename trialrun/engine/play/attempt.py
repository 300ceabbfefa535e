"""What an attempt comes to, known when it starts: when it writes, when it ends, and how."""

from typing import NamedTuple

from trialrun.engine.job.references import TooLong, UnknownReference
from trialrun.engine.job.state import State
from trialrun.engine.job.world import Failure, spread
from trialrun.engine.play.work import Work

NOT_FOUND_MS = 1000
"""What is missing is missed at once; a recorded run took 0.9 s. Facts: errors-that-stay."""
SUCCEEDS = (State.SUCCESS, "attempt.succeeded")

LASTING_RULES = {
    "missing_notebook": "attempt.missing_notebook",
    "missing_library": "attempt.missing_library",
}
CANNOT_HEAL = frozenset({*LASTING_RULES.values(), UnknownReference.rule, TooLong.rule})
"""What would end the next attempt, too. Facts: errors-that-stay."""


class Plan(NamedTuple):
    """When an attempt writes and ends, in ms from its start; its state then, and the rule."""

    writes_at: tuple[int, ...]
    ends_ms: int
    ends: tuple[State, str]


def plan_attempt(work: Work, execution: int, iteration: int, timeout_ms: int) -> Plan:
    """Plans an attempt by its script, what disturbs it, and its timeout (0: none)."""
    script = work.script
    takes_ms = script.takes_ms
    if script.slow is not None and script.slow.strikes(execution, iteration):
        takes_ms = script.slow.takes_ms
    writes_at = spread(takes_ms, len(script.writes))
    count = len(writes_at)
    parts = count + 1
    ends_ms = takes_ms
    ends = SUCCEEDS
    failure = work.failure(execution, iteration) if script.fails else None
    if failure is not None:
        committed = min(failure.after_write, count)
        writes_at = writes_at[:committed]
        # An error falls in the middle of its part.
        ends_ms = takes_ms * (2 * committed + 1) // (2 * parts)
        if failure.kind:
            ends_ms = min(ends_ms, NOT_FOUND_MS)
        ends = (State.FAILED, _failure_rule(failure, count))
    if timeout_ms and ends_ms > timeout_ms:
        writes_at = tuple(at for at in writes_at if at < timeout_ms)
        ends_ms = timeout_ms
        ends = (State.TIMEDOUT, "attempt.timed_out")
    return Plan(writes_at, ends_ms, ends)


def _failure_rule(failure: Failure, writes: int) -> str:
    if failure.kind:
        return LASTING_RULES[failure.kind]
    if not writes:
        return "attempt.failed"
    if failure.after_write <= 0:
        return "attempt.failed_before_writes"
    if failure.after_write < writes:
        return "attempt.failed_between_writes"
    return "attempt.failed_after_writes"
