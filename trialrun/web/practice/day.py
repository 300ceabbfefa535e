"""A day as a person says it. Pure: both moments are given, and no locale is asked."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LAST_S = 253_402_300_800
"""The end of the year 9999, in seconds since 1970."""
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Day:
    """A day as it is told, and the moment it is taken from; that is "" where it cannot be read.

    The day is that of UTC. A browser puts it into its own time.

    >>> now = 1_794_000_000_000
    >>> [Day.of(now - days * 24 * 3600 * 1000, now).told for days in (0, 1, 2)]
    ['today', 'yesterday', '4 November 2026']
    >>> Day.of(now, now).moment
    '2026-11-06T21:20:00Z'
    """

    told: str
    moment: str

    @classmethod
    def of(cls, at_ms: int, now_ms: int) -> "Day":
        """Tells the day of a moment, from now."""
        then, now = _moment(at_ms), _moment(now_ms)
        if then is None:
            return cls("on a day that cannot be read any more", "")
        return cls(_told(then.date(), now), then.strftime("%Y-%m-%dT%H:%M:%SZ"))


def times_told(count: int, at_most: int) -> str:
    """Says how often something was.

    >>> [times_told(count, 9) for count in (1, 2, 3, 10)]
    ['once', 'twice', '3 times', 'many times']
    """
    if count > at_most:
        return "many times"
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _moment(at_ms: int) -> datetime | None:
    """Returns a moment, None for one that no calendar has."""
    if not 0 <= at_ms // 1000 < LAST_S:
        return None
    return datetime.fromtimestamp(at_ms // 1000, UTC)


def _told(day: date, now: datetime | None) -> str:
    days_ago = {now.date() - timedelta(days=n): n for n in (0, 1)} if now else {}
    if day in days_ago:
        return ("today", "yesterday")[days_ago[day]]
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
