"""What the app itself must remember, such as the key of its cookies."""

from trialrun.store.database import AppDatabase


class AppSettings:
    """Settings by name. Every method raises StoreError when the file refuses."""

    def __init__(self, database: AppDatabase) -> None:
        self._database = database

    def setting(self, name: str, first: str) -> str:
        """Returns a setting; the first value that anybody gives it stays."""
        with self._database.reading() as db:
            row = db.conn.execute(
                "SELECT value FROM setting WHERE name = :name", {"name": name}
            ).fetchone()
        if row is not None:
            return str(row["value"])
        with self._database.writing() as db:
            db.conn.execute(
                "INSERT INTO setting (name, value) VALUES (:name, :value)"
                " ON CONFLICT (name) DO NOTHING",
                {"name": name, "value": first},
            )
            row = db.conn.execute(
                "SELECT value FROM setting WHERE name = :name", {"name": name}
            ).fetchone()
        return str(row["value"])
