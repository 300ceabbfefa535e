"""Job texts that people brought, kept under their digest. Knows nothing of what a text means."""

from trialrun.store.database import AppDatabase

TEXT_BYTES_MAX = 1_000_000
TEXTS_MAX = 2_000
KEPT_BYTES_MAX = 200_000_000
"""What all kept texts may fill: 200 of the largest, or all TEXTS_MAX of the usual size."""

_DROP = (
    "DELETE FROM job WHERE digest <> :digest AND digest IN (SELECT digest FROM ("
    "SELECT digest, row_number() OVER newest AS number, sum(bytes) OVER newest AS total FROM job"
    " WINDOW newest AS (ORDER BY kept_ms DESC, digest)) AS kept"
    " WHERE number > :texts_max OR total > :bytes_max)"
)


class Jobs:
    """The texts of all people. Every method raises StoreError when the file refuses.

    The disk is bounded: beyond `texts_max` texts or `bytes_max` bytes the oldest are dropped.
    """

    def __init__(
        self,
        database: AppDatabase,
        *,
        texts_max: int = TEXTS_MAX,
        bytes_max: int = KEPT_BYTES_MAX,
    ) -> None:
        self._database = database
        self._texts_max = texts_max
        self._bytes_max = bytes_max

    def keep(self, digest: str, text: str, kept_ms: int) -> None:
        """Keeps a text; the same digest again changes nothing. Raises ValueError when too large."""
        size = len(text.encode())
        if size > TEXT_BYTES_MAX:
            raise ValueError(f"the text has {size} bytes; at most {TEXT_BYTES_MAX} are kept")
        if self.text(digest) is not None:
            return
        with self._database.writing() as db:
            db.conn.execute(
                "INSERT INTO job (digest, bytes, kept_ms, text)"
                " VALUES (:digest, :bytes, :kept_ms, :text) ON CONFLICT (digest) DO NOTHING",
                {"digest": digest, "bytes": size, "kept_ms": kept_ms, "text": text},
            )
            db.conn.execute(
                _DROP,
                {"digest": digest, "texts_max": self._texts_max, "bytes_max": self._bytes_max},
            )

    def text(self, digest: str) -> str | None:
        """Finds a text; None when nobody brought it, or newer ones took its place."""
        with self._database.reading() as db:
            row = db.conn.execute(
                "SELECT text FROM job WHERE digest = :digest", {"digest": digest}
            ).fetchone()
        return None if row is None else str(row["text"])
