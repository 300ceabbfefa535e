"""Rows of the database as values of the log, and back. What nothing can be made of is read, too.

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

INSERT_ANSWER = (
    "INSERT INTO answer (learner, seq, entry, activity, attempt, question, revision, put, engine,"
    " outcome, answered_ms, response) VALUES (:learner, {seq}, :entry, :activity, :attempt,"
    " :question, :revision, :put, :engine, :outcome, :answered_ms, :response)"
)
"""Adds an answer, from `answer_values`; `seq` is where it stands in the learner's log."""
INSERT_ATTEMPT = (
    "INSERT INTO attempt (learner, id, seq, activity, set_slug, title, size, answered,"
    " right_count, started_ms, questions, puts) VALUES (:learner, :id, {seq}, :activity,"
    " :set_slug, :title, :size, 0, 0, :started_ms, :questions, :puts)"
)
"""Adds an attempt without answers, from `attempt_values`."""
NEXT_SEQ = "(SELECT coalesce(max(seq), 0) + 1 FROM {table} WHERE learner = :learner)"

_HALF_A_PAIR = re.compile(r"[\ud800-\udfff]")


def answer_values(learner: str, answer: Answer) -> dict[str, Any]:
    """Returns an entry of the log by the names of its columns."""
    return {
        "learner": learner,
        "seq": answer.seq,
        "entry": answer.entry.value,
        "activity": answer.activity.value,
        "attempt": answer.attempt,
        "question": answer.question,
        "revision": answer.revision,
        "put": answer.put,
        "engine": answer.engine,
        "outcome": answer.outcome.value,
        "answered_ms": answer.answered_ms,
        "response": json.dumps(dict(answer.response)),
    }


def attempt_values(learner: str, attempt: Attempt) -> dict[str, Any]:
    """Returns an attempt by the names of its columns; what is counted from the log is left out."""
    return {
        "learner": learner,
        "id": attempt.id,
        "seq": attempt.seq,
        "activity": attempt.activity.value,
        "set_slug": attempt.set_slug,
        "title": attempt.title,
        "size": len(attempt.questions),
        "started_ms": attempt.started_ms,
        "questions": json.dumps(attempt.questions),
        "puts": json.dumps(attempt.puts),
    }


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
