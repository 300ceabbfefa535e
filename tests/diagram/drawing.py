"""Reads a drawing back from its SVG paths, knowing nothing of how it was made. No test in here."""

import random
import re
from collections.abc import Iterator
from itertools import combinations

from trialrun.diagram import BOX_HEIGHT, BOX_WIDTH, Layout
from trialrun.diagram.layout import Box

Point = tuple[float, float]
Parents = tuple[tuple[int, ...], ...]

TASKS_MAX = 16
SAMPLES = 16
INSIDE = 0.5
"""How deep a point must lie in a box to be inside; touching its border is no crossing."""

_STEP = re.compile(r"([MCL])((?:\s*-?[\d.]+,-?[\d.]+)+)")


def a_random_dag(seed: int) -> Parents:
    """Returns the parents of each task of a job of up to 16 tasks, from bare to dense."""
    chance = random.Random(seed)
    count, density = chance.randint(2, TASKS_MAX), chance.choice([0.1, 0.2, 0.3, 0.5])
    return tuple(
        tuple(up for up in range(task) if chance.random() < density) for task in range(count)
    )


def curves(path: str) -> list[tuple[Point, Point, Point, Point]]:
    """Returns the pieces of a path as cubic curves; a straight piece has its ends twice."""
    found: list[tuple[Point, Point, Point, Point]] = []
    here = (0.0, 0.0)
    for letter, numbers in _STEP.findall(path):
        points = [(float(x), float(y)) for x, y in (n.split(",") for n in numbers.split())]
        if letter == "C":
            found.append((here, *points))
        elif letter == "L":
            found.append((here, here, points[0], points[0]))
        here = points[-1]
    return found


def points_on(path: str) -> Iterator[Point]:
    """Yields points along a path, close to each other."""
    for a, b, c, d in curves(path):
        for step in range(SAMPLES + 1):
            t = step / SAMPLES
            u = 1 - t
            yield tuple(
                u**3 * a[i] + 3 * u * u * t * b[i] + 3 * u * t * t * c[i] + t**3 * d[i]
                for i in (0, 1)
            )


def edges_through_boxes(layout: Layout) -> list[tuple[int, int, int]]:
    """Returns (parent, child, task) wherever an edge runs inside a task's box."""
    return [
        (edge.parent, edge.child, task)
        for edge in layout.edges
        for points in [list(points_on(edge.path))]
        for task, box in enumerate(layout.boxes)
        if any(_is_inside(box, point) for point in points)
    ]


def _is_inside(box: Box, point: Point) -> bool:
    x, y = point[0] - box.x, point[1] - box.y
    return INSIDE < x < BOX_WIDTH - INSIDE and INSIDE < y < BOX_HEIGHT - INSIDE


def overlapping_boxes(layout: Layout) -> list[tuple[int, int]]:
    """Returns the pairs of tasks whose boxes overlap."""
    return [
        (a, b)
        for (a, one), (b, other) in combinations(enumerate(layout.boxes), 2)
        if abs(one.x - other.x) < BOX_WIDTH and abs(one.y - other.y) < BOX_HEIGHT
    ]


def crossings(layout: Layout, *, vertical: bool = False) -> int:
    """Counts the pairs of edges that change places between two layers of the drawing."""
    along, across = (1, 0) if vertical else (0, 1)
    gaps: dict[float, list[tuple[float, float]]] = {}
    for edge in layout.edges:
        for start, bend, _, end in curves(edge.path):
            if start != bend:
                gaps.setdefault(start[along], []).append((start[across], end[across]))
    return sum(
        (one[0] - other[0]) * (one[1] - other[1]) < 0
        for gap in gaps.values()
        for one, other in combinations(gap, 2)
    )
