"""What a sink makes of a batch that may come twice: take it again, merge it, or leave it out."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

from trialrun.figures.delta_log import KeyedRow


class SinkKind(StrEnum):
    """How a batch is written: by the stream itself into Delta, or by a function in foreachBatch."""

    DELTA = "delta"
    APPEND = "append"
    MERGE = "merge"
    TXN = "txn"


class SinkRow(NamedTuple):
    """A row of the table, and the batch that wrote it last."""

    key: str
    value: str
    batch: int


@dataclass(frozen=True, slots=True)
class SinkTable:
    """The table behind a stream. `last` is the newest batch that each writer left a mark of."""

    rows: tuple[SinkRow, ...] = ()
    last: dict[str, int] = field(default_factory=dict)

    @property
    def surplus(self) -> int:
        """Returns how many rows are there beside another one of the same key."""
        return len(self.rows) - len({row.key for row in self.rows})


def written_to(
    table: SinkTable,
    kind: SinkKind,
    rows: Sequence[KeyedRow],
    *,
    by: str,
    batch: int,
    replaces_all: bool = False,
) -> tuple[SinkTable, bool]:
    """Writes a batch; returns the table, and whether it took the batch.

    A sink that keeps marks leaves out a batch that is no newer than its writer's mark. Facts:
    delta-sink-once, idempotent-append, foreach-batch.

    >>> once, _ = written_to(SinkTable(), SinkKind.APPEND, [("1", "")], by="", batch=0)
    >>> written_to(once, SinkKind.APPEND, [("1", "")], by="", batch=0)[0].surplus
    1
    """
    new = tuple(SinkRow(key, value, batch) for key, value in rows)
    if kind in (SinkKind.DELTA, SinkKind.TXN):
        if table.last.get(by, -1) >= batch:
            return table, False
        table = replace(table, last={**table.last, by: batch})
    if replaces_all:
        return replace(table, rows=new), True
    if kind is SinkKind.MERGE:
        by_key = {row.key: row for row in (*table.rows, *new)}
        return replace(table, rows=tuple(by_key.values())), True
    return replace(table, rows=table.rows + new), True
