"""Attempts of learners: one go each at a list of questions."""

import time

from trialrun.store.database import AppDatabase
from trialrun.store.latest import Connection
from trialrun.store.log import Attempt
from trialrun.store.rows import INSERT_ATTEMPT, NEXT_SEQ, attempt_of, attempt_values, text

UNANSWERED_MAX = 20
"""So many attempts without an answer a learner has: the newest."""
LEFT_DAYS = 14
"""After so many days an attempt goes in which nothing was answered, whoever's it is."""
SWEPT_MAX = 100
"""So many go with each that is started, so that a start is short, and more go than come."""
DAY_MS = 24 * 3600 * 1000

_ATTEMPT = "SELECT * FROM attempt WHERE learner = :learner"
_START = (
    f"{INSERT_ATTEMPT.format(seq=NEXT_SEQ.format(table='attempt'))}"
    " ON CONFLICT (learner, id) DO NOTHING"
)

# A go at one question goes by the question's uid, in which there is a slash.
_OPEN = (
    "SELECT * FROM attempt WHERE learner = :learner AND answered < size"
    " AND set_slug NOT LIKE '%/%' AND seq IN"
    " (SELECT max(seq) FROM attempt WHERE learner = :learner GROUP BY set_slug)"
    " ORDER BY seq DESC LIMIT :count"
)

# An answer that was taken back is in the log, and its attempt is one that was answered in.
_IS_EMPTY = (
    "answered = 0 AND NOT EXISTS (SELECT 1 FROM answer n WHERE n.learner = a.learner"
    " AND n.activity = a.activity AND n.attempt = a.id)"
)
_SWEEP_OWN = (
    "DELETE FROM attempt WHERE learner = :learner AND id IN (SELECT id FROM attempt a"  # noqa: S608 - ours
    f" WHERE learner = :learner AND {_IS_EMPTY}"
    " ORDER BY seq DESC LIMIT :swept_max OFFSET :unanswered_max)"
)
_SWEEP_LEFT = (
    "DELETE FROM attempt WHERE (learner, id) IN"  # noqa: S608 - ours
    " (SELECT learner, id FROM attempt a"
    f" WHERE started_ms < :left_ms AND {_IS_EMPTY}"
    " ORDER BY started_ms LIMIT :swept_max) AND NOT (learner = :learner AND id = :id)"
)


class Attempts:
    """The attempts of all learners. Every method raises StoreError when the file refuses."""

    def __init__(self, database: AppDatabase) -> None:
        self._database = database
        self._opened_ms, self._opened_s = time.time_ns() // 1_000_000, time.monotonic()

    def _steady_ms(self) -> int:
        return self._opened_ms + int((time.monotonic() - self._opened_s) * 1000)

    def start(self, learner: str, attempt: Attempt) -> None:
        """Keeps a new attempt; the same id again changes nothing.

        Attempts that were left without an answer go: beyond UNANSWERED_MAX of the learner's, and
        those of LEFT_DAYS ago.
        """
        with self._database.writing() as db:
            started = db.conn.execute(_START, attempt_values(learner, attempt))
            if started.rowcount:
                _sweep(db.conn, learner, attempt, self._steady_ms())

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


def _sweep(conn: Connection, learner: str, started: Attempt, steady_ms: int) -> None:
    """Removes what was left. `steady_ms` is now by a clock that has not been set since the start.

    Else a step of the clock would sweep the goes of all who have just begun.
    """
    values = {
        "learner": learner,
        "id": started.id,
        "left_ms": min(started.started_ms, steady_ms) - LEFT_DAYS * DAY_MS,
        "unanswered_max": UNANSWERED_MAX,
        "swept_max": SWEPT_MAX,
    }
    conn.execute(_SWEEP_OWN, values)
    conn.execute(_SWEEP_LEFT, values)
