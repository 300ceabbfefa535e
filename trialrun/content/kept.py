"""What was built and proven, kept by digest in a derived file. Never the truth: throw it away.

Two processes may share the file. Where it cannot be used, everything is built anew.
"""

import io
import logging
import pickle
import sys
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import is_dataclass
from enum import Enum
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from trialrun.content.stamp import Stamp
from trialrun.problem import Problem
from trialrun.sqlite import sqlite3

TRIALRUN = Path(__file__).resolve().parents[1]
BUILDERS = ("content", "diagram", "engine", "jobs", "questions")
"""The rooms whose code decides what is built; another code builds something else."""
BUSY_TIMEOUT_S = 2
STALE_DAYS = 30
_DAMAGED = ("malformed", "not a database", "no such table", "no such column", "no column")
DAY_S = 24 * 3600

log = logging.getLogger("trialrun")


class Record(NamedTuple):
    """One built file but for its body: what it looked up in others, its head and its problems."""

    looked: dict[tuple[str, str], str]
    head: tuple[Any, tuple[Problem, ...]]


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

    def records(self) -> dict[str, Record]:
        """Returns what was built with this code, by key, without the bodies."""
        found = {}
        for key, head in self._rows("SELECT key, head FROM built WHERE signature = :signature"):
            with suppress(_NotOurs):
                found[key] = Record(*_loaded(head))
        return found

    def body(self, key: str) -> Any:
        """Returns the body of a record. Raises LookupError when it is not there any more."""
        rows = self._rows(
            "SELECT body FROM built WHERE signature = :signature AND key = :key", key=key
        )
        if not rows:
            raise LookupError(key)
        try:
            return _loaded(rows[0][0])
        except _NotOurs as error:
            raise LookupError(key) from error

    def keep(
        self,
        stamps: Mapping[str, tuple[Stamp, str]],
        records: Mapping[str, tuple[Record, Any]],
        used: Iterable[str],
    ) -> bool:
        """Keeps what was built; drops what was not `used` and is old. Says whether it could."""
        if self._file is None:
            return False
        now_s = int(time.time())
        values = [
            {
                "signature": self._signature,
                "key": key,
                "made_s": now_s,
                "head": pickle.dumps(tuple(record), protocol=5),
                "body": pickle.dumps(body, protocol=5),
            }
            for key, (record, body) in records.items()
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

    def _write(
        self, values: list[dict[str, Any]], files: list[Any], used: set[str], now_s: int
    ) -> None:
        db = self._opened()
        if db is None:
            return
        db.execute("BEGIN IMMEDIATE")
        try:
            db.executemany(
                "INSERT INTO built (signature, key, made_s, head, body)"
                " VALUES (:signature, :key, :made_s, :head, :body)"
                " ON CONFLICT (signature, key) DO UPDATE SET made_s = excluded.made_s,"
                " head = excluded.head, body = excluded.body",
                values,
            )
            mine = {"signature": self._signature}
            db.execute("DELETE FROM file WHERE signature = :signature", mine)
            db.executemany("INSERT INTO file VALUES (?, ?, ?, ?, ?)", files)
            keys = db.execute("SELECT key FROM built WHERE signature = :signature", mine)
            old = [(self._signature, key, now_s - DAY_S) for (key,) in keys if key not in used]
            db.executemany("DELETE FROM built WHERE signature = ? AND key = ? AND made_s < ?", old)
            stale = {"stale_s": now_s - STALE_DAYS * DAY_S}
            db.execute("DELETE FROM built WHERE made_s < :stale_s", stale)
            db.execute("DELETE FROM file WHERE signature NOT IN (SELECT signature FROM built)")
            db.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                db.execute("ROLLBACK")
            raise

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
            self._file.parent.mkdir(parents=True, exist_ok=True)
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


def code_signature() -> str:
    """Returns what changes when the code that builds does: by the stamps of its files."""
    digest = sha256(repr(sys.version_info[:3]).encode())
    files = [TRIALRUN / "problem.py", TRIALRUN.parent / "requirements.txt"]
    for room in BUILDERS:
        files += sorted((TRIALRUN / room).rglob("*.py")) + sorted((TRIALRUN / room).glob("*.json"))
    for file in files:
        with suppress(OSError):
            found = file.stat()
            digest.update(f"{file}\0{found.st_size}\0{found.st_mtime_ns}\0".encode())
    return digest.hexdigest()[:16]


def _create(db: Any) -> None:
    """Creates the tables, by sqlite-utils; safe where another process does so at once."""
    from sqlite_utils import Database

    made = Database(db)
    made.table("built").create(
        {"signature": str, "key": str, "made_s": int, "head": bytes, "body": bytes},
        pk=("signature", "key"),
        if_not_exists=True,
    )
    made.table("file").create(
        {"signature": str, "path": str, "size": int, "mtime_ns": int, "digest": str},
        pk=("signature", "path"),
        if_not_exists=True,
    )


class _NotOurs(Exception):
    """A kept value that is none: made by another version, or by somebody else."""


class _Loader(pickle.Unpickler):
    """Makes values of ours and nothing else: whoever can write the file can run no code by it."""

    def find_class(self, module: str, name: str) -> Any:
        if module == "builtins" and name == "frozenset":
            return frozenset
        if module.startswith("trialrun."):
            found = super().find_class(module, name)
            if isinstance(found, type) and (is_dataclass(found) or issubclass(found, tuple | Enum)):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no value of ours")


def _loaded(body: bytes) -> Any:
    try:
        return _Loader(io.BytesIO(body)).load()
    except Exception as error:
        # Whatever is wrong with what was kept, it is built anew.
        raise _NotOurs(str(error)) from error
