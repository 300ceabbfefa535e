"""Folders and files that nobody else on the machine may read. Standard library only."""

import os
import stat
from contextlib import suppress
from pathlib import Path

FOLDER_MODE = 0o700
FILE_MODE = 0o600


def make_private_folder(folder: Path) -> None:
    """Makes a folder for its owner alone, or closes one that is there. Raises OSError.

    A folder of somebody else, or one that all share as /tmp is, stays as it is.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    if not folder.stat().st_mode & stat.S_ISVTX:
        close_to_others(folder)


def make_private_database(file: Path) -> None:
    """Makes an empty file for its owner alone, or closes one and what SQLite keeps beside it.

    Whoever cannot make it here cannot open it either, and says so then. One that is there is not
    opened: to close it again would drop the locks that SQLite holds on it in this process.
    """
    with suppress(OSError):
        if not file.exists():
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE_MODE))
    # SQLite gives a new log the mode of its file.
    for path in with_logs(file):
        close_to_others(path)


def give_to_owner(path: Path) -> None:
    """Gives a file that the superuser has made to the owner of its folder, who is to use it.

    In a folder that all share, as /tmp is, it stays as it is.
    """
    with suppress(OSError):
        folder = path.parent.stat()
        if os.geteuid() == 0 and not folder.st_mode & stat.S_ISVTX:
            os.chown(path, folder.st_uid, folder.st_gid)


def with_logs(file: Path) -> tuple[Path, Path, Path]:
    """Returns a database file, its write-ahead log and the index of that."""
    return file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")


def close_to_others(path: Path) -> None:
    """Takes group's and others' rights from what is ours, as far as it is there."""
    with suppress(OSError):
        found = path.stat()
        mode = stat.S_IMODE(found.st_mode)
        # The superuser may change what is not its own; it is not the app's to close, all the same.
        if mode & 0o077 and found.st_uid == os.geteuid():
            path.chmod(mode & ~0o077)
