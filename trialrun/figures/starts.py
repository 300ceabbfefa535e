"""What became of each time at which a job was to start, read off a played story. Pure.

The engine has played the story; nothing of Databricks is decided here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from trialrun.engine import Event, State, Trace

DAY_MS, HOUR_MS, MINUTE_MS = 86_400_000, 3_600_000, 60_000
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EPOCH_WEEKDAY = 3
"""1 January 1970 was a Thursday."""
BY = {
    "PERIODIC": "the schedule",
    "ONE_TIME": "Run now",
    "FILE_ARRIVAL": "a new file",
    "TABLE": "an updated table",
    "TABLE_UPDATE": "an updated table",
    "CONTINUOUS": "continuous mode",
    "RUN_JOB_TASK": "another job",
}


@dataclass(frozen=True, slots=True)
class DueStart:
    """A time at which the job was to start, and what became of it; times in ms of the story.

    `begun_ms` and `ended_ms` are None until then, for good where it `is_skipped`. It waits in the
    queue from `due_ms` on where it `is_queued`. `result` is the end of its run, "" before.
    """

    due_ms: int
    by: str
    is_queued: bool = False
    is_skipped: bool = False
    begun_ms: int | None = None
    ended_ms: int | None = None
    result: str = ""

    def at(self, now_ms: int) -> "DueStart":
        """Returns it as it stood at a moment; what happens at that very moment has happened."""
        return replace(
            self,
            begun_ms=self.begun_ms if (self.begun_ms or 0) <= now_ms else None,
            ended_ms=self.ended_ms if (self.ended_ms or 0) <= now_ms else None,
            result=self.result if (self.ended_ms or 0) <= now_ms else "",
        )


@dataclass(frozen=True, slots=True)
class StartHappening:
    """Something that happens to one of the starts: due, begun, skipped, queued, ended."""

    t_ms: int
    what: str
    start: int


def starts_of(trace: Trace) -> tuple[tuple[DueStart, ...], tuple[StartHappening, ...]]:
    """Returns the starts of the world's own job in their order, and what happens to them."""
    starts: list[DueStart] = []
    happened: list[StartHappening] = []
    of_event: dict[int, int] = {}
    of_segment: dict[int, int] = {}
    for event in _events(trace):
        at = next((of_event[q] for q in event.cause if q in of_event), None)
        if event.after in (State.SKIPPED, State.QUEUED) or event.before == "":
            at = len(starts)
            starts.append(DueStart(event.t_ms, _by(trace, event)))
        if at is None:
            at = of_segment.get(event.segment)
        if at is None:
            continue
        of_event[event.q] = at
        of_segment.setdefault(event.segment, at)
        starts[at], what = _after(starts[at], event)
        happened.append(StartHappening(event.t_ms, what, at))
    return tuple(starts), tuple(happened)


def _events(trace: Trace) -> Iterator[Event]:
    """Yields what happens to runs as a whole, those of started jobs aside."""
    for event in trace.own_events("run", "refused"):
        if event.kind == "run" or event.after == State.SKIPPED:
            yield event


def _after(start: DueStart, event: Event) -> tuple[DueStart, str]:
    if event.after == State.SKIPPED:
        return replace(start, is_skipped=True), "skipped"
    if event.after == State.QUEUED:
        return replace(start, is_queued=True), "queued"
    if event.after == State.RUNNING:
        return replace(start, begun_ms=event.t_ms), "begun"
    return replace(start, ended_ms=event.t_ms, result=str(event.after)), "ended"


def _by(trace: Trace, event: Event) -> str:
    """Returns who wanted this start: the trigger that the event, or what led to it, names."""
    cause = getattr(event.data, "trigger", "")
    if not cause:
        led = (trace.events[q] for q in event.cause)
        cause = next((t for e in led if (t := getattr(e.data, "trigger", ""))), "ONE_TIME")
    return BY.get(cause, "a trigger")


def clock_told(starts_at_ms: int, ms: int, *, is_long: bool) -> str:
    """Returns the time of day of a moment of a story, with the weekday where it `is_long`.

    >>> clock_told(1_795_478_400_000, 2_100_000, is_long=False)
    '0:35'
    >>> clock_told(1_795_478_400_000, 2_100_000, is_long=True)
    'Tuesday 0:35'
    """
    at = starts_at_ms + ms
    told = f"{at % DAY_MS // HOUR_MS}:{at % HOUR_MS // MINUTE_MS:02d}"
    if not is_long:
        return told
    return f"{WEEKDAYS[(at // DAY_MS + _EPOCH_WEEKDAY) % len(WEEKDAYS)]} {told}"
