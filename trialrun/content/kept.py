"""What was built and proven, kept by digest in a derived file. Never the truth: throw it away.

Two processes may share the file. Where it cannot be used, everything is built anew.
"""

import io
import logging
import pickle
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import is_dataclass
from enum import Enum
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from trialrun.content.code import BUILDERS
from trialrun.content.stamp import Stamp
from trialrun.content.watched import Looked
from trialrun.private import make_private_database, make_private_folder
from trialrun.problem import Problem
from trialrun.sqlite import sqlite3

BUSY_TIMEOUT_S = 2
OTHERS_MAX = 3
"""So many other codes and folders may have their own builds in the file."""
_DAMAGED = ("malformed", "not a database", "no such table", "no such column", "no column")
DAY_S = 24 * 3600

log = logging.getLogger("trialrun")


class Record(NamedTuple):
    """One built file but for its body: what it looked up in others, its head and its problems.

    Last stands what is known of it also where it is left out.
    """

    looked: Looked
    head: tuple[Any, tuple[Problem, ...], Any]


class KeptRow(NamedTuple):
    """A record as it is kept. A file has several where what it looked up has changed meanwhile."""

    row: str
    path: str
    digest: str
    made_s: int
    record: Record


def row_of(path: str, digest: str, looked: Looked) -> str:
    """Returns the name of a row: another for another text, and for other things looked up."""
    text = repr(sorted(looked.items()))
    return f"{path} {digest[:16]} {sha256(text.encode()).hexdigest()[:16]}"


class Kept:
    """The derived file. Every method works without one, and forgets what it cannot keep.

    What was built with another `signature` (other code, another folder) is none of its business.
    """

    def __init__(self, file: Path | None, signature: str = "") -> None:
        self._file = file
        self._signature = signature
        self._connection: Any = None
        self._lock = Lock()

    def stamps(self) -> dict[str, tuple[Stamp, str]]:
        """Returns the digests of files by path, each with the stamp it was read at."""
        rows = self._rows(
            "SELECT path, size, mtime_ns, digest FROM file WHERE signature = :signature"
        )
        return {path: (Stamp(size, mtime_ns), digest) for path, size, mtime_ns, digest in rows}

    def rows(self, path: str | None = None) -> list[KeptRow]:
        """Returns what was built with this code, of all files or of one, without the bodies."""
        where = "" if path is None else " AND path = :path"
        found = []
        for row, at, digest, made_s, head in self._rows(
            "SELECT row, path, digest, made_s, head FROM built"  # noqa: S608 - ours
            f" WHERE signature = :signature{where}",
            path=path,
        ):
            with suppress(_NotOurs):
                found.append(KeptRow(row, at, digest, made_s, _record(head)))
        return found

    def body(self, row: str) -> Any:
        """Returns the body of a row. Raises LookupError when it is not there any more."""
        found = self._rows(
            "SELECT body FROM built WHERE signature = :signature AND row = :row", row=row
        )
        if not found:
            raise LookupError(row)
        try:
            return _loaded(found[0][0])
        except _NotOurs as error:
            raise LookupError(row) from error

    def keep(
        self,
        stamps: Mapping[str, tuple[Stamp, str]],
        new: Mapping[str, tuple[KeptRow, Any]],
        used: Iterable[str],
    ) -> bool:
        """Keeps what was built; drops what was not `used` and is old. Says whether it could."""
        if self._file is None:
            return False
        now_s = int(time.time())
        values = [
            {
                "signature": self._signature,
                "row": kept.row,
                "path": kept.path,
                "digest": kept.digest,
                "made_s": now_s,
                "head": pickle.dumps(tuple(kept.record), protocol=5),
                "body": pickle.dumps(body, protocol=5),
            }
            for kept, body in new.values()
        ]
        files = [(self._signature, p, *stamp, digest) for p, (stamp, digest) in stamps.items()]
        with self._lock:
            try:
                self._write(values, files, set(used), now_s)
            except (sqlite3.Error, OSError) as error:
                log.warning("what was proven is not kept: %s", error)
                self._let_go(error)
                return False
        return True

    def close(self) -> None:
        """Lets the file go, without a log beside it; whoever comes later opens it again."""
        with self._lock, suppress(sqlite3.Error):
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    def _write(
        self, values: list[dict[str, Any]], files: list[Any], used: set[str], now_s: int
    ) -> None:
        db = self._opened()
        if db is None:
            return
        db.execute("BEGIN IMMEDIATE")
        try:
            db.executemany(
                "INSERT INTO built (signature, row, path, digest, made_s, head, body)"
                " VALUES (:signature, :row, :path, :digest, :made_s, :head, :body)"
                " ON CONFLICT (signature, row) DO UPDATE SET made_s = excluded.made_s,"
                " head = excluded.head, body = excluded.body",
                values,
            )
            db.execute("DELETE FROM file WHERE signature = ?", (self._signature,))
            db.executemany("INSERT INTO file VALUES (?, ?, ?, ?, ?)", files)
            self._drop_old(db, used, now_s)
            db.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                db.execute("ROLLBACK")
            raise

    def _drop_old(self, db: Any, used: set[str], now_s: int) -> None:
        """Drops rows that were not used for a day, and what the code of long ago has built.

        A day, since a catalog that still serves, here or in another process, may read a row yet.
        """
        old = db.execute(
            "SELECT row FROM built WHERE signature = ? AND made_s < ?",
            (self._signature, now_s - DAY_S),
        ).fetchall()
        renewed = [(now_s, self._signature, row) for (row,) in old if row in used]
        dropped = [(self._signature, row) for (row,) in old if row not in used]
        db.executemany("UPDATE built SET made_s = ? WHERE signature = ? AND row = ?", renewed)
        db.executemany("DELETE FROM built WHERE signature = ? AND row = ?", dropped)
        others = db.execute(
            "SELECT signature FROM built WHERE signature <> ? GROUP BY signature"
            " ORDER BY max(made_s) DESC",
            (self._signature,),
        ).fetchall()
        for (signature,) in others[OTHERS_MAX:]:
            db.execute("DELETE FROM built WHERE signature = ?", (signature,))
        db.execute("DELETE FROM file WHERE signature NOT IN (SELECT signature FROM built)")

    def _rows(self, sql: str, **values: object) -> list[Any]:
        with self._lock:
            try:
                db = self._opened()
                if db is None:
                    return []
                found: list[Any] = db.execute(
                    sql, values | {"signature": self._signature}
                ).fetchall()
                return found
            except (sqlite3.Error, OSError) as error:
                log.warning("what was proven cannot be read and is built anew: %s", error)
                self._let_go(error)
                return []

    def _opened(self) -> Any:
        """Returns the connection; makes the file where there is none."""
        if self._connection is None and self._file is not None:
            make_private_folder(self._file.parent)
            make_private_database(self._file)
            self._connection = sqlite3.connect(
                self._file, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
            )
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=OFF")
            tables = self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if not tables[0]:
                _create(self._connection)
        return self._connection

    def _let_go(self, error: Exception) -> None:
        """Closes the file; one that is damaged makes room for a new one."""
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
        self._connection = None
        is_damaged = any(word in str(error) for word in _DAMAGED)
        if self._file is not None and is_damaged:
            for ending in ("", "-wal", "-shm"):
                with suppress(OSError):
                    self._file.with_name(self._file.name + ending).unlink(missing_ok=True)


def _create(db: Any) -> None:
    """Creates the tables, by sqlite-utils; safe where another process does so at once."""
    from sqlite_utils import Database

    texts = dict.fromkeys(("signature", "row", "path", "digest"), str)
    made = Database(db)
    made.table("built").create(
        {**texts, "made_s": int, "head": bytes, "body": bytes},
        pk=("signature", "row"),
        if_not_exists=True,
    )
    made.table("built").create_index(["signature", "path"], if_not_exists=True)
    made.table("file").create(
        {"signature": str, "path": str, "size": int, "mtime_ns": int, "digest": str},
        pk=("signature", "path"),
        if_not_exists=True,
    )


_HOMES = tuple(f"trialrun.{room}" for room in (*BUILDERS, "problem"))
"""The rooms whose values are kept."""


class _NotOurs(Exception):
    """A kept value that is none: made by another version, or by somebody else."""


class _Loader(pickle.Unpickler):
    """Makes values of ours and nothing else, so that a file of others is noticed, not run.

    It is no wall against somebody who may write into the data folder: the answers, and templates
    that Jinja compiled, lie there, too.
    """

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("builtins", "frozenset"):
            return frozenset
        if module.startswith(_HOMES):
            found = getattr(import_module(module), name, None)
            is_value = is_dataclass(found) or (
                isinstance(found, type) and issubclass(found, tuple | Enum)
            )
            if is_value and isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no value of ours")


def _loaded(body: bytes) -> Any:
    try:
        return _Loader(io.BytesIO(body)).load()
    except Exception as error:
        # Whatever is wrong with what was kept, it is built anew.
        raise _NotOurs(str(error)) from error


def _record(head: bytes) -> Record:
    """Reads a record, and sees that it has the shape of one."""
    match _loaded(head):
        case (dict() as looked, (found, tuple() as problems, aside)):
            return Record(looked, (found, problems, aside))
    raise _NotOurs("no record")
