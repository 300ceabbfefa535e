"""Questions as they were put, each once under its digest. Knows nothing of what a text means."""

from collections.abc import Collection, Iterable
from threading import Lock

from trialrun.store.connection import WRITE_WAIT_MS
from trialrun.store.database import AppDatabase
from trialrun.store.log import is_of_run

DRAWN_MAX = 30_000
"""Of questions that were drawn so many texts are kept, the newest: at 5 KB each 150 MB.

There is no end to them. One of a drill that is gone can be made again from its name.
"""
DRAWN = ("drill/", "quiz/")
KNOWN_MAX = 50_000
"""So many digests are remembered as kept, at about 100 bytes each."""
RUNS_MAX = 2_000
RUN_BYTES_MAX = 100_000
"""Of predictions of runs so many texts are kept, of so many bytes each: 200 MB at most.

There are as many as addresses, so they would fill the disk; an answer to one is shown without its
text, too. All other questions are in content that somebody wrote.
"""

_DROP = (
    "DELETE FROM question WHERE digest IN (SELECT digest FROM question"
    " WHERE uid LIKE '%/' OR uid LIKE '%/?%' ORDER BY put_ms DESC, digest"
    " LIMIT :all OFFSET :runs_max)"
)
_DROP_DRAWN = (
    "DELETE FROM question WHERE digest IN (SELECT digest FROM question"
    " WHERE uid LIKE 'drill/%' OR uid LIKE 'quiz/%' ORDER BY put_ms DESC, digest"
    " LIMIT :all OFFSET :drawn_max)"
)
DROPPED_EVERY = 64
"""So many texts come before those beyond the bound go: to look for them takes 20 ms."""
_ALL = 1 << 62


class Questions:
    """The texts of all questions that were ever put. Methods raise StoreError.

    Only of predictions of runs, and of questions that were drawn, there are but the newest.
    """

    def __init__(
        self, database: AppDatabase, *, runs_max: int = RUNS_MAX, drawn_max: int = DRAWN_MAX
    ) -> None:
        self._database = database
        self._runs_max = runs_max
        self._drawn_max = drawn_max
        self._drawn = 0
        self._generation = -1
        self._kept: set[str] = set()
        self._lock = Lock()

    def keep(
        self,
        questions: Iterable[tuple[str, str, str]],
        put_ms: int,
        *,
        wait_ms: int = WRITE_WAIT_MS,
    ) -> None:
        """Keeps (digest, uid, text) of each; a digest that is kept already changes nothing."""
        kept = self._kept_in(generation := self._database.generation())
        new = {
            digest: (uid, text)
            for digest, uid, text in questions
            if digest not in kept and not (is_of_run(uid) and len(text.encode()) > RUN_BYTES_MAX)
        }
        runs = {digest for digest, (uid, _) in new.items() if is_of_run(uid)}
        drawn = {digest for digest, (uid, _) in new.items() if uid.startswith(DRAWN)}
        if not new:
            return
        with self._database.writing(wait_ms=wait_ms) as db:
            db.conn.executemany(
                "INSERT INTO question (digest, uid, put_ms, text)"
                " VALUES (:digest, :uid, :put_ms, :text) ON CONFLICT (digest) DO NOTHING",
                [
                    {"digest": digest, "uid": uid, "put_ms": put_ms, "text": text}
                    for digest, (uid, text) in new.items()
                ],
            )
            if runs:
                db.conn.execute(_DROP, {"all": _ALL, "runs_max": self._runs_max})
            if self._is_time_to_drop(drawn):
                db.conn.execute(_DROP_DRAWN, {"all": _ALL, "drawn_max": self._drawn_max})
        with self._lock:
            if len(self._kept) > KNOWN_MAX:
                self._kept = set()
            # One of a run may be dropped, by another process too, so it is never known as kept.
            if generation == self._generation:
                self._kept |= set(new) - runs - drawn

    def _is_time_to_drop(self, drawn: Collection[str]) -> bool:
        """Counts texts of questions that were drawn; says whether many have come."""
        with self._lock:
            self._drawn += len(drawn)
            is_time = self._drawn >= DROPPED_EVERY
            self._drawn = 0 if is_time else self._drawn
        return is_time

    def _kept_in(self, generation: int) -> set[str]:
        """Returns what is known as kept; nothing any more once another database was restored."""
        with self._lock:
            if generation != self._generation:
                self._generation, self._kept = generation, set()
            return self._kept

    def text(self, digest: str) -> str | None:
        """Finds a text; None when no question of this digest was put, or its run's was dropped."""
        with self._database.reading() as db:
            row = db.conn.execute(
                "SELECT text FROM question WHERE digest = :digest", {"digest": digest}
            ).fetchone()
        return None if row is None else str(row["text"])
