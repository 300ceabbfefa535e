"""Durations as authors write them: `40s`, `5m`, `1h`, `250ms`."""

import re

_UNIT_MS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000}
_DURATION = re.compile(r"(\d{1,9})\s*(ms|s|m|h)")
DURATION_MAX_MS = 30 * 24 * 3_600_000


def read_duration_ms(text: object) -> int:
    """Reads a duration into milliseconds. Raises ValueError with a sentence.

    >>> read_duration_ms("5m")
    300000
    """
    match = _DURATION.fullmatch(str(text).strip())
    if match is None:
        raise ValueError(f"`{text}` is no duration; write a number and a unit, as in 40s, 5m or 1h")
    duration_ms = int(match[1]) * _UNIT_MS[match[2]]
    if duration_ms > DURATION_MAX_MS:
        raise ValueError(f"`{text}` is longer than 30 days")
    return duration_ms
