"""A Delta table's folder as a model: data files, the log, and what a reader of a version finds.

As narrow as a lesson needs. Rows have a key and a value, and there are no partitions. VACUUM makes
no entries of its own, and old entries are never cleaned up. Tests hold it beside real tables.
How rows are written says `delta_writes`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple, TypeAlias

KeyedRow: TypeAlias = tuple[str, str]
"""A row: its key, and its value."""

WEEK_H = 7 * 24
"""So long VACUUM leaves a file that the table does not need any more."""


class Deed(StrEnum):
    """What makes an entry of the log, as DESCRIBE HISTORY names it."""

    CREATE = "CREATE TABLE"
    APPEND = "WRITE, append"
    OVERWRITE = "WRITE, overwrite"
    MERGE = "MERGE"
    DELETE = "DELETE"
    OPTIMIZE = "OPTIMIZE"
    RESTORE = "RESTORE"


class DataFile(NamedTuple):
    """A file with rows. It is never written again, nor its name used a second time."""

    name: str
    rows: tuple[KeyedRow, ...]
    written_h: int


class DeltaEntry(NamedTuple):
    """One version of the table: the files that it adds and removes. It stands there whole."""

    version: int
    deed: Deed
    adds: tuple[str, ...]
    removes: tuple[str, ...]
    at_h: int
    by: str = ""


class DeltaRead(NamedTuple):
    """What a reader of a version goes through: a checkpoint (-1 for none), entries, data files.

    `missing` are data files that are not there any more; then it gets an error, and no row.
    """

    version: int
    checkpoint: int
    entries: tuple[int, ...]
    files: tuple[str, ...]
    missing: tuple[str, ...]
    rows: tuple[KeyedRow, ...]


@dataclass(frozen=True, slots=True)
class DeltaFolder:
    """A table's folder at an hour. `written` is how many data files were ever written."""

    files: Mapping[str, DataFile]
    entries: tuple[DeltaEntry, ...]
    checkpoints: tuple[int, ...] = ()
    hour: int = 0
    written: int = 0

    @property
    def newest(self) -> int:
        """Returns the newest version."""
        return len(self.entries) - 1

    def live(self, version: int) -> tuple[str, ...]:
        """Returns the data files of a version, by what its entry and those before it say."""
        found: dict[str, None] = {}
        for entry in self.entries[: version + 1]:
            for name in entry.removes:
                found.pop(name, None)
            found |= dict.fromkeys(entry.adds)
        return tuple(found)

    def read(self, version: int) -> DeltaRead:
        """Reads a version: the last checkpoint up to it, the entries behind that, its files."""
        checkpoint = max((at for at in self.checkpoints if at <= version), default=-1)
        files = self.live(version)
        missing = tuple(name for name in files if name not in self.files)
        rows = () if missing else tuple(row for name in files for row in self.files[name].rows)
        entries = tuple(range(checkpoint + 1, version + 1))
        return DeltaRead(version, checkpoint, entries, files, missing, rows)

    def removed_h(self, name: str) -> int | None:
        """Returns the hour at which an entry last removed a file; None for never."""
        hours = [entry.at_h for entry in self.entries if name in entry.removes]
        return hours[-1] if hours else None


def created(by: str = "") -> DeltaFolder:
    """Returns a new table: version 0, without a row.

    >>> created().read(0).rows
    ()
    """
    return DeltaFolder({}, (DeltaEntry(0, Deed.CREATE, (), (), 0, by),))


def restore(
    folder: DeltaFolder, version: int, by: str = ""
) -> tuple[DeltaFolder, DeltaEntry | DeltaRead]:
    """Adds a version with the files of an older one; where files are missing, nothing is added.

    Facts: restore-is-a-commit, vacuum-ends-time-travel.
    """
    found = folder.read(version)
    if found.missing:
        return folder, found
    now = folder.live(folder.newest)
    adds = tuple(name for name in found.files if name not in now)
    removes = tuple(name for name in now if name not in found.files)
    entry = DeltaEntry(folder.newest + 1, Deed.RESTORE, adds, removes, folder.hour, by)
    return replace(folder, entries=(*folder.entries, entry)), entry


def vacuum(
    folder: DeltaFolder, *, keeps_h: int = WEEK_H, lite: bool = False
) -> tuple[DeltaFolder, tuple[str, ...]]:
    """Deletes data files that the newest version has not needed for so long; returns their names.

    `lite` looks for them in the log alone. Facts: vacuum, vacuum-lite.
    """
    live = frozenset(folder.live(folder.newest))
    gone = []
    for name, file in folder.files.items():
        removed_h = folder.removed_h(name)
        since_h = file.written_h if removed_h is None else removed_h
        is_seen = removed_h is not None or not lite
        if name not in live and is_seen and folder.hour - since_h > keeps_h:
            gone.append(name)
    left = {name: file for name, file in folder.files.items() if name not in gone}
    return replace(folder, files=left), tuple(gone)


def checkpoint(folder: DeltaFolder) -> DeltaFolder:
    """Writes what all entries up to the newest come to into one file, for readers."""
    return replace(folder, checkpoints=(*folder.checkpoints, folder.newest))


def later(folder: DeltaFolder, hours: int) -> DeltaFolder:
    """Returns the folder some hours later."""
    return replace(folder, hour=folder.hour + hours)
