"""The family about mending a job: the one setting that makes a goal true, found by search."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from trialrun.diagram import RUN_IF_WORDS, WORDS
from trialrun.engine import RUN_IF, State, Trace, WhatIfText, World, graph_of
from trialrun.families.draw import Draw
from trialrun.families.family import Family, Ground, Neighbour, Posed, Said
from trialrun.families.ground import drawn_ground
from trialrun.families.listing import listing_of
from trialrun.families.reading import failing, failing_told, workers
from trialrun.families.shapes import PLAIN_SHAPES
from trialrun.families.states import can_fail
from trialrun.questions import Scenario

TURNS_MAX = 40
"""So many settings are turned; of larger jobs the first."""


class _Goal(NamedTuple):
    """What shall be true at the end: in words, and of a run; `about` a task, or "" for the run."""

    about: str
    says: str
    is_met: Callable[[Trace], bool]
    tells: Callable[[Trace], str]


def _pose(draw: Draw, ground: Ground) -> Posed | None:
    scenario, world = ground.scenario, ground.scenario.world
    culprit = draw.among([task.key for task in workers(world)])
    plan = failing(world, culprit)
    trace = scenario.play(scenario.read(plan))
    goal = _goal(draw, trace, culprit)
    if goal is None or goal.is_met(trace):
        return None
    played = _played(draw, scenario, plan, list(_turns(world, culprit, goal.about)))
    meets = [told for told, after in played.items() if goal.is_met(after)]
    misses = [told for told, after in played.items() if not goal.is_met(after)]
    if not meets or len(misses) < 3:
        return None
    right = draw.among(meets)
    whys = {told: f"With it, {goal.tells(after)}." for told, after in played.items()}
    return Posed(
        ground,
        plan,
        f"{ground.opening} {failing_told(world, culprit)} In the same run, {goal.says}. Which "
        "change of one setting, made before it, would do that?",
        lambda _: _chosen(right, whys),
        tuple(Neighbour("", plan, answer=_says(told, whys)) for told in misses),
        listing_of(world),
        culprit,
        tuple(task.key for task in world.job.tasks),
    )


def _says(told: str, whys: Mapping[str, str]) -> Callable[[Trace], Said]:
    return lambda _: _chosen(told, whys)


def _chosen(told: str, whys: Mapping[str, str]) -> Said:
    return Said(told, {"change": told}, why=whys[told])


def _turns(world: World, culprit: str, about: str) -> Iterator[tuple[str, str]]:
    """Yields changes of one setting, in words and as a dial.

    Of tasks that have nothing to do with what is wanted, nobody would think.
    """
    keys = [task.key for task in world.job.tasks]
    near = graph_of(world.job).with_dependents([keys.index(culprit)])
    if about:
        near &= graph_of(world.job).with_upstream([keys.index(about)])
    for at, task in enumerate(world.job.tasks):
        if task.depends_on and at in near and task.key != culprit:
            for run_if, says in RUN_IF_WORDS.items():
                if run_if != task.run_if and run_if in RUN_IF:
                    yield f"Run if of `{task.key}`: {says}", f"{task.key}.run_if:{run_if}"
    yield f"Retries of `{culprit}`: 3", f"{culprit}.retries:3"


def _played(
    draw: Draw, scenario: Scenario, plan: WhatIfText, turns: Sequence[tuple[str, str]]
) -> dict[str, Trace]:
    return {
        told: scenario.play(scenario.read(plan._replace(dial=(*plan.dial, dial))))
        for told, dial in draw.some(turns, TURNS_MAX)
    }


def _goal(draw: Draw, trace: Trace, culprit: str) -> _Goal | None:
    """Draws something that is not so, and that a setting may change."""
    missed = [
        key
        for key, end in trace.tasks.items()
        if key != culprit and end.state in (State.UPSTREAM_FAILED, State.EXCLUDED)
    ]
    ways = ["task"] * bool(missed) + ["run"] * (trace.result is State.FAILED)
    if not ways:
        return None
    if draw.among(ways) == "task":
        key = draw.among(missed)
        return _Goal(
            key,
            f"`{key}` shall run all the same",
            lambda after: after.tasks[key].state is State.SUCCESS,
            lambda after: f"`{key}` ends as {WORDS[after.tasks[key].state]}",
        )
    return _Goal(
        "",
        f"the run shall end as {WORDS[State.SUCCESS_WITH_FAILURES]}",
        lambda after: after.result is State.SUCCESS_WITH_FAILURES,
        lambda after: f"the run ends as {WORDS[after.result]}",
    )


SMALLEST_CHANGE = Family(
    "one-change",
    1,
    "task-graph",
    "The one change that helps",
    "A task fails, and something else shall run all the same. Which setting makes it so?",
    lambda draw, slug: drawn_ground(draw, slug, PLAIN_SHAPES),
    (_pose,),
    (),
    ("run-if-six",),
    can_fail,
)
