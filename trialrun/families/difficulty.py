"""How hard a generated question will be, told from its story before anybody has answered it."""

from collections import deque

from trialrun.engine import Job, Trace
from trialrun.families.family import Difficulty, Posed, Said

MANY_TASKS, FEW_RULES, MANY_RULES, FAR = 7, 4, 8, 3
"""From so many tasks, rules on the way to the answer, and steps to the failure it is harder."""
MEDIUM_FROM, HARD_FROM = 2, 4


def difficulty_of(trace: Trace, posed: Posed, right: Said) -> Difficulty:
    """Counts what one has to keep in mind: tasks, rules on the way, and how far one has to look."""
    decided = [right.whys[part] for part in right.parts if part in right.whys]
    rules = posed.steps + len(_rules_behind(trace, [q for q in decided if isinstance(q, int)]))
    job = trace.world.job
    points = (
        (posed.has_graph and len(job.tasks) >= MANY_TASKS)
        + (rules >= FEW_RULES)
        + (rules >= MANY_RULES)
        + (distance(job, posed.failing, posed.asked) >= FAR)
        + (len(right.parts) > 1)
        + (len(trace.segments) > 1)
    )
    if points >= HARD_FROM:
        return Difficulty.HARD
    return Difficulty.MEDIUM if points >= MEDIUM_FROM else Difficulty.EASY


def _rules_behind(trace: Trace, decided: list[int]) -> set[str]:
    """Returns the rules of all events that led to some."""
    left, seen = list(decided), set(decided)
    while left:
        for cause in trace.rows[left.pop()][9]:
            if cause not in seen:
                seen.add(cause)
                left.append(cause)
    return {trace.rows[q][10] for q in seen}


def distance(job: Job, start: str, ends: tuple[str, ...]) -> int:
    """Returns over how many dependencies one comes from a task to the farthest of some; 0 for none.

    The way may go up and down the graph: so does whoever reads it.
    """
    near: dict[str, set[str]] = {task.key: set() for task in job.tasks}
    for task in job.tasks:
        for dep in task.depends_on:
            near[task.key].add(dep.task_key)
            near[dep.task_key].add(task.key)
    steps, left = {start: 0}, deque([start])
    while left:
        key = left.popleft()
        for other in sorted(near.get(key, ())):
            if other not in steps:
                steps[other] = steps[key] + 1
                left.append(other)
    return max((steps.get(end, 0) for end in ends), default=0)
