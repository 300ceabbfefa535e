"""A database as one proven file: copies it while it is in use, and says what is wrong with one."""

import os
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from trialrun.private import FILE_MODE, give_to_owner, with_logs
from trialrun.sqlite import sqlite3
from trialrun.store.connection import WRITE_WAIT_MS
from trialrun.store.database import MIGRATIONS, applied
from trialrun.store.errors import StoreError, is_damage, sentence_of
from trialrun.store.place import NOT_ITS_LOG, FilePlace

TOLD_MAX = 3
"""So many findings of SQLite's own checks are told."""


def back_up(database: Path, target: Path, *, may_replace: bool) -> None:
    """Writes a proven copy of a database, which may be in use, to a file. Raises StoreError.

    The file has its name only once it is whole, proven and on the disk.
    """
    if not database.is_file():
        raise StoreError(f"There is no database at {database}. Set TRIALRUN_DATA to its folder.")
    if not may_replace and target.exists():
        raise StoreError(f"{target} is there already. Choose another name, or add --replace.")
    if target.exists() and target.samefile(database):
        raise StoreError(f"{target} is the database itself. Choose another name.")
    if FilePlace(database).has_foreign_log():
        raise StoreError(NOT_ITS_LOG.format(file=database))
    with told(f"{target} cannot be written"), private_neighbour(target) as neighbour:
        with (
            _damage_told(database),
            closing(opened(database, "ro")) as source,
            closing(opened(neighbour)) as copy,
        ):
            source.backup(copy)
            take_key_out(copy)
            prove(copy, database)
        keep_as(neighbour, target, may_replace=may_replace)


def take_key_out(copy: Any) -> str:
    """Takes the key of cookies out, which up to 0.4.0 was in the database; "" where there is none.

    No backup shall be able to sign.
    """
    if not copy.execute("SELECT count(*) FROM sqlite_master WHERE name = 'setting'").fetchone()[0]:
        return ""
    row = copy.execute("SELECT value FROM setting WHERE name = 'secret_key'").fetchone()
    copy.execute("PRAGMA secure_delete=ON")
    copy.execute("DELETE FROM setting WHERE name = 'secret_key'")
    return str(row[0]) if row else ""


def prove(conn: Any, file: Path) -> None:
    """Raises StoreError unless it is a whole database of this app, of this version or before."""
    found = _findings(conn)
    if found:
        raise StoreError(f"{file} is damaged: {'; '.join(found)}.")
    names = applied(conn)
    if not names:
        raise StoreError(f"{file} is no database of Trial Run.")
    if names - MIGRATIONS:
        newer = ", ".join(sorted(names - MIGRATIONS))
        raise StoreError(f"{file} was made by a newer Trial Run ({newer}). Update this one first.")


def opened(file: Path, mode: str = "rw") -> Any:
    """Opens a database; whoever writes into it is sure that it is on the disk."""
    conn = sqlite3.connect(
        f"file:{quote(str(file.absolute()))}?mode={mode}",
        uri=True,
        timeout=WRITE_WAIT_MS / 1000,
        isolation_level=None,
    )
    try:
        conn.execute("PRAGMA synchronous=FULL")
    except sqlite3.Error:
        conn.close()
        raise
    return conn


@contextmanager
def _damage_told(file: Path) -> Iterator[None]:
    """Tells damage as what it is, wherever SQLite comes upon it: not as what cannot be written."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if is_damage(error):
            raise StoreError(f"{file} is damaged: {error}.") from error
        raise


@contextmanager
def told(what: str) -> Iterator[None]:
    """Makes a sentence of what disk or SQLite refuse."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(f"{what}: {sentence_of(error)}") from error
    except OSError as error:
        raise StoreError(f"{what}: {error.strerror or error}.") from error


@contextmanager
def private_neighbour(target: Path) -> Iterator[Path]:
    """Gives an empty file beside another, for its owner alone; removes it if it is left over."""
    neighbour = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    os.close(os.open(neighbour, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE_MODE))
    try:
        yield neighbour
    finally:
        for path in (*with_logs(neighbour), neighbour.with_name(f"{neighbour.name}-journal")):
            path.unlink(missing_ok=True)


def keep_as(neighbour: Path, target: Path, *, may_replace: bool) -> None:
    """Gives a closed database its name, when it is on the disk. Raises OSError, StoreError."""
    with closing(opened(neighbour)) as conn:
        # A file alone: it has no log, and can be read where nothing can be written.
        conn.execute("PRAGMA journal_mode=DELETE")
    give_to_owner(neighbour)
    _sync(neighbour)
    if may_replace:
        neighbour.replace(target)
    else:
        _link(neighbour, target)
    # Not every system syncs a folder.
    with suppress(OSError):
        _sync(target.parent)


def _link(neighbour: Path, target: Path) -> None:
    """Names a file only if nobody took that name meanwhile."""
    try:
        os.link(neighbour, target)
    except FileExistsError as error:
        raise StoreError(f"{target} is there already. Choose another name.") from error
    except OSError:
        # Not every file system has links.
        if target.exists():
            raise StoreError(f"{target} is there already. Choose another name.") from None
        neighbour.rename(target)


def _sync(path: Path) -> None:
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _findings(conn: Any) -> list[str]:
    try:
        rows = conn.execute(f"PRAGMA integrity_check({TOLD_MAX})").fetchall()
        told = [str(row[0]).replace("\n", " ") for row in rows if row[0] != "ok"]
        broken = conn.execute("PRAGMA foreign_key_check").fetchmany(TOLD_MAX)
    except sqlite3.DatabaseError as error:
        return [str(error)]
    return told + [f"a row of {row[0]} refers to nothing in {row[2]}" for row in broken]
