"""The graph that a question shows, as plain values: tasks and what they depend on, no more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trialrun.engine import Dependency, Task, Trace

if TYPE_CHECKING:
    from trialrun.questions.question import Question

GRAPH = "graph"
"""The part of a body that holds the graph of what is asked about. It is drawn, and asks nothing."""


@dataclass(frozen=True, slots=True)
class GraphShown:
    """The graph of what a question asks about, and how its tasks end: (title of the run, ends).

    `ends` is for after the answer: it may be the answer.
    """

    tasks: tuple[Task, ...]
    ends: tuple[tuple[str, Mapping[str, str]], ...]


def graph_of_runs(traces: Sequence[Trace]) -> dict[str, Any]:
    """Returns the part `graph` of a body; {} without a run, or where runs have other tasks."""
    plain = [plain_tasks(trace.world.job.tasks) for trace in traces]
    if not plain or any(tasks != plain[0] for tasks in plain):
        return {}
    ends = [
        {key: str(state) for key in trace.keys if (state := trace.tasks[key].state)}
        for trace in traces
    ]
    return {GRAPH: {"tasks": plain[0], "ends": ends}}


def graph_shown(question: "Question") -> GraphShown | None:
    """Returns the graph that a question shows beside its options; None where it has none."""
    kept = question.body.get(GRAPH)
    if kept is None:
        return None
    titles = [run.title for run in question.runs]
    return GraphShown(tasks_of(kept["tasks"]), tuple(zip(titles, kept["ends"], strict=False)))


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


def parents_of(plain: Sequence[Sequence[Any]]) -> dict[str, list[str]]:
    """Returns what each task depends on, an outcome behind a colon.

    >>> parents_of([["a", []], ["b", [["a", "true"]]]])
    {'a': [], 'b': ['a:true']}
    """
    return {
        key: [f"{parent}:{outcome}" if outcome else parent for parent, outcome in deps]
        for key, deps in plain
    }
