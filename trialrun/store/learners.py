"""All of a learner at once: counted, read, brought, moved, deleted. A call is a transaction."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

from trialrun.store.belongings import (
    TABLES,
    Amount,
    Belongings,
    HeldJob,
    PutText,
    belongings_of,
    held_of,
    kept_of,
    logs_of,
    state_of,
)
from trialrun.store.bringing import BringingPlan, planned, write
from trialrun.store.database import AppDatabase
from trialrun.store.errors import StoreError
from trialrun.store.flags import keep_flags
from trialrun.store.jobs import Jobs
from trialrun.store.latest import Connection
from trialrun.store.rows import text

ANSWERS_MAX, ATTEMPTS_MAX = 40_000, 10_000
"""So many of each a learner may have after an import."""
BROUGHT_BYTES_MAX = 10_000_000
"""So many bytes of questions that were put elsewhere are kept for a learner."""
HELD_BYTES_MAX = 40_000_000
"""So much a learner may have in all after an import, about."""

_BRING = (
    "INSERT INTO brought (learner, digest, uid, bytes, text)"
    " SELECT :learner, :digest, :uid, :bytes, :text"
    " WHERE NOT EXISTS (SELECT 1 FROM question WHERE digest = :digest)"
    " AND :bytes + (SELECT coalesce(sum(bytes), 0) FROM brought WHERE learner = :learner) <= :max"
    " ON CONFLICT (learner, digest) DO NOTHING"
)
_MOVE_TEXTS = (
    "INSERT INTO brought (learner, digest, uid, bytes, text)"
    " SELECT :to, digest, uid, bytes, text FROM brought WHERE learner = :learner"
    " ON CONFLICT (learner, digest) DO NOTHING"
)
_MOVE_JOBS = (
    "INSERT INTO holding (learner, digest, address, bytes, used_ms)"
    " SELECT :to, digest, address, bytes, used_ms FROM holding WHERE learner = :learner"
    " ON CONFLICT (learner, digest) DO NOTHING"
)
# A prediction's question tells the tasks of the job: where nobody else has answered it, it goes.
_DELETE_RUNS = (
    "DELETE FROM question WHERE (uid LIKE '%/' OR uid LIKE '%/?%') AND digest IN"
    " (SELECT put FROM answer WHERE learner = :learner AND activity = 'prediction')"
    " AND NOT EXISTS (SELECT 1 FROM answer a WHERE a.question = question.uid"
    " AND a.learner <> :learner)"
)
_DELETE_JOBS = (
    "DELETE FROM job WHERE digest IN (SELECT digest FROM holding WHERE learner = :learner)"
    " AND NOT EXISTS (SELECT 1 FROM holding h WHERE h.digest = job.digest"
    " AND h.learner <> :learner)"
)


_MOVE_FLAGS = (
    "UPDATE flag SET learner = :to WHERE learner = :learner"
    " AND id NOT IN (SELECT id FROM flag WHERE learner = :to)"
)
_LET_GO = "DELETE FROM holding WHERE learner = :learner AND digest = :digest"
_DELETE_JOB = (
    "DELETE FROM job WHERE digest = :digest"
    " AND NOT EXISTS (SELECT 1 FROM holding WHERE digest = :digest)"
)


class TooMuch(Exception):
    """More is brought than is kept of one learner; the text is a sentence."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of an import or a move: how much is new here, and how much was here already."""

    answers: int
    answers_before: int
    attempts: int
    attempts_before: int
    questions: int
    jobs: int
    overruled: int
    """Questions of which an answer came, and one that was given here later still counts."""
    flags: int = 0


class Learners:
    """Everything of each learner. Every method raises StoreError when the file refuses."""

    def __init__(self, database: AppDatabase, jobs: Jobs) -> None:
        self._database = database
        self._jobs = jobs

    def kept(self, learner: str) -> Amount:
        """Counts what is kept of a learner."""
        with self._database.reading() as db:
            return kept_of(db.conn, learner)

    def belongings(self, learner: str) -> Belongings:
        """Returns all of a learner as it stands at one moment."""
        with self._snapshot() as conn:
            return belongings_of(conn, learner)

    def brought_text(self, learner: str, digest: str) -> str | None:
        """Finds the text of a question that the learner brought from elsewhere."""
        with self._database.reading() as db:
            row = db.conn.execute(
                "SELECT text FROM brought WHERE learner = :learner AND digest = :digest",
                {"learner": learner, "digest": digest},
            ).fetchone()
        return None if row is None else text(row["text"])

    def bring(self, learner: str, found: Belongings, now_ms: int, *, address: str) -> Brought:
        """Adds what is not here yet, each in its place; all of it or nothing.

        Raises TooMuch, and ValueError for a job that is too large.
        """
        state, plan = self._planned(learner, found, now_ms)
        with self._database.writing() as db:
            if state != state_of(db.conn, learner):
                plan = planned(learner, logs_of(db.conn, learner), found, now_ms)
            brought = _bring(db.conn, learner, found, plan)
            flags = keep_flags(db.conn, learner, found.flags)
            for job in found.jobs:
                used_ms = min(job.used_ms, now_ms)
                self._jobs.bring(
                    db.conn, job.digest, job.text, used_ms, learner=learner, address=address
                )
            held_bytes = kept_of(db.conn, learner).about_bytes
            if held_bytes > HELD_BYTES_MAX:
                raise TooMuch(
                    f"With it you would have about {held_bytes:,} bytes here; at most"
                    f" {HELD_BYTES_MAX:,} are kept of one learner. Nothing was changed."
                )
            jobs = _jobs_held(db.conn, learner, found)
        return replace(brought, jobs=jobs, flags=flags)

    def move(self, learner: str, to: str, now_ms: int) -> Brought:
        """Moves all of a learner to another, who may have answers; nothing is left of the first.

        Raises TooMuch.
        """
        with self._snapshot() as conn:
            state, found = state_of(conn, learner), logs_of(conn, learner)
        state_there, plan = self._planned(to, found, now_ms)
        with self._database.writing() as db:
            if (state, state_there) != (state_of(db.conn, learner), state_of(db.conn, to)):
                found = logs_of(db.conn, learner)
                plan = planned(to, logs_of(db.conn, to), found, now_ms)
            brought = _bring(db.conn, to, found, plan)
            jobs = kept_of(db.conn, learner).jobs
            for statement in (_MOVE_TEXTS, _MOVE_JOBS, _MOVE_FLAGS):
                db.conn.execute(statement, {"learner": learner, "to": to})
            _delete_rows(db.conn, learner)
        return replace(brought, jobs=jobs)

    def rename(self, learner: str, to: str) -> None:
        """Gives all of a learner to a new id: cookies with the old one lead to nothing any more.

        The private link ends, too. Where the new id has something, this was done before: what the
        old one has by now is another's who begins anew.
        """
        with self._database.writing() as db:
            if not kept_of(db.conn, to).is_nothing:
                return
            values = {"learner": learner, "to": to}
            db.conn.execute("DELETE FROM private_link WHERE learner = :learner", values)
            for table in TABLES:
                db.conn.execute(
                    f"UPDATE {table} SET learner = :to WHERE learner = :learner",  # noqa: S608 - ours
                    values,
                )

    def delete(self, learner: str) -> None:
        """Deletes everything of a learner at once; no byte of it is left in the file.

        Where somebody reads at this moment, the log may hold it for a while. What nobody else holds
        goes with it: jobs that were pasted, and the questions of their runs.
        """
        with self._wiping() as conn:
            for statement in (_DELETE_RUNS, _DELETE_JOBS):
                conn.execute(statement, {"learner": learner})
            _delete_rows(conn, learner)

    def jobs(self, learner: str) -> tuple[HeldJob, ...]:
        """Returns the jobs of a learner, the last used first."""
        with self._database.reading() as db:
            return held_of(db.conn, learner)

    def delete_job(self, learner: str, digest: str) -> bool:
        """Deletes one job of a learner, and says whether there was one; of others it stays.

        No byte of it is left in the file, where nobody else holds it.
        """
        values = {"learner": learner, "digest": digest}
        with self._wiping() as conn:
            gone = conn.execute(_LET_GO, values).rowcount
            conn.execute(_DELETE_JOB, values)
        return bool(gone)

    @contextmanager
    def _wiping(self) -> Iterator[Connection]:
        """Gives a connection to write on; what is deleted on it is written over."""
        with self._database.reading() as db:
            db.conn.execute("PRAGMA secure_delete = ON")
        try:
            with self._database.writing() as db:
                yield db.conn
        finally:
            # What is deleted is deleted, whether or not the log can be written over just now.
            with suppress(StoreError), self._database.reading() as db:
                db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                db.conn.execute("PRAGMA secure_delete = OFF")

    @contextmanager
    def _snapshot(self) -> Iterator[Connection]:
        """Gives a connection that shows one moment, however often it is asked."""
        with self._database.reading() as db:
            db.conn.execute("BEGIN")
            try:
                yield db.conn
            finally:
                db.conn.execute("ROLLBACK")

    def _planned(
        self, learner: str, found: Belongings, now_ms: int
    ) -> tuple[tuple[int, ...], BringingPlan]:
        """Plans before others have to wait; returns the state that it holds for, too."""
        with self._snapshot() as conn:
            state, own = state_of(conn, learner), logs_of(conn, learner)
        return state, planned(learner, own, found, now_ms)


def _bring(conn: Connection, learner: str, found: Belongings, plan: BringingPlan) -> Brought:
    """Adds attempts, answers and texts."""
    for count, at_most, what in (
        (len(plan.log), ANSWERS_MAX, "answers"),
        (plan.attempts, ATTEMPTS_MAX, "goes"),
    ):
        if count > at_most:
            raise TooMuch(
                f"With it you would have {count:,} {what} here; at most {at_most:,} are kept of one"
                " learner. Nothing was changed."
            )
    write(conn, learner, plan)
    answers, attempts = len(plan.answers_new), len(plan.attempts_new)
    return Brought(
        answers=answers,
        answers_before=len(found.answers) - answers,
        attempts=attempts,
        attempts_before=len(found.attempts) - attempts,
        questions=_bring_texts(conn, learner, found.questions),
        jobs=0,
        overruled=plan.overruled,
    )


def _bring_texts(conn: Connection, learner: str, texts: tuple[PutText, ...]) -> int:
    count = 0
    for put in texts:
        values = put._asdict() | {
            "learner": learner,
            "bytes": len(put.text.encode()),
            "max": BROUGHT_BYTES_MAX,
        }
        count += conn.execute(_BRING, values).rowcount
    return count


def _jobs_held(conn: Connection, learner: str, found: Belongings) -> int:
    """Counts the jobs that came and are kept: the quotas may have dropped some."""
    rows = conn.execute(
        "SELECT digest FROM holding WHERE learner = :learner", {"learner": learner}
    ).fetchall()
    return len({row[0] for row in rows} & {job.digest for job in found.jobs})


def _delete_rows(conn: Connection, learner: str) -> None:
    for table in TABLES:
        conn.execute(
            f"DELETE FROM {table} WHERE learner = :learner",  # noqa: S608 - ours
            {"learner": learner},
        )
