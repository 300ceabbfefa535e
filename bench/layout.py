"""What drawing a job's graph costs, beside a minimal layered layout of the same graphs."""

from random import Random

from bench.figure import Figure, compared
from bench.ref import minimal_layout
from bench.rounds import interleaved
from trialrun.diagram import lay_out
from trialrun.engine import Graph

GRAPHS = 20
PARENTS_MAX = 3
REACH = 8
"""A task depends on up to three of the eight tasks before it, as hand-written jobs tend to."""


def measure() -> list[Figure]:
    """Times jobs of sixteen tasks and of a hundred."""
    return [_measure(16, rounds=15), _measure(100, rounds=7)]


def _measure(count: int, *, rounds: int) -> Figure:
    jobs = [random_parents(count, seed) for seed in range(GRAPHS)]
    graphs = [_graph(parents) for parents in jobs]
    ours, minimal = interleaved(
        lambda: [lay_out(graph) for graph in graphs],
        lambda: [minimal_layout.positions(parents) for parents in jobs],
        rounds=rounds,
    )
    ms = 1e3 / GRAPHS
    return compared(
        f"layout, {count} tasks (layers, one sweep)", ours * ms, minimal * ms, "ms", at_most=3
    )


def random_parents(count: int, seed: int) -> list[tuple[int, ...]]:
    """Returns the parents of each task; the same seed gives the same job."""
    random = Random(seed)
    parents = []
    for task in range(count):
        near = range(max(0, task - REACH), task)
        wanted = min(random.randint(0 if task < 3 else 1, PARENTS_MAX), len(near))
        parents.append(tuple(sorted(random.sample(near, wanted))))
    return parents


def _graph(parents: list[tuple[int, ...]]) -> Graph:
    children: list[list[int]] = [[] for _ in parents]
    for task, above in enumerate(parents):
        for parent in above:
            children[parent].append(task)
    leaves = tuple(task for task, below in enumerate(children) if not below)
    return Graph(tuple(parents), tuple(map(tuple, children)), leaves)
