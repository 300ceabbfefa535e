"""What a moment of AUTO CDC shows: the changes that arrived, and the target by both types."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from trialrun.figures.cdc import CdcChange, CdcRow, CdcTarget
from trialrun.figures.log_shown import joined


class CdcChangeShown(NamedTuple):
    """A change: `state` is new, old (it arrived before) or waiting."""

    key: str
    value: str
    at: str
    state: str


class CdcRowShown(NamedTuple):
    """A row of a target. `is_new` says that the last change made it, or its end."""

    key: str
    value: str
    start: str
    end: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class CdcShown:
    """A moment: changes in the order of arrival, and the rows of both types."""

    source: str
    target: str
    columns: tuple[str, str]
    sequence: str
    changes: tuple[CdcChangeShown, ...]
    current: tuple[CdcRowShown, ...]
    history: tuple[CdcRowShown, ...]
    deleted: tuple[str, ...]


def rows_shown(rows: tuple[CdcRow, ...], before: Collection[CdcRow]) -> tuple[CdcRowShown, ...]:
    """Marks the rows that were not there before."""
    return tuple(CdcRowShown(*row, is_new=row not in before) for row in rows)


def changes_shown(changes: tuple[CdcChange, ...], arrived: int) -> tuple[CdcChangeShown, ...]:
    """Says of each change whether it has arrived, or just now."""
    states = ["waiting" if at >= arrived else "old" for at in range(len(changes))]
    if arrived:
        states[arrived - 1] = "new"
    return tuple(
        CdcChangeShown(c.key, "deleted" if c.is_delete else c.value, c.at, state)
        for c, state in zip(changes, states, strict=True)
    )


def cdc_in_words(target: CdcTarget) -> str:
    """Says in words what both types hold."""
    current = ", ".join(f"{row.key} {row.value}" for row in target.current())
    history = ", ".join(
        f"{row.key} {row.value} from {row.start}{f' to {row.end}' if row.end else ''}"
        for row in target.history()
    )
    parts = [f"Type 1: {current or 'no row'}.", f"Type 2: {history or 'no row'}."]
    if target.deleted():
        parts.append(f"Hidden marks: {joined(target.deleted())}.")
    return " ".join(parts)
