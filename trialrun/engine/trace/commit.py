"""A commit on a table, as a trace tells of it."""

from typing import NamedTuple


class Commit(NamedTuple):
    """One commit: what it wrote, and the table after it. `dup` counts surplus copies of rows.

    `op` is a write mode, `restore`, or `undo` (beliefs only).
    """

    table: str
    version: int
    op: str
    rows: int
    dup: int
    table_rows: int
    table_dup: int
