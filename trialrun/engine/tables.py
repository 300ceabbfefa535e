"""Delta tables as far as a job can tell: versions, rows, and rows that are there twice."""

from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from trialrun.engine.world import Write, WriteMode


class Commit(NamedTuple):
    """One commit: what it wrote, and the table after it. `dup` counts surplus copies of rows."""

    table: str
    version: int
    op: str
    rows: int
    dup: int
    table_rows: int
    table_dup: int


WriteId: TypeAlias = tuple[int, int]
"""(task index, index of the write in its script): the same id writes the same rows again."""


@dataclass(slots=True)
class Table:
    """A table after its commits. Version 0 is its creation, before any write."""

    name: str
    version: int = 0
    rows: int = 0
    dup: int = 0
    copies: dict[WriteId, int] = field(default_factory=dict)
    log: list[tuple[int, WriteId, Write]] = field(default_factory=list)

    def commit(self, run: int, write_id: WriteId, write: Write) -> Commit:
        """Applies a write of the given run atomically and returns its commit."""
        self.version += 1
        self.log.append((run, write_id, write))
        dup_before = self.dup
        self._apply(write_id, write)
        dup = max(self.dup - dup_before, 0)
        return Commit(
            self.name, self.version, str(write.mode), write.rows, dup, self.rows, self.dup
        )

    def forget_run(self, run: int) -> Commit | None:
        """Takes back every commit of a run, as no Delta table does; used by beliefs only."""
        kept = [entry for entry in self.log if entry[0] != run]
        if len(kept) == len(self.log):
            return None
        rows_before = self.rows
        self.version, self.rows, self.dup, self.copies, self.log = len(kept), 0, 0, {}, kept
        for _, write_id, write in kept:
            self._apply(write_id, write)
        return Commit(
            self.name, self.version, "undo", self.rows - rows_before, 0, self.rows, self.dup
        )

    def _apply(self, write_id: WriteId, write: Write) -> None:
        if write.mode is WriteMode.OVERWRITE:
            self.copies, self.rows, self.dup = {write_id: 1}, write.rows, 0
            return
        copies = self.copies.get(write_id, 0)
        self.copies[write_id] = copies + 1
        self.rows += write.rows
        if copies:
            self.dup += write.rows
