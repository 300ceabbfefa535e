"""AUTO CDC as a model: changes that arrive in any order, and the rows that they come to.

As narrow as a lesson needs, and as the documentation tells it: no real part is beside it. A change
gives all columns; marks of deleted rows are kept for ever; values of `sequence_by` are compared as
texts, so dates are written as 2026-03-01.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class CdcChange(NamedTuple):
    """A change of a row, with its place in the order of `sequence_by`; a delete has no value."""

    key: str
    value: str
    at: str
    is_delete: bool = False


class CdcRow(NamedTuple):
    """A row of the target. `start` and `end` are those of SCD type 2; "" for none."""

    key: str
    value: str
    start: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True)
class CdcTarget:
    """What a target has been told, in the order of arrival. What it has said twice counts once."""

    changes: tuple[CdcChange, ...] = ()

    def knows(self, change: CdcChange) -> bool:
        """Says whether a change of this row at this place is known."""
        return any((each.key, each.at) == (change.key, change.at) for each in self.changes)

    def told(self, change: CdcChange) -> "CdcTarget":
        """Takes in a change. One that is known changes nothing.

        >>> CdcTarget().told(CdcChange("lind", "Oslo", "2026-03-01")).current()
        (CdcRow(key='lind', value='Oslo', start='', end=''),)
        """
        return self if self.knows(change) else CdcTarget((*self.changes, change))

    def newest(self, key: str) -> CdcChange | None:
        """Returns the change of a row that is last by `sequence_by`."""
        return max(self._of(key), key=lambda change: change.at, default=None)

    def current(self) -> tuple[CdcRow, ...]:
        """Returns the rows of SCD type 1: the newest value of each key, unless it was a delete.

        Facts: auto-cdc.
        """
        newest = [self.newest(key) for key in self._keys()]
        return tuple(CdcRow(c.key, c.value) for c in newest if c is not None and not c.is_delete)

    def history(self) -> tuple[CdcRow, ...]:
        """Returns the rows of SCD type 2: each value, from its change to the next one's.

        Facts: auto-cdc-scd2.
        """
        rows = []
        for key in self._keys():
            changes = sorted(self._of(key), key=lambda change: change.at)
            ends = [change.at for change in changes[1:]] + [""]
            rows += [
                CdcRow(key, change.value, change.at, end)
                for change, end in zip(changes, ends, strict=True)
                if not change.is_delete
            ]
        return tuple(rows)

    def deleted(self) -> tuple[str, ...]:
        """Returns the keys of which only a hidden mark is left. Facts: auto-cdc-tombstone."""
        newest = [self.newest(key) for key in self._keys()]
        return tuple(c.key for c in newest if c is not None and c.is_delete)

    def _keys(self) -> Sequence[str]:
        return list(dict.fromkeys(change.key for change in self.changes))

    def _of(self, key: str) -> list[CdcChange]:
        return [change for change in self.changes if change.key == key]
