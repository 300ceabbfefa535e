"""What learners found wrong or unclear in questions, and what became of it. Knows no content."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from trialrun.store.database import AppDatabase
from trialrun.store.rows import Row, text, whole

FLAGS_MAX = 200
"""So many flags are kept of a learner."""

_KEEP = (
    "INSERT INTO flag (learner, id, number, question, put, attempt, response, reason, says,"
    " flagged_ms, reply, replied_ms) SELECT :learner, :id,"
    " (SELECT last + 1 FROM flag_number), :question, :put, :attempt, :response,"
    " :reason, :says, :flagged_ms, :reply, :replied_ms"
    " WHERE (SELECT count(*) FROM flag WHERE learner = :learner) < :max"
    " ON CONFLICT (learner, id) DO NOTHING"
)
_COUNT_ON = "UPDATE flag_number SET last = last + 1"
_OF_LEARNER = "SELECT * FROM flag WHERE learner = :learner ORDER BY number DESC"
_COUNTS = (
    "SELECT question, sum(reply = ''), count(*) FROM flag GROUP BY question"
    " ORDER BY 2 DESC, 3 DESC, question LIMIT :count"
)
_WAITING = "SELECT * FROM flag WHERE reply = '' OR :is_all ORDER BY number"
_REPLY = "UPDATE flag SET reply = :reply, replied_ms = :now_ms WHERE number = :number"


@dataclass(frozen=True, slots=True)
class Flag:
    """What a learner said of a question as it was put: `put` is its digest, `attempt` the seed.

    `response` is the answer as it was kept, as JSON; "" for none. `reply` is what an author said
    to it, "" until then. `number` names it for authors; it is given when the flag is kept.
    """

    id: str
    question: str
    put: str
    attempt: str
    response: str
    reason: str
    says: str
    flagged_ms: int
    reply: str = ""
    replied_ms: int = 0
    number: int = 0


class Flags:
    """The flags of all learners. Every method raises StoreError when the file refuses."""

    def __init__(self, database: AppDatabase) -> None:
        self._database = database

    def keep(self, learner: str, flag: Flag) -> bool:
        """Keeps a flag; the same id again changes nothing. False where the learner has too many."""
        with self._database.writing() as db:
            keep_flags(db.conn, learner, [flag])
            found = db.conn.execute(
                "SELECT 1 FROM flag WHERE learner = :learner AND id = :id",
                {"learner": learner, "id": flag.id},
            ).fetchone()
        return found is not None

    def of_learner(self, learner: str) -> tuple[Flag, ...]:
        """Returns the flags of a learner, the newest first."""
        with self._database.reading() as db:
            return flags_of(db.conn, learner)

    def counts(self, count: int) -> list[tuple[str, int, int]]:
        """Returns the questions with most flags without a reply: uid, how many such, how many."""
        with self._database.reading() as db:
            rows = db.conn.execute(_COUNTS, {"count": count}).fetchall()
        return [(text(row[0]), whole(row[1]), whole(row[2])) for row in rows]

    def listed(self, *, is_all: bool) -> tuple[Flag, ...]:
        """Returns what waits for a reply, or all, the oldest first. Names no learner."""
        with self._database.reading() as db:
            rows = db.conn.execute(_WAITING, {"is_all": is_all}).fetchall()
        return tuple(map(_flag_of, rows))

    def reply(self, number: int, reply: str, now_ms: int) -> bool:
        """Keeps what an author says to a flag, and says whether there is one of that number."""
        with self._database.writing() as db:
            values = {"number": number, "reply": reply, "now_ms": now_ms}
            return bool(db.conn.execute(_REPLY, values).rowcount)


def flags_of(conn: Any, learner: str) -> tuple[Flag, ...]:
    """Reads the flags of a learner, the newest first, in a transaction of the caller's."""
    return tuple(map(_flag_of, conn.execute(_OF_LEARNER, {"learner": learner}).fetchall()))


def keep_flags(conn: Any, learner: str, flags: Iterable[Flag]) -> int:
    """Keeps those flags that are not here yet, as far as there is room; returns how many."""
    return sum(_keep(conn, learner, flag) for flag in flags)


def _keep(conn: Any, learner: str, flag: Flag) -> int:
    count = int(conn.execute(_KEEP, _values(learner, flag)).rowcount)
    if count:
        conn.execute(_COUNT_ON)
    return count


def _values(learner: str, flag: Flag) -> dict[str, Any]:
    return {
        "learner": learner,
        "id": flag.id,
        "question": flag.question,
        "put": flag.put,
        "attempt": flag.attempt,
        "response": flag.response,
        "reason": flag.reason,
        "says": flag.says,
        "flagged_ms": flag.flagged_ms,
        "reply": flag.reply,
        "replied_ms": flag.replied_ms,
        "max": FLAGS_MAX,
    }


def _flag_of(row: Row) -> Flag:
    return Flag(
        text(row["id"]),
        text(row["question"]),
        text(row["put"]),
        text(row["attempt"]),
        text(row["response"]),
        text(row["reason"]),
        text(row["says"]),
        whole(row["flagged_ms"]),
        text(row["reply"]),
        whole(row["replied_ms"]),
        whole(row["number"]),
    )
