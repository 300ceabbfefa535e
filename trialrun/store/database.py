"""The SQLite file: connections and durable writes. Knows no table."""

import ctypes
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from weakref import WeakSet

from trialrun.private import make_private_database, make_private_folder
from trialrun.sqlite import sqlite3
from trialrun.store.connection import WRITE_WAIT_MS, begin, connected
from trialrun.store.errors import CLOSED, StoreError, sentence_of
from trialrun.store.place import NOT_ITS_LOG, FilePlace, count_up

MIGRATION_WAIT_MS = 30_000
LOOK_S = 0.2
"""So often a read looks whether the file is in its place; each look lets other threads go first."""
CLOSE_S = 2
"""So long a stop waits for a thread that is at the database."""
MIGRATIONS = frozenset(
    {
        "answers",
        "settings",
        "jobs",
        "log",
        "holdings",
        "unanswered",
        "carried",
        "content_changes",
        "flags",
        "flag_numbers",
    }
)
"""The names of the migrations in schema.py; a test holds the two against each other."""

log = logging.getLogger("trialrun")


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Session:
    """A thread's connection, inside a transaction or not. Who uses it holds the lock."""

    conn: Any
    lock: Any = field(default_factory=threading.RLock)


class AppDatabase:
    """A database file, one kept connection a thread. Raises StoreError, never sqlite3.Error."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self._sessions: WeakSet[Session] = WeakSet()
        self._left_open: WeakSet[Session] = WeakSet()
        self._lock, self._writer = threading.Lock(), threading.Lock()
        self._is_closed = False
        self._look_due = self._generation_due = 0.0
        self._generation = -1
        try:
            make_private_folder(path.parent)
        except OSError as error:
            raise StoreError(f"The data folder {path.parent} cannot be made: {error}.") from error
        make_private_database(path)
        self._place = _place(path)
        if self._place.has_foreign_log():
            raise StoreError(NOT_ITS_LOG.format(file=path.name))
        with self.reading() as session:
            is_pending = applied(session.conn) < MIGRATIONS
        # One stays open for as long as there is a database: who closes the last removes the log.
        self._first = session
        self._place.settle()
        if is_pending:
            self._migrate()

    def close(self) -> None:
        """Brings all that is in the log into the file, and lets go of it. Raises nothing.

        Whoever comes later is refused. Where others replaced the file it is left as it is: to close
        it would write what is in the log over theirs.
        """
        self._is_closed = True
        everybody = self._everybody()
        give_up_at = time.monotonic() + CLOSE_S
        sessions = [
            one
            for one in everybody
            if one.lock.acquire(timeout=max(give_up_at - time.monotonic(), 0))
        ]
        try:
            for session in sessions[:1]:
                self._check(self._place.check, session.conn)
                session.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            for session in sessions:
                session.conn.close()
            if len(sessions) == len(everybody):
                self._place.close()
        except (StoreError, sqlite3.Error) as error:
            log.error("the database is not closed: %s", error)
        finally:
            for session in sessions:
                session.lock.release()

    def generation(self) -> int:
        """Returns another number once a backup was restored into the file, and after a migration.

        What is remembered of the file is remembered for a generation: SQLite's schema version.
        """
        now = time.monotonic()
        if now >= self._generation_due:
            with self.reading() as db:
                self._generation = int(db.conn.execute("PRAGMA schema_version").fetchone()[0])
            self._generation_due = now + LOOK_S
        return self._generation

    def _session(self) -> "Session":
        """Returns this thread's connection."""
        if self._is_closed:
            raise StoreError(CLOSED)
        session = getattr(self._local, "session", None)
        if session is None:
            try:
                self._place.check_there()
                session = Session(connected(self._path))
                self._place.check_there()
            except sqlite3.Error as error:
                raise StoreError(sentence_of(error)) from error
            self._local.session = session
            with self._lock:
                self._sessions.add(session)
        return session

    def _migrate(self) -> None:
        with self.writing(wait_ms=MIGRATION_WAIT_MS) as session:
            migrate(session.conn)
        # So that the file itself has a number from the beginning.
        with self.reading() as session:
            session.conn.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def _everybody(self) -> set[Session]:
        with self._lock:
            return set(self._sessions)

    def _look(self, look: Callable[[Any], None], conn: Any) -> None:
        """Checks if it is time to, and each time while others have been at the file."""
        now = time.monotonic()
        if now >= self._look_due:
            self._look_due = 0.0
            self._check(look, conn)
            self._look_due = now + LOOK_S

    def _check(self, look: Callable[[Any], None], conn: Any) -> None:
        """Raises StoreError where others have been at the file. Then none of ours is ever closed.

        The last connection that closes writes the log into the file, be it theirs, and removes it:
        so Python shall close none, at the end of the process either.
        """
        try:
            look(conn)
        except sqlite3.Error as error:
            raise StoreError(self._sentence(error)) from error
        except StoreError:
            with self._lock:
                for session in set(self._sessions) - set(self._left_open):
                    self._left_open.add(session)
                    ctypes.pythonapi.Py_IncRef(ctypes.py_object(session.conn))
            raise

    @contextmanager
    def reading(self) -> Iterator["Session"]:
        """Gives the connection for reads."""
        try:
            session = self._session()
            with session.lock:
                if self._is_closed:
                    raise StoreError(CLOSED)
                self._look(self._place.check_read, session.conn)
                yield session
        except sqlite3.Error as error:
            raise StoreError(self._sentence(error)) from error

    @contextmanager
    def writing(self, *, wait_ms: int = WRITE_WAIT_MS) -> Iterator["Session"]:
        """Gives the connection inside one transaction: all of it is kept, or nothing.

        It waits for other writers for `wait_ms`; with 0 not at all. That the file is in its place
        is looked at after each commit, so that nothing is acknowledged that went elsewhere.
        """
        session = self._session()
        with session.lock:
            with self._turn(wait_ms):
                try:
                    begin(session.conn, wait_ms)
                    self._look(self._place.check, session.conn)
                    changes = session.conn.total_changes
                    yield session
                    if session.conn.total_changes != changes:
                        count_up(session.conn)
                    session.conn.execute("COMMIT")
                except sqlite3.Error as error:
                    _roll_back(session)
                    raise StoreError(self._sentence(error)) from error
                except BaseException:
                    _roll_back(session)
                    raise
            self._check(self._place.check, session.conn)

    @contextmanager
    def _turn(self, wait_ms: int) -> Iterator[None]:
        """Lets the threads of this process write in turns; SQLite would wake them by chance."""
        if not self._writer.acquire(timeout=wait_ms / 1000):
            raise StoreError(sentence_of(sqlite3.OperationalError("database is locked")))
        try:
            yield
        finally:
            self._writer.release()

    def _sentence(self, error: Exception) -> str:
        return CLOSED if self._is_closed else sentence_of(error)


def _place(path: Path) -> FilePlace:
    try:
        return FilePlace(path)
    except OSError as error:
        raise StoreError(f"The database cannot be used: unable to open it: {error}.") from error


def applied(conn: Any) -> set[str]:
    """Returns the names of the migrations that a file has been through, as sqlite-utils notes."""
    tables = "SELECT count(*) FROM sqlite_master WHERE name = '_sqlite_migrations'"
    if not conn.execute(tables).fetchone()[0]:
        return set()
    rows = conn.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = 'trialrun'")
    return {row[0] for row in rows}


def migrate(conn: Any) -> None:
    """Brings a file to this version, in the caller's transaction."""
    # Imported here, since a start with nothing to migrate need not pay for it: 0.1 s.
    from sqlite_utils import Database

    from trialrun.store.schema import migrations

    migrations.apply(Database(conn))


def _roll_back(session: Session) -> None:
    with suppress(sqlite3.ProgrammingError):
        if session.conn.in_transaction:
            session.conn.execute("ROLLBACK")
