"""What is kept of a story that was played, and worlds made ready for one. Plays nothing."""

from dataclasses import replace
from typing import NamedTuple

from trialrun.engine import Condition, Notice, Op, State, Trace, World


class Ending(NamedTuple):
    """What is kept of a story: how run and tasks ended, and which notices were sent."""

    result: State
    tasks: dict[str, State]
    notices: frozenset[str]
    attempts: dict[str, int]
    dup: int


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


def with_outcomes(world: World, outcomes: dict[str, bool]) -> World:
    """Returns the world with if/else tasks that come out as told, whatever they compare."""
    tasks = tuple(
        replace(task, condition=Condition(Op.EQUAL_TO, "1", "1" if outcomes[task.key] else "0"))
        if task.condition is not None and task.key in outcomes
        else task
        for task in world.job.tasks
    )
    return replace(world, job=replace(world.job, tasks=tasks))
