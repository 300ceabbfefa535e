"""Folds a long graph into bands, as a text into lines: each begins where one above ends. Pure.

What leads from one band to the next leaves at the right, runs in a lane of its own through the
gutter between them, and comes in from the left: no box stands in any of the three.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from trialrun.diagram.layers import Net
from trialrun.diagram.layout import (
    BOX_HEIGHT,
    BOX_WIDTH,
    DUMMY_SIZE,
    LAYER_GAP,
    MARGIN,
    ROW_GAP,
    Box,
    Edge,
    Layout,
    arranged,
    centres_of,
)
from trialrun.engine import Graph

LANE, BEND = 8, 8
SIDE = 12
"""From the boxes at an end of a band to the first lane."""
LANES_MAX = 6
"""A graph of which more leads from band to band is no easier to follow when it is folded."""

Link = tuple[int, int]


class NodeAt(NamedTuple):
    """Where a node stands: the left end of its layer, and its own middle."""

    x: float
    y: float


class BandTurn(NamedTuple):
    """How a link goes to the next band: down on the right, left through the gutter, down again."""

    right: float
    gutter: float
    left: float


def fold(graph: Graph, ranks_max: int) -> Layout | None:
    """Lays out a graph across in bands of up to so many layers; None where that is no help."""
    net, layers = arranged(graph)
    ranks = max(net.rank) + 1
    count = -(-ranks // ranks_max)
    long = -(-ranks // count)
    bands = [rank // long for rank in net.rank]
    links = _links(net, bands)
    lanes = max((len(each) for each in links), default=0)
    if count < 2 or lanes > LANES_MAX:
        return None
    centres = centres_of(net, layers, BOX_HEIGHT, ROW_GAP)
    side = MARGIN + SIDE + LANE * lanes
    tops, gutters, height = _heights(net, bands, centres, [len(each) for each in links])
    places = [
        NodeAt(side + (rank % long) * (BOX_WIDTH + LAYER_GAP), round(centre + tops[band]))
        for rank, band, centre in zip(net.rank, bands, centres, strict=True)
    ]
    right = side + long * (BOX_WIDTH + LAYER_GAP) - LAYER_GAP
    turns = {
        link: turn
        for each, gutter in zip(links, gutters, strict=True)
        for link, turn in _turns(each, places, right + SIDE, gutter, side - SIDE)
    }
    edges = tuple(
        Edge(parent, child, " ".join(_path([(n, places[n]) for n in chain], turns)))
        for parent, child, chain in net.chains
    )
    corners = tuple(
        Box(int(place.x), int(place.y) - BOX_HEIGHT // 2) for place in places[: net.real]
    )
    return Layout(corners, edges, int(right + side), height)


def _links(net: Net, bands: Sequence[int]) -> list[list[Link]]:
    """Returns what leads from each band to the next, a list for each gap."""
    found: list[list[Link]] = [[] for _ in range(max(bands))]
    for _, _, chain in net.chains:
        for above, below in pairwise(chain):
            if bands[above] != bands[below]:
                found[bands[above]].append((above, below))
    return found


def _turns(
    links: list[Link], places: Sequence[NodeAt], right: float, gutter: float, left: float
) -> Iterator[tuple[Link, BandTurn]]:
    """Gives each link its lane. The lowest turns first and comes in last: no two cross."""
    for lane, link in enumerate(sorted(links, key=lambda link: -places[link[0]].y)):
        turn = BandTurn(
            right + LANE * lane, gutter + LANE * lane, left - LANE * (len(links) - 1 - lane)
        )
        yield link, turn


def _heights(
    net: Net, bands: Sequence[int], centres: Sequence[float], lanes: Sequence[int]
) -> tuple[list[float], list[float], int]:
    """Returns how far each band is moved down, where each gutter begins, and the whole height."""
    tops: list[float] = []
    gutters: list[float] = []
    y = float(MARGIN)
    for band in range(max(bands) + 1):
        half = [
            (centres[node], (BOX_HEIGHT if node < net.real else DUMMY_SIZE) / 2)
            for node in range(len(bands))
            if bands[node] == band
        ]
        low = min(centre - size for centre, size in half)
        tops.append(y - low)
        y += max(centre + size for centre, size in half) - low
        if band < len(lanes):
            gutters.append(y + ROW_GAP / 2)
            y += ROW_GAP + LANE * lanes[band] + ROW_GAP / 2
    return tops, gutters, round(y + MARGIN)


def _path(chain: Sequence[tuple[int, NodeAt]], turns: dict[Link, BandTurn]) -> Iterator[str]:
    """Curves through the gaps between layers, and turns from band to band."""
    (node, (x, y)), *rest = chain
    yield f"M{x + BOX_WIDTH:g},{y:g}"
    for index, (next_node, (next_x, next_y)) in enumerate(rest):
        if turn := turns.get((node, next_node)):
            yield from _turned(y, turn, next_x, next_y)
        else:
            half = (x + BOX_WIDTH + next_x) / 2
            yield f"C{half:g},{y:g} {half:g},{next_y:g} {next_x:g},{next_y:g}"
        if index < len(rest) - 1:
            yield f"L{next_x + BOX_WIDTH:g},{next_y:g}"
        node, x, y = next_node, next_x, next_y


def _turned(y: float, turn: BandTurn, next_x: float, next_y: float) -> Iterator[str]:
    corners = [
        (turn.right, y, -BEND, 0, 0, BEND),
        (turn.right, turn.gutter, 0, -BEND, -BEND, 0),
        (turn.left, turn.gutter, BEND, 0, 0, BEND),
        (turn.left, next_y, 0, -BEND, BEND, 0),
    ]
    for x, at, from_x, from_y, to_x, to_y in corners:
        yield f"L{x + from_x:g},{at + from_y:g}"
        yield f"C{x:g},{at:g} {x:g},{at:g} {x + to_x:g},{at + to_y:g}"
    yield f"L{next_x:g},{next_y:g}"
