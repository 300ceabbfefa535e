"""A trace as frames: after each event, which shown values change to what. Pure.

A value has a key such as `task.2` (a state) or `table.silver.menu.rows` (text). The server
paints any step by folding frames; the player in the browser applies the same frames.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from trialrun.engine import Event, State, Trace

WORDS: Mapping[str, str] = {
    State.BLOCKED: "Blocked",
    State.PENDING: "Pending",
    State.RUNNING: "Running",
    State.WAITING_FOR_RETRY: "Waiting for retry",
    State.SUCCESS: "Succeeded",
    State.FAILED: "Failed",
    State.QUEUED: "Queued",
    State.TIMEDOUT: "Timed out",
    State.CANCELED: "Canceled",
    State.UPSTREAM_CANCELED: "Upstream canceled",
    State.EXCLUDED: "Excluded",
    State.DISABLED: "Disabled",
    State.UPSTREAM_FAILED: "Upstream failed",
    State.SUCCESS_WITH_FAILURES: "Succeeded with failures",
    State.SKIPPED: "Skipped",
    State.TERMINATED: "Terminated",
    "": "Not started",
}
"""The words the Databricks UI shows for states. Source: public UI bundle, read 2026-11-22."""

Values = dict[str, str]


@dataclass(frozen=True, slots=True)
class Frame:
    """One step: when it is, and the values that it changes. Step 0 is the start."""

    t_ms: int
    values: Values


def clock(t_ms: int) -> str:
    """Writes a simulated moment as minutes and seconds.

    >>> clock(750_000)
    '12:30'
    """
    return f"{t_ms // 60_000}:{t_ms // 1000 % 60:02d}"


def dollars(cents: int) -> str:
    """Writes a sum.

    >>> dollars(118)
    '$1.18'
    """
    return f"${cents // 100}.{cents % 100:02d}"


def frames_of(trace: Trace) -> list[Frame]:
    """Returns a frame for the start and one for each event; frame q + 1 belongs to event q."""
    values = _start(trace)
    frames = [Frame(0, values)]
    shown_run = -1
    cents_at = lru_cache(maxsize=None)(trace.cents_at)
    for event in trace.events:
        segment = trace.segments[event.segment] if event.segment >= 0 else None
        if event.kind == "run" and event.after == State.RUNNING and segment and not segment.job:
            shown_run = segment.run
        # The graph shows the run that started last; child jobs have graphs of their own.
        is_shown = segment is None or (not segment.job and segment.run == shown_run)
        changes = dict(_changes(trace, event)) if is_shown or event.commit else {}
        changes["clock"] = clock(event.t_ms)
        changes["cost"] = dollars(cents_at(event.t_ms))
        frames.append(Frame(event.t_ms, changes))
    return frames


def values_at(frames: list[Frame], step: int) -> Values:
    """Folds the frames up to a step into all values shown then."""
    values: Values = {}
    for frame in frames[: step + 1]:
        values.update(frame.values)
    return values


def _start(trace: Trace) -> Values:
    values = {"clock": clock(0), "cost": dollars(0), "run": "", "run.word": WORDS[""]}
    for index in range(len(trace.world.job.tasks)):
        values |= _state(f"task.{index}", "")
        values[f"task.{index}.attempts"] = ""
    for name in trace.tables:
        values |= {
            f"table.{name}.version": "0",
            f"table.{name}.rows": "0",
            f"table.{name}.dup": "0",
            f"table.{name}": "empty",
        }
    return values


def _changes(trace: Trace, event: Event) -> Iterator[tuple[str, str]]:
    if event.kind == "run" and event.segment < 0:
        return
    if event.kind == "run":
        yield from _state("run", event.after).items()
        segment = trace.segments[event.segment]
        if event.after == State.RUNNING and segment.kind == "run":
            for index in segment.tasks:
                yield from _state(f"task.{index}", State.BLOCKED).items()
                yield f"task.{index}.attempts", ""
    elif event.kind == "task":
        yield from _state(f"task.{event.task}", event.after).items()
        if event.after == State.RUNNING and event.attempt > 0:
            yield f"task.{event.task}.attempts", f"×{event.attempt + 1}"
    elif event.commit is not None:
        commit = event.commit
        key = f"table.{commit.table}"
        yield f"{key}.version", str(commit.version)
        yield f"{key}.rows", f"{commit.table_rows:,}"
        yield f"{key}.dup", f"{commit.table_dup:,}"
        yield key, "doubled" if commit.table_dup else "filled" if commit.table_rows else "empty"


def _state(key: str, state: str) -> Values:
    return {key: str(state), f"{key}.word": WORDS[state]}
