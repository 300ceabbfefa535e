"""Days as they are told: by the calendar, not by how many hours ago."""

from datetime import UTC, datetime

import pytest

from trialrun.web.practice.day import Day

NOW = "2026-03-01T00:30"
TOLD = [
    pytest.param("2026-03-01T00:00", "today", id="half an hour ago"),
    pytest.param("2026-02-28T23:59", "yesterday", id="half an hour ago, on the day before"),
    pytest.param("2026-02-28T00:00", "yesterday", id="a day ago and more"),
    pytest.param("2026-02-27T23:59", "27 February 2026", id="the day before that"),
    pytest.param("2025-03-01T00:30", "1 March 2025", id="a year ago"),
    pytest.param("2026-03-02T00:30", "2 March 2026", id="tomorrow, by a clock that was set back"),
]


def ms(iso: str) -> int:
    return int(datetime.fromisoformat(iso).replace(tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(("then", "told"), TOLD)
def test_a_day_is_told_by_the_calendar(then, told):
    assert Day(told, f"{then}:00Z") == Day.of(ms(then), ms(NOW))


@pytest.mark.parametrize("at_ms", [-1, 1 << 62, 253_402_300_800_000])
def test_a_moment_that_no_calendar_has_is_said_to_be_none(at_ms):
    assert Day("on a day that cannot be read any more", "") == Day.of(at_ms, ms(NOW))
