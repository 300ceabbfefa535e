"""What a moment of a Delta log shows: files, entries, and what a reader gets. Draws nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from trialrun.engine import isolated
from trialrun.figures.delta_log import DeltaFolder, DeltaRead, KeyedRow
from trialrun.plural import counted

ROWS_SHOWN_MAX = 8
"""So many rows are shown one by one."""


class FileShown(NamedTuple):
    """A data file: `state` is live, old, orphan, pending or gone; `says` is that in words."""

    name: str
    rows: str
    state: str
    says: str
    is_new: bool
    is_read: bool


class EntryShown(NamedTuple):
    """An entry of the log, with the name of its file, and what a checkpoint behind it is called."""

    version: int
    file: str
    deed: str
    by: str
    adds: tuple[str, ...]
    removes: tuple[str, ...]
    checkpoint: str
    is_new: bool
    is_read: bool


class ReaderShown(NamedTuple):
    """What a reader of a version gets: its rows as far as they are shown, or an error."""

    version: int
    is_newest: bool
    told: str
    rows: tuple[KeyedRow, ...]
    more: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LogShown:
    """A moment of a table's folder. What is newest stands first, as in DESCRIBE HISTORY."""

    table: str
    columns: tuple[str, str]
    day: int
    files: tuple[FileShown, ...]
    entries: tuple[EntryShown, ...]
    reader: ReaderShown


class Lit(NamedTuple):
    """What has just happened: files that are new, not committed or gone; what somebody reads.

    `entry` is the newest entry where that is new; -1 for none. `checkpoint` says the same of one.
    """

    files: Collection[str] = ()
    pending: Collection[str] = ()
    gone: Sequence[str] = ()
    entry: int = -1
    reads: DeltaRead | None = None


NOTHING_LIT = Lit()


def log_shown(folder: DeltaFolder, table: str, columns: tuple[str, str], lit: Lit) -> LogShown:
    """Returns what is to be seen of a folder."""
    read = lit.reads or folder.read(folder.newest)
    versions: dict[str, list[int]] = {}
    for version in range(folder.newest + 1):
        for name in folder.live(version):
            versions.setdefault(name, []).append(version)
    return LogShown(
        table,
        columns,
        folder.hour // 24,
        (
            *(FileShown(name, "", "gone", "deleted", True, False) for name in lit.gone),
            *(
                _file(folder, name, versions.get(name, []), lit)
                for name in reversed(list(folder.files))
            ),
        ),
        tuple(_entry(folder, version, lit) for version in range(folder.newest, -1, -1)),
        _reader(folder, read),
    )


def log_in_words(shown: LogShown) -> str:
    """Says in words what is to be seen."""
    parts = [f"The newest version is {shown.entries[0].version}."]
    for state, title in (
        ("live", "Files in it"),
        ("old", "Only in older versions"),
        ("pending", "Not committed"),
        ("orphan", "In no version"),
        ("gone", "Deleted"),
    ):
        found = [file for file in reversed(shown.files) if file.state == state]
        named = [f"{file.name} ({file.rows})" if file.rows else file.name for file in found]
        if named:
            parts.append(f"{title}: {', '.join(named)}.")
    return " ".join([*parts, _reader_told(shown.reader)])


def _reader_told(reader: ReaderShown) -> str:
    who = "Whoever reads now" if reader.is_newest else f"Whoever reads version {reader.version}"
    if reader.missing:
        return f"{who} gets an error: {', '.join(reader.missing)} is missing."
    rows = ", ".join(" ".join(map(isolated, filter(None, row))) for row in reader.rows)
    return f"{who} gets {reader.told}{f': {rows}' if rows else ''}."


def _file(folder: DeltaFolder, name: str, versions: Sequence[int], lit: Lit) -> FileShown:
    count = counted(len(folder.files[name].rows), "row")
    if name in lit.pending:
        state, says = "pending", "not committed"
    elif not versions:
        state, says = "orphan", "in no version"
    elif versions[-1] == folder.newest:
        state, says = "live", f"in version {folder.newest}, the newest"
    else:
        state, says = "old", f"only in {numbers_told('version', versions)}"
    is_read = lit.reads is not None and name in lit.reads.files
    return FileShown(name, count, state, says, name in lit.files, is_read)


def numbers_told(noun: str, numbers: Sequence[int], plural: str = "") -> str:
    """Names numbered things, three or more in a row by the first and the last.

    >>> numbers_told("version", [1]), numbers_told("version", [1, 2])
    ('version 1', 'versions 1 and 2')
    >>> numbers_told("entry", [0, 1, 2, 5], "entries")
    'entries 0 to 2 and 5'
    """
    rows: list[list[int]] = []
    for number in numbers:
        if rows and number == rows[-1][-1] + 1:
            rows[-1].append(number)
        else:
            rows.append([number])
    texts: list[str] = []
    for row in rows:
        texts += map(str, row) if len(row) < 3 else [f"{row[0]} to {row[-1]}"]
    return f"{noun if len(numbers) == 1 else plural or f'{noun}s'} {joined(texts)}"


def joined(texts: Sequence[str]) -> str:
    """Joins texts with commas, the last by a word.

    >>> joined(["a"]), joined(["a", "b", "c"]), joined([])
    ('a', 'a, b and c', '')
    """
    return " and ".join(filter(None, (", ".join(texts[:-1]), *texts[-1:])))


def _entry(folder: DeltaFolder, version: int, lit: Lit) -> EntryShown:
    entry = folder.entries[version]
    is_read = lit.reads is not None and version in lit.reads.entries
    kept = f"{version:020}.checkpoint.parquet" if version in folder.checkpoints else ""
    return EntryShown(
        version,
        f"{version:020}.json",
        entry.deed.value,
        entry.by,
        entry.adds,
        entry.removes,
        kept,
        version == lit.entry,
        is_read,
    )


def _reader(folder: DeltaFolder, read: DeltaRead) -> ReaderShown:
    count = len(read.rows)
    is_all_named = all(value for _, value in read.rows)
    shown = read.rows[:ROWS_SHOWN_MAX] if is_all_named else ()
    more = count - len(shown) if shown else 0
    is_newest = read.version == folder.newest
    return ReaderShown(read.version, is_newest, counted(count, "row"), shown, more, read.missing)
