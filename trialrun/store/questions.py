"""Questions as they were put, each once under its digest. Knows nothing of what a text means."""

from collections.abc import Iterable
from threading import Lock

from trialrun.store.database import AppDatabase

KNOWN_MAX = 50_000
"""So many digests are remembered as kept, at about 100 bytes each."""


class Questions:
    """The texts of all questions that were ever put. Methods raise StoreError."""

    def __init__(self, database: AppDatabase) -> None:
        self._database = database
        self._kept: set[str] = set()
        self._lock = Lock()

    def keep(self, questions: Iterable[tuple[str, str, str]], put_ms: int) -> None:
        """Keeps (digest, uid, text) of each; a digest that is kept already changes nothing."""
        new = {digest: (uid, text) for digest, uid, text in questions if digest not in self._kept}
        if not new:
            return
        with self._database.writing() as db:
            db.conn.executemany(
                "INSERT INTO question (digest, uid, put_ms, text)"
                " VALUES (:digest, :uid, :put_ms, :text) ON CONFLICT (digest) DO NOTHING",
                [
                    {"digest": digest, "uid": uid, "put_ms": put_ms, "text": text}
                    for digest, (uid, text) in new.items()
                ],
            )
        with self._lock:
            if len(self._kept) > KNOWN_MAX:
                self._kept = set()
            self._kept |= set(new)

    def text(self, digest: str) -> str | None:
        """Finds a text; None when no question of this digest was ever put."""
        with self._database.reading() as db:
            row = db.conn.execute(
                "SELECT text FROM question WHERE digest = :digest", {"digest": digest}
            ).fetchone()
        return None if row is None else str(row["text"])
