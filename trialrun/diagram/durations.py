"""Simulated moments, and how long things take, as text. Pure.

A repaired run takes its stretches of work added up, or all from its first start to its last end.

Facts: run-duration-sum.
"""

from collections.abc import Iterable
from typing import NamedTuple

from trialrun.engine import Segment, State, Trace


class Took(NamedTuple):
    """How long a run took: `worked_ms` is the API’s run_duration, `span_ms` is the whole way."""

    worked_ms: int
    span_ms: int


def clock(t_ms: int) -> str:
    """Writes a simulated moment, or how long something takes: m:ss, from an hour on h:mm:ss.

    >>> clock(750_000), clock(3_600_000)
    ('12:30', '1:00:00')
    """
    minutes, seconds = divmod(t_ms // 1000, 60)
    if minutes < 60:
        return f"{minutes}:{seconds:02d}"
    return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"


def spelled_clock(t_ms: int) -> str:
    """Writes how long something takes, and what the signs count, where nothing else tells.

    >>> spelled_clock(90_000)
    '1:30 (minutes:seconds)'
    """
    return f"{clock(t_ms)} ({'hours:' if t_ms >= 3_600_000 else ''}minutes:seconds)"


def time_taken(segments: Iterable[Segment]) -> Took:
    """Returns how long the stretches of one run took."""
    found = list(segments)
    span_ms = max(each.t1_ms for each in found) - min(each.t0_ms for each in found)
    return Took(sum(each.t1_ms - each.t0_ms for each in found), span_ms)


def took_told(trace: Trace, at: int, after: str) -> str:
    """Says how long a run of our own took where a repair of it ends and time lay between.

    `at` is the segment that ends in the state `after`; "" where there is nothing to tell apart.
    """
    segment = trace.segments[at]
    if segment.kind != "repair" or after == State.RUNNING:
        return ""
    found = time_taken(
        each for each in trace.segments[: at + 1] if not each.job and each.run == segment.run
    )
    if found.worked_ms == found.span_ms:
        return ""
    return f"API run_duration {clock(found.worked_ms)}, from start to end {clock(found.span_ms)}"
