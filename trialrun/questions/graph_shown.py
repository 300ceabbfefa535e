"""The graph that a question shows, as plain values: tasks and what they depend on, no more."""

from collections.abc import Sequence
from typing import Any

from trialrun.engine import Dependency, Task


def plain_tasks(tasks: Sequence[Task]) -> list[list[Any]]:
    """Returns [key, [[parent, outcome], ...]] of each task.

    >>> plain_tasks((Task("a"), Task("b", depends_on=(Dependency("a"),))))
    [['a', []], ['b', [['a', '']]]]
    """
    return [
        [task.key, [[dep.task_key, dep.outcome or ""] for dep in task.depends_on]] for task in tasks
    ]


def tasks_of(plain: Sequence[Sequence[Any]]) -> tuple[Task, ...]:
    """Returns the tasks again, with nothing but their keys and what they depend on."""
    return tuple(
        Task(key, depends_on=tuple(Dependency(parent, outcome or None) for parent, outcome in deps))
        for key, deps in plain
    )
