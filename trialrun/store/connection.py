"""Connections to the SQLite file: how one is set up, and how it gets the lock to write."""

import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from trialrun.sqlite import sqlite3
from trialrun.store.errors import is_busy

WRITE_WAIT_MS = 1_000
"""So long a write waits for another writer, in this process or another; then it is refused."""
BUSY_TIMEOUT_MS = 25
"""So long SQLite itself waits. It would try ever more seldom, and be passed over by others: whoever
waits longer asks anew. A read waits for no writer, as the log keeps what it reads."""
CHECKPOINT_PAGES = 4_000
"""An answer writes ten pages to the log; with SQLite's own 1,000 each hundredth answer waits."""


def connected(path: Path) -> Any:
    """Opens a database, for reading alone where it cannot be written. Raises sqlite3.Error."""
    connection = _opened(f"file:{quote(str(path))}?mode=rw")
    try:
        connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.OperationalError:
        # A WAL file in a folder that cannot be written can be read only when nobody else
        # writes it: then it is opened as it lies there. Earlier answers can still be seen.
        if _has_log(path) or not path.is_file():
            raise
        connection.close()
        connection = _opened(f"file:{quote(str(path))}?mode=ro&immutable=1")
    return connection


def begin(conn: Any, wait_ms: int) -> None:
    """Takes the write lock at once, or as soon as it is free. Raises sqlite3.Error.

    A deferred BEGIN that reads first and then writes fails with "database is locked" as soon as
    two learners answer together.
    """
    if not wait_ms:
        conn.execute("PRAGMA busy_timeout=0")
        try:
            conn.execute("BEGIN IMMEDIATE")
        finally:
            conn.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        return
    give_up_at = time.monotonic() + wait_ms / 1000
    while True:
        try:
            conn.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if not is_busy(error) or time.monotonic() >= give_up_at:
                raise
        else:
            return


def _has_log(path: Path) -> bool:
    """Says whether the write-ahead log holds something that is not in the file yet."""
    log = path.with_name(path.name + "-wal")
    return log.is_file() and log.stat().st_size > 0


def _opened(uri: str) -> Any:
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
        f"wal_autocheckpoint={CHECKPOINT_PAGES}",
        # Last: to open a file it waits for whoever opens or closes it at this moment.
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        # A file that cannot be written cannot change its journal; it can still be read.
        with suppress(sqlite3.OperationalError):
            connection.execute(f"PRAGMA {pragma}")
    return connection


def _text(kept: bytes) -> str:
    return kept.decode("utf-8", "replace")
