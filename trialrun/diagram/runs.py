"""Which run an event speaks of, where it does not say so itself: in the queue, or in a child. Pure.

The event of a run that has not started, or never does, is of no segment.
"""

import re
from collections.abc import Iterator

from trialrun.engine import Cause, Event, State, Trace, isolated, occasion_of_first

_MOMENT = re.compile(r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::00|(:\d\d(?:\.\d+)?))Z$")
_BETWEEN_WORDS = re.compile(r"(?<=[^\W\d_])[-_](?=[^\W\d_])")
_SKIPPED = frozenset({"limit.skipped", "limit.none_allowed"})


def runs_of_events(trace: Trace) -> dict[int, int]:
    """Returns which event speaks of which run as a whole: {q: number of one of our own runs}."""
    found: dict[int, int] = {}
    for event in trace.events:
        if event.kind == "run" and event.segment >= 0 and not trace.job_of(event):
            run = trace.segments[event.segment].run
            found[event.q] = run
            if event.before == State.QUEUED:
                found |= {q: run for q in event.cause if _is_queued(trace.events[q])}
    # Runs are made in the order in which they are queued or skipped.
    skipped = iter([run.run for run in trace.runs if run.result is State.SKIPPED])
    never = [run.run for run in trace.runs if run.t0_ms < 0 and run.result is not State.SKIPPED]
    waiting = iter(never)
    for event in trace.events:
        if event.segment >= 0 or starter_of(trace, event) is not None:
            continue
        if event.rule in _SKIPPED:
            found[event.q] = next(skipped)
        elif _is_queued(event) and event.q not in found:
            found[event.q] = next(waiting)
        elif event.kind == "run" and event.before == State.QUEUED:
            # It follows from the event that queued the run.
            found[event.q] = next(found[q] for q in event.cause if _is_queued(trace.events[q]))
    return dict(sorted(found.items()))


def occasions_told(trace: Trace) -> dict[int, str]:
    """Returns what each of our own runs is for, in words: {run: "2026-11-24 02:00 UTC"}.

    {} where all are for the same; nothing is said of the first where it is for itself: a later one
    is so only where the operator named it.
    """
    if len({run.occasion for run in trace.runs}) < 2:
        return {}
    return {
        run.run: occasion_told(run.occasion)
        for run in trace.runs
        if run is not trace.runs[0] or run.occasion != occasion_of_first(run.run)
    }


def occasion_told(occasion: str) -> str:
    """Says what a run is for.

    >>> occasion_told("first-night"), occasion_told("2026-11-24T02:00:00Z")
    ('first night', '2026-11-24 02:00 UTC')
    """
    return isolated(_BETWEEN_WORDS.sub(" ", _MOMENT.sub(r"\1 \2\3 UTC", occasion)))


class Owners:
    """Which of our own tasks the events of child jobs go back to. Is told of events in order."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._parents: dict[int, Event | None] = {}

    def parent(self, event: Event) -> Event | None:
        """Returns the event of the Run Job task behind a run, None for our own."""
        found = starter_of(self._trace, event) or self._parents.get(event.segment)
        if event.segment >= 0 and event.kind == "run":
            self._parents.setdefault(event.segment, found)
        return found

    def owner(self, event: Event) -> int:
        """Returns the index of the own task that an event goes back to, -1 for none."""
        at: Event | None = event
        if event.kind == "run":
            self.parent(event)
        while at is not None and self._trace.job_of(at):
            at = self._parents.get(at.segment)
        return at.task if at is not None else -1


def starter_of(trace: Trace, event: Event) -> Event | None:
    """Returns the event of the Run Job task that a child's run goes back to; None for our own."""
    is_ours = isinstance(event.data, Cause) and event.data.trigger != "RUN_JOB_TASK"
    if is_ours or event.kind not in ("run", "refused"):
        return None
    return next(_starters(trace, event), None)


def _starters(trace: Trace, event: Event) -> Iterator[Event]:
    for q in event.cause:
        cause = trace.events[q]
        if cause.kind == "run" and cause.segment < 0:
            yield from _starters(trace, cause)
        elif cause.kind in ("task", "iteration") and cause.after == State.RUNNING:
            task = trace.segments[cause.segment].settings.tasks[cause.task]
            inner = task.for_each.task if task.for_each else task
            if inner.run_job is not None:
                yield cause


def _is_queued(event: Event) -> bool:
    return event.kind == "run" and event.after == State.QUEUED
