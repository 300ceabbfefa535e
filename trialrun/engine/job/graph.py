"""The shape of a job: parents, dependents, leaves, by task index. Knows no states."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Graph:
    """Edges of a job by task index, each tuple in the order written.

    `outcomes` has, for each task, the condition outcome that each of its dependencies asks for,
    or None where none does.
    """

    parents: tuple[tuple[int, ...], ...]
    children: tuple[tuple[int, ...], ...]
    leaves: tuple[int, ...]
    outcomes: tuple[tuple[str | None, ...] | None, ...] = ()

    def with_dependents(self, roots: Iterable[int]) -> frozenset[int]:
        """Returns the given tasks and everything downstream of them."""
        return _reached(self.children, roots)

    def with_upstream(self, roots: Iterable[int]) -> frozenset[int]:
        """Returns the given tasks and everything upstream of them."""
        return _reached(self.parents, roots)

    def leaves_among(self, tasks: Sequence[int]) -> list[int]:
        """Returns those of the given tasks that none of the others waits for."""
        chosen = set(tasks)
        return [task for task in tasks if chosen.isdisjoint(self.children[task])]

    def parents_among(self, tasks: Iterable[int]) -> dict[int, tuple[int, ...]]:
        """Returns those of the given tasks that each waits for next, through others or directly.

        >>> graph_from("abc", [[], [("a", None)], [("b", None)]]).parents_among([0, 2])
        {0: (), 2: (0,)}
        """
        chosen = dict.fromkeys(tasks)
        return {task: self._nearest(task, chosen) for task in chosen}

    def misplaced(self, order: Sequence[int]) -> dict[int, tuple[int, ...]]:
        """Returns, of an order of some tasks, those that stand before one that they wait for.

        Behind each are the tasks that have to come first. No task may stand in the order twice.

        >>> graph_from("abc", [[], [("a", None)], [("b", None)]]).misplaced([1, 0, 2])
        {1: (0,)}
        """
        place = {task: index for index, task in enumerate(order)}
        late = {
            task: tuple([parent for parent in parents if place[parent] > place[task]])
            for task, parents in self.parents_among(order).items()
        }
        return {task: parents for task, parents in late.items() if parents}

    def in_order(self) -> list[int]:
        """Returns the tasks so that each comes after its parents, else in the order written."""
        waits_for = [len(set(parents)) for parents in self.parents]
        order = [task for task, count in enumerate(waits_for) if not count]
        for task in order:
            for child in sorted(set(self.children[task])):
                waits_for[child] -= 1
                if not waits_for[child]:
                    order.append(child)
        return order

    def _nearest(self, task: int, chosen: Mapping[int, object]) -> tuple[int, ...]:
        seen: set[int] = set()
        frontier = list(self.parents[task])
        while frontier:
            index = frontier.pop()
            if index not in seen:
                seen.add(index)
                frontier.extend(() if index in chosen else self.parents[index])
        return tuple(sorted(seen & chosen.keys()))


def graph_from(
    keys: Sequence[str], depends_on: Sequence[Sequence[tuple[str, str | None]]]
) -> Graph:
    """Builds a graph from each task's key and (parent's key, outcome) pairs.

    Raises KeyError for a parent that does not exist; the reader of jobs checks that before.
    """
    index_of = {key: index for index, key in enumerate(keys)}
    parents = tuple([tuple([index_of[parent] for parent, _ in deps]) for deps in depends_on])
    children: list[list[int]] = [[] for _ in keys]
    for index, upstream in enumerate(parents):
        for parent in upstream:
            children[parent].append(index)
    outcomes = tuple(
        [
            tuple([outcome for _, outcome in deps]) if any(outcome for _, outcome in deps) else None
            for deps in depends_on
        ]
    )
    leaves = tuple([index for index, downstream in enumerate(children) if not downstream])
    return Graph(parents, tuple(map(tuple, children)), leaves, outcomes)


def _reached(edges: Sequence[Sequence[int]], roots: Iterable[int]) -> frozenset[int]:
    found: set[int] = set()
    frontier = list(roots)
    while frontier:
        index = frontier.pop()
        if index not in found:
            found.add(index)
            frontier.extend(edges[index])
    return frozenset(found)


def find_cycle(depends_on: dict[str, list[str]]) -> list[str]:
    """Returns the task keys of one dependency cycle, first key repeated last, or [].

    >>> find_cycle({"a": ["b"], "b": ["a"], "c": []})
    ['a', 'b', 'a']
    """
    done: set[str] = set()
    for start in depends_on:
        path: list[str] = []
        stack: list[tuple[str, bool]] = [(start, False)]
        on_path: set[str] = set()
        while stack:
            key, leaving = stack.pop()
            if leaving:
                path.pop()
                on_path.discard(key)
                done.add(key)
                continue
            if key in on_path:
                return [*path[path.index(key) :], key]
            if key in done:
                continue
            path.append(key)
            on_path.add(key)
            stack.append((key, True))
            stack.extend((parent, False) for parent in reversed(depends_on.get(key, [])))
    return []
