"""Attempts of learners: one go each at a list of questions."""

import json

from trialrun.store.database import AppDatabase
from trialrun.store.log import Attempt
from trialrun.store.rows import attempt_of, text

_ATTEMPT = "SELECT * FROM attempt WHERE learner = :learner"

# A go at one question goes by the question's uid, in which there is a slash.
_OPEN = (
    "SELECT * FROM attempt WHERE learner = :learner AND answered < size"
    " AND set_slug NOT LIKE '%/%' AND seq IN"
    " (SELECT max(seq) FROM attempt WHERE learner = :learner GROUP BY set_slug)"
    " ORDER BY seq DESC LIMIT :count"
)


class Attempts:
    """The attempts of all learners. Every method raises StoreError when the file refuses."""

    def __init__(self, database: AppDatabase) -> None:
        self._database = database

    def start(self, learner: str, attempt: Attempt) -> None:
        """Keeps a new attempt; the same id again changes nothing."""
        with self._database.writing() as db:
            db.conn.execute(
                "INSERT INTO attempt (learner, id, seq, activity, set_slug, title, size, answered,"
                " right_count, started_ms, questions, puts) VALUES (:learner, :id,"
                " (SELECT coalesce(max(seq), 0) + 1 FROM attempt WHERE learner = :learner),"
                " :activity, :set_slug, :title, :size, 0, 0, :started_ms, :questions, :puts)"
                " ON CONFLICT (learner, id) DO NOTHING",
                {
                    "learner": learner,
                    "id": attempt.id,
                    "activity": attempt.activity.value,
                    "set_slug": attempt.set_slug,
                    "title": attempt.title,
                    "size": len(attempt.questions),
                    "started_ms": attempt.started_ms,
                    "questions": json.dumps(attempt.questions),
                    "puts": json.dumps(attempt.puts),
                },
            )

    def find(self, learner: str, attempt_id: str) -> Attempt | None:
        """Finds one of the learner's attempts."""
        found = self._found(f"{_ATTEMPT} AND id = :id", learner=learner, id=attempt_id)
        return found[0] if found else None

    def of_set(
        self, learner: str, set_slug: str, *, count: int, before: int | None = None
    ) -> tuple[Attempt, ...]:
        """Returns the learner's last attempts at a set, the newest first; those before a `seq`."""
        return self._found(
            f"{_ATTEMPT} AND set_slug = :set_slug AND seq < :before ORDER BY seq DESC LIMIT :count",
            learner=learner,
            set_slug=set_slug,
            count=count,
            before=1 << 62 if before is None else before,
        )

    def open(self, learner: str, *, count: int) -> tuple[Attempt, ...]:
        """Returns the latest attempt at each set, where questions are open in it; newest first.

        Goes at one question are none to come back to.
        """
        return self._found(_OPEN, learner=learner, count=count)

    def sets_tried(self, learner: str) -> dict[str, tuple[str, int]]:
        """Returns {set slug: (title when last tried, number of attempts)}."""
        with self._database.reading() as db:
            rows = db.conn.execute(
                "SELECT a.set_slug, a.title, g.count FROM attempt a JOIN (SELECT set_slug,"
                " max(seq) AS seq, count(*) AS count FROM attempt WHERE learner = :learner"
                " GROUP BY set_slug) g ON g.set_slug = a.set_slug AND g.seq = a.seq"
                " WHERE a.learner = :learner",
                {"learner": learner},
            ).fetchall()
        return {text(row["set_slug"]): (text(row["title"]), row["count"]) for row in rows}

    def _found(self, sql: str, **values: object) -> tuple[Attempt, ...]:
        with self._database.reading() as db:
            return tuple(map(attempt_of, db.conn.execute(sql, values).fetchall()))
