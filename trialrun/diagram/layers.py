"""Which layer each task stands in, and the dummies where edges pass a layer. Knows no order."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from trialrun.engine import Graph

Step = tuple[int, int]
PIVOTS_MAX = 200
"""Network simplex can go in cycles; no job seen needed a tenth of this."""


class Chain(NamedTuple):
    """An edge with all it passes: parent, dummies, child."""

    parent: int
    child: int
    nodes: list[int]


class Net:
    """The graph in layers, with a dummy node wherever an edge passes a layer."""

    def __init__(self, graph: Graph, ranks: Sequence[int]) -> None:
        self.rank = list(ranks)
        self.real = len(ranks)
        self.up: list[list[int]] = [[] for _ in ranks]
        self.down: list[list[int]] = [[] for _ in ranks]
        self.chains = [
            self._chain(parent, child)
            for child, parents in enumerate(graph.parents)
            for parent in parents
        ]

    def _chain(self, parent: int, child: int) -> Chain:
        nodes = [parent]
        for rank in range(self.rank[parent] + 1, self.rank[child]):
            nodes.append(len(self.rank))
            self.rank.append(rank)
            self.up.append([])
            self.down.append([])
        nodes.append(child)
        for above, below in pairwise(nodes):
            self.down[above].append(below)
            self.up[below].append(above)
        return Chain(parent, child, nodes)


def early_ranks(graph: Graph) -> list[int]:
    """Puts each task right behind the last of its parents.

    >>> early_ranks(Graph(((), (0,), (1,), (), (2, 3)), ((1,), (2,), (4,), (4,), ()), (4,)))
    [0, 1, 2, 0, 3]
    """
    rank = [0] * len(graph.parents)
    for node in graph.in_order():
        for child in graph.children[node]:
            rank[child] = max(rank[child], rank[node] + 1)
    return rank


def near_ranks(graph: Graph, ranks: Sequence[int]) -> list[int]:
    """Moves tasks with more dependents than parents next to these: shorter edges, at little cost.

    >>> graph = Graph(((), (0,), (1,), (), (2, 3)), ((1,), (2,), (4,), (4,), ()), (4,))
    >>> near_ranks(graph, [0, 1, 2, 0, 3])
    [0, 1, 2, 2, 3]
    """
    rank = list(ranks)
    for node in sorted(range(len(rank)), key=rank.__getitem__, reverse=True):
        below = [rank[child] for child in graph.children[node]]
        if len(below) > len(graph.parents[node]):
            rank[node] = min(below) - 1
    return rank


def tight_ranks(graph: Graph, ranks: Sequence[int]) -> list[int]:
    """Returns ranks with the shortest edges in sum, from any that are allowed: network simplex.

    Gansner and others, A Technique for Drawing Directed Graphs, 1993, section 2.3.

    >>> graph = Graph(((), (0,), (1,), (), (2, 3)), ((1,), (2,), (4,), (4,), ()), (4,))
    >>> tight_ranks(graph, [0, 1, 2, 0, 3])
    [0, 1, 2, 2, 3]
    """
    edges = [(up, task) for task, ups in enumerate(graph.parents) for up in ups]
    rank = list(ranks)
    tree, parts = _tight_trees(edges, rank)
    for _ in range(PIVOTS_MAX):
        found = _cut_to_narrow(edges, tree)
        if not found:
            break
        leaving, side = found
        back = [edge for edge in edges if edge[1] in side and edge[0] not in side]
        entering = min(back, key=lambda edge: rank[edge[1]] - rank[edge[0]])
        tree[tree.index(leaving)] = entering
        slack = rank[entering[1]] - rank[entering[0]] - 1
        for node in side:
            rank[node] -= slack
    for part in parts:
        first = min(rank[node] for node in part)
        for node in part:
            rank[node] -= first
    return rank


def spread_ranks(graph: Graph, ranks: Sequence[int]) -> list[int]:
    """Moves tasks with as many dependents as parents to the emptiest layer between these.

    That makes no edge longer in sum. Same source as `tight_ranks`.

    >>> parents, children = ((), (0,), (1,), (0,), (2, 3)), ((1, 3), (2,), (4,), (4,), ())
    >>> spread_ranks(Graph(parents, children, (4,)), [0, 1, 2, 1, 3])
    [0, 1, 2, 1, 3]
    >>> spread_ranks(Graph(parents, children, (4,)), [0, 1, 3, 1, 4])
    [0, 2, 3, 1, 4]
    """
    rank = list(ranks)
    crowd = Counter(rank)
    for node, (ups, downs) in enumerate(zip(graph.parents, graph.children, strict=True)):
        if ups and len(ups) == len(downs):
            between = range(max(rank[up] for up in ups) + 1, min(rank[down] for down in downs))
            crowd[rank[node]] -= 1
            rank[node] = min(between, key=crowd.__getitem__)
            crowd[rank[node]] += 1
    return rank


def _tight_trees(edges: Sequence[Step], rank: list[int]) -> tuple[list[Step], list[set[int]]]:
    """Returns edges of length one that hold connected tasks together; moves ranks to have them."""
    tree: list[Step] = []
    parts: list[set[int]] = []
    for root in range(len(rank)):
        if any(root in part for part in parts):
            continue
        part = {root}
        while leaving := [edge for edge in edges if (edge[0] in part) != (edge[1] in part)]:
            up, task = min(leaving, key=lambda edge: rank[edge[1]] - rank[edge[0]])
            slack = (rank[task] - rank[up] - 1) * (1 if up in part else -1)
            for node in part if slack else ():
                rank[node] += slack
            part |= {up, task}
            tree.append((up, task))
        parts.append(part)
    return tree, parts


def _cut_to_narrow(edges: Sequence[Step], tree: Sequence[Step]) -> tuple[Step, set[int]] | None:
    """Returns an edge of the tree and all on its parent's side, if that side should move back.

    It should where more edges come into the side than go out of it.
    """
    beside: dict[int, list[int]] = {}
    for up, task in tree:
        beside.setdefault(up, []).append(task)
        beside.setdefault(task, []).append(up)
    for up, task in tree:
        side, found = {up, task}, [up]
        for node in found:
            for other in beside[node]:
                if other not in side:
                    side.add(other)
                    found.append(other)
        side.discard(task)
        out = sum([(edge[0] in side) - (edge[1] in side) for edge in edges])
        if out < 0:
            return (up, task), side
    return None
