"""The graph of a job, drawn once: across, and if it is small also down for narrow screens."""

from functools import lru_cache

from trialrun.diagram import Layout, lay_out
from trialrun.engine import Graph, Job, Task, graph_of
from trialrun.questions import Scenario

TASKS_FITTED_MAX = 16
FITTED_WIDTH_MAX, FITTED_HEIGHT_MAX = 1500, 700
"""A larger graph is not fitted to the page, where it could not be read: it is zoomed and panned."""


@lru_cache(maxsize=64)
def drawn(scenario: Scenario) -> tuple[tuple[str, Layout], ...]:
    """Returns a scenario's graph drawn across, and, if it is small, down for narrow screens."""
    return _laid_out(graph_of(scenario.world.job))


@lru_cache(maxsize=64)
def drawn_tasks(tasks: tuple[Task, ...]) -> tuple[tuple[str, Layout], ...]:
    """Returns the graph of tasks drawn as `drawn` does: that of a question as it was put."""
    return _laid_out(graph_of(Job("", tasks, ())))


def _laid_out(graph: Graph) -> tuple[tuple[str, Layout], ...]:
    if len(graph.parents) > TASKS_FITTED_MAX:
        return (("across", lay_out(graph)),)
    across = lay_out(graph)
    if across.width > FITTED_WIDTH_MAX or across.height > FITTED_HEIGHT_MAX:
        return (("across", across),)
    return ("across", across), ("down", lay_out(graph, vertical=True))


@lru_cache(maxsize=256)
def outcomes_of(tasks: tuple[Task, ...]) -> dict[tuple[int, int], str]:
    """Returns the edges that ask a condition for an outcome: {(parent, child): outcome}."""
    index_of = {task.key: index for index, task in enumerate(tasks)}
    return {
        (index_of[dep.task_key], child): dep.outcome
        for child, task in enumerate(tasks)
        for dep in task.depends_on
        if dep.outcome
    }
