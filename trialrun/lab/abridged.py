"""What is shown of a story that is too large to be shown whole: a page holds 2 MB at most.

Most of a large page were links, each with the whole address: three or four for each task.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeVar

from trialrun.diagram import Layout, Values
from trialrun.diagram.timeline import TimelineRow
from trialrun.engine import Trace
from trialrun.lab.drawing import TASKS_NARROW_MAX
from trialrun.lab.panels import RunShown

LINK_BYTES_MAX = 150_000
"""What links to all tasks may come to; a plain address has some 50 signs."""
LINK_BYTES = 500
"""What a link takes beside its address. A graph that is drawn twice has half as many again."""
EVENTS_INLINE_MAX = 1_000
"""Longer stories' frames have an address of their own."""
TABLES_MAX, ROWS_MAX, RUNS_MAX = 40, 100, 20
ROWS_ALL_MAX = 250
LINES_MAX = 40
EDGES_COMPARED_MAX = 4_000
EDGES_CURVED_MAX = 4_000

T = TypeVar("T")
_CURVE = re.compile(r" C\S+ \S+ ")


class Bundle(NamedTuple):
    """The lines from one task to those that wait for it, drawn as one."""

    parent: int
    children: str
    path: str


def is_large(trace: Trace, url: str) -> bool:
    """Says whether a story is too large for links to all of its tasks and tables."""
    count = max(len(trace.keys), len(trace.tables))
    twice = 1.5 if len(trace.keys) <= TASKS_NARROW_MAX else 1
    return count * twice * (len(url) + LINK_BYTES) > LINK_BYTES_MAX


def tables_shown(trace: Trace, step: int, selected: str | None) -> list[str]:
    """Returns the tables that are shown of many: the selected, those at hand, wrong ones, others.

    They stand in their usual order.
    """
    names = list(trace.tables)
    if len(names) <= TABLES_MAX:
        return names
    latest = reversed(trace.events[max(step - TABLES_MAX // 4, 0) : step])
    at_hand = [event.commit.table for event in latest if event.commit is not None]
    wrong = [name for name, table in trace.tables.items() if table.dup]
    first = [selected] if selected in trace.tables else []
    chosen = {*list(dict.fromkeys([*first, *at_hand, *wrong, *names]))[:TABLES_MAX]}
    return [name for name in names if name in chosen]


def runs_shown(runs: Sequence[RunShown], step: int) -> Sequence[RunShown]:
    """Returns the runs that are listed of many: those around a step."""
    at = next((number for number, run in enumerate(runs) if run.step >= step), len(runs))
    return window(runs, at, RUNS_MAX)


def rows_shown(rows: Sequence[TimelineRow], task: int) -> Sequence[TimelineRow]:
    """Returns the rows of a timeline that are shown of very many: those around a task."""
    if len(rows) <= ROWS_ALL_MAX:
        return rows
    at = next((index for index, row in enumerate(rows) if row.task == task >= 0), 0)
    return window(rows, at, ROWS_MAX)


def window(found: Sequence[T], at: int, most: int) -> Sequence[T]:
    """Returns so many of all, around a place.

    >>> window("abcdefgh", 4, 3)
    'def'
    """
    count = min(len(found), most)
    first = min(max(at - count // 2, 0), len(found) - count)
    return found[first : first + count]


def values_shown(values: Values, tables: Sequence[str] | None, *, labels: bool = True) -> Values:
    """Returns values without those of tables that are not shown; None: all are.

    Without `labels`: those of links, which a comparison does not have.
    """
    if tables is None:
        return values
    if not labels:
        values = {key: value for key, value in values.items() if not key.endswith(".label")}
    names = {f"table.{name}" for name in tables}
    return {
        key: value
        for key, value in values.items()
        if not key.startswith("table.") or key in names or key.rpartition(".")[0] in names
    }


def bundles_of(layout: Layout, apart: Mapping[tuple[int, int], str]) -> list[Bundle]:
    """Returns a graph's lines by where they begin, but for those that stand apart.

    Where there are very many, none is curved: nobody follows one among them by eye.
    """
    found: dict[int, tuple[list[str], list[str]]] = {}
    are_straight = len(layout.edges) > EDGES_CURVED_MAX
    for edge in layout.edges:
        if (edge.parent, edge.child) not in apart:
            children, paths = found.setdefault(edge.parent, ([], []))
            children.append(str(edge.child))
            paths.append(_CURVE.sub("L", edge.path) if are_straight else edge.path)
    return [
        Bundle(parent, ",".join(children), " ".join(paths))
        for parent, (children, paths) in found.items()
    ]
