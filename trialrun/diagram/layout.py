"""Draws a job's graph: layers by longest path, few crossings, no edge through a box. Pure.

The method is Sugiyama's: rank, dummy nodes, median and transpose sweeps, then coordinates by
least squares. Positions are in drawing units; `layers` run along x, or along y when `vertical`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from trialrun.engine import Graph

BOX_WIDTH, BOX_HEIGHT = 172, 60
LAYER_GAP, ORDER_GAP, DUMMY_SIZE = 56, 22, 18
MARGIN = 8
SWEEPS = 8
STARTS, TRANSPOSES = 4, 4
SMALL_NODES_MAX = 60
"""Above this many nodes, dummies included, one start has to do."""


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
    net = _Net(graph)
    order = net.ordered()
    across = BOX_WIDTH if vertical else BOX_HEIGHT
    along = BOX_HEIGHT if vertical else BOX_WIDTH
    centres = net.centres(order, across)
    low = min(centres) - across / 2
    depth = [MARGIN + rank * (along + LAYER_GAP) for rank in net.rank]
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


class _Net:
    """The graph with a dummy node wherever an edge passes a layer."""

    def __init__(self, graph: Graph) -> None:
        self.rank = _ranks(graph)
        self.real = len(self.rank)
        self.up: list[list[int]] = [[] for _ in self.rank]
        self.down: list[list[int]] = [[] for _ in self.rank]
        self.chains: list[tuple[int, int, list[int]]] = []
        for child, parents in enumerate(graph.parents):
            for parent in parents:
                self.chains.append((parent, child, self._chain(parent, child)))

    def _chain(self, parent: int, child: int) -> list[int]:
        chain = [parent]
        for rank in range(self.rank[parent] + 1, self.rank[child]):
            self.rank.append(rank)
            self.up.append([])
            self.down.append([])
            chain.append(len(self.rank) - 1)
        chain.append(child)
        for above, below in pairwise(chain):
            self.down[above].append(below)
            self.up[below].append(above)
        return chain

    def ordered(self) -> list[list[int]]:
        """Returns the nodes of each layer in the order with the fewest crossings seen.

        Sweeps get stuck in an order near the one they start from, so there are several starts.
        """
        layers: list[list[int]] = [[] for _ in range(max(self.rank) + 1)]
        for node, rank in enumerate(self.rank):
            layers[rank].append(node)
        best, fewest = layers, self.crossings(layers)
        starts = STARTS if len(self.rank) <= SMALL_NODES_MAX else 1
        for start in range(starts):
            if not fewest:
                break
            order = [_started(layer, start) for layer in layers]
            for sweep in range(SWEEPS):
                self._sweep(order, downward=(sweep + start) % 2 == 0, by_mean=start % 4 > 1)
                self._transpose(order)
                crossings = self.crossings(order)
                if crossings < fewest:
                    best, fewest = [list(layer) for layer in order], crossings
        return best

    def crossings(self, layers: Sequence[Sequence[int]]) -> int:
        """Counts the pairs of edges that cross."""
        total = 0
        for upper, lower in pairwise(layers):
            place = {node: at for at, node in enumerate(lower)}
            ends = [
                place[below]
                for node in upper
                for below in sorted(self.down[node], key=place.__getitem__)
            ]
            total += _inversions(ends)
        return total

    def _sweep(self, layers: list[list[int]], *, downward: bool, by_mean: bool) -> None:
        """Orders each layer by where its neighbours in the layer before it stand."""
        neighbours = self.up if downward else self.down
        middle = _mean if by_mean else _median
        ranks = range(1, len(layers)) if downward else range(len(layers) - 2, -1, -1)
        for rank in ranks:
            place = {node: at for at, node in enumerate(layers[rank - 1 if downward else rank + 1])}
            was = {node: at for at, node in enumerate(layers[rank])}
            wanted = {
                node: middle([float(place[n]) for n in neighbours[node]], was[node])
                for node in layers[rank]
            }
            layers[rank].sort(key=lambda node: (wanted[node], was[node]))

    def _transpose(self, layers: list[list[int]]) -> None:
        """Swaps neighbours in a layer as long as that takes crossings away."""
        for _ in range(TRANSPOSES):
            gained = sum(self._transpose_layer(layers, rank) for rank in range(len(layers)))
            if not gained:
                break

    def _transpose_layer(self, layers: list[list[int]], rank: int) -> int:
        layer, total = layers[rank], 0
        sides = [
            (net, {node: at for at, node in enumerate(layers[other])})
            for net, other in ((self.up, rank - 1), (self.down, rank + 1))
            if 0 <= other < len(layers)
        ]
        for at in range(len(layer) - 1):
            left, right = layer[at], layer[at + 1]
            gain = sum(
                _pair_crossings(net[left], net[right], place)
                - _pair_crossings(net[right], net[left], place)
                for net, place in sides
            )
            if gain > 0:
                layer[at], layer[at + 1] = right, left
                total += gain
        return total

    def centres(self, layers: list[list[int]], across: int) -> list[float]:
        """Returns each node's centre across the layers: near its neighbours, never overlapping."""
        size = [across if node < self.real else DUMMY_SIZE for node in range(len(self.rank))]
        centre = [0.0] * len(self.rank)
        for layer in layers:
            _place(layer, [0.0] * len(layer), size, centre)
        for sweep in range(SWEEPS):
            neighbours = self.up if sweep % 2 == 0 else self.down
            ordered = layers if sweep % 2 == 0 else reversed(layers)
            for layer in ordered:
                wanted = [
                    _mean([centre[n] for n in neighbours[node]], centre[node]) for node in layer
                ]
                _place(layer, wanted, size, centre)
        return centre


def _started(layer: list[int], start: int) -> list[int]:
    """Returns one of several orders to start from: as written, reversed, or shuffled evenly."""
    order = layer if start % 2 == 0 else layer[::-1]
    stride = 1 + start // 2
    return [node for offset in range(stride) for node in order[offset::stride]]


def _ranks(graph: Graph) -> list[int]:
    rank = [0] * len(graph.parents)
    waits_for = [len(parents) for parents in graph.parents]
    ready = [node for node, count in enumerate(waits_for) if not count]
    for node in ready:
        for child in graph.children[node]:
            rank[child] = max(rank[child], rank[node] + 1)
            waits_for[child] -= 1
            if not waits_for[child]:
                ready.append(child)
    # A task with more dependents than parents stands next to them: shorter edges, fewer dummies.
    for node in reversed(ready):
        below = [rank[child] for child in graph.children[node]]
        if len(below) > len(graph.parents[node]):
            rank[node] = min(below) - 1
    return rank


def _place(layer: list[int], wanted: list[float], size: list[int], centre: list[float]) -> None:
    """Moves a layer as near as it gets to the wanted centres: isotonic regression by pooling."""
    offset, offsets = 0.0, []
    for left, node in zip([None, *layer], layer, strict=False):
        if left is not None:
            offset += (size[left] + size[node]) / 2 + ORDER_GAP
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


def _median(places: list[float], fallback: float) -> float:
    if not places:
        return fallback
    places = sorted(places)
    half = len(places) // 2
    return places[half] if len(places) % 2 else (places[half - 1] + places[half]) / 2


def _mean(values: list[float], fallback: float) -> float:
    return sum(values) / len(values) if values else fallback


def _pair_crossings(left: list[int], right: list[int], place: dict[int, int]) -> int:
    return sum(place[a] > place[b] for a in left for b in right)


def _inversions(values: list[int]) -> int:
    """Counts the pairs that stand in the wrong order, by merging."""
    count, width, items = 0, 1, list(values)
    while width < len(items):
        merged: list[int] = []
        for start in range(0, len(items), 2 * width):
            left, right = items[start : start + width], items[start + width : start + 2 * width]
            i = j = 0
            while i < len(left) and j < len(right):
                if right[j] < left[i]:
                    count += len(left) - i
                    merged.append(right[j])
                    j += 1
                else:
                    merged.append(left[i])
                    i += 1
            merged += left[i:] + right[j:]
        items, width = merged, width * 2
    return count
