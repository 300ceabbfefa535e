"""Sentences for what happens to a Delta log, each with the fact that decides. Plays nothing."""

from collections.abc import Sequence
from typing import NamedTuple

from trialrun.engine import isolated
from trialrun.figures.delta_log import Deed, DeltaEntry, DeltaFolder, DeltaRead
from trialrun.figures.delta_writes import Conflict, Transaction
from trialrun.figures.log_shown import joined, numbers_told
from trialrun.plural import counted

NAMED_MAX = 3
"""So many files are named; of more, it is said how many they are."""


class LogSentence(NamedTuple):
    """What happens, in words, and the id of the fact that decides."""

    says: str
    fact: str = ""


def created_told() -> LogSentence:
    """Says that a table is created."""
    return LogSentence(
        "The table is created: entry 0 of its log. It has no data file yet, and no row.",
        "delta-log-entry",
    )


def written_told(folder: DeltaFolder, write: Transaction, of: Sequence[str] = ()) -> LogSentence:
    """Says that a write has put its files on storage, and that nobody reads them."""
    new = of or write.adds
    who, files, they = _who(write.by), _files_told(new), "it" if len(new) == 1 else "them"
    unread = f"No entry names {they} yet: whoever reads still gets version {folder.newest}."
    old = _files_told(write.removes)
    if write.deed in (Deed.MERGE, Deed.DELETE) and write.removes:
        is_merge = write.deed is Deed.MERGE
        kept = "All its rows, and new ones, go" if is_merge else "The rows that stay go"
        says = (
            f"{who} finds the rows that it changes in {old}. A file is never written again. "
            f"{kept} into {files}. {unread}"
        )
        return LogSentence(says, "delta-rewrites")
    if write.deed is Deed.OPTIMIZE:
        says = f"{who} writes the rows of {old} once more, into {files}. {unread}"
        return LogSentence(says, "delta-actions")
    rows = counted(sum(len(folder.files[name].rows) for name in new), "row")
    return LogSentence(f"{who} writes {rows} into {files}. {unread}", "delta-snapshot")


def committed_told(entry: DeltaEntry) -> LogSentence:
    """Says that an entry stands in the log, and what that changes for readers."""
    says = f"{_who(entry.by)} puts entry {entry.version} into the log: {_actions_told(entry)}."
    if entry.deed is Deed.OVERWRITE and entry.removes:
        says += " It is one entry, so no reader finds the table empty, or a part of each."
        return LogSentence(says, "delta-actions")
    if entry.deed is Deed.OPTIMIZE:
        return LogSentence(f"{says} No row has changed.", "delta-actions")
    if entry.removes:
        says += " What is removed stays on storage, for readers of older versions."
        return LogSentence(says, "delta-rewrites")
    says += f" The entry is there whole or not at all; now readers get version {entry.version}."
    return LogSentence(says, "delta-atomic-commit")


def failed_told(folder: DeltaFolder, write: Transaction, left: Sequence[str]) -> LogSentence:
    """Says that a write has died before its commit."""
    says = f"{_who(write.by)} fails before its commit. The newest version is still {folder.newest}."
    if left:
        lies, they = ("lies", "it") if len(left) == 1 else ("lie", "them")
        says += f" {_files_told(left)} {lies} on storage, and no entry names {they}: nobody reads "
        says += f"{they}."
    return LogSentence(says, "delta-failed-write")


def begun_told(base: int, writes: Sequence[Transaction]) -> LogSentence:
    """Says that several writers are on their way at once."""
    who = _capital(joined([isolated(write.by) for write in writes]))
    says = (
        f"{who} {'both' if len(writes) == 2 else 'all'} begin on version {base} and write their "
        f"files. Each wants entry {base + 1}, and only one can have it."
    )
    return LogSentence(says, "delta-log-entry")


def late_told(entry: DeltaEntry, base: int) -> LogSentence:
    """Says that a write has lost its number, found no conflict, and taken the next."""
    says = (
        f"{_who(entry.by)} wanted entry {base + 1}, and {_taken_told(base, entry.version)}. It "
        "looks at what was committed meanwhile, and nothing of that is in its way. So it does not "
        "fail: "
        f"it commits as entry {entry.version}: {_actions_told(entry)}."
    )
    is_append = entry.deed is Deed.APPEND
    return LogSentence(says, "delta-append-append" if is_append else "delta-losing-number")


def refused_told(folder: DeltaFolder, write: Transaction, conflict: Conflict) -> LogSentence:
    """Says that a write was refused because of a conflict."""
    why = "removed a file whose rows it has changed, too"
    if conflict is Conflict.APPEND:
        why = "added rows that it should have read"
    says = (
        f"{_who(write.by)} wanted entry {write.base + 1}, and "
        f"{_taken_told(write.base, folder.newest + 1)}. Another writer has meanwhile {why}: a "
        f"conflict. It fails with `{conflict.value}` and commits nothing; the newest version is "
        f"still {folder.newest}."
    )
    return LogSentence(says, "delta-row-level")


def restored_told(entry: DeltaEntry, version: int) -> LogSentence:
    """Says what a restore adds to the log."""
    before = numbers_told("version", range(entry.version))
    says = (
        f"RESTORE to version {version} adds entry {entry.version}: {_actions_told(entry)}. Nothing "
        f"is erased: the history still has {before}."
    )
    return LogSentence(says, "restore-is-a-commit")


def not_restored_told(folder: DeltaFolder, read: DeltaRead) -> LogSentence:
    """Says that a restore was refused."""
    says = (
        f"RESTORE to version {read.version} fails: {_gone_told(read.missing)}. The newest version "
        f"is still {folder.newest}."
    )
    return LogSentence(says, "vacuum-ends-time-travel")


def vacuumed_told(folder: DeltaFolder, gone: Sequence[str], *, lite: bool) -> LogSentence:
    """Says what VACUUM has deleted."""
    name = "VACUUM LITE" if lite else "VACUUM"
    says = f"{name} finds no file that the newest version has not needed for more than seven days."
    if gone:
        says = (
            f"{name} deletes {_files_told(gone)}: the newest version has not needed "
            f"{'it' if len(gone) == 1 else 'them'} for more than seven days. The log keeps its "
            "entries."
        )
    named = {name for entry in folder.entries for name in entry.adds}
    left = [name for name in folder.files if name not in named]
    if lite and left:
        says += f" It looks into the log alone, and no entry names {_files_told(left)}."
    return LogSentence(says, "vacuum-lite" if lite else "vacuum")


def read_told(read: DeltaRead, *, is_newest: bool) -> LogSentence:
    """Says how a reader finds the files of a version."""
    ways = [f"the checkpoint of version {read.checkpoint}"] if read.checkpoint >= 0 else []
    ways += [numbers_told("entry", read.entries, "entries")] if read.entries else []
    version = "the newest version" if is_newest else f"version {read.version}"
    files = _files_told(read.files) or "none"
    says = f"Somebody reads {version}. {_capital(joined(ways))} say which files that is: {files}."
    if len(ways) == 1 and len(read.entries) < 2:
        says = says.replace(" say which", " says which")
    if read.missing:
        says += f" But {_gone_told(read.missing)}: the read fails."
        return LogSentence(says, "vacuum-ends-time-travel")
    return LogSentence(says, "delta-snapshot")


def checkpoint_told(folder: DeltaFolder) -> LogSentence:
    """Says what a checkpoint is."""
    entries = numbers_told("entry", range(folder.newest + 1), "entries")
    says = (
        f"What {entries} {'comes' if not folder.newest else 'come'} to is written into one file, a "
        "checkpoint. It makes no version: it saves readers the way through every entry."
    )
    return LogSentence(says, "delta-checkpoint")


def later_told(folder: DeltaFolder, days: int) -> LogSentence:
    """Says that time goes by."""
    go = "goes" if days == 1 else "go"
    return LogSentence(f"{counted(days, 'day')} {go} by. It is day {folder.hour // 24}.")


def _actions_told(entry: DeltaEntry) -> str:
    does = (("remove", entry.removes), ("add", entry.adds))
    return ", ".join(f"{word} {_files_told(names)}" for word, names in does if names) or "no file"


def _taken_told(base: int, up_to: int) -> str:
    if up_to == base + 2:
        return "that is taken"
    return f"{numbers_told('entry', range(base + 1, up_to), 'entries')} are taken"


def _files_told(names: Sequence[str]) -> str:
    if len(names) > NAMED_MAX:
        return f"{len(names)} files"
    return joined([f"`{name}`" for name in names])


def _gone_told(names: Sequence[str]) -> str:
    return f"{_files_told(names)} {'is' if len(names) == 1 else 'are'} not there any more"


def _who(by: str) -> str:
    return isolated(_capital(by)) or "A writer"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
