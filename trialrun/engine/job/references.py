"""`{{...}}` references: plain text substitution in a task's settings, no expressions.

Source: dynamic value reference docs, read 2026-11-22: what is not in a known namespace stays as
it stands, an unknown key inside a known one is an error.
"""

import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

# Blanks are taken off afterwards: to look for them here would take cubic time.
_REFERENCE = re.compile(r"\{\{([^{}]*)\}\}")
_PART = re.compile(r"`([^`]*)`|\[([^\[\]]*)\]|([^.`\[\]]+)")
_QUOTED = r"`[^`]*`|\[[^\[\]]*\]"
_BARE = r"[^.`\[\]]+"
_WELL_FORMED = re.compile(rf"(?:{_QUOTED}|{_BARE})(?:\.(?:{_QUOTED}|{_BARE})|{_QUOTED})*")

FOR_EACH_INPUT_CHARS_MAX = 10_000
TASK_VALUE_BYTES_MAX = 48 * 1024
START_TIME_PARTS = (
    "iso_date", "iso_datetime", "year", "month", "day", "hour", "minute", "second", "is_weekday",
    "iso_weekday", "timestamp_ms",
)  # fmt: skip
RESOLVED_CHARS_MAX = 1_000_000


class UnknownReference(ValueError):
    """A reference to a key that its namespace does not have; its text is the reference."""

    rule = "reference.unknown"


class TooLong(UnknownReference):
    """References that come to more than RESOLVED_CHARS_MAX (base_parameters hold 1 MB)."""

    rule = "reference.too_long"


Lookup = Callable[[Sequence[str]], str | None]
"""Takes the parts of a reference; returns its text, None for a namespace it does not know.

Raises UnknownReference for an unknown key of a known namespace."""


def resolve(text: str, lookup: Lookup) -> str:
    """Puts values in place of references.

    >>> resolve("{{input}} of {{whatever}}", lambda parts: "EU" if parts[0] == "input" else None)
    'EU of {{whatever}}'
    """
    if "{{" not in text:
        return text

    length = len(text)

    def replaced(match: re.Match[str]) -> str:
        nonlocal length
        value = lookup(parts_of(match[1]))
        if value is None:
            return match[0]
        length += len(value)
        if length > RESOLVED_CHARS_MAX:
            raise TooLong(match[1].strip())
        return value

    return _REFERENCE.sub(replaced, text)


def references_in(text: str) -> list[list[str]]:
    """Returns the parts of each reference in a text."""
    return [parts_of(match) for match in _REFERENCE.findall(text)]


def parts_of(reference: str) -> list[str]:
    """Splits a reference at its dots; backticks or brackets hold a key with dots together.

    What is not well formed, such as a bracket that nothing closes, is one part, and names nothing.
    Facts: reference-brackets.

    >>> parts_of("tasks.`my task`.values.k"), parts_of("job.parameters.[a.b]")
    (['tasks', 'my task', 'values', 'k'], ['job', 'parameters', 'a.b'])
    >>> parts_of("job.parameters.[x")
    ['job.parameters.[x']
    """
    reference = reference.strip()
    if not _WELL_FORMED.fullmatch(reference):
        return [reference]
    return [next(filter(None, found), "") for found in _PART.findall(reference)]


def as_text(json_text: str) -> str:
    """Returns what stands in place of a reference to a JSON value: text bare, others as JSON.

    >>> as_text('"EU"'), as_text("0.97"), as_text("true")
    ('EU', '0.97', 'true')
    """
    value = json.loads(json_text)
    return value if isinstance(value, str) else json_text


def start_time(part: str, epoch_ms: int) -> str | None:
    """Returns a part of a UTC instant, e.g. `iso_date`; None for one there is not.

    START_TIME_PARTS are those that there are.

    >>> start_time("iso_date", 1_795_392_000_000), start_time("is_weekday", 1_795_392_000_000)
    ('2026-11-23', 'true')
    """
    moment = datetime.fromtimestamp(epoch_ms // 1000, UTC)
    saturday = 6
    return {
        "iso_date": f"{moment:%Y-%m-%d}",
        "iso_datetime": f"{moment:%Y-%m-%dT%H:%M:%S}",
        "year": f"{moment:%Y}",
        "month": f"{moment:%m}",
        "day": f"{moment:%d}",
        "hour": f"{moment:%H}",
        "minute": f"{moment:%M}",
        "second": f"{moment:%S}",
        "is_weekday": str(moment.isoweekday() < saturday).lower(),
        "iso_weekday": str(moment.isoweekday()),
        "timestamp_ms": str(epoch_ms),
    }.get(part)
