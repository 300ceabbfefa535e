"""Notices that other hands moved, deleted or replaced the database. Knows paths, and no table.

Each commit counts one up in the file's head (SQLite's `user_version`), from a beginning of its own
for each database. A checkpoint carries that number from the log into the file, where it only grows:
where it goes back, or beyond the newest commit, others have written into the file, as `cp` does.
"""

import errno
import os
import secrets
import struct
import weakref
from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO

from trialrun.private import with_logs
from trialrun.store.errors import CLOSED, StoreError

BEGINNINGS, APART = 1 << 14, 1 << 15
"""Numbers begin at one of so many, so far apart. Above all of them 1,600 million are left."""

REPLACED = (
    "The database file was moved, deleted or replaced by other hands, so nothing can be kept. "
    "Whoever runs this app: put that file back, with its -wal and -shm, or restart the app."
)
NOT_ITS_LOG = (
    "{file} was replaced by another file than the one that {file}-wal belongs to, so the answers "
    "in that log cannot be added to it. Put a backup in place with `python -m trialrun restore "
    "FILE`; to go on with this file and without its log, move {file}-wal away."
)

_AT = 60
"""Docs: sqlite.org/fileformat2.html, the place of user_version in the head, read 2026-11-27."""
_HEAD = struct.Struct(">i")
_NO_HEAD = bytes(_HEAD.size)
_LOG_HEAD, _FRAME_HEAD = 32, 24

Id = tuple[int, int] | None


class FilePlace:
    """Where a database was opened: the same file as then, or others have been there."""

    def __init__(self, path: Path) -> None:
        self._files = tuple(map(str, with_logs(path)))
        self._fd = _opened(path)
        # To close it drops SQLite's locks on the file in this process: only when all is over.
        self._close = weakref.finalize(self, os.close, self._fd)
        self._close.atexit = False
        self._ids: list[Id] = [_id(os.fstat(self._fd)), None, None]
        self._head = self._own_head()
        self._lock = Lock()

    def has_foreign_log(self) -> bool:
        """Says whether a log that was left over belongs to another file than this one.

        SQLite would replay it all the same, and destroy a file that was copied over the old one.
        """
        while True:
            # Another process may bring what is in the log into the file between the two looks, and
            # begin the log anew: then the number in the file has moved on, and one looks again.
            head = self._own_head()
            is_foreign = self._is_foreign(_number(head))
            if not is_foreign or self._own_head() == head:
                self._head = head
                return is_foreign

    def _is_foreign(self, own: int) -> bool:
        try:
            with open(self._files[1], "rb") as log:
                numbers = [number for number in _numbers_in(log) if number]
        except OSError:
            return False
        if not numbers:
            return False
        before = numbers[0] - 1
        # A file of before numbers were counted has none, and the log then has the first.
        return not (before <= own <= numbers[-1] or (own == 0 and before % APART == 0))

    def settle(self) -> None:
        """Notes the log and its index, once a connection has made them."""
        self._ids[1:] = map(_id_at, self._files[1:])

    def check_there(self) -> None:
        """Raises StoreError where a new connection would open another file or log, or make one.

        Nor is a file opened that somebody has emptied: SQLite would drop its log.
        """
        for file, known in zip(self._files, self._ids, strict=True):
            if known is not None and _id_at(file) != known:
                raise StoreError(REPLACED)
        with self._lock:
            if _number(self._own_head()) < _number(self._head):
                raise StoreError(REPLACED)

    def check(self, conn: Any) -> None:
        """Raises StoreError where a write would not come into the file and the log of then."""
        for file, known in zip(self._files, self._ids, strict=True):
            if _id_at(file) != known:
                raise StoreError(REPLACED)
        if self._own_head() != self._head:
            self._follow(conn)

    def check_read(self, conn: Any) -> None:
        """Raises StoreError where a read would show wrong things.

        Of a file that was moved or deleted it shows what was kept, and that is right.
        """
        if _id_at(self._files[0]) not in (self._ids[0], None):
            raise StoreError(REPLACED)
        if self._own_head() != self._head:
            self._follow(conn)

    def close(self) -> None:
        """Lets the file go, after all connections to it."""
        self._close()

    def _follow(self, conn: Any) -> None:
        """Takes the number that a checkpoint brought into the file; refuses that of others."""
        with self._lock:
            head = self._own_head()
            # The newest commit is asked for after the file was read, so it is no older.
            if head != self._head and not (_number(self._head) < _number(head) <= number_of(conn)):
                raise StoreError(REPLACED)
            self._head = head

    def _own_head(self) -> bytes:
        """Returns the number as it stands in the file itself, whatever the log holds."""
        try:
            return os.pread(self._fd, _HEAD.size, _AT) or _NO_HEAD
        except OSError as error:
            if error.errno != errno.EBADF:
                raise
            # A stop may let the file go between two looks of a thread that is at it.
            raise StoreError(CLOSED) from error


def number_of(conn: Any) -> int:
    """Returns the number of the newest commit."""
    return int(conn.execute("PRAGMA user_version").fetchone()[0])


def count_up(conn: Any) -> None:
    """Gives the transaction that is about to be committed its number."""
    set_number(conn, number_of(conn))


def set_number(conn: Any, before: int) -> None:
    """Gives it the number behind another one; a first one where that is 0."""
    number = before or (1 + secrets.randbelow(BEGINNINGS)) * APART
    conn.execute(f"PRAGMA user_version={number + 1}")


def _numbers_in(log: BinaryIO) -> Iterator[int]:
    """Yields the number in each version of the first page that a log holds, in order.

    Docs: sqlite.org/walformat.html, read 2026-11-27. What an earlier round left behind the frames
    of this one has other salts.
    """
    head = log.read(_LOG_HEAD)
    if len(head) < _LOG_HEAD:
        return
    page_size, salts = struct.unpack(">I", head[8:12])[0], head[16:24]
    while (frame := log.read(_FRAME_HEAD)) and frame[8:16] == salts:
        page = log.read(page_size)
        if len(page) < page_size:
            return
        if struct.unpack(">I", frame[:4])[0] == 1:
            yield _HEAD.unpack(page[_AT : _AT + _HEAD.size])[0]


def _opened(path: Path) -> int:
    try:
        # As SQLite will open it: some file systems have another file for whoever only reads.
        return os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return os.open(path, os.O_RDONLY | os.O_CLOEXEC)


def _number(head: bytes) -> int:
    return int(_HEAD.unpack(head)[0]) if len(head) == _HEAD.size else 0


def _id_at(file: str) -> Id:
    try:
        return _id(os.stat(file))
    except OSError:
        return None


def _id(stat: os.stat_result) -> Id:
    return stat.st_ino, stat.st_dev
