"""A commit on a table, as a trace tells of it."""

from typing import NamedTuple


class Commit(NamedTuple):
    """One commit: what it wrote, and the table after it. `dup` counts surplus rows.

    Rows are surplus that the same write had written before, for the same occasion, and that are
    still there. The same write for another occasion (the next night) writes other rows.
    `op` is a write mode, `restore`, or `undo` (beliefs only); `restored` is the version that
    a restore went back to, else -1.
    """

    table: str
    version: int
    op: str
    rows: int
    dup: int
    table_rows: int
    table_dup: int
    restored: int = -1
