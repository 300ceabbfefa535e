"""The shape of a job: parents, dependents, leaves, by task index. Knows no states."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from trialrun.engine.job import Job


@dataclass(frozen=True, slots=True)
class Graph:
    """Edges of a job by task index, each tuple in task order."""

    parents: tuple[tuple[int, ...], ...]
    children: tuple[tuple[int, ...], ...]
    leaves: tuple[int, ...]

    def with_dependents(self, roots: Iterable[int]) -> frozenset[int]:
        """Returns the given tasks and everything downstream of them."""
        found: set[int] = set()
        frontier = list(roots)
        while frontier:
            index = frontier.pop()
            if index not in found:
                found.add(index)
                frontier.extend(self.children[index])
        return frozenset(found)


@lru_cache(maxsize=256)
def graph_of(job: Job) -> Graph:
    """Builds the graph of a job whose dependencies all exist (the reader of jobs checks that)."""
    index_of = {task.key: index for index, task in enumerate(job.tasks)}
    parents = tuple(tuple(index_of[dep.task_key] for dep in task.depends_on) for task in job.tasks)
    children: list[list[int]] = [[] for _ in job.tasks]
    for index, upstream in enumerate(parents):
        for parent in upstream:
            children[parent].append(index)
    leaves = tuple(index for index, downstream in enumerate(children) if not downstream)
    return Graph(parents, tuple(map(tuple, children)), leaves)


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
