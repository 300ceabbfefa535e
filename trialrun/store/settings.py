"""What the app itself had to remember up to 0.4.0: the key of its cookies."""

from trialrun.store.database import AppDatabase


class AppSettings:
    """Settings by name. Every method raises StoreError when the file refuses."""

    def __init__(self, database: AppDatabase) -> None:
        self._database = database

    def value(self, name: str) -> str | None:
        """Returns a setting, None where there is none."""
        with self._database.reading() as db:
            row = db.conn.execute(
                "SELECT value FROM setting WHERE name = :name", {"name": name}
            ).fetchone()
        return None if row is None else str(row["value"])

    def forget(self, name: str) -> None:
        """Takes a setting out; no byte of it is left in the file. Raises StoreError.

        Where somebody reads at this moment, the log may hold it for a while.
        """
        with self._database.reading() as db:
            db.conn.execute("PRAGMA secure_delete = ON")
        with self._database.writing() as db:
            db.conn.execute("DELETE FROM setting WHERE name = :name", {"name": name})
        with self._database.reading() as db:
            # What the write-ahead log held of it is written over, too.
            db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            db.conn.execute("PRAGMA secure_delete = OFF")
