"""What a run is for: the name of its occasion. Knows no run.

A write belongs to the occasion of its run. The same write twice for one occasion leaves surplus
rows; for two occasions, say two nights, it does not.

- A run of a schedule is for its scheduled time, a run of another trigger for the moment at which
  that fired. A continuous job's run after one that failed is for the same as that one.
- A Run now is for what the run made before it was for, be that one skipped, or canceled in the
  queue; unless the action says `for`. Before the first one there was none: it is for `run-1`.
- A retry and a repair are of their run. A run that waits keeps what it was made for.
- A run that a Run Job task starts is for its parent's occasion within that task, and within the
  element of a for-each: a retry of the task does the same again, another task does not.

Facts: same-rows-again.
"""

import re
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NAME = re.compile(r"[\w.:+-]{1,100}")
_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?", re.ASCII
)  # fmt: skip
_WITHIN = " > "
"""No name of an author's has it, so nobody names the occasion of a child run by accident."""


class NoOccasion(ValueError):
    """A text that names no occasion; its text is a sentence."""


def occasion_at(epoch_ms: int) -> str:
    """Names the occasion of a schedule or trigger by its moment, in UTC.

    >>> occasion_at(1_795_392_000_000), occasion_at(1_795_392_000_250)
    ('2026-11-23T00:00:00Z', '2026-11-23T00:00:00.250Z')
    """
    moment = _EPOCH + timedelta(milliseconds=epoch_ms)
    exactly = moment.isoformat(timespec="milliseconds" if epoch_ms % 1000 else "seconds")
    return exactly.replace("+00:00", "Z")


def occasion_of_first(run: int) -> str:
    """Names the occasion of a Run now before which there was no run."""
    return f"run-{run}"


def occasion_within(occasion: str, task: str, element: str) -> str:
    """Names the occasion of a run that a task starts; `element` is that of a for-each, or "".

    >>> occasion_within("monday", "load", '"EU"')
    'monday > load "EU"'
    """
    return f"{occasion}{_WITHIN}{task}{f' {element}' if element else ''}"


def read_occasion(text: str) -> str:
    """Reads the name of an occasion; a moment gets the name that `occasion_at` gives it.

    Raises NoOccasion.

    >>> read_occasion("monday"), read_occasion("2026-11-23T01:00+01:00")
    ('monday', '2026-11-23T00:00:00Z')
    """
    if not _NAME.fullmatch(text):
        raise NoOccasion(
            "an occasion has a name of 1 to 100 letters, digits, or . : + - _, as in monday or "
            "2026-11-24T02:00:00Z"
        )
    if not _MOMENT.fullmatch(text):
        return text
    try:
        moment = datetime.fromisoformat(text)
        moment = moment.replace(tzinfo=moment.tzinfo or UTC)
        return occasion_at((moment - _EPOCH) // timedelta(milliseconds=1))
    except (ValueError, OverflowError):
        raise NoOccasion(f"{text} is no moment; write one as in 2026-11-24T02:00:00Z") from None
