"""The graph of a job, drawn for wide screens and, unless it is very large, for narrow ones."""

import math

from trialrun.bounded import Bounded
from trialrun.diagram import Layout, fold, lay_in_rows, lay_out
from trialrun.diagram.rows import WIDTH_MAX as NARROW_WIDTH_MAX
from trialrun.engine import Graph, Job, Task, graph_of
from trialrun.questions import Scenario

TASKS_FITTED_MAX = 16
FITTED_WIDTH_MAX, FITTED_HEIGHT_MAX = 1200, 1000
"""A larger graph is not fitted to the page, where it could not be read: it is zoomed and panned."""
RANKS_A_BAND_MAX = 4
"""A graph that is too long to be fitted is folded into bands of so many layers."""
ROOM_WIDTH, ROOM_HEIGHT = 990, 528
"""What there is for a large graph on a wide screen, in which it opens as a whole."""
TASKS_NARROW_MAX = 64
"""A larger graph is drawn once, for a page of it is heavy enough; a phone asks for its drawing."""
ACROSS, WIDE, DOWN, ROWS = "across", "wide", "down", "rows"
"""For wide screens: fitted, or else to be zoomed. For narrow ones: in layers, or else in rows."""

Drawing = tuple[tuple[str, Layout], ...]
"""The wide drawing, and the narrow one if there is one; CSS shows that which there is room for."""


def drawn(scenario: Scenario) -> Drawing:
    """Returns a scenario's graph drawn for wide screens and for narrow ones."""
    return _scenarios.get_or_make(scenario, lambda: _laid_out(scenario.world.job.tasks))


def drawn_in_rows(scenario: Scenario) -> Layout:
    """Returns a scenario's graph drawn for a narrow screen that asks for it: a task a row."""
    return _rows.get_or_make(
        scenario, lambda: lay_in_rows(graph_of(Job("", scenario.world.job.tasks, ())))
    )


def drawn_tasks(tasks: tuple[Task, ...]) -> Drawing:
    """Returns the graph of tasks drawn as `drawn` does: that of a question as it was put."""
    return _tasks.get_or_make(tasks, lambda: _laid_out(tasks))


def drawing_bytes(drawing: Drawing) -> int:
    """Returns about how much memory a drawing takes. Measured: a box, an edge with its path."""
    return sum(500 + len(at.boxes) * 110 + len(at.edges) * 180 for _, at in drawing)


_scenarios: Bounded[Scenario, Drawing] = Bounded(
    30_000_000, lambda scenario, drawing: scenario.about_bytes + drawing_bytes(drawing)
)
_rows: Bounded[Scenario, Layout] = Bounded(
    10_000_000, lambda scenario, layout: scenario.about_bytes + drawing_bytes(((ROWS, layout),))
)
_tasks: Bounded[tuple[Task, ...], Drawing] = Bounded(
    5_000_000, lambda tasks, drawing: len(tasks) * 1_000 + drawing_bytes(drawing)
)


def is_zoomed(drawing: Drawing) -> bool:
    """Says whether the wide drawing is too large to be fitted to a page and read there."""
    return drawing[0][0] == WIDE


def _laid_out(tasks: tuple[Task, ...]) -> Drawing:
    graph = graph_of(Job("", tasks, ()))
    narrow = (_narrow(graph),) if len(tasks) <= TASKS_NARROW_MAX else ()
    across = lay_out(graph)
    if len(tasks) > TASKS_FITTED_MAX:
        return (WIDE, _folded_to_fit(graph, across)), *narrow
    if across.width > FITTED_WIDTH_MAX:
        across = fold(graph, RANKS_A_BAND_MAX) or across
    if across.width > FITTED_WIDTH_MAX or across.height > FITTED_HEIGHT_MAX:
        return (WIDE, across), *narrow
    return (ACROSS, across), *narrow


def _folded_to_fit(graph: Graph, across: Layout) -> Layout:
    """Folds a graph that is much longer than its room, where it can be drawn larger then."""
    bands = round(math.sqrt(across.width / across.height / (ROOM_WIDTH / ROOM_HEIGHT)))
    if bands < 2 or len(graph.parents) > TASKS_NARROW_MAX:
        return across
    ranks = len({box.x for box in across.boxes})
    folded = fold(graph, -(-ranks // bands))
    return max((across, folded), key=_fitted) if folded else across


def _fitted(layout: Layout) -> float:
    return min(ROOM_WIDTH / layout.width, ROOM_HEIGHT / layout.height)


def _narrow(graph: Graph) -> tuple[str, Layout]:
    """Draws from top to bottom: in layers where they can be read on a phone, else in rows."""
    if len(graph.parents) <= TASKS_FITTED_MAX:
        down = lay_out(graph, vertical=True)
        if down.width <= NARROW_WIDTH_MAX:
            return DOWN, down
    return ROWS, lay_in_rows(graph)


def outcomes_of(tasks: tuple[Task, ...]) -> dict[tuple[int, int], str]:
    """Returns the edges that ask a condition for an outcome: {(parent, child): outcome}."""
    index_of = {task.key: index for index, task in enumerate(tasks)}
    return {
        (index_of[dep.task_key], child): dep.outcome
        for child, task in enumerate(tasks)
        for dep in task.depends_on
        if dep.outcome
    }
