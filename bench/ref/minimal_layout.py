"""The least a layered drawing can do: longest path layers, one barycentre sweep, positions."""

from collections.abc import Sequence

LAYER, PLACE = 228, 82


def positions(parents: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """Returns (x, y) by node; parents stand before their children in the list."""
    rank: list[int] = []
    for above in parents:
        rank.append(max((rank[parent] + 1 for parent in above), default=0))
    layers: list[list[int]] = [[] for _ in range(max(rank) + 1)]
    for node, layer in enumerate(rank):
        layers[layer].append(node)
    place = [0.0] * len(rank)
    for nodes in layers:
        wanted = {
            node: sum(place[parent] for parent in parents[node]) / len(parents[node])
            if parents[node] else 0.0
            for node in nodes
        }  # fmt: skip
        nodes.sort(key=wanted.__getitem__)
        for at, node in enumerate(nodes):
            place[node] = float(at)
    return [(rank[node] * LAYER, int(place[node]) * PLACE) for node in range(len(rank))]
