"""One data folder is served by one app at a time: a lock that ends with whoever holds it."""

import fcntl
import os
import time
from contextlib import suppress
from pathlib import Path

POLL_S = 0.05
SAID_LENGTH_MAX = 200


class Held(Exception):
    """Another app serves the folder; the text says which."""


class FolderLock:
    """The lock of a data folder. A worker that inherits `fileno` holds it, too.

    So it is free when both have ended, however they did. It is on the folder itself, which can be
    locked where nothing can be written. Where a file system knows no locks there is none.
    """

    def __init__(self, folder: Path, patience_s: float) -> None:
        """Takes the lock. Raises Held when another keeps it for longer than `patience_s`."""
        self._who = folder / "served-by.txt"
        self._folder = os.open(folder, os.O_RDONLY)
        give_up_at = time.monotonic() + patience_s
        while not self._is_taken():
            if time.monotonic() > give_up_at:
                os.close(self._folder)
                raise Held(
                    f"The data folder {folder} is served already{self._by()}. "
                    "Stop that one first, or set TRIALRUN_DATA to another folder."
                )
            time.sleep(POLL_S)

    def fileno(self) -> int:
        """Returns the open file, for a process that is to hold the lock, too."""
        return self._folder

    def say(self, who: str) -> None:
        """Writes down who holds it, for a second start to tell."""
        with suppress(OSError):
            self._who.unlink(missing_ok=True)
            opened = os.open(self._who, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(opened, "w", encoding="utf-8") as file:
                file.write(who + "\n")

    def release(self) -> None:
        """Gives the lock back, and says so."""
        with suppress(OSError):
            self._who.unlink(missing_ok=True)
        os.close(self._folder)

    def _is_taken(self) -> bool:
        try:
            fcntl.flock(self._folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True
        return True

    def _by(self) -> str:
        try:
            with self._who.open(encoding="utf-8", errors="replace") as file:
                said = file.read(SAID_LENGTH_MAX).strip()
        except OSError:
            return ""
        return f" by {said}" if said else ""
