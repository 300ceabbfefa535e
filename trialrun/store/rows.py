"""Rows of the database as values of the log."""

import json

from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from trialrun.store.log import Activity, Answer, Attempt, Entry, Outcome


def attempt_of(row: sqlite3.Row) -> Attempt:
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


def answer_of(row: sqlite3.Row) -> Answer:
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
