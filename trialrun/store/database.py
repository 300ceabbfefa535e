"""The SQLite file: connections and durable writes. Knows no table."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from trialrun.private import make_private_database, make_private_folder
from trialrun.sqlite import sqlite3
from trialrun.store.errors import StoreError, is_busy, sentence_of

WRITE_WAIT_MS = 1_000
"""So long a write waits for another writer, in this process or another; then it is refused."""
MIGRATION_WAIT_MS = 30_000
BUSY_TIMEOUT_MS = 25
"""So long SQLite itself waits. It would try ever more seldom, and be passed over by others: whoever
waits longer asks anew. A read waits for no writer, as the log keeps what it reads."""
MIGRATIONS = frozenset({"answers", "settings", "jobs", "log", "holdings", "unanswered"})
"""The names of the migrations in schema.py; a test holds the two against each other."""


@dataclass(frozen=True, slots=True)
class Session:
    """A thread's connection, inside a transaction or not."""

    conn: Any


class AppDatabase:
    """A database file, one kept connection a thread. Raises StoreError, never sqlite3.Error."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        try:
            make_private_folder(path.parent)
        except OSError as error:
            raise StoreError(f"The data folder {path.parent} cannot be made: {error}.") from error
        make_private_database(path)
        with self.reading() as session:
            is_pending = _applied(session) < MIGRATIONS
        if is_pending:
            self._migrate()

    def _session(self) -> "Session":
        """Returns this thread's connection."""
        session = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = Session(self._connect())
        return session

    def _migrate(self) -> None:
        # Imported here, since a start with nothing to migrate need not pay for it: 0.1 s.
        from sqlite_utils import Database

        from trialrun.store.schema import migrations

        with self.writing(wait_ms=MIGRATION_WAIT_MS) as session:
            migrations.apply(Database(session.conn))

    @contextmanager
    def reading(self) -> Iterator["Session"]:
        """Gives the connection for reads."""
        try:
            yield self._session()
        except sqlite3.Error as error:
            raise StoreError(sentence_of(error)) from error

    @contextmanager
    def writing(self, *, wait_ms: int = WRITE_WAIT_MS) -> Iterator["Session"]:
        """Gives the connection inside one transaction: all of it is kept, or nothing.

        It waits for other writers for `wait_ms`, and BUSY_TIMEOUT_MS at least.
        """
        db = None
        try:
            db = self._session()
            _begin(db.conn, wait_ms)
            yield db
            db.conn.execute("COMMIT")
        except sqlite3.Error as error:
            _roll_back(db)
            raise StoreError(sentence_of(error)) from error
        except BaseException:
            _roll_back(db)
            raise

    @contextmanager
    def writing_at_once(self) -> Iterator["Session"]:
        """Gives a transaction like `writing`; raises StoreError where that would have to wait."""
        with self.reading() as session:
            waits_ms = session.conn.execute("PRAGMA busy_timeout").fetchone()[0]
            session.conn.execute("PRAGMA busy_timeout=0")
        try:
            with self.writing() as db:
                yield db
        finally:
            session.conn.execute(f"PRAGMA busy_timeout={waits_ms}")

    def _connect(self) -> Any:
        connection = self._opened(f"file:{quote(str(self._path))}")
        try:
            connection.execute("SELECT count(*) FROM sqlite_master")
        except sqlite3.OperationalError:
            # A WAL file in a folder that cannot be written can be read only when nobody else
            # writes it: then it is opened as it lies there. Earlier answers can still be seen.
            if self._has_log() or not self._path.is_file():
                raise
            connection.close()
            connection = self._opened(f"file:{quote(str(self._path))}?mode=ro&immutable=1")
        return connection

    def _has_log(self) -> bool:
        """Says whether the write-ahead log holds something that is not in the file yet."""
        log = self._path.with_name(self._path.name + "-wal")
        return log.is_file() and log.stat().st_size > 0

    def _opened(self, uri: str) -> Any:
        connection = sqlite3.connect(
            uri,
            uri=True,
            timeout=WRITE_WAIT_MS / 1000,
            isolation_level=None,
            check_same_thread=False,
        )
        connection.row_factory = sqlite3.Row
        # A cell that is no UTF-8 any more is no reason to show nothing of all others.
        connection.text_factory = _text
        # An acknowledged answer must survive a power cut: WAL with synchronous=FULL.
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            # Last: to open a file it waits for whoever opens or closes it at this moment.
            f"busy_timeout={BUSY_TIMEOUT_MS}",
        ):
            # A file that cannot be written cannot change its journal; it can still be read.
            with suppress(sqlite3.OperationalError):
                connection.execute(f"PRAGMA {pragma}")
        return connection


def _text(kept: bytes) -> str:
    return kept.decode("utf-8", "replace")


def _applied(session: Session) -> set[str]:
    """Returns the names of the migrations that a file has been through, as sqlite-utils notes."""
    tables = "SELECT count(*) FROM sqlite_master WHERE name = '_sqlite_migrations'"
    if not session.conn.execute(tables).fetchone()[0]:
        return set()
    rows = session.conn.execute(
        "SELECT name FROM _sqlite_migrations WHERE migration_set = 'trialrun'"
    )
    return {row["name"] for row in rows}


def _begin(conn: Any, wait_ms: int) -> None:
    """Takes the write lock at once, or as soon as it is free.

    A deferred BEGIN that reads first and then writes fails with "database is locked" as soon as
    two learners answer together.
    """
    give_up_at = time.monotonic() + wait_ms / 1000
    while True:
        try:
            conn.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if not is_busy(error) or time.monotonic() >= give_up_at:
                raise
        else:
            return


def _roll_back(db: "Session | None") -> None:
    if db is not None and db.conn.in_transaction:
        db.conn.execute("ROLLBACK")
