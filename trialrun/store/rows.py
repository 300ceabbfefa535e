"""Rows of the database as values of the log. A row of which nothing can be made is read, too.

A newer version, another program or a bad disk may have written anything. What cannot be read is
said to be so (`is_readable`, UNKNOWN, ""), and all else of the row stands.
"""

import json
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from trialrun.store.log import Activity, Answer, Attempt, Entry, Outcome

Row = Mapping[str, Any]
"""A row by the names of its columns."""

Word = TypeVar("Word", bound=StrEnum)
Unknown = TypeVar("Unknown")

_HALF_A_PAIR = re.compile(r"[\ud800-\udfff]")


def attempt_of(row: Row) -> Attempt:
    """Reads a row of `attempt`; where list or activity cannot be read, it has no questions."""
    activity = _word(Activity, row["activity"], Activity.UNKNOWN)
    questions = () if activity is Activity.UNKNOWN else _texts(row["questions"])
    puts = _texts(row["puts"])
    size, answered, right = len(questions), whole(row["answered"]), whole(row["right_count"])
    return Attempt(
        id=text(row["id"]),
        set_slug=text(row["set_slug"]),
        questions=questions,
        started_ms=whole(row["started_ms"]),
        # All of them or none, so that each number has one.
        puts=(*puts, *("",) * size)[:size] if puts else (),
        title=text(row["title"]),
        activity=activity,
        answered=min(max(answered, 0), size),
        right=min(max(right, 0), answered, size) if answered > 0 else 0,
        seq=whole(row["seq"]),
    )


def answer_of(row: Row) -> Answer:
    """Reads a row of `answer`. Where it is not known what the entry is, its outcome is not."""
    response = _response(row["response"])
    entry = _word(Entry, row["entry"], None)
    return Answer(
        attempt=text(row["attempt"]),
        question=text(row["question"]),
        response=response or {},
        outcome=_word(Outcome, row["outcome"], Outcome.UNKNOWN) if entry else Outcome.UNKNOWN,
        answered_ms=whole(row["answered_ms"]),
        activity=_word(Activity, row["activity"], Activity.UNKNOWN),
        put=text(row["put"]),
        engine=text(row["engine"]),
        seq=whole(row["seq"]),
        entry=entry or Entry.ANSWER,
        revision=whole(row["revision"]),
        is_readable=response is not None,
    )


def outcome_of(value: object) -> Outcome:
    """Reads an outcome.

    >>> outcome_of("right").value, outcome_of("perhaps").value
    ('right', 'unknown')
    """
    return _word(Outcome, value, Outcome.UNKNOWN)


def whole(value: object) -> int:
    """Reads a number; SQLite keeps what is none in a column of numbers, too.

    >>> whole(7), whole("seven"), whole(None)
    (7, 0, 0)
    """
    return value if isinstance(value, int) else 0


def text(value: object) -> str:
    """Reads a text; SQLite keeps bytes and numbers in its place, too.

    >>> text("rollback"), text(b"rollback")
    ('rollback', '')
    """
    return value if isinstance(value, str) else ""


def _word(words: type[Word], value: object, unknown: Unknown) -> Word | Unknown:
    try:
        return words(value)  # type: ignore[arg-type]
    except ValueError:
        return unknown


def _texts(value: object) -> tuple[str, ...]:
    """Reads a list of texts: "" stands for what is none, and nothing is in what is no list.

    JSON can write half of a pair, which can neither be sent nor asked for.
    """
    found = _json(value)
    listed = found if isinstance(found, list) else []
    return tuple(_HALF_A_PAIR.sub("\ufffd", text(each)) for each in listed)


def _response(value: object) -> dict[str, str] | None:
    """Reads a response; None for what is none."""
    found = _json(value)
    if not isinstance(found, dict) or not all(isinstance(said, str) for said in found.values()):
        return None
    return found


def _json(value: object) -> object:
    try:
        return json.loads(value) if isinstance(value, str) else None
    except (ValueError, RecursionError):
        return None
