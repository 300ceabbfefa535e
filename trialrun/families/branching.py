"""The family about If/else: what it compares, as numbers or as text, and what runs behind it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from trialrun.diagram import OPS
from trialrun.engine import NOBODY, Condition, Op, State, Task, TaskScript, Trace, WhatIfText, World
from trialrun.families.draw import Draw
from trialrun.families.family import Family, Ground, Neighbour, Posed, Said
from trialrun.families.ground import drawn_ground
from trialrun.families.listing import listing
from trialrun.families.putting import AsChoices, Claimed
from trialrun.families.reading import decided, ends_told, failing, said_of_keys
from trialrun.families.shapes import branches
from trialrun.families.values import changed, with_world
from trialrun.questions import Scenario

_NO_FAILURE = WhatIfText(fail=(NOBODY,))
_COMPARED = (
    (Op.EQUAL_TO, "12.0", "12"), (Op.EQUAL_TO, "7", "7"), (Op.NOT_EQUAL, "5.0", "5"),
    (Op.EQUAL_TO, "5.50", "5.5"), (Op.NOT_EQUAL, "3", "4"), (Op.GREATER_THAN, "9", "10"),
    (Op.LESS_THAN, "9", "10"), (Op.GREATER_THAN_OR_EQUAL, "10.0", "10"),
    (Op.LESS_THAN_OR_EQUAL, "100", "99"), (Op.GREATER_THAN, "100", "20"),
    (Op.LESS_THAN, "-3", "0"), (Op.EQUAL_TO, "0", "0.0"),
)  # fmt: skip


def _pose_branch(draw: Draw, ground: Ground) -> Posed | None:
    world = ground.scenario.world
    asks = next((task for task in world.job.tasks if task.condition), None)
    if asks is None or asks.condition is None:
        return None
    compared = draw.among(_COMPARED)
    ground = with_world(ground, _decides(world, asks, compared))
    behind = [
        task.key for task in world.job.tasks
        if task.key in _below(world, asks.key) and not task.condition
    ]  # fmt: skip
    return Posed(
        ground,
        _NO_FAILURE,
        f"{ground.opening} Nothing fails in it. Which of the tasks behind the If/else "
        f"`{asks.key}` run?",
        lambda trace: _ran(trace, behind),
        tuple(_near(draw, ground.scenario, asks, behind)),
        listing(ground.scenario.world),
        asked=tuple(behind),
    )


def _near(draw: Draw, scenario: Scenario, asks: Task, behind: Sequence[str]) -> Iterator[Neighbour]:
    """Yields the same with other operands, and with another task that fails."""
    world, giver = scenario.world, asks.depends_on[0].task_key
    for op, value, bound in draw.some(_COMPARED, 4):
        near = replace(scenario, world=_decides(world, asks, (op, value, bound)))
        yield Neighbour(f"if it were {value} {OPS[op]} {bound}", _NO_FAILURE, near)
    for key in behind:
        if key in world.script:
            yield Neighbour(f"if `{key}` failed", failing(world, key))
    yield Neighbour(f"if `{giver}` failed", failing(world, giver))


def _pose_each(draw: Draw, ground: Ground) -> Posed | None:
    """Asks of each task behind it whether it runs."""
    posed = _pose_branch(draw, ground)
    if posed is None:
        return None
    options = tuple(
        Claimed(f"`{key}`", f'tasks["{key}"].state == "SUCCESS"', key) for key in posed.asked
    )
    return replace(posed, put=AsChoices(options))


def _decides(world: World, asks: Task, compared: tuple[Op, str, str]) -> World:
    """Returns a world in which an If/else compares this, the first with what a task sets."""
    op, value, bound = compared
    giver = asks.depends_on[0].task_key
    (name, _), *_ = world.script[giver].sets
    script: dict[str, TaskScript] = dict(world.script)
    script[giver] = replace(script[giver], sets=((name, value),))
    condition = Condition(op, f"{{{{tasks.{giver}.values.{name}}}}}", bound)
    return changed(replace(world, script=script), asks.key, condition=condition)


def _below(world: World, key: str) -> set[str]:
    found = {key}
    for task in world.job.tasks:
        if any(dep.task_key in found for dep in task.depends_on):
            found.add(task.key)
    return found - {key}


def _ran(trace: Trace, behind: Sequence[str]) -> Said | None:
    ran = [key for key in behind if trace.tasks[key].state in (State.SUCCESS, State.FAILED)]
    return said_of_keys(ran, behind, decided(trace), ends_told(trace))


def _grounds_branch(draw: Draw, slug: str) -> Ground:
    return drawn_ground(draw, slug, (branches,))


BRANCH_TAKEN = Family(
    "branch-taken",
    1,
    "branches-and-loops",
    "Which branch is taken",
    "An If/else compares two values, as numbers or as text. Which tasks behind it run?",
    _grounds_branch,
    (_pose_branch, _pose_each),
    (
        "equal-compares-numbers", "depends-on-is-only-order", "excluded-counts-as-failed",
        "all-done-always-runs",
    ),
    ("condition-operators", "excluded"),
)  # fmt: skip
