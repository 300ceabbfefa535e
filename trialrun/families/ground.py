"""Draws the jobs that families ask about, as stories that run well until something is changed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from trialrun.engine import (
    ILLUSTRATIVE,
    RUN_NOW,
    Action,
    Compute,
    ComputeKind,
    Job,
    Prices,
    Task,
    TaskScript,
    World,
    Write,
    WriteMode,
)
from trialrun.families.draw import Draw
from trialrun.families.family import Ground
from trialrun.families.shapes import CLUSTER, SHAPES, DrawnJob, Shape, planned
from trialrun.families.trades import TRADES
from trialrun.questions import Scenario

UP_AT_ONCE: Prices = {kind: replace(rate, startup_ms=0) for kind, rate in ILLUSTRATIVE.items()}
"""Compute that need not be waited for, so that a stem need not speak of it."""
NO_COMPUTE = Compute("none", ComputeKind.NONE)
MAIN = Compute(CLUSTER, ComputeKind.JOB_CLUSTER)
MINUTE_MS = 60_000
_LAYERS = ("bronze", "silver", "gold")
_TIMES = ("every night", "every morning", "every hour", "each evening", "on weekdays")


def drawn_ground(draw: Draw, slug: str, shapes: Sequence[Shape] = SHAPES) -> Ground:
    """Draws a trade and a job of it."""
    plan = planned(draw, draw.among(TRADES), shapes)
    script = {
        key: TaskScript(draw.between(1, 8) * MINUTE_MS, sets=plan.sets.get(key, ()))
        for key in works_of(plan.tasks)
    }
    return grounded(draw, slug, plan, script)


def grounded(
    draw: Draw,
    slug: str,
    plan: DrawnJob,
    script: Mapping[str, TaskScript],
    *,
    job: Job | None = None,
    actions: tuple[Action, ...] = RUN_NOW,
) -> Ground:
    """Makes a story of a drawn job, its trade and what its tasks do."""
    name = draw.among(plan.trade.jobs)
    job = job or Job(name, tuple(plan.tasks), (MAIN, NO_COMPUTE))
    world = World(job, dict(script), UP_AT_ONCE)
    scenario = Scenario(
        slug,
        f"{job.name}, a drawn job",
        f"A job of {plan.trade.who}, drawn for a question.",
        0,
        "",
        world,
        actions,
    )
    opening = f"At {plan.trade.who}, the job `{job.name}` runs {draw.among(_TIMES)}."
    return Ground(scenario, opening)


def grounds_with(ground: Ground, script: Mapping[str, TaskScript]) -> Ground:
    """Returns a story whose tasks do something else."""
    world = replace(ground.scenario.world, script=dict(script))
    return replace(ground, scenario=replace(ground.scenario, world=world))


def works_of(tasks: Sequence[Task]) -> list[str]:
    """Returns the keys of what has work of its own: tasks, and what a For each runs."""
    workers = [task.for_each.task if task.for_each else task for task in tasks]
    return [task.key for task in workers if not task.is_control_flow]


def table_of(draw: Draw, key: str, place: int) -> str:
    """Names the table that a task writes."""
    noun = key.split("_", 1)[-1]
    return f"{_LAYERS[min(place, 2)]}.{noun}"


def a_write(draw: Draw, table: str, modes: Sequence[WriteMode]) -> Write:
    """Draws a write to a table."""
    return Write(table, draw.among(modes), draw.between(2, 48) * 10)
