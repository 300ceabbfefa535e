"""Quartz text is read as Quartz reads it, and fires when a calendar says so."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialrun.engine.job.job import Schedule
from trialrun.engine.job.quartz import QuartzError, fire_times, parse

DAY_MS = 86_400_000
WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


def ms(text: str) -> int:
    """Returns epoch ms of an ISO instant, UTC unless it has an offset."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=UTC)
    return int(instant.timestamp()) * 1000


def fires(quartz: str, count: int, after: str = "2026-11-23", zone: str = "UTC") -> list[str]:
    """Returns the next times a schedule fires, as local ISO text without the seconds."""
    times = islice(fire_times(Schedule(quartz, zone), ms(after), ms("2101-01-01")), count)
    local = [datetime.fromtimestamp(time // 1000, ZoneInfo(zone)) for time in times]
    return [time.strftime("%Y-%m-%d %H:%M") for time in local]


@pytest.mark.parametrize(
    ("quartz", "expected"),
    [
        ("0 0 12 * * ?", ["2026-11-23 12:00", "2026-11-24 12:00"]),
        ("0 15 10 ? * MON-FRI", ["2026-11-23 10:15", "2026-11-24 10:15"]),
        ("0 0 8 1 * ?", ["2026-12-01 08:00", "2027-01-01 08:00"]),
        ("0 0 */2 * * ?", ["2026-11-23 02:00", "2026-11-23 04:00"]),
        ("0 30 6 ? * 6L", ["2026-11-27 06:30", "2026-12-25 06:30"]),
        ("0 30 2 * * ?", ["2026-11-23 02:30", "2026-11-24 02:30"]),
        ("0 0/15 * * * ?", ["2026-11-23 00:15", "2026-11-23 00:30"]),
        ("0 /15 * * * ?", ["2026-11-23 00:15", "2026-11-23 00:30"]),
        ("0 20-40/10 5 * * ?", ["2026-11-23 05:20", "2026-11-23 05:30"]),
        ("0 0 0 ? * 6#3", ["2026-12-18 00:00", "2027-01-15 00:00"]),
        ("0 0 0 ? * FRI#3", ["2026-12-18 00:00", "2027-01-15 00:00"]),
        ("0 0 0 ? * 1#5", ["2026-11-29 00:00", "2027-01-31 00:00"]),
        ("0 0 0 ? * FRIL", ["2026-11-27 00:00", "2026-12-25 00:00"]),
        ("0 0 0 ? * L", ["2026-11-28 00:00", "2026-12-05 00:00"]),
        ("0 0 0 ? * 1", ["2026-11-29 00:00", "2026-12-06 00:00"]),
        ("0 0 0 ? * 7", ["2026-11-28 00:00", "2026-12-05 00:00"]),
        ("0 0 0 ? * fri-mon", ["2026-11-27 00:00", "2026-11-28 00:00"]),
        ("0 0 0 L * ?", ["2026-11-30 00:00", "2026-12-31 00:00"]),
        ("0 0 0 L-3 * ?", ["2026-11-27 00:00", "2026-12-28 00:00"]),
        ("0 0 0 LW * ?", ["2026-11-30 00:00", "2026-12-31 00:00"]),
        ("0 0 0 LW 1 ?", ["2027-01-29 00:00", "2028-01-31 00:00"]),
        ("0 0 0 L-2W 1 ?", ["2027-01-29 00:00", "2028-01-28 00:00"]),
        ("0 0 0 15W * ?", ["2026-12-15 00:00", "2027-01-15 00:00"]),
        ("0 0 0 15W 5,8 ?", ["2027-05-14 00:00", "2027-08-16 00:00"]),
        ("0 0 0 1W 5 ?", ["2027-05-03 00:00", "2028-05-01 00:00"]),
        ("0 0 0 28W 2 ?", ["2027-02-26 00:00", "2028-02-28 00:00"]),
        ("0 0 0 31W 4,5 ?", ["2027-05-31 00:00", "2028-05-31 00:00"]),
        ("0 0 0 29 2 ?", ["2028-02-29 00:00", "2032-02-29 00:00"]),
        ("0 0 0 31 * ?", ["2026-12-31 00:00", "2027-01-31 00:00"]),
        ("0 0 22-2/2 * * ?", ["2026-11-23 02:00", "2026-11-23 22:00"]),
        ("0 0 0 1 NOV-FEB ?", ["2026-12-01 00:00", "2027-01-01 00:00"]),
        ("0 0 0 1 jan ? 2030-2031", ["2030-01-01 00:00", "2031-01-01 00:00"]),
        ("0 0 0 1 1 ? 2029/10", ["2029-01-01 00:00", "2039-01-01 00:00"]),
    ],
)
def test_each_form_fires_on_these_dates(quartz: str, expected: list[str]) -> None:
    assert expected == fires(quartz, 2)


def test_seconds_come_first() -> None:
    start = ms("2026-11-23")

    assert [start + 5000, start + 25_000, start + 45_000] == list(
        fire_times(Schedule("5/20 * * * * ?"), start, start + 60_000)
    )


def test_after_is_left_out_and_until_is_let_in() -> None:
    noon = ms("2026-11-23T12:00")

    assert [noon + DAY_MS] == list(fire_times(Schedule("0 0 12 * * ?"), noon, noon + DAY_MS))
    assert [noon] == list(fire_times(Schedule("0 0 12 * * ?"), noon - 1, noon + DAY_MS - 1))


@pytest.mark.parametrize(
    ("quartz", "zone", "after", "expected"),
    [
        ("0 30 2 * * ?", "Europe/Berlin", "2026-03-28", ["03-28T01:30", "03-30T00:30"]),
        ("0 30 2 * * ?", "Europe/Berlin", "2026-10-24", ["10-24T00:30", "10-25T01:30"]),
        ("0 30 3 * * ?", "Europe/Berlin", "2026-03-28", ["03-28T02:30", "03-29T01:30"]),
        ("0 0 * * * ?", "Europe/Berlin", "2026-03-28T23:30", ["03-29T00:00", "03-29T01:00"]),
        ("0 0 * * * ?", "Europe/Berlin", "2026-10-24T23:30", ["10-25T01:00", "10-25T02:00"]),
        ("0 30 2 * * ?", "America/New_York", "2026-03-07", ["03-07T07:30", "03-09T06:30"]),
        ("0 30 1 * * ?", "America/New_York", "2026-10-31", ["10-31T05:30", "11-01T06:30"]),
        ("0 0 12 * * ?", "America/New_York", "2026-10-31", ["10-31T16:00", "11-01T17:00"]),
        ("0 15 2 * * ?", "Australia/Lord_Howe", "2026-10-02", ["10-02T15:45", "10-04T15:15"]),
        ("0 0 12 * * ?", "Asia/Kolkata", "2026-11-23", ["11-23T06:30", "11-24T06:30"]),
    ],
    ids=[
        "Berlin: the hour that is jumped over does not fire",
        "Berlin: the hour that comes twice fires once, in standard time",
        "Berlin: the hour behind the jump fires",
        "Berlin: hourly goes on after the jump",
        "Berlin: hourly pauses for an hour when it comes twice",
        "New York: the hour that is jumped over does not fire",
        "New York: the hour that comes twice fires once",
        "New York: noon stays noon",
        "Lord Howe: half an hour is jumped over",
        "Kolkata: half an hour off",
    ],
)
def test_clocks_that_change(quartz: str, zone: str, after: str, expected: list[str]) -> None:
    times = fire_times(Schedule(quartz, zone), ms(after), ms("2026-12-31"))
    utc = [datetime.fromtimestamp(t // 1000, UTC).isoformat() for t in islice(times, 2)]

    assert [f"2026-{time}:00+00:00" for time in expected] == utc


@pytest.mark.parametrize(
    "quartz", ["0 0 0 1 1 ? 1999", "0 0 0 30 2 ?", "* * * 30 FEB ?", "0 0 0 1 1 ? 2026"]
)
def test_a_schedule_that_never_fires_again_ends(quartz: str) -> None:
    assert [] == list(fire_times(Schedule(quartz, "Europe/Berlin"), ms("2026-11-23"), 10**18))


def test_a_schedule_ends_with_the_year_2099() -> None:
    assert ["2098-01-01 00:00", "2099-01-01 00:00"] == fires("0 0 0 1 1 ?", 9, after="2097-06-01")


@pytest.mark.parametrize(
    ("quartz", "told"),
    [
        ("0 12 * * *", "five fields, like a Unix cron: in Quartz the seconds come first"),
        ("", "This has 0 fields: in Quartz the seconds come first"),
        ("0 0 0 1 1 ? 2027 1", "This has 8 fields"),
        ("0 0 12 * * *", "Exactly one of the fields day of month and day of week is ?"),
        ("0 0 12 1 * MON", "Exactly one of the fields day of month and day of week is ?"),
        ("0 0 12 ? * ?", "Exactly one of the fields day of month and day of week is ?"),
        ("60 0 12 * * ?", "The seconds field “60” is wrong: “60” is not one of 0-59; write 0"),
        ("0 x 12 * * ?", "The minutes field “x” is wrong: “X” is not one of 0-59"),
        ("0 0 24 * * ?", "The hours field “24” is wrong"),
        ("0 0 ? 1 * ?", "The hours field “?” is wrong"),
        ("0 0 0 0 * ?", "The day of month field “0” is wrong"),
        ("0 0 0 32 * ?", "The day of month field “32” is wrong"),
        ("0 0 0 32W * ?", "The day of month field “32W” is wrong"),
        ("0 0 0 1,L * ?", "The day of month field “1,L” is wrong: “L” is not one of 1-31"),
        ("0 0 0 1-5W * ?", "The day of month field “1-5W” is wrong"),
        ("0 0 0 L-31 * ?", "The day of month field “L-31” is wrong: L counts back 30 days"),
        ("0 0 0 1 13 ?", "The month field “13” is wrong: “13” is not one of 1-12 or JAN-DEC"),
        ("0 0 0 1 JANUARY ?", "The month field “JANUARY” is wrong"),
        ("0 0 0 ? * 0", "The day of week field “0” is wrong: “0” is not one of 1-7 or SUN-SAT"),
        ("0 0 0 ? * 8L", "The day of week field “8L” is wrong"),
        ("0 0 0 ? * 6#6", "The day of week field “6#6” is wrong: # is followed by a number"),
        ("0 0 0 ? * 6#", "The day of week field “6#” is wrong: # is followed by a number"),
        ("0 0 0 ? * MON#1,FRI#1", "The day of week field “MON#1,FRI#1” is wrong"),
        ("0 0 0 ? * 15W", "The day of week field “15W” is wrong"),
        ("0 0/0 0 * * ?", "The minutes field “0/0” is wrong: a step is a number from 1 to 59"),
        ("0 0/99 0 * * ?", "The minutes field “0/99” is wrong: a step is a number from 1 to 59"),
        ("0 0/ 0 * * ?", "The minutes field “0/” is wrong: a step is a number"),
        ("0 1,,2 0 * * ?", "The minutes field “1,,2” is wrong: “” is not one of 0-59"),
        ("0 1- 0 * * ?", "The minutes field “1-” is wrong"),
        ("0 ² 0 * * ?", "The minutes field “²” is wrong"),
        ("0 -1 0 * * ?", "The minutes field “-1” is wrong"),
        ("0 0 0 1 1 ? 1969", "The year field “1969” is wrong"),
        ("0 0 0 1 1 ? 2031-2030", "The year field “2031-2030” is wrong: its range goes backwards"),
        ("0 " * 101, "The cron text is too long: write at most 200 characters."),
    ],
)
def test_wrong_text_is_told_in_one_sentence(quartz: str, told: str) -> None:
    with pytest.raises(QuartzError) as error:
        parse(quartz)

    assert told.lower() in str(error.value).lower()
    assert str(error.value).endswith(".")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("zone", "told"),
    [
        ("Europe/Berln", "The time zone “Europe/Berln” is not known: did you mean Europe/Berlin?"),
        ("europe/berlin", "The time zone “europe/berlin” is not known: did you mean Europe/Berlin"),
        ("", "The time zone “” is not known: did you mean Europe/Berlin?"),
        ("../../etc/passwd", "The time zone “../../etc/passwd” is not known"),
    ],
)
def test_an_unknown_time_zone_is_told_at_once(zone: str, told: str) -> None:
    with pytest.raises(QuartzError) as error:
        fire_times(Schedule("0 0 12 * * ?", zone), 0, 1)

    assert told in str(error.value)


def test_what_was_read_is_a_value() -> None:
    assert parse("0 0 8 ? * mon-fri") == parse("0 0 8 ? * 2,3,4,5,6 *")
    assert 1 == len({parse("0 0 8 ? * MON"), parse("0 0 8 ? * 2")})


@st.composite
def one_field(draw: st.DrawFn, low: int, high: int) -> tuple[str, frozenset[int]]:
    """A numeric field as text, and by counting the numbers that it allows."""
    count = high - low + 1
    first, last = draw(st.integers(low, high)), draw(st.integers(low, high))
    step = draw(st.integers(1, high))
    ring = [low + (first - low + i) % count for i in range(count)]
    forms: dict[str, list[int]] = {
        "*": ring,
        f"{first}": [first],
        f"{first},{last}": [first, last],
        f"{first}-{last}": ring[: ring.index(last) + 1],
        f"{first}/{step}": [n for n in range(low, high + 1) if n >= first][::step],
        f"{first}-{last}/{step}": ring[: ring.index(last) + 1][::step],
    }
    text = draw(st.sampled_from(sorted(forms)))
    return text, frozenset(forms[text])


@st.composite
def day_fields(draw: st.DrawFn) -> tuple[str, str, str]:
    """The two day fields as text, and which of the rules below is meant."""
    n, w = draw(st.integers(1, 31)), draw(st.integers(1, 7))
    name = WEEKDAYS[w - 1]
    rules = {
        f"day {n}": (f"{n}", "?"),
        f"back {n - 1}": (f"L-{n - 1}" if n > 1 else "L", "?"),
        f"near {n}": (f"{n}W", "?"),
        "near last": ("LW", "?"),
        f"weekday {w}": ("?", draw(st.sampled_from([str(w), name, name.lower()]))),
        f"nth {w} {n % 5 + 1}": ("?", f"{w}#{n % 5 + 1}"),
        f"final {w}": ("?", f"{w}L"),
    }
    rule = draw(st.sampled_from(sorted(rules)))
    return (*rules[rule], rule)


def is_day(day: date, rule: str) -> bool:
    """Judges one day by the rule's words, without any of the reader's arithmetic."""
    kind, *rest = rule.split()
    last = monthrange(day.year, day.month)[1]
    weekday = WEEKDAYS.index(day.strftime("%a").upper()) + 1
    if kind == "near":
        wanted = last if rest == ["last"] else int(rest[0])
        near = [d for d in range(1, last + 1) if day.replace(day=d).weekday() < 5]
        return wanted <= last and day.day == min(near, key=lambda d: abs(d - wanted))
    number = int(rest[0])
    return {
        "day": day.day == number,
        "back": (day + timedelta(days=number)).day == last and day.day + number == last,
        "weekday": weekday == number,
        "nth": weekday == number and (day.day - 1) // 7 + 1 == int(rest[-1]),
        "final": weekday == number and (day + timedelta(days=7)).month != day.month,
    }[kind]


@given(day_fields(), one_field(1, 12), st.dates(date(2020, 1, 1), date(2035, 1, 1)))
def test_days_agree_with_a_look_at_every_day(
    days: tuple[str, str, str], months: tuple[str, frozenset[int]], first: date
) -> None:
    day_of_month, day_of_week, rule = days
    window = [first + timedelta(days=n) for n in range(120)]
    text = f"0 0 0 {day_of_month} {months[0]} {day_of_week}"

    found = fire_times(Schedule(text), ms(str(window[0])) - 1, ms(str(window[-1])))

    assert [ms(str(day)) for day in window if day.month in months[1] and is_day(day, rule)] == list(
        found
    )


@given(
    one_field(0, 59),
    one_field(0, 23),
    st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]),
    st.sampled_from(
        ["2026-03-08", "2026-03-29", "2026-04-05", "2026-10-04", "2026-10-25", "2026-11-01"]
    ),
    st.integers(0, DAY_MS),
)
def test_times_agree_with_a_look_at_every_minute(
    minutes: tuple[str, frozenset[int]],
    hours: tuple[str, frozenset[int]],
    zone: str,
    day: str,
    later_ms: int,
) -> None:
    after = ms(day) - DAY_MS + later_ms
    until = after + 3 * DAY_MS // 2
    expected = []
    for minute in range(after // 60_000 + 1, until // 60_000 + 1):
        local = datetime.fromtimestamp(minute * 60, ZoneInfo(zone))
        comes_again = local.replace(fold=1).utcoffset() != local.utcoffset()
        if local.hour in hours[1] and local.minute in minutes[1] and not comes_again:
            expected.append(minute * 60_000)

    assert expected == list(
        fire_times(Schedule(f"0 {minutes[0]} {hours[0]} * * ?", zone), after, until)
    )
