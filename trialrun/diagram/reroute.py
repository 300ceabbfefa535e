"""Takes one long edge out of an order and puts it back where it crosses least. Pure but in place.

All its dummies move at once: swaps of neighbours would have to pass through worse orders. The way
is a shortest path; `reached` has, for each place between the nodes of a layer, how many edges the
way there crosses.
"""

from collections.abc import Sequence
from itertools import accumulate, pairwise


def reroute(
    nodes: Sequence[int],
    passed: Sequence[list[int]],
    place: list[int],
    down: Sequence[Sequence[int]],
    *,
    prefers_last: bool,
) -> int:
    """Moves the dummies of an edge within the layers it passes; returns the crossings gained.

    `nodes` are parent, dummies and child, `passed` the layer of each; layers and `place` are
    changed. Of equally good ways the first is taken, or the last: to vary it leads to new orders.
    """
    crossed = _crossings(nodes, passed, place, down)
    if not crossed:
        return 0
    dummies, child = nodes[1:-1], place[nodes[-1]]
    for node, layer in zip(dummies, passed[1:-1], strict=True):
        layer.remove(node)
        _stand(layer, place)
    reached = [crossed + 1] * (len(passed[0]) + 1)
    reached[place[nodes[0]]] = 0
    ways: list[list[int]] = []
    for upper, lower in pairwise(passed):
        steps = [[place[n] for n in down[node] if n != nodes[-1]] for node in upper]
        if not ways:
            steps[place[nodes[0]]] = []
        reached, way = _next(reached, steps, len(lower), crossed, prefers_last)
        ways.append(way)
    at = child
    for node, layer, way in zip(dummies[::-1], passed[-2:0:-1], ways[:0:-1], strict=True):
        at = way[at]
        layer.insert(at, node)
        _stand(layer, place)
    return crossed - reached[child]


def _crossings(
    nodes: Sequence[int],
    passed: Sequence[list[int]],
    place: Sequence[int],
    down: Sequence[Sequence[int]],
) -> int:
    total = 0
    for (above, below), layer in zip(pairwise(nodes), passed, strict=False):
        start, end = place[above], place[below]
        total += sum([place[n] > end for node in layer[:start] for n in down[node]])
        total += sum([place[n] < end for node in layer[start + 1 :] for n in down[node]])
    return total


def _next(
    reached: Sequence[int],
    steps: Sequence[Sequence[int]],
    width: int,
    at_most: int,
    prefers_last: bool,
) -> tuple[list[int], list[int]]:
    """Returns for each place of the next layer what the best way there crosses, and from where.

    `steps` has, for each node of this layer, the places its edges lead to. An edge that starts to
    the right of the way is crossed by a way that ends right of it: `change` says by how much the
    crossings grow when the end of the way moves past a node of the next layer.
    """
    change = [0] * (width + 1)
    for ends in steps:
        for end in ends:
            change[end + 1] += 1
    best, way, left = [at_most + 1] * (width + 1), [0] * (width + 1), 0
    for at, crossed in enumerate(reached):
        if at:
            left += len(steps[at - 1])
            for end in steps[at - 1]:
                change[end + 1] -= 2
        if crossed > at_most:
            continue
        change[0] = crossed + left
        for to, total in enumerate(accumulate(change)):
            if total <= at_most and total < best[to] + prefers_last:
                best[to], way[to] = total, at
    return best, way


def _stand(layer: Sequence[int], place: list[int]) -> None:
    for at, node in enumerate(layer):
        place[node] = at
