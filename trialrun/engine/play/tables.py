"""Delta tables as far as a job can tell: versions, rows, and rows that are there twice."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from trialrun.engine.job.world import Write, WriteMode
from trialrun.engine.trace.commit import Commit

WriteId: TypeAlias = tuple[object, ...]
"""Says which rows a write writes: (job, task, element of a for-each, place in its script,
occasion of the run)."""


class LogEntry(NamedTuple):
    """One line of a table's log. A restore has the version it went back to, and no write."""

    run: int
    attempt: int
    write_id: WriteId
    write: Write | None
    restored: int


@dataclass(slots=True)
class Table:
    """A table after its commits. Version 0 is its creation, before any write.

    `copies` counts, for each write, how often its rows are there; `transactions` holds those
    that were made with txnAppId and txnVersion, which the log remembers whatever comes after.
    `written_by` has the run and iteration that made each write last.
    """

    name: str
    version: int = 0
    rows: int = 0
    dup: int = 0
    copies: dict[WriteId, int] = field(default_factory=dict)
    log: list[LogEntry] = field(default_factory=list)
    transactions: set[WriteId] = field(default_factory=set)
    written_by: dict[WriteId, tuple[int, int]] = field(default_factory=dict)

    def commit(self, run: int, attempt: int, write_id: WriteId, write: Write) -> Commit:
        """Applies a write atomically and returns its commit."""
        # Measured: tuple.__new__ makes a named tuple in two thirds of the time of its class.
        entry = tuple.__new__(LogEntry, (run, attempt, write_id, write, -1))
        self.version += 1
        self.log.append(entry)
        if write.mode is WriteMode.IDEMPOTENT:
            self.transactions.add(write_id)
        dup_before = self.dup
        if write_id in self.copies or write.mode is WriteMode.OVERWRITE:
            self._apply(entry)
        else:
            self.copies[write_id] = 1
            self.rows += write.rows
        dup = max(self.dup - dup_before, 0)
        return tuple.__new__(
            Commit,
            (self.name, self.version, write.mode.value, write.rows, dup, self.rows, self.dup, -1),
        )

    def restore(self, version: int) -> Commit | None:
        """Goes back to the content of an older version, as a new one; None if there is none such.

        Facts: restore-older.
        """
        if not 0 <= version < self.version:
            return None
        rows_before = self.rows
        self.version += 1
        entry = LogEntry(0, 0, (), None, version)
        self.log.append(entry)
        self._replay(self.log)
        rows = self.rows - rows_before
        return Commit(self.name, self.version, "restore", rows, 0, self.rows, self.dup, version)

    def forget(self, is_forgotten: Callable[[LogEntry], bool]) -> Commit | None:
        """Takes commits back, as no Delta table does; used by beliefs only."""
        kept = [entry for entry in self.log if not is_forgotten(entry)]
        if len(kept) == len(self.log):
            return None
        rows_before = self.rows
        self.log, self.version = kept, len(kept)
        self.transactions &= {entry.write_id for entry in kept}
        self._replay(kept)
        rows = self.rows - rows_before
        return Commit(self.name, self.version, "undo", rows, 0, self.rows, self.dup)

    def _replay(self, log: list[LogEntry]) -> None:
        """Makes the content anew; a restore stands for the log up to its version."""
        parts: list[list[LogEntry]] = []
        end = len(log)
        while end:
            last = next((at for at in range(end - 1, -1, -1) if log[at].write is None), -1)
            parts.append(log[last + 1 : end])
            end = 0 if last < 0 else min(log[last].restored, last)
        self.rows, self.dup, self.copies = 0, 0, {}
        for part in reversed(parts):
            for entry in part:
                self._apply(entry)

    def _apply(self, entry: LogEntry) -> None:
        write, write_id = entry.write, entry.write_id
        assert write is not None
        if write.mode is WriteMode.OVERWRITE:
            self.copies, self.rows, self.dup = {write_id: 1}, write.rows, 0
            return
        copies = self.copies.get(write_id, 0)
        if copies and write.mode is WriteMode.MERGE:
            return
        self.copies[write_id] = copies + 1
        self.rows += write.rows
        if copies:
            self.dup += write.rows
