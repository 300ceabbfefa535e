"""A bundle's folder on disk, as its reader takes it: the files below it, nothing outside."""

import errno
import os
from collections.abc import Sequence
from pathlib import Path
from stat import S_ISREG

from trialrun.jobs.source import Source, read_source
from trialrun.jobs.tree import TEXT_LENGTH_MAX, Unreadable

ENTRIES_MAX = 20_000
"""How many files and folders are looked at: an include reaches no further."""
DEPTH_MAX = 20
"""How many folders deep is looked: a pattern names each folder that it goes through."""
BYTES_MAX = 4 * TEXT_LENGTH_MAX
_OVERRIDES = ".databricks/bundle/*/variable-overrides.json"


def read_regular(path: Path, most: int) -> bytes:
    """Reads a file, not a pipe or a device, which may have no end. Raises OSError."""
    # Opened without waiting for somebody to write: what it is can be asked of what is open only.
    opened = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(opened, "rb") as file:
        if not S_ISREG(os.fstat(opened).st_mode):
            raise OSError(errno.EINVAL, "it is no regular file")
        return file.read(most)


class BundleFolder:
    """The files below a folder. Links are followed only as far as they stay in it.

    `is_cut` says that there are more than are looked at.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.is_cut = False
        self._names: list[str] | None = None

    def names(self) -> Sequence[str]:
        """Returns the files below it; hidden folders are not looked into."""
        if self._names is None:
            found = [path.relative_to(self.root).as_posix() for path in self.root.glob(_OVERRIDES)]
            self._names = sorted([*found, *self._below()])
        return self._names

    def _below(self) -> list[str]:
        names, left = [], ENTRIES_MAX
        for folder, folders, files in os.walk(self.root):
            here = Path(folder).relative_to(self.root)
            is_last = len(here.parts) >= DEPTH_MAX
            folders[:] = sorted(n for n in folders if not n.startswith(".") and not is_last)
            left -= len(folders) + len(files)
            if left < 0:
                self.is_cut = True
                break
            names += [(here / name).as_posix() for name in files]
        return names

    def source(self, name: str) -> Source:
        """Reads a file. Raises Unreadable: not there, outside, too large, not UTF-8, no YAML."""
        path = self.root / name
        try:
            if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(self.root)):
                raise Unreadable(0, "this is a link out of the bundle's folder; it is not read")
            data = read_regular(path, BYTES_MAX + 1)
        except OSError as error:
            raise Unreadable(0, f"it cannot be read: {error.strerror}") from error
        if len(data) > BYTES_MAX:
            raise Unreadable(0, f"it has more than {BYTES_MAX:,} bytes")
        try:
            return read_source(data.decode())
        except UnicodeDecodeError as error:
            raise Unreadable(0, "this is not UTF-8 text; save it as UTF-8") from error
