"""Puts a proven backup into the place of a database, which may be in use and stays the same file.

An app that runs goes on: what it has acknowledged until then is in the copy of the old database,
and what comes while the backup goes in waits for the lock, and is refused after a second.
"""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from trialrun.private import close_to_others, make_private_folder, with_logs
from trialrun.sqlite import sqlite3
from trialrun.store.backup import keep_as, opened, prove, take_key_out, told
from trialrun.store.database import MIGRATIONS, applied, migrate
from trialrun.store.errors import StoreError
from trialrun.store.place import FilePlace, count_up, number_of, set_number

LOCK_WAIT_S = 10
"""So long a restore waits for writers, who hold the lock for milliseconds."""
_HALF_DONE = ".restore-"
_BUSY = (5, 6)
"""Docs: sqlite.org/rescode.html, SQLITE_BUSY and SQLITE_LOCKED."""


@dataclass(frozen=True, slots=True)
class Restored:
    """Where the old database is now: a whole copy, or the files themselves where it was damaged."""

    old: Path | None = None
    aside: tuple[Path, ...] = ()
    key: str = ""
    """The key of cookies that the backup had in it, as those of 0.4.0 and before."""


def restore(file: Path, database: Path, now: datetime) -> Restored:
    """Restores a backup; the old database stays as it is unless the backup is proven.

    Raises StoreError.
    """
    if not file.is_file():
        raise StoreError(f"There is no file {file}.")
    if database.exists() and file.samefile(database):
        raise StoreError(f"{file} is the database itself. Nothing was changed.")
    stamp = f"{now:%Y%m%dT%H%M%SZ}"
    with told(f"{database} stays as it is"):
        make_private_folder(database.parent)
        with (
            _alone(database.parent),
            TemporaryDirectory(prefix=_HALF_DONE, dir=database.parent) as folder,
        ):
            source = Path(folder) / database.name
            _copy(file, source)
            key = _bring_up(source, file)
            return replace(_put(source, database, stamp), key=key)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Lets one restore work in a folder at a time; removes what one left that was killed."""
    fd = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(f"Another restore is at work in {folder}. Wait for it.") from None
        for left in folder.glob(f"{_HALF_DONE}*"):
            shutil.rmtree(left, ignore_errors=True)
        yield
    finally:
        os.close(fd)


def _copy(file: Path, source: Path) -> None:
    """Copies a backup with what its own log holds, be it in use or where nothing can be written.

    A log that belongs to another file is left where it is.
    """
    if FilePlace(file).has_foreign_log():
        shutil.copyfile(file, source)
    elif (original := _readable(file)) is not None:
        with closing(original), closing(opened(source, "rwc")) as copy:
            original.backup(copy)
    else:
        for ending in ("", "-wal", "-journal"):
            with suppress(FileNotFoundError):
                shutil.copyfile(f"{file}{ending}", f"{source}{ending}")
    close_to_others(source)


def _readable(file: Path) -> Any:
    """Opens a backup for reading; None where SQLite cannot, as in a folder that is read-only."""
    try:
        original = opened(file, "ro")
        original.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        return None
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{file} is no whole database: {error}.") from error
    return original


def _bring_up(source: Path, file: Path) -> str:
    """Proves the copy of a backup, makes a database of this version of it; returns its key."""
    with closing(opened(source)) as conn:
        try:
            prove(conn, file)
            if applied(conn) < MIGRATIONS:
                conn.execute("BEGIN IMMEDIATE")
                migrate(conn)
                count_up(conn)
                conn.execute("COMMIT")
                prove(conn, file)
            key = take_key_out(conn)
            missing = sorted(_columns_of_today() - _columns(conn))
        except sqlite3.Error as error:
            raise StoreError(f"{file} cannot be brought to this version: {error}.") from error
        if missing:
            raise StoreError(f"{file} is no database of Trial Run: it lacks {missing[0]}.")
        conn.execute("PRAGMA journal_mode=DELETE")
    return key


def _put(source: Path, database: Path, stamp: str) -> Restored:
    if database.exists() and not FilePlace(database).has_foreign_log():
        try:
            return Restored(old=_put_into(source, database, stamp))
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            # What is no database any more cannot be written into: it makes room.
            pass
    aside = _named(database, "aside", stamp)
    # The log first: without its file it would be dropped by whoever opens a new one.
    moved = []
    for path, to in reversed(list(zip(with_logs(database), with_logs(aside), strict=True))):
        if path.exists():
            moved.append(path.rename(to))
            close_to_others(to)
    keep_as(source, database, may_replace=True)
    return Restored(aside=tuple(reversed(moved)))


def _put_into(source: Path, database: Path, stamp: str) -> Path:
    """Goes into the open database, through SQLite; returns where the copy of the old one is."""
    old = _named(database, "before-restore", stamp)
    with closing(opened(source)) as from_, closing(opened(database)) as into:
        # Else nobody could read, and copy, what the old one held while the backup goes in.
        into.execute("PRAGMA journal_mode=WAL")
        _take_page_size(from_, into)
        keeper = _Keeper(from_, database, source.with_name("old.db"), old)
        try:
            from_.backup(into, pages=1, progress=keeper, sleep=0.02)
        except _StillBusy:
            raise StoreError(
                f"{database} is held by another program. Nothing was changed; try again."
            ) from None
        # As far as those allow it who read at this moment; the app does the rest.
        with suppress(sqlite3.OperationalError):
            into.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return old


class _StillBusy(Exception):
    """Somebody holds the lock for too long."""


@dataclass(slots=True)
class _Keeper:
    """Is told of each step of a restore; keeps the old database behind the first one.

    From then on SQLite holds the lock: what others have committed is all that there is.
    """

    source: Any
    database: Path
    copy: Path
    old: Path
    is_kept: bool = False
    give_up_at: float = field(default_factory=lambda: time.monotonic() + LOCK_WAIT_S)

    def __call__(self, status: int, remaining: int, total: int) -> None:
        if status in _BUSY:
            if time.monotonic() > self.give_up_at:
                raise _StillBusy
            return
        if self.is_kept:
            return
        with closing(opened(self.database, "ro")) as reader:
            with closing(opened(self.copy, "rwc")) as copy:
                reader.backup(copy)
            number = number_of(reader)
        close_to_others(self.copy)
        keep_as(self.copy, self.old, may_replace=False)
        # The next commit of the same file: SQLite carries it over to what is restored already.
        set_number(self.source, number)
        self.is_kept = True


def _take_page_size(source: Any, into: Any) -> None:
    """Gives the private copy the pages that the database has: SQLite cannot mix them."""
    wanted = into.execute("PRAGMA page_size").fetchone()[0]
    if source.execute("PRAGMA page_size").fetchone()[0] != wanted:
        source.execute(f"PRAGMA page_size={wanted}")
        source.execute("VACUUM")


def _named(database: Path, what: str, stamp: str) -> Path:
    """Returns a name beside the database that nothing has yet."""
    name = f"{database.stem}-{what}-{stamp}"
    number = 1
    while True:
        found = database.with_name(f"{name}{database.suffix}")
        if not any(path.exists() for path in with_logs(found)):
            return found
        number += 1
        name = f"{database.stem}-{what}-{stamp}-{number}"


def _columns(conn: Any) -> set[str]:
    """Returns "table.column" of all tables."""
    rows = conn.execute(
        "SELECT m.name || '.' || c.name FROM sqlite_master m, pragma_table_info(m.name) c"
        " WHERE m.type = 'table'"
    )
    return {row[0] for row in rows}


def _columns_of_today() -> set[str]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as conn:
        migrate(conn)
        return _columns(conn)
