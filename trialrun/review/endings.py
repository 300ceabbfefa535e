"""What is kept of a story that was played, and worlds made ready for one. Plays nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from trialrun.engine import Condition, Notice, Op, State, Task, Trace, World
from trialrun.review.names import is_clean_up


class Ending(NamedTuple):
    """What is kept of a story: how run and tasks ended, and which notices were sent."""

    result: State
    tasks: dict[str, State]
    notices: frozenset[str]
    attempts: dict[str, int]
    dup: int


@dataclass(frozen=True, slots=True)
class FailingWork:
    """A piece of work that can fail: a task's own, or what its for-each runs (`work`)."""

    task: Task
    work: Task

    @property
    def key(self) -> str:
        """Returns what it goes by in a what-if."""
        return self.work.key


def any_fails(world: World) -> bool:
    """Says whether something fails as the world was written, in child jobs, too."""
    return any(script.fails for script in world.script.values()) or any(
        any_fails(child) for child in world.jobs.values()
    )


def ending_of(trace: Trace) -> Ending:
    """Returns what is kept of a story."""
    sent = {row[11].notice for row in trace.rows if row[2] == "notice" and _is_notice(row[11])}
    return Ending(
        trace.result,
        {key: end.state for key, end in trace.tasks.items()},
        frozenset(sent),
        {key: end.attempts for key, end in trace.tasks.items()},
        sum(table.dup for table in trace.tables.values()),
    )


def _is_notice(data: object) -> bool:
    return isinstance(data, Notice)


def inner_works(world: World) -> Iterator[str]:
    """Yields what can fail in a job that is started, as a what-if names it: its last tasks first.

    When one of those fails, its run does. What is retried without limit has no end.
    """
    leaves = set(world.job.graph.leaves)
    ordered = sorted(enumerate(world.job.tasks), key=lambda pair: pair[0] not in leaves)
    for _, task in ordered:
        work = task.for_each.task if task.for_each else task
        if task.disabled or work.max_retries < 0:
            continue
        if work.key in world.script:
            yield work.key
        elif work.run_job is not None and work.run_job.job in world.jobs:
            yield from (f"{work.key}/{name}" for name in inner_works(world.jobs[work.run_job.job]))


def with_outcomes(world: World, outcomes: dict[str, bool]) -> World:
    """Returns the world with if/else tasks that come out as told, whatever they compare."""
    tasks = tuple(
        replace(task, condition=Condition(Op.EQUAL_TO, "1", "1" if outcomes[task.key] else "0"))
        if task.condition is not None and task.key in outcomes
        else task
        for task in world.job.tasks
    )
    return replace(world, job=replace(world.job, tasks=tasks))


def may_react(task: Task) -> bool:
    """Says whether a task may run though a task before it failed, or is meant to."""
    return bool(task.depends_on) and (task.run_if != "ALL_SUCCESS" or is_clean_up(task.key))
