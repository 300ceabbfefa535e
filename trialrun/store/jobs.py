"""Job texts that people brought, kept under their digest. Knows nothing of what a text means."""

from dataclasses import dataclass
from threading import Lock

from trialrun.store.database import AppDatabase
from trialrun.store.errors import StoreError
from trialrun.store.latest import Connection

TEXT_BYTES_MAX = 1_000_000
DAY_MS = 24 * 3600 * 1000
USES_MAX = 10_000
"""So many uses are remembered until they are written, at about 150 bytes each."""


@dataclass(frozen=True, slots=True)
class Quotas:
    """How many bytes a learner, an address and all of them together may hold.

    A text counts at least `least` bytes, so that these bound the number of texts, too. One that
    several hold is shared between them: a class that pastes one example fills little. What is full
    is emptied to `left_pct`, so that not each further text has to look through all.
    """

    learner: int = 10_000_000
    address: int = 100_000_000
    whole: int = 200_000_000
    least: int = 10_000
    left_pct: int = 95


QUOTAS = Quotas()

_KEEP = (
    "INSERT INTO job (digest, bytes, kept_ms, text) VALUES (:digest, :bytes, :now_ms, :text)"
    " ON CONFLICT (digest) DO NOTHING"
)
_HOLD = (
    "INSERT INTO holding (learner, digest, address, bytes, used_ms)"
    " VALUES (:learner, :digest, :address, :bytes, :now_ms)"
    " ON CONFLICT (learner, digest) DO NOTHING"
)
_USE = "UPDATE holding SET used_ms = :now_ms WHERE digest = :digest"
_HELD = "SELECT count(*) FROM holding WHERE learner = :learner AND digest = :digest"
_USED = (
    "SELECT max(h.used_ms) FROM job j JOIN holding h ON h.digest = j.digest"
    " WHERE j.digest = :digest"
)
# More than is held where texts are shared; it is what an index alone can tell.
_AT_MOST = "SELECT sum(max(:least, bytes)) FROM holding {where}"
# `own` adds up what a learner holds from the last used on, `fair` what an address holds, its least
# learners first. Whoever holds most has the highest sum at its least recently used text; the text
# with the highest sum goes first, so nobody loses one to somebody who holds more.
_DROP = (
    "WITH charged AS (SELECT learner, digest, {address} AS address, used_ms, max(:least, bytes /"
    " (SELECT count(*) FROM holding o WHERE o.digest = h.digest)) AS charge"
    " FROM holding h {where}),"
    " by_learner AS (SELECT *, sum(charge) OVER (PARTITION BY address, learner"
    " ORDER BY used_ms DESC, digest) AS own FROM charged),"
    " by_address AS (SELECT *, sum(charge) OVER (PARTITION BY address"
    " ORDER BY own, used_ms DESC, learner, digest) AS fair FROM by_learner),"
    " ranked AS (SELECT learner, digest, sum(charge) OVER"
    " (ORDER BY fair, used_ms DESC, learner, digest) AS total FROM by_address)"
    " DELETE FROM holding WHERE (learner, digest) IN"
    " (SELECT learner, digest FROM ranked WHERE total > :left)"
    " AND (SELECT max(total) FROM ranked) > :quota"
    " AND NOT (learner = :learner AND digest = :digest) RETURNING digest"
)
_FORGET = (
    "DELETE FROM job WHERE digest = :digest"
    " AND NOT EXISTS (SELECT 1 FROM holding WHERE digest = :digest)"
)


class Jobs:
    """The texts of all people. Every method raises StoreError when the file refuses.

    What is held beyond a quota is dropped, the least recently used first: a learner's own, then
    that of the learner who holds most at the address, then that of the address that holds most.
    """

    def __init__(self, database: AppDatabase, *, quotas: Quotas = QUOTAS) -> None:
        self._database = database
        self._quotas = quotas
        self._uses: dict[str, int] = {}
        self._lock = Lock()

    def keep(self, digest: str, text: str, now_ms: int, *, learner: str, address: str) -> None:
        """Keeps a text for a learner at a network's address; the same again is a use of it.

        Raises ValueError when it is too large.
        """
        values = self._values(digest, text, now_ms, learner, address)
        with self._database.reading() as db:
            is_held = db.conn.execute(_HELD, values).fetchone()[0] > 0
        if is_held and self.use(digest, now_ms):
            return
        with self._lock:
            uses = dict(self._uses)
        with self._database.writing() as db:
            db.conn.executemany(_USE, [{"digest": of, "now_ms": used} for of, used in uses.items()])
            self._add(db.conn, values)
        self._forget(uses)

    def bring(
        self, conn: Connection, digest: str, text: str, used_ms: int, *, learner: str, address: str
    ) -> None:
        """Keeps a text that was used elsewhere, in a transaction of the caller's; within quotas.

        Raises ValueError when it is too large.
        """
        self._add(conn, self._values(digest, text, used_ms, learner, address))

    def text(self, digest: str) -> str | None:
        """Finds a text; None when nobody brought it, or newer ones took its place."""
        with self._database.reading() as db:
            row = db.conn.execute(
                "SELECT text FROM job WHERE digest = :digest", {"digest": digest}
            ).fetchone()
        return None if row is None else str(row["text"])

    def use(self, digest: str, now_ms: int) -> bool:
        """Says whether a text is kept, and notes that its link is used. Never waits for a writer.

        A use is remembered, and written with the next text that is kept, which is when it counts.
        Once a day it is written at once, if nobody else is writing: for after a restart.
        """
        with self._database.reading() as db:
            used_ms = db.conn.execute(_USED, {"digest": digest}).fetchone()[0]
        if used_ms is None:
            return False
        # The clock may have been set back since.
        if abs(now_ms - used_ms) < DAY_MS or not self._is_noted(digest, now_ms):
            self._remember(digest, now_ms)
        return True

    def _values(
        self, digest: str, text: str, now_ms: int, learner: str, address: str
    ) -> dict[str, object]:
        size = len(text.encode())
        if size > TEXT_BYTES_MAX:
            raise ValueError(f"the text has {size} bytes; at most {TEXT_BYTES_MAX} are kept")
        return {
            "digest": digest, "text": text, "bytes": size, "now_ms": now_ms,
            "learner": learner, "address": address, "least": self._quotas.least,
        }  # fmt: skip

    def _add(self, conn: Connection, values: dict[str, object]) -> None:
        conn.execute(_KEEP, values)
        conn.execute(_HOLD, values)
        for scope in self._scopes():
            _shrink(conn, scope, values)

    def _scopes(self) -> "tuple[_Scope, ...]":
        quotas = self._quotas
        return (
            # A learner may have come from several addresses; what goes is the least used of all.
            _Scope("WHERE learner = :learner", "''", quotas.learner, quotas.left_pct),
            _Scope("WHERE address = :address", "address", quotas.address, quotas.left_pct),
            _Scope("", "address", quotas.whole, quotas.left_pct),
        )

    def _is_noted(self, digest: str, now_ms: int) -> bool:
        try:
            with self._database.writing(wait_ms=0) as db:
                db.conn.execute(_USE, {"digest": digest, "now_ms": now_ms})
        except StoreError:
            return False
        self._forget({digest: self._uses.get(digest, 0)})
        return True

    def _remember(self, digest: str, now_ms: int) -> None:
        with self._lock:
            self._uses.pop(digest, None)
            if len(self._uses) >= USES_MAX:
                del self._uses[next(iter(self._uses))]
            self._uses[digest] = now_ms

    def _forget(self, written: dict[str, int]) -> None:
        """Forgets uses that are written; one that was remembered meanwhile stays."""
        with self._lock:
            for digest, used_ms in written.items():
                if self._uses.get(digest) == used_ms:
                    del self._uses[digest]


@dataclass(frozen=True, slots=True)
class _Scope:
    """Whose texts are counted together: an SQL condition, and by which address they are told."""

    where: str
    address: str
    quota: int
    left_pct: int


def _shrink(conn: Connection, scope: _Scope, values: dict[str, object]) -> None:
    """Drops what is held beyond a quota, and the texts that nobody holds any more."""
    if conn.execute(_AT_MOST.format(where=scope.where), values).fetchone()[0] <= scope.quota:
        return
    drop = _DROP.format(where=scope.where, address=scope.address)
    bounds = {"quota": scope.quota, "left": scope.quota * scope.left_pct // 100}
    # To drop one of several who hold a text frees nothing, and the others' shares grow: again.
    while dropped := conn.execute(drop, values | bounds).fetchall():
        conn.executemany(_FORGET, [{"digest": row["digest"]} for row in dropped])
