"""One data folder is served by one app at a time: a lock that ends with whoever holds it."""

import fcntl
import os
import time
from contextlib import suppress
from pathlib import Path

POLL_S = 0.05
SAID_BYTES_MAX = 200


class Held(Exception):
    """Another app serves the folder; the text says which."""


class FolderLock:
    """The lock of a data folder. A worker that inherits `fileno` holds it, too.

    So it is free when both have ended, however they did. It is on the file that says who holds it;
    where that cannot be written nothing else can, and where locks are not known there is none.
    """

    def __init__(self, folder: Path, patience_s: float) -> None:
        """Takes the lock. Raises Held when another keeps it for longer than `patience_s`."""
        path = folder / "served-by.txt"
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            self._file = os.open(folder, os.O_RDONLY)
            return
        give_up_at = time.monotonic() + patience_s
        while not self._is_taken():
            if time.monotonic() > give_up_at:
                by = os.pread(self._file, SAID_BYTES_MAX, 0).decode(errors="replace").strip()
                os.close(self._file)
                raise Held(
                    f"The data folder {folder} is served already{f' by {by}' if by else ''}. "
                    "Stop that one first, or set TRIALRUN_DATA to another folder."
                )
            time.sleep(POLL_S)

    def fileno(self) -> int:
        """Returns the open file, for a process that is to hold the lock, too."""
        return self._file

    def say(self, who: str) -> None:
        """Writes down who holds it, for a second start to tell."""
        with suppress(OSError):
            os.ftruncate(self._file, 0)
            os.pwrite(self._file, f"{who}\n".encode()[:SAID_BYTES_MAX], 0)

    def release(self) -> None:
        """Gives the lock back. The file stays: whoever waits for it has it open."""
        self.say("")
        os.close(self._file)

    def _is_taken(self) -> bool:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True
        return True
