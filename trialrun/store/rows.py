"""Rows of the database as values of the log."""

import json
from collections.abc import Mapping
from typing import Any

from trialrun.store.log import Activity, Answer, Attempt, Entry, Outcome

Row = Mapping[str, Any]
"""A row by the names of its columns."""


def attempt_of(row: Row) -> Attempt:
    """Reads a row of `attempt`."""
    return Attempt(
        id=row["id"],
        set_slug=row["set_slug"],
        questions=tuple(json.loads(row["questions"])),
        started_ms=row["started_ms"],
        puts=tuple(json.loads(row["puts"])),
        title=row["title"],
        activity=Activity(row["activity"]),
        answered=row["answered"],
        right=row["right_count"],
        seq=row["seq"],
    )


def answer_of(row: Row) -> Answer:
    """Reads a row of `answer`."""
    return Answer(
        attempt=row["attempt"],
        question=row["question"],
        response=json.loads(row["response"]),
        outcome=Outcome(row["outcome"]),
        answered_ms=row["answered_ms"],
        activity=Activity(row["activity"]),
        put=row["put"],
        engine=row["engine"],
        seq=row["seq"],
        entry=Entry(row["entry"]),
        revision=row["revision"],
    )
