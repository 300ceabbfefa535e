"""Private links, by which a learner goes on in another browser: one each. Knows no code of one.

What is kept of a code is its proof alone, a digest: a copy of the database opens nobody's door.
"""

from trialrun.store.database import AppDatabase
from trialrun.store.rows import text, whole

_RENEW = (
    "INSERT INTO private_link (learner, proof, made_ms) VALUES (:learner, :proof, :made_ms)"
    " ON CONFLICT (learner) DO UPDATE SET proof = excluded.proof, made_ms = excluded.made_ms"
)


class PrivateLinks:
    """The links of all learners. Every method raises StoreError when the file refuses."""

    def __init__(self, database: AppDatabase) -> None:
        self._database = database

    def renew(self, learner: str, proof: str, now_ms: int) -> None:
        """Keeps the proof of a learner's new link; the one before opens nothing any more."""
        with self._database.writing() as db:
            db.conn.execute(_RENEW, {"learner": learner, "proof": proof, "made_ms": now_ms})

    def revoke(self, learner: str) -> None:
        """Lets a learner's link open nothing any more."""
        with self._database.writing() as db:
            db.conn.execute(
                "DELETE FROM private_link WHERE learner = :learner", {"learner": learner}
            )

    def made_ms(self, learner: str) -> int | None:
        """Returns when a learner's link was made; None where there is none."""
        with self._database.reading() as db:
            row = db.conn.execute(
                "SELECT made_ms FROM private_link WHERE learner = :learner", {"learner": learner}
            ).fetchone()
        return None if row is None else whole(row["made_ms"])

    def learner_of(self, proof: str) -> str:
        """Returns whose link it is; "" where it is nobody's."""
        with self._database.reading() as db:
            row = db.conn.execute(
                "SELECT learner FROM private_link WHERE proof = :proof", {"proof": proof}
            ).fetchone()
        return "" if row is None else text(row["learner"])
