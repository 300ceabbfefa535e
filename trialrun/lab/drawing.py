"""The graph of a job, drawn once: across, and if it is small also down for narrow screens."""

from trialrun.bounded import Bounded
from trialrun.diagram import Layout, fold, lay_out
from trialrun.engine import Graph, Job, Task, graph_of
from trialrun.questions import Scenario

TASKS_FITTED_MAX = 16
FITTED_WIDTH_MAX, FITTED_HEIGHT_MAX = 1200, 1000
"""A larger graph is not fitted to the page, where it could not be read: it is zoomed and panned."""
RANKS_A_BAND_MAX = 4
"""A graph that is too long to be fitted is folded into bands of so many layers."""


Drawing = tuple[tuple[str, Layout], ...]


def drawn(scenario: Scenario) -> Drawing:
    """Returns a scenario's graph drawn across, and, if it is small, down for narrow screens."""
    return _scenarios.get_or_make(scenario, lambda: _laid_out(graph_of(scenario.world.job)))


def drawn_tasks(tasks: tuple[Task, ...]) -> Drawing:
    """Returns the graph of tasks drawn as `drawn` does: that of a question as it was put."""
    return _tasks.get_or_make(tasks, lambda: _laid_out(graph_of(Job("", tasks, ()))))


def drawing_bytes(drawing: Drawing) -> int:
    """Returns about how much memory a drawing takes. Measured: a box, an edge with its path."""
    return sum(500 + len(at.boxes) * 110 + len(at.edges) * 180 for _, at in drawing)


_scenarios: Bounded[Scenario, Drawing] = Bounded(
    30_000_000, lambda scenario, drawing: scenario.about_bytes + drawing_bytes(drawing)
)
_tasks: Bounded[tuple[Task, ...], Drawing] = Bounded(
    5_000_000, lambda tasks, drawing: len(tasks) * 1_000 + drawing_bytes(drawing)
)


def _laid_out(graph: Graph) -> Drawing:
    if len(graph.parents) > TASKS_FITTED_MAX:
        return (("across", lay_out(graph)),)
    across = lay_out(graph)
    if across.width > FITTED_WIDTH_MAX:
        across = fold(graph, RANKS_A_BAND_MAX) or across
    if across.width > FITTED_WIDTH_MAX or across.height > FITTED_HEIGHT_MAX:
        return (("across", across),)
    return ("across", across), ("down", lay_out(graph, vertical=True))


def outcomes_of(tasks: tuple[Task, ...]) -> dict[tuple[int, int], str]:
    """Returns the edges that ask a condition for an outcome: {(parent, child): outcome}."""
    index_of = {task.key: index for index, task in enumerate(tasks)}
    return {
        (index_of[dep.task_key], child): dep.outcome
        for child, task in enumerate(tasks)
        for dep in task.depends_on
        if dep.outcome
    }
