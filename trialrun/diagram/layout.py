"""Draws a job's graph: in layers, with few crossings, no edge through a box. Pure.

The method is Sugiyama's: ranks (`layers`), an order within them (`crossings`), then coordinates by
least squares. Positions are in drawing units; layers run along x, or along y when `vertical`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from trialrun.diagram.crossings import TASKS_FEW, Layers, ordered
from trialrun.diagram.layers import Net, early_ranks, near_ranks, spread_ranks, tight_ranks
from trialrun.engine import Graph

BOX_WIDTH, BOX_HEIGHT = 172, 60
LAYER_GAP, DUMMY_SIZE = 56, 18
COLUMN_GAP, ROW_GAP = 22, 46
"""Between the boxes of a layer: what is said below one and above the next needs the most room."""
DOWN_GAP = 68
"""Between layers that lie below each other; there, a way of a condition is told as well."""
MARGIN = 8
SWEEPS = 8
TASKS_TIGHTENED_MAX = 40
"""Above this many tasks simpler ranks have to do."""


class Box(NamedTuple):
    """A task's box, its upper left corner, in drawing units."""

    x: int
    y: int


class Edge(NamedTuple):
    """An edge as an SVG path, from parent to child by task index."""

    parent: int
    child: int
    path: str


@dataclass(frozen=True, slots=True)
class Layout:
    """A drawn graph: boxes by task index, edges, and the size of the drawing."""

    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]
    width: int
    height: int


def lay_out(graph: Graph, *, vertical: bool = False) -> Layout:
    """Lays out a graph; the same graph always gives the same drawing."""
    net, layers = arranged(graph)
    across = BOX_WIDTH if vertical else BOX_HEIGHT
    along = BOX_HEIGHT if vertical else BOX_WIDTH
    centres = centres_of(net, layers, across, COLUMN_GAP if vertical else ROW_GAP)
    low = min(centres) - across / 2
    gap = DOWN_GAP if vertical else LAYER_GAP
    depth = [MARGIN + rank * (along + gap) for rank in net.rank]
    count = len(graph.parents)
    middle = [round(MARGIN + centre - low) for centre in centres]
    corners = [(depth[i], middle[i] - across // 2) for i in range(count)]
    edges = tuple(
        Edge(parent, child, _path([(depth[n], middle[n]) for n in chain], along, vertical))
        for parent, child, chain in net.chains
    )
    along_max = max(depth) + along + MARGIN
    across_max = max(middle) + across // 2 + MARGIN
    if vertical:
        return Layout(tuple(Box(y, x) for x, y in corners), edges, across_max, along_max)
    return Layout(tuple(Box(x, y) for x, y in corners), edges, along_max, across_max)


def arranged(graph: Graph) -> tuple[Net, Layers]:
    """Returns the layers with the fewest crossings: with the shortest edges, else other ranks.

    Each way to rank is better than the others in some dense graphs.
    """
    early = early_ranks(graph)
    near = near_ranks(graph, early)
    if len(early) > TASKS_TIGHTENED_MAX:
        net = Net(graph, near)
        return net, ordered(net)[1]
    tight = tight_ranks(graph, early)
    best = Net(graph, tight)
    fewest, layers = ordered(best)
    tried = [tight]
    for ranks in (spread_ranks(graph, tight), early, near) if len(early) <= TASKS_FEW else ():
        if fewest and ranks not in tried:
            tried.append(ranks)
            net = Net(graph, ranks)
            crossings, order = ordered(net, to_beat=fewest)
            if crossings < fewest:
                best, fewest, layers = net, crossings, order
    return best, layers


def centres_of(net: Net, layers: Layers, across: int, gap: int) -> list[float]:
    """Returns each node's centre across the layers: near its neighbours, never overlapping."""
    size = [across if node < net.real else DUMMY_SIZE for node in range(len(net.rank))]
    centre = [0.0] * len(net.rank)
    for layer in layers:
        _place(layer, [0.0] * len(layer), size, centre, gap)
    for sweep in range(SWEEPS):
        neighbours = net.up if sweep % 2 == 0 else net.down
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            wanted = [_mean([centre[n] for n in neighbours[node]], centre[node]) for node in layer]
            _place(layer, wanted, size, centre, gap)
    return centre


def _place(
    layer: list[int], wanted: list[float], size: list[int], centre: list[float], gap: int
) -> None:
    """Moves a layer as near as it gets to the wanted centres: isotonic regression by pooling."""
    offset, offsets = 0.0, []
    for left, node in zip([None, *layer], layer, strict=False):
        if left is not None:
            offset += (size[left] + size[node]) / 2 + gap
        offsets.append(offset)
    pools: list[list[float]] = []
    for want, shift in zip(wanted, offsets, strict=True):
        pools.append([want - shift, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            value, count = pools.pop()
            total = pools[-1][1] + count
            pools[-1][0] = (pools[-1][0] * pools[-1][1] + value * count) / total
            pools[-1][1] = total
    values = (value for value, count in pools for _ in range(int(count)))
    for node, shift, value in zip(layer, offsets, values, strict=True):
        centre[node] = value + shift


def _path(points: list[tuple[int, int]], along: int, vertical: bool) -> str:
    return " ".join(_path_parts(points, along, vertical))


def _path_parts(points: list[tuple[int, int]], along: int, vertical: bool) -> Iterator[str]:
    """Curves through the gaps between layers, and runs straight past each layer's boxes."""

    def at(x: float, y: float) -> str:
        return f"{y:g},{x:g}" if vertical else f"{x:g},{y:g}"

    (x, y), *rest = points
    yield f"M{at(x + along, y)}"
    for index, (next_x, next_y) in enumerate(rest):
        half = (x + along + next_x) / 2
        yield f"C{at(half, y)} {at(half, next_y)} {at(next_x, next_y)}"
        if index < len(rest) - 1:
            yield f"L{at(next_x + along, next_y)}"
        x, y = next_x, next_y


def _mean(values: list[float], fallback: float) -> float:
    return sum(values) / len(values) if values else fallback
