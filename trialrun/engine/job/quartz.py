"""Reads Quartz cron text and tells when it fires. Knows calendars, but not what the time is.

Fields, names and special characters: Quartz CronExpression, read 2026-11-22. Our assumptions,
where Quartz leaves it open or an accident of its code decides:
- a wall time that the clocks jump over does not fire (Quartz: "2:15 am never occurs that day");
- a wall time that comes twice fires once, the second time, in standard time, as Java reads it;
  so an hourly schedule has one gap of two hours each autumn;
- `31W` does not fire in a month without that day; `L`, `W` and `#` stand in no list.

Facts: schedule-clock-change.
"""

import re
from calendar import monthrange
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import product, takewhile
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from trialrun.engine.job.job import Schedule
from trialrun.nearest import nearest

TEXT_MAX = 200
YEARS = range(1970, 2100)

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_DIGITS = re.compile(r"[0-9]{1,4}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class QuartzError(ValueError):
    """Text that is no Quartz cron, or no time zone: one sentence that says what to write."""


@dataclass(frozen=True, slots=True)
class DaysOfMonth:
    """The day-of-month field: days, or one counted back from the last (`from_last`, L is 0)."""

    days: tuple[int, ...] = ()
    from_last: int | None = None
    nearest_weekday: bool = False

    def in_month(self, year: int, month: int) -> tuple[int, ...]:
        """Returns the days of this month, in order."""
        last = monthrange(year, month)[1]
        wanted = self.days if self.from_last is None else (last - self.from_last,)
        days = tuple(day for day in wanted if 1 <= day <= last)
        if not (self.nearest_weekday and days):
            return days
        return (min(_days_on(range(2, 7), year, month), key=lambda day: abs(day - days[0])),)


@dataclass(frozen=True, slots=True)
class DaysOfWeek:
    """The day-of-week field, 1 is Sunday: every one, the `nth` in its month, or the last (-1)."""

    weekdays: tuple[int, ...]
    nth: int = 0

    def in_month(self, year: int, month: int) -> tuple[int, ...]:
        """Returns the days of this month, in order."""
        days = _days_on(self.weekdays, year, month)
        return {0: days, -1: days[-1:]}.get(self.nth, days[self.nth - 1 : self.nth])


@dataclass(frozen=True, slots=True)
class Quartz:
    """A schedule as values: what each field allows, in order."""

    seconds: tuple[int, ...]
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    months: tuple[int, ...]
    days: DaysOfMonth | DaysOfWeek
    years: tuple[int, ...]


class _Field(NamedTuple):
    name: str
    low: int
    high: int
    example: str
    names: tuple[str, ...] = ()


_SECONDS = _Field("seconds", 0, 59, "0 or 0/15")
_MINUTES = _Field("minutes", 0, 59, "30 or 0/15")
_HOURS = _Field("hours", 0, 23, "6 or 8-17")
_DAY_OF_MONTH = _Field("day of month", 1, 31, "1, L, L-3, LW or 15W")
_MONTH = _Field("month", 1, 12, "*, 1 or JAN-MAR", _MONTHS)
_DAY_OF_WEEK = _Field("day of week", 1, 7, "MON-FRI, 6L or 6#3 (1 is SUN)", _WEEKDAYS)
_YEAR = _Field("year", YEARS[0], YEARS[-1], "* or 2027")


def parse(text: str) -> Quartz:
    """Reads six or seven fields, seconds first; a QuartzError names the field that is wrong.

    >>> parse("0 30 6 * * ?").hours
    (6,)
    """
    if len(text) > TEXT_MAX:
        raise QuartzError(f"The cron text is too long: write at most {TEXT_MAX} characters.")
    fields = text.upper().split()
    if len(fields) not in {6, 7}:
        has = "five fields, like a Unix cron" if len(fields) == 5 else f"{len(fields)} fields"
        raise QuartzError(
            f"This has {has}: in Quartz the seconds come first, so write seconds minutes hours "
            "day-of-month month day-of-week [year], as in 0 30 6 * * ? for half past six."
        )
    second, minute, hour, day_of_month, month, day_of_week, *year = fields
    return Quartz(
        seconds=_numbers(_SECONDS, second),
        minutes=_numbers(_MINUTES, minute),
        hours=_numbers(_HOURS, hour),
        months=_numbers(_MONTH, month),
        days=_days(day_of_month, day_of_week),
        years=_numbers(_YEAR, year[0] if year else "*"),
    )


def utc_offset_s(schedule: Schedule, epoch_ms: int) -> float:
    """Returns how far a schedule's zone is ahead of UTC at a moment, in seconds."""
    moment = datetime.fromtimestamp(epoch_ms // 1000, ZoneInfo(schedule.timezone))
    offset = moment.utcoffset()
    return offset.total_seconds() if offset else 0


def fire_times(schedule: Schedule, after: int, until: int) -> Iterator[int]:
    """Tells when a schedule fires: UTC epoch ms, in order, each > `after` and <= `until`.

    >>> list(fire_times(Schedule("0 0 12 * * ?"), 0, 86_400_000))
    [43200000]
    """
    instants = _instants(parse(schedule.quartz), _zone(schedule.timezone), after, until)
    return takewhile(lambda instant: instant <= until, instants)


def _days(day_of_month: str, day_of_week: str) -> DaysOfMonth | DaysOfWeek:
    if (day_of_month == "?") == (day_of_week == "?"):
        raise QuartzError(
            "Exactly one of the fields day of month and day of week is ?: write ? in the one "
            "that does not matter, as in 0 0 8 1 * ? or 0 0 8 ? * MON."
        )
    return _days_of_month(day_of_month) if day_of_week == "?" else _days_of_week(day_of_week)


def _days_of_month(text: str) -> DaysOfMonth:
    if counted := re.fullmatch(r"L(?:-([0-9]{1,3}))?(W?)", text):
        if int(counted[1] or 0) > 30:
            raise _wrong(_DAY_OF_MONTH, text, "L counts back 30 days at most")
        return DaysOfMonth((), int(counted[1] or 0), nearest_weekday=bool(counted[2]))
    if near := re.fullmatch(r"([0-9]+)W", text):
        return DaysOfMonth((_number(_DAY_OF_MONTH, near[1], text),), nearest_weekday=True)
    return DaysOfMonth(_numbers(_DAY_OF_MONTH, text))


def _days_of_week(text: str) -> DaysOfWeek:
    if last := re.fullmatch(r"(\w+)L", text):
        return DaysOfWeek((_number(_DAY_OF_WEEK, last[1], text),), nth=-1)
    weekday, is_nth, nth = text.partition("#")
    if is_nth:
        if nth not in {"1", "2", "3", "4", "5"}:
            raise _wrong(_DAY_OF_WEEK, text, "# is followed by a number from 1 to 5")
        return DaysOfWeek((_number(_DAY_OF_WEEK, weekday, text),), nth=int(nth))
    return DaysOfWeek(_numbers(_DAY_OF_WEEK, "SAT" if text == "L" else text))


def _numbers(field: _Field, text: str) -> tuple[int, ...]:
    return tuple(sorted({n for part in text.split(",") for n in _part(field, part, text)}))


def _part(field: _Field, part: str, text: str) -> list[int]:
    span, slash, step = part.partition("/")
    first, dash, last = span.partition("-")
    count = field.high - field.low + 1
    if span in {"*", ""} and (span or slash):
        low, high = field.low, field.high
    else:
        low = _number(field, first, text)
        high = _number(field, last, text) if dash else field.high if slash else low
    if high < low and field is _YEAR:
        raise _wrong(field, text, "its range goes backwards")
    high += count if high < low else 0
    if slash and not (_DIGITS.fullmatch(step) and 1 <= int(step) <= field.high):
        raise _wrong(field, text, f"a step is a number from 1 to {field.high}")
    return [(n - field.low) % count + field.low for n in range(low, high + 1, int(step or 1))]


def _number(field: _Field, token: str, text: str) -> int:
    if token in field.names:
        return field.names.index(token) + 1
    if _DIGITS.fullmatch(token) and field.low <= int(token) <= field.high:
        return int(token)
    names = f" or {field.names[0]}-{field.names[-1]}" if field.names else ""
    raise _wrong(field, text, f"“{token}” is not one of {field.low}-{field.high}{names}")


def _wrong(field: _Field, text: str, why: str) -> QuartzError:
    return QuartzError(f"The {field.name} field “{text}” is wrong: {why}; write {field.example}.")


def _zone(name: str) -> ZoneInfo:
    known = _zones_by_lower_case()
    if known.get(name.lower()) == name:
        return ZoneInfo(name)
    (like, *_) = (*nearest(name[:64], known.values()), "Europe/Berlin")
    raise QuartzError(f"The time zone “{name[:64]}” is not known: did you mean {like}?")


@cache
def _zones_by_lower_case() -> dict[str, str]:
    return {zone.lower(): zone for zone in sorted(available_timezones())}


def _instants(quartz: Quartz, zone: ZoneInfo, after: int, until: int) -> Iterator[int]:
    for day in _days_between(quartz, _date(after, -1), _date(until, 1)):
        for hour in quartz.hours:
            latest = _instant(day, hour, quartz.minutes[-1], quartz.seconds[-1], zone)
            if latest is not None and latest <= after:
                continue
            for minute, second in product(quartz.minutes, quartz.seconds):
                instant = _instant(day, hour, minute, second, zone)
                if instant is not None and instant > after:
                    yield instant


def _days_between(quartz: Quartz, first: date, last: date) -> Iterator[date]:
    for year, month in product(quartz.years, quartz.months):
        if (first.year, first.month) <= (year, month) <= (last.year, last.month):
            for number in quartz.days.in_month(year, month):
                if first <= (day := date(year, month, number)) <= last:
                    yield day


def _date(epoch_ms: int, days_later: int) -> date:
    """Returns a date near an instant: one day off is enough for every time zone."""
    days = min(max(epoch_ms // 86_400_000 + days_later, 0), 366 * len(YEARS))
    return _EPOCH.date() + timedelta(days=days)


def _instant(day: date, hour: int, minute: int, second: int, zone: ZoneInfo) -> int | None:
    local = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone, fold=1)
    instant = local.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        return None
    return (instant - _EPOCH) // timedelta(milliseconds=1)


def _days_on(weekdays: Container[int], year: int, month: int) -> tuple[int, ...]:
    days = range(1, monthrange(year, month)[1] + 1)
    return tuple(d for d in days if date(year, month, d).isoweekday() % 7 + 1 in weekdays)
