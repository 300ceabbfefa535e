"""Whether a task can run at all, told from the graph alone: what no single story can prove."""

from trialrun.engine import TRUTH, Dependency, Task
from trialrun.review.stories import Stories


def is_constant(task: Task) -> bool:
    """Says whether an if/else compares what is known before the run."""
    condition = task.condition
    return condition is not None and not any(
        sign in text for text in (condition.left, condition.right) for sign in ("{{", "${")
    )


def can_run(stories: Stories, task: Task) -> bool:
    """Says whether any ends of the tasks before it let a task run; rather yes than no.

    Each task's possible ends are worked out from those of the ones before it, as if they had
    nothing to do with each other. What rests on an assumption of ours counts as possible.
    """
    graph = stories.job.graph
    upstream = graph.with_upstream([stories.index[task.key]])
    possible: dict[str, frozenset[str]] = {}
    for at in graph.in_order():
        if at not in upstream:
            continue
        each = stories.job.tasks[at]
        edges = [_edge(stories, dep, possible) for dep in each.depends_on]
        possible[each.key], runs = _possible(each, edges)
        if each.key == task.key:
            return runs
    return True


def _edge(stories: Stories, dep: Dependency, possible: dict[str, frozenset[str]]) -> frozenset[str]:
    """Returns how a dependency may count: that on an outcome may be of the other one, too."""
    key, outcome = dep.task_key, dep.outcome
    parent = stories.task_of[key]
    if outcome is None or parent.condition is None:
        return possible[key]
    if not is_constant(parent):
        return possible[key] | {"E"}
    taken = stories.plain is not None and _outcome(stories, key) == outcome
    return possible[key] if taken else (possible[key] - {"S"}) | {"E"}


def _outcome(stories: Stories, key: str) -> str:
    trace = stories.trace(stories.text())
    return trace.tasks[key].outcome if trace else ""


def _possible(task: Task, edges: list[frozenset[str]]) -> tuple[frozenset[str], bool]:
    """Returns the letters that a task may end in, and whether it may run."""
    if task.disabled:
        return frozenset("D"), False
    ran = frozenset("SFC")
    if not edges:
        return ran, True
    mixes: set[frozenset[str]] = {frozenset()}
    for letters in edges:
        mixes = {mix | {letter} for mix in mixes for letter in letters}
    found: set[str] = set()
    runs = False
    for mix in mixes:
        judged = TRUTH.judge(task.run_if, "".join(sorted(mix)))
        if judged.state is None or judged.rule.endswith("_assumed"):
            runs = True
        if judged.state is not None:
            found.add(TRUTH.edges[judged.state])
    return frozenset(found) | (ran if runs else frozenset()), runs
