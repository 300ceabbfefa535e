"""Durations as authors write them."""

import pytest

from trialrun.content.readers.duration import read_duration_ms

DURATIONS = [
    pytest.param("250ms", 250, id="milliseconds"),
    pytest.param("40s", 40_000, id="seconds"),
    pytest.param("5m", 300_000, id="minutes"),
    pytest.param("1h", 3_600_000, id="hours"),
    pytest.param("0s", 0, id="none at all"),
    pytest.param(" 40 s ", 40_000, id="with blanks"),
    pytest.param("720h", 2_592_000_000, id="30 days"),
]


@pytest.mark.parametrize(("text", "duration_ms"), DURATIONS)
def test_a_duration_is_read(text, duration_ms):
    assert duration_ms == read_duration_ms(text)


SHAPE = "is no duration; write a number and a unit, as in 40s, 5m or 1h"

ERRORS = [
    pytest.param("40", f"`40` {SHAPE}", id="no unit"),
    pytest.param("soon", f"`soon` {SHAPE}", id="no number"),
    pytest.param("-5s", f"`-5s` {SHAPE}", id="negative"),
    pytest.param("1.5h", f"`1.5h` {SHAPE}", id="a fraction"),
    pytest.param("1h 30m", f"`1h 30m` {SHAPE}", id="two units"),
    pytest.param("", f"`` {SHAPE}", id="nothing"),
    pytest.param("721h", "`721h` is longer than 30 days", id="too long"),
]


@pytest.mark.parametrize(("text", "sentence"), ERRORS)
def test_what_is_no_duration_says_what_to_write(text, sentence):
    with pytest.raises(ValueError, match=r"duration|30 days") as error:
        read_duration_ms(text)

    assert sentence == str(error.value)
