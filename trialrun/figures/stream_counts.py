"""What a batch works out of its rows: counts by windows, what is late, and what is let go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from trialrun.figures.delta_log import KeyedRow

NO_WATERMARK = 0
"""So a watermark stands before the first row. Spark's is the year 1970 then."""

HOUR_MIN = 60


class OutputMode(StrEnum):
    """Which rows of a count a batch gives to the sink."""

    APPEND = "append"
    UPDATE = "update"
    COMPLETE = "complete"


class Counting(NamedTuple):
    """A count of rows by windows of so many minutes. Without `delay_min` it has no watermark."""

    window_min: int
    delay_min: int | None
    mode: OutputMode

    @property
    def replaces_all(self) -> bool:
        """Says whether each batch gives the whole result."""
        return self.mode is OutputMode.COMPLETE


@dataclass(frozen=True, slots=True)
class Batch:
    """What a batch comes to: rows for the sink, rows too late to count, and the state behind it."""

    rows: tuple[KeyedRow, ...]
    late: tuple[KeyedRow, ...] = ()
    counts: dict[int, int] = field(default_factory=dict)
    closed: tuple[int, ...] = ()
    latest_min: int = NO_WATERMARK


def watermark_of(counting: Counting | None, latest_min: int, before_min: int | None) -> int:
    """Returns the watermark for the next batch: the delay behind the latest row. It never falls.

    >>> watermark_of(Counting(10, 10, OutputMode.APPEND), 12 * 60 + 12, None)
    722
    """
    if counting is None or counting.delay_min is None:
        return NO_WATERMARK
    return max(latest_min - counting.delay_min, before_min or NO_WATERMARK, NO_WATERMARK)


def counted_batch(
    counting: Counting,
    rows: Sequence[KeyedRow],
    counts: Mapping[int, int],
    *,
    late_before_min: int,
    watermark_min: int,
    latest_min: int,
) -> Batch:
    """Counts a batch's rows into the state before it.

    A row is late when its window had ended by `late_before_min`, the watermark of the batch before:
    so Spark has it, and so a row may be counted that is later than the delay allows. A window that
    has ended by the batch's own watermark is let go. Facts: watermark-late, output-modes.
    """
    width = counting.window_min
    after, late, changed = dict(counts), [], set()
    keeps_all = counting.replaces_all
    for row in rows:
        minute = minute_of(row[1])
        begin = minute // width * width
        latest_min = max(latest_min, minute)
        if begin + width <= late_before_min and not keeps_all:
            late.append(row)
            continue
        after[begin] = after.get(begin, 0) + 1
        changed.add(begin)
    closed = () if keeps_all else tuple(b for b in sorted(after) if b + width <= watermark_min)
    given = {
        OutputMode.APPEND: closed,
        OutputMode.UPDATE: sorted(changed),
        OutputMode.COMPLETE: sorted(after),
    }[counting.mode]
    out = tuple((window_told(begin, width), str(after[begin])) for begin in given)
    left = {begin: after[begin] for begin in sorted(after) if begin not in closed}
    return Batch(out, tuple(late), left, closed, latest_min)


def minute_of(text: str) -> int:
    """Returns the minute of the day.

    >>> minute_of("12:04")
    724
    """
    hours, minutes = text.split(":")
    return int(hours) * HOUR_MIN + int(minutes)


def clock(minute: int) -> str:
    """Returns a minute of the day as a clock shows it.

    >>> clock(724)
    '12:04'
    """
    return f"{minute // HOUR_MIN % 24}:{minute % HOUR_MIN:02}"


def window_told(begin: int, width: int) -> str:
    """Names a window.

    >>> window_told(720, 10)
    '12:00 to 12:10'
    """
    return f"{clock(begin)} to {clock(begin + width)}"
