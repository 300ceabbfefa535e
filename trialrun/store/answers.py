"""Attempts and answers of learners. One function is one transaction; the log is only added to."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from trialrun.store.database import AppDatabase


class Outcome(StrEnum):
    """What became of a question that was put."""

    RIGHT = "right"
    WRONG = "wrong"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One go at a list of questions, by their uids, in the order they are put."""

    id: str
    set_slug: str
    questions: tuple[str, ...]
    started_ms: int


@dataclass(frozen=True, slots=True)
class Answer:
    """One kept answer. `response` is as the question's kind read it; {} when skipped."""

    attempt: str
    question: str
    response: Mapping[str, str] = field(hash=False)
    outcome: Outcome
    answered_ms: int


_OF_LEARNER = "SELECT * FROM answer WHERE learner = :learner ORDER BY answered_ms, question"
_OF_ATTEMPT = (
    "SELECT * FROM answer WHERE learner = :learner AND attempt = :attempt"
    " ORDER BY answered_ms, question"
)


class Answers:
    """The answers of all learners. Every method raises StoreError when the file refuses."""

    def __init__(self, database: AppDatabase) -> None:
        self._database = database

    def setting(self, name: str, first: str) -> str:
        """Returns a setting; the first value that anybody gives it stays."""
        with self._database.reading() as db:
            row = db.conn.execute(
                "SELECT value FROM setting WHERE name = :name", {"name": name}
            ).fetchone()
        if row is not None:
            return str(row["value"])
        with self._database.writing() as db:
            db.conn.execute(
                "INSERT INTO setting (name, value) VALUES (:name, :value)"
                " ON CONFLICT (name) DO NOTHING",
                {"name": name, "value": first},
            )
            row = db.conn.execute(
                "SELECT value FROM setting WHERE name = :name", {"name": name}
            ).fetchone()
        return str(row["value"])

    def start(self, learner: str, attempt: Attempt) -> None:
        """Keeps a new attempt; the same id again changes nothing."""
        with self._database.writing() as db:
            db.conn.execute(
                "INSERT INTO attempt (learner, id, set_slug, questions, started_ms) VALUES"
                " (:learner, :id, :set_slug, :questions, :started_ms)"
                " ON CONFLICT (learner, id) DO NOTHING",
                {
                    "learner": learner,
                    "id": attempt.id,
                    "set_slug": attempt.set_slug,
                    "questions": json.dumps(attempt.questions),
                    "started_ms": attempt.started_ms,
                },
            )

    def attempt(self, learner: str, attempt_id: str) -> Attempt | None:
        """Finds one of the learner's attempts."""
        with self._database.reading() as db:
            row = db.conn.execute(
                "SELECT * FROM attempt WHERE learner = :learner AND id = :id",
                {"learner": learner, "id": attempt_id},
            ).fetchone()
        return _attempt(row) if row else None

    def attempts(self, learner: str) -> tuple[Attempt, ...]:
        """Returns the learner's attempts, the earliest first."""
        with self._database.reading() as db:
            rows = db.conn.execute(
                "SELECT * FROM attempt WHERE learner = :learner ORDER BY started_ms, id",
                {"learner": learner},
            ).fetchall()
        return tuple(map(_attempt, rows))

    def keep(self, learner: str, answer: Answer) -> Answer:
        """Keeps an answer and returns the one that counts: the first to this question."""
        key = {"learner": learner, "attempt": answer.attempt, "question": answer.question}
        with self._database.writing() as db:
            db.conn.execute(
                "INSERT INTO answer (learner, attempt, question, response, outcome, answered_ms)"
                " VALUES (:learner, :attempt, :question, :response, :outcome, :answered_ms)"
                " ON CONFLICT (learner, attempt, question) DO NOTHING",
                key
                | {
                    "response": json.dumps(dict(answer.response)),
                    "outcome": answer.outcome.value,
                    "answered_ms": answer.answered_ms,
                },
            )
            row = db.conn.execute(
                "SELECT * FROM answer WHERE learner = :learner AND attempt = :attempt"
                " AND question = :question",
                key,
            ).fetchone()
        return _answer(row)

    def of(self, learner: str, attempt: str | None = None) -> tuple[Answer, ...]:
        """Returns a learner's answers, all or those of one attempt, the earliest first."""
        with self._database.reading() as db:
            rows: Sequence[sqlite3.Row] = db.conn.execute(
                _OF_LEARNER if attempt is None else _OF_ATTEMPT,
                {"learner": learner, "attempt": attempt},
            ).fetchall()
        return tuple(map(_answer, rows))


def _attempt(row: sqlite3.Row) -> Attempt:
    questions = tuple(json.loads(row["questions"]))
    return Attempt(row["id"], row["set_slug"], questions, row["started_ms"])


def _answer(row: sqlite3.Row) -> Answer:
    return Answer(
        row["attempt"],
        row["question"],
        json.loads(row["response"]),
        Outcome(row["outcome"]),
        row["answered_ms"],
    )
