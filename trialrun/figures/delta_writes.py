"""Writes into a Delta table's folder: first the data files, then the entry, or a conflict.

What changes rows writes files anew: there are no deletion vectors, and writers conflict by files,
not by rows. Tests hold what is written beside real tables; which error a conflict gives, they do
not: that is as the documentation tells it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from trialrun.figures.delta_log import DataFile, Deed, DeltaEntry, DeltaFolder, KeyedRow


class Conflict(StrEnum):
    """Why a commit is refused, as Delta's errors name it."""

    APPEND = "ConcurrentAppendException"
    DELETE_READ = "ConcurrentDeleteReadException"


@dataclass(frozen=True, slots=True)
class Transaction:
    """A write on its way: begun on the version `base`, its files written, not committed.

    `looks_for` are the keys whose rows it changes or may add; None for all rows, and none of them
    for an append, which reads nothing.
    """

    deed: Deed
    base: int
    adds: tuple[str, ...]
    removes: tuple[str, ...]
    looks_for: frozenset[str] | None
    by: str = ""


def append(
    folder: DeltaFolder, rows: Sequence[KeyedRow], *, files: int = 1, by: str = ""
) -> tuple[DeltaFolder, Transaction]:
    """Writes rows into new files. Nothing is committed.

    >>> from trialrun.figures.delta_log import created
    >>> folder, write = append(created(), [("soup", "6")])
    >>> folder.read(folder.newest).rows, commit(folder, write)[0].read(1).rows
    ((), (('soup', '6'),))
    """
    written, names = _with_files(folder, _split(rows, files))
    return written, Transaction(Deed.APPEND, folder.newest, names, (), frozenset(), by)


def overwrite(
    folder: DeltaFolder, rows: Sequence[KeyedRow], *, files: int = 1, by: str = ""
) -> tuple[DeltaFolder, Transaction]:
    """Writes rows that take the place of all there are."""
    written, names = _with_files(folder, _split(rows, files))
    removes = folder.live(folder.newest)
    return written, Transaction(Deed.OVERWRITE, folder.newest, names, removes, None, by)


def merge(
    folder: DeltaFolder, rows: Sequence[KeyedRow], *, by: str = ""
) -> tuple[DeltaFolder, Transaction]:
    """Changes rows with known keys and adds the others: files with a known key are written anew."""
    given = dict(rows)
    touched = _holding(folder, given)
    old = [row for name in touched for row in folder.files[name].rows]
    known = {key for key, _ in old}
    anew = [(key, given.get(key, value)) for key, value in old]
    anew += [row for row in rows if row[0] not in known]
    return _rewritten(folder, Deed.MERGE, touched, anew, frozenset(given), by)


def delete(
    folder: DeltaFolder, keys: Iterable[str], *, by: str = ""
) -> tuple[DeltaFolder, Transaction]:
    """Deletes rows: what else their files hold is written anew."""
    gone = frozenset(keys)
    touched = _holding(folder, gone)
    left = [row for name in touched for row in folder.files[name].rows if row[0] not in gone]
    return _rewritten(folder, Deed.DELETE, touched, left, gone, by)


def optimize(folder: DeltaFolder, *, by: str = "") -> tuple[DeltaFolder, Transaction]:
    """Writes the rows of all files into one, and changes none of them."""
    live = folder.live(folder.newest)
    rows = [row for name in live for row in folder.files[name].rows]
    return _rewritten(folder, Deed.OPTIMIZE, live, rows, frozenset(), by)


def commit(folder: DeltaFolder, write: Transaction) -> tuple[DeltaFolder, DeltaEntry | Conflict]:
    """Puts the entry of a write behind the newest one; or says which conflict refuses it.

    That another has taken the number it wanted is none. Facts: delta-losing-number,
    delta-append-append.
    """
    for entry in folder.entries[write.base + 1 :]:
        conflict = _conflict(folder, write, entry)
        if conflict:
            return folder, conflict
    entry = DeltaEntry(
        folder.newest + 1, write.deed, write.adds, write.removes, folder.hour, write.by
    )
    return replace(folder, entries=(*folder.entries, entry)), entry


def cut_off(
    before: DeltaFolder, folder: DeltaFolder, files: int
) -> tuple[DeltaFolder, tuple[str, ...]]:
    """Returns the folder of a writer that died after so many of the files that it was to write."""
    new = [name for name in folder.files if name not in before.files]
    written, left = before.written + len(new[:files]), new[files:]
    kept = {name: file for name, file in folder.files.items() if name not in left}
    return replace(folder, files=kept, written=written), tuple(new[:files])


def _with_files(
    folder: DeltaFolder, parts: Iterable[Sequence[KeyedRow]]
) -> tuple[DeltaFolder, tuple[str, ...]]:
    new = {}
    for number, rows in enumerate(parts, folder.written + 1):
        name = f"part-{number:02}.parquet"
        new[name] = DataFile(name, tuple(rows), folder.hour)
    written = folder.written + len(new)
    return replace(folder, files={**folder.files, **new}, written=written), tuple(new)


def _split(rows: Sequence[KeyedRow], files: int) -> list[Sequence[KeyedRow]]:
    """Splits rows over files, as evenly as it goes; no file is empty."""
    count = min(files, len(rows))
    ends = [len(rows) * number // count for number in range(count + 1)] if count else [0]
    return [rows[begin:end] for begin, end in pairwise(ends)]


def _holding(folder: DeltaFolder, keys: Iterable[str]) -> tuple[str, ...]:
    """Returns the files of the newest version that hold a row with one of these keys."""
    wanted = frozenset(keys)
    live = folder.live(folder.newest)
    return tuple(n for n in live if any(key in wanted for key, _ in folder.files[n].rows))


def _rewritten(
    folder: DeltaFolder,
    deed: Deed,
    removes: tuple[str, ...],
    rows: Sequence[KeyedRow],
    looks_for: frozenset[str],
    by: str,
) -> tuple[DeltaFolder, Transaction]:
    written, names = _with_files(folder, [rows] if rows else [])
    return written, Transaction(deed, folder.newest, names, removes, looks_for, by)


def _conflict(folder: DeltaFolder, write: Transaction, entry: DeltaEntry) -> Conflict | None:
    """Says how an entry made meanwhile is in the way of a write, None where it is not.

    An append alone is never in the way, and nothing is in the way of an append. Files are compared,
    not rows; Facts: delta-row-level. The isolation is WriteSerializable.
    """
    if frozenset(entry.removes) & frozenset(write.removes):
        return Conflict.DELETE_READ
    if entry.deed is Deed.APPEND or write.deed is Deed.APPEND:
        return None
    added = (key for name in entry.adds for key, _ in folder.files[name].rows)
    wanted = write.looks_for
    is_there = any(wanted is None or key in wanted for key in added)
    return Conflict.APPEND if is_there else None
