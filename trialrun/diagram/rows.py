"""Draws a job's graph for a narrow screen: a task a row, its edges in lanes beside the rows. Pure.

A layer of ten tasks is ten boxes wide, however it is turned; a row is one. So a drawing in rows is
as wide as a box and its lanes, and lanes are pushed together rather than be wider than a phone.
An edge leaves a box at its left, runs down in its lane, and comes in at the left. All edges of a
task share a lane, those that ask a condition for one outcome share one of their own.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from trialrun.diagram.folded import Link
from trialrun.diagram.layout import BOX_HEIGHT, BOX_WIDTH, MARGIN, ROW_GAP, Box, Edge, Layout
from trialrun.engine import Graph

WIDTH_MAX = 384
"""A drawing so wide can be read on a phone of 360 px, with all that stands beside it on a page."""
WAY_IN, WAY_OUT = 22, 44
"""Where lines come into a box and leave it, from its top: at one height they would be one line."""
ROOM, ROOM_FOR_WAYS = 18, 52
"""Between the boxes and the first lane; there stands which outcome a line asks for."""
SIDE = 12
"""Right of the boxes: a task's bolt and halo stand out."""
LANE_MAX, LANE_CLEAR = 14, 8
"""How far lanes are from each other, and when they are so near that lines had better share them."""
BEND = 10

Ways = Mapping[Link, str]


class Trunk(NamedTuple):
    """What lines share a lane: those out of a task, of one outcome, or those into one."""

    task: int
    way: str


class Span(NamedTuple):
    """From which row to which a lane is taken."""

    first: int
    last: int


def lay_in_rows(graph: Graph) -> Layout:
    """Lays out a graph in rows.

    >>> lay_in_rows(Graph(((), (0,)), ((1,), ()), (1,))).boxes
    (Box(x=26, y=8), Box(x=26, y=114))
    """
    ways = _ways(graph)
    row_of = {task: row for row, task in enumerate(_order(graph))}
    room = ROOM_FOR_WAYS if ways else ROOM
    trunks = _trunks(graph, ways, row_of)
    lane_of, apart = _lanes(trunks, row_of, room)
    if apart < LANE_CLEAR:
        trunks = _merged(trunks)
        lane_of, apart = _lanes(trunks, row_of, room)
    left = MARGIN + room + round(apart * max(lane_of.values(), default=0))
    boxes = tuple(
        Box(left, MARGIN + row_of[task] * (BOX_HEIGHT + ROW_GAP))
        for task in range(len(graph.parents))
    )
    edges = []
    for child, parents in enumerate(graph.parents):
        for parent in parents:
            trunk, ends = trunks.get((parent, child)), (boxes[parent], boxes[child])
            path = _around(*ends, left - room - apart * lane_of[trunk]) if trunk else _down(*ends)
            edges.append(Edge(parent, child, path))
    height = MARGIN * 2 + len(boxes) * (BOX_HEIGHT + ROW_GAP) - ROW_GAP
    return Layout(boxes, tuple(edges), left + BOX_WIDTH + SIDE, height)


def _ways(graph: Graph) -> Ways:
    """Returns the edges that ask a condition for an outcome."""
    return {
        (parent, child): outcome
        for child, outcomes in enumerate(graph.outcomes)
        for parent, outcome in zip(graph.parents[child], outcomes or (), strict=False)
        if outcome
    }


def _order(graph: Graph) -> list[int]:
    """Returns the tasks from top to bottom: each behind its parents, and as near as can be."""
    waits = [len(parents) for parents in graph.parents]
    ready = [task for task in reversed(range(len(waits))) if not waits[task]]
    order = []
    while ready:
        task = ready.pop()
        order.append(task)
        for child in reversed(graph.children[task]):
            waits[child] -= 1
            if not waits[child]:
                ready.append(child)
    return order


def _trunks(graph: Graph, ways: Ways, row_of: Mapping[int, int]) -> dict[Link, Trunk]:
    """Returns the trunk of each edge that needs a lane.

    One goes straight down: to the next box, if that waits for nothing else.
    """
    return {
        (parent, child): Trunk(parent, ways.get((parent, child), ""))
        for child, parents in enumerate(graph.parents)
        for parent in parents
        if len(parents) > 1 or (parent, child) in ways or row_of[child] != row_of[parent] + 1
    }


def _merged(trunks: Mapping[Link, Trunk]) -> dict[Link, Trunk]:
    """Has the only lines of their tasks share a lane where they lead into one task."""
    count = Counter(parent for parent, _ in trunks)
    return {
        (parent, child): trunk if trunk.way or count[parent] > 1 else Trunk(child, "into")
        for (parent, child), trunk in trunks.items()
    }


def _lanes(
    trunks: Mapping[Link, Trunk], row_of: Mapping[int, int], room: int
) -> tuple[dict[Trunk, int], float]:
    """Gives each trunk the nearest lane that is free, and says how far lanes are apart.

    Short ones come first, so that few lines cross; many are pushed together.
    """
    spans: dict[Trunk, Span] = {}
    for (parent, child), trunk in trunks.items():
        first, last = row_of[parent], row_of[child]
        before = spans.get(trunk, Span(first, last))
        spans[trunk] = Span(min(first, before.first), max(last, before.last))
    taken: list[list[Span]] = []
    lane_of = {}
    for trunk, span in sorted(spans.items(), key=lambda each: (each[1].last - each[1].first, each)):
        lane = next((at for at, those in enumerate(taken) if _is_free(those, span)), len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append(span)
        lane_of[trunk] = lane
    free = WIDTH_MAX - MARGIN - room - BOX_WIDTH - SIDE
    return lane_of, min(LANE_MAX, free / max(len(taken) - 1, 1))


def _is_free(taken: Sequence[Span], span: Span) -> bool:
    return all(each.last <= span.first or span.last <= each.first for each in taken)


def _down(above: Box, below: Box) -> str:
    x = above.x + BOX_WIDTH / 2
    return f"M{x:g},{above.y + BOX_HEIGHT} C{x:g},{below.y} {x:g},{below.y} {x:g},{below.y}"


def _around(above: Box, below: Box, x: float) -> str:
    """Leaves a box at its left, runs down in the lane at x, and comes in at the left."""
    out, into = above.y + WAY_OUT, below.y + WAY_IN
    x = round(x, 1)
    return (
        f"M{above.x},{out} L{x + BEND:g},{out} C{x:g},{out} {x:g},{out} {x:g},{out + BEND}"
        f" L{x:g},{into - BEND} C{x:g},{into} {x:g},{into} {x + BEND:g},{into} L{below.x},{into}"
    )
