"""A bundle's folder on disk, as its reader takes it: the files below it, nothing outside."""

import os
from collections.abc import Sequence
from pathlib import Path

from trialrun.jobs.source import Source, read_source
from trialrun.jobs.tree import TEXT_LENGTH_MAX, Unreadable

ENTRIES_MAX = 20_000
"""How many files and folders are looked at: an include reaches no further."""
BYTES_MAX = 4 * TEXT_LENGTH_MAX
_OVERRIDES = ".databricks/bundle/*/variable-overrides.json"


class BundleFolder:
    """The files below a folder. Links are followed only as far as they stay in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
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
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            left -= len(folders) + len(files)
            if left < 0:
                break
            here = Path(folder).relative_to(self.root)
            names += [(here / name).as_posix() for name in files]
        return names

    def source(self, name: str) -> Source:
        """Reads a file. Raises Unreadable: not there, outside, too large, not UTF-8, no YAML."""
        path = self.root / name
        try:
            if not path.resolve().is_relative_to(self.root.resolve()):
                raise Unreadable(0, "this is a link out of the bundle's folder; it is not read")
            with path.open("rb") as opened:
                data = opened.read(BYTES_MAX + 1)
        except OSError as error:
            raise Unreadable(0, f"it cannot be read: {error.strerror}") from error
        if len(data) > BYTES_MAX:
            raise Unreadable(0, f"it has more than {BYTES_MAX:,} bytes")
        try:
            return read_source(data.decode())
        except UnicodeDecodeError as error:
            raise Unreadable(0, "this is not UTF-8 text; save it as UTF-8") from error
