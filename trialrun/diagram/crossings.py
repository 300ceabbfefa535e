"""Orders the nodes within layers so that few edges cross. Knows no sizes and no positions.

Sweeps and swaps of neighbours find an order, as in Sugiyama's method. In small nets long edges are
then taken out and put back as a whole where they cross least, and this from several starts: no
single start is as good as Graphviz on every dense graph.
"""

from bisect import bisect_right, insort
from collections.abc import Callable, Sequence

from trialrun.diagram.layers import Net
from trialrun.diagram.reroute import reroute

Layers = list[list[int]]
Middle = Callable[[list[int]], float]

SWEEPS, SWEEPS_IDLE, SWAPS, REPAIRS = 4, 2, 8, 4
TASKS_SMALL, STEPS_SMALL = 40, 800
"""A net with more tasks, or edges that pass more layers in sum, gets one start and no repair."""
TASKS_FEW, STARTS_MEDIUM = 20, 2
"""A net with more tasks gets these starts and no more: its page has to wait for the drawing."""
STARTS_FRESH, STARTS_MAX, STEPS_WORKED = 4, 64, 5000
"""All starts together may handle so many steps of edges: nets with more steps get fewer starts."""
STARTS_IDLE = 24
STEPS_IDLE, STEPS_IDLE_EACH = 600, 60
"""So many starts may gain nothing before the search ends; more in nets of few steps, up to so many
steps, and for each crossing so many. What crosses little can hardly cross less."""


def ordered(net: Net, *, to_beat: int | None = None) -> tuple[int, Layers]:
    """Returns the fewest crossings seen, and the order of each layer that has them.

    Gives up early when `to_beat`, the crossings of another drawing, seems out of reach.
    """
    search = _Search(net)
    steps = sum(map(len, net.down))
    if net.real > TASKS_SMALL or steps > STEPS_SMALL:
        search.sweep(search.discovered(net.down, net.up), _mean, turn=0)
        return search.fewest, search.best
    starts = min(STARTS_MAX, max(STARTS_FRESH, STEPS_WORKED // max(steps, 1)))
    idle = 0
    for start in range(starts if net.real <= TASKS_FEW else STARTS_MEDIUM):
        before = search.fewest
        search.start(start)
        idle = idle + 1 if search.fewest == before else 0
        steps_idle = min(STEPS_IDLE_EACH * search.fewest, STEPS_IDLE)
        patience = max(min(search.fewest + 1, STARTS_IDLE), steps_idle // max(steps, 1))
        if not search.fewest or idle >= patience:
            break
        if start == 1 and to_beat is not None and 4 * search.fewest > 5 * to_beat + 4:
            break
    return search.fewest, search.best


class _Search:
    """An order that is being changed, where each node stands in it, and the best one seen."""

    def __init__(self, net: Net) -> None:
        self.net, self.up, self.down = net, net.up, net.down
        self.place = [0] * len(net.rank)
        self.layers: Layers = []
        self.best: Layers = []
        self.fewest = -1

    def start(self, number: int) -> None:
        """Starts afresh from the roots or the leaves, later from the best order mixed up a bit."""
        middle = _median if number % 4 > 1 else _mean
        if number < STARTS_FRESH:
            ahead, behind = (self.up, self.down) if number % 2 else (self.down, self.up)
            self._take(self.sweep(self.discovered(ahead, behind), middle, turn=number))
        elif number % 2:
            self._take(self.sweep(_scattered(self.best, number), middle, turn=number // 2))
        else:
            self._take(_scattered(self.best, number))
            self._sweep(_mean, downward=number % 4 == 0, flips=number % 8 > 3)
            self._swap(flips=False)
        if self.fewest:
            self._repair()
            self._judge()

    def discovered(self, ahead: Layers, behind: Layers) -> Layers:
        """Returns the layers in the order in which a walk into the depth meets the nodes."""
        layers: Layers = [[] for _ in range(max(self.net.rank) + 1)]
        met = [False] * len(ahead)
        todo = [node for node in range(len(ahead) - 1, -1, -1) if not behind[node]]
        while todo:
            node = todo.pop()
            if not met[node]:
                met[node] = True
                layers[self.net.rank[node]].append(node)
                todo += reversed(ahead[node])
        return layers

    def sweep(self, order: Layers, middle: Middle, *, turn: int) -> Layers:
        """Sweeps down and up, and returns the best order seen on the way."""
        self._take(order)
        best, fewest, idle = order, self._judge(), 0
        for sweep in range(turn, turn + SWEEPS):
            if not fewest or idle == SWEEPS_IDLE:
                break
            # Whether equals change places: it leads out of orders no sweep would leave.
            flips = sweep % 4 > 1
            self._sweep(middle, downward=sweep % 2 == 0, flips=flips)
            self._swap(flips=flips)
            crossings = self._judge()
            idle += 1
            if crossings < fewest:
                best, fewest, idle = [list(layer) for layer in self.layers], crossings, 0
        return best

    def _take(self, order: Layers) -> None:
        self.layers = [list(layer) for layer in order]
        for layer in order:
            self._stand(layer)

    def _stand(self, layer: Sequence[int]) -> None:
        for at, node in enumerate(layer):
            self.place[node] = at

    def _judge(self) -> int:
        crossings = sum(_crossings(layer, self.down, self.place) for layer in self.layers)
        # Equally good orders are taken too: what is tried next then differs.
        if self.fewest < 0 or crossings <= self.fewest:
            self.best, self.fewest = [list(layer) for layer in self.layers], crossings
        return crossings

    def _sweep(self, middle: Middle, *, downward: bool, flips: bool) -> None:
        """Orders each layer by where its neighbours in the layer before it stand."""
        neighbours, place = (self.up if downward else self.down), self.place
        for layer in self.layers[1:] if downward else self.layers[-2::-1]:
            wanted = {
                node: middle([place[other] for other in neighbours[node]])
                for node in layer
                if neighbours[node]
            }
            movable = [node for node in layer if node in wanted]
            if flips:
                movable.reverse()
            movable.sort(key=wanted.__getitem__)
            # Nodes that nothing pulls keep their place.
            rest = iter(movable)
            layer[:] = [next(rest) if node in wanted else node for node in layer]
            self._stand(layer)

    def _swap(self, *, flips: bool) -> None:
        """Swaps neighbours in a layer as long as that takes crossings away."""
        layers = self.layers
        todo = set(range(len(layers)))
        for _ in range(SWAPS):
            changed = [rank for rank in sorted(todo) if self._swap_layer(layers[rank], flips=flips)]
            near = {rank + side for rank in changed for side in (-1, 0, 1)}
            todo = near & set(range(len(layers)))
            if not todo:
                break

    def _swap_layer(self, layer: list[int], *, flips: bool) -> bool:
        if len(layer) < 2:
            return False
        place, gained = self.place, False
        ups = [sorted([place[other] for other in self.up[node]]) for node in layer]
        downs = [sorted([place[other] for other in self.down[node]]) for node in layer]
        for at in range(len(layer) - 1):
            (one_up, up), (one_down, down) = ups[at : at + 2], downs[at : at + 2]
            if not (
                (one_up and up and one_up[-1] > up[0])
                or (one_down and down and one_down[-1] > down[0])
            ):
                continue
            gain = _gain(one_up, up) + _gain(one_down, down)
            if gain > 0 or (flips and not gain):
                ups[at : at + 2], downs[at : at + 2] = (up, one_up), (down, one_down)
                layer[at : at + 2] = layer[at + 1], layer[at]
                gained |= gain > 0
        self._stand(layer)
        return gained

    def _repair(self) -> None:
        """Puts long edges and single nodes where they cross least, until nothing gets better."""
        longs = [
            (nodes, [self.layers[self.net.rank[node]] for node in nodes])
            for _, _, nodes in self.net.chains
            if len(nodes) > 2
        ]
        for number in range(REPAIRS):
            again = number % 2 == 1
            gain = 0
            for nodes, passed in reversed(longs) if again else longs:
                gain += reroute(nodes, passed, self.place, self.down, prefers_last=again)
            crossed = [_crossings(layer, self.down, self.place) for layer in self.layers]
            for layer, above, below in zip(self.layers, [0, *crossed], crossed, strict=False):
                gain += self._sift(layer) if above or below else 0
            if not gain:
                break

    def _sift(self, layer: list[int]) -> int:
        """Moves each task of a layer to its best place among the others; dummies are rerouted."""
        place, total = self.place, 0
        ups = {node: [place[other] for other in self.up[node]] for node in layer}
        downs = {node: [place[other] for other in self.down[node]] for node in layer}
        for node in [node for node in layer if node < self.net.real]:
            here = layer.index(node)
            up, down = ups[node], downs[node]
            best, target = 0, here
            for way, stop in ((1, len(layer)), (-1, -1)):
                gain = 0
                for at in range(here + way, stop, way):
                    other = layer[at]
                    gain += way * (_gain(up, ups[other]) + _gain(down, downs[other]))
                    if gain > best:
                        best, target = gain, at
            if best:
                layer.insert(target, layer.pop(here))
                total += best
        self._stand(layer)
        return total


def _scattered(order: Layers, number: int) -> Layers:
    """Returns the order with two layers of five mixed up, each time others and otherwise."""
    layers = [list(layer) for layer in order]
    factor, shift = number * number + number + 41, number + 7
    for rank, layer in enumerate(layers):
        if (3 * rank + 2 * number + rank // 5) % 5 < 2:
            layer.sort(key=lambda node: (node + 1) * factor % 1009 * shift % 1013)
    return layers


def _median(places: list[int]) -> float:
    """Returns the median; of two middles, one nearer to the side where places are close."""
    count = len(places)
    if count <= 2:
        return sum(places) / count
    places.sort()
    half = count // 2
    if count % 2:
        return places[half]
    left, right = places[half - 1] - places[0], places[-1] - places[half]
    if left == right:
        return (places[half - 1] + places[half]) / 2
    return (places[half - 1] * right + places[half] * left) / (left + right)


def _mean(places: list[int]) -> float:
    return sum(places) / len(places)


def _gain(left: Sequence[int], right: Sequence[int]) -> int:
    """Returns how many crossings go when two nodes with these neighbours change places."""
    if len(left) == len(right) == 1:
        return (left[0] > right[0]) - (left[0] < right[0])
    return sum([(a > b) - (a < b) for a in left for b in right])


def _crossings(upper: Sequence[int], down: Sequence[Sequence[int]], place: Sequence[int]) -> int:
    """Counts the pairs of edges that cross on the way to the next layer."""
    ends: list[int] = []
    total = 0
    for node in upper:
        places = [place[below] for below in down[node]]
        for at in places:
            total += len(ends) - bisect_right(ends, at)
        for at in places:
            insort(ends, at)
    return total
