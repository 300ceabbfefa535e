"""The family about what Repair run runs again, and what all families about repairs share."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from trialrun.diagram import WORDS
from trialrun.engine import Trace, World, graph_of
from trialrun.families.draw import Draw
from trialrun.families.family import Family, Ground, Neighbour, Posed, ReadsOff, Said
from trialrun.families.ground import drawn_ground
from trialrun.families.listing import listing_of
from trialrun.families.putting import AsChoices, AsPredict, Claimed
from trialrun.families.reading import (
    decided,
    ends_told,
    failing,
    failing_told,
    last_ends,
    said_of_keys,
    workers,
)
from trialrun.families.states import PREDICTED_MAX, can_fail, near_failure


def _pose_ui(draw: Draw, ground: Ground) -> Posed | None:
    return _posed(
        draw,
        ground,
        ("repair",),
        "Its cause is fixed, and somebody presses Repair run and leaves the tasks as the dialog "
        "has them selected. Which tasks does the repair run?",
        repaired,
    )


def _posed(
    draw: Draw, ground: Ground, does: Sequence[str], asks: str, answer: ReadsOff
) -> Posed | None:
    world = ground.scenario.world
    culprit = draw.among([task.key for task in workers(world)])
    plan = failing(world, culprit)._replace(do=("run_now", f"fix:{culprit}", *does))
    return Posed(
        ground,
        plan,
        f"{ground.opening} {failing_told(world, culprit)} {asks}",
        answer,
        tuple(fixed(near_failure(draw, ground.scenario, plan, culprit, ()))),
        listing_of(world),
        culprit,
    )


def claimed(world: World, claim: str) -> tuple[Claimed, ...]:
    """Returns a claim of each task of a job."""
    return tuple(
        Claimed(f"`{task.key}`", claim.format(json.dumps(task.key)), task.key)
        for task in world.job.tasks
    )


def _pose_ui_choices(draw: Draw, ground: Ground) -> Posed | None:
    """Asks of each task whether the dialog has it selected."""
    posed = _pose_ui(draw, ground)
    return posed and as_choices(posed)


def as_choices(posed: Posed) -> Posed:
    """Returns a question about what a repair runs, asked of each task by itself."""
    options = claimed(posed.ground.scenario.world, "{} in segment_log[1].tasks")
    return replace(posed, put=AsChoices(options))


def _pose_predicted(draw: Draw, ground: Ground) -> Posed | None:
    """Asks how a run ends that fails, and what Repair run would select."""
    world = ground.scenario.world
    culprit = draw.among([task.key for task in workers(world)])
    asks = "which tasks would Repair run, pressed once its cause is fixed, run again?"
    return predicted(draw, ground, culprit, "repair", asks)


def predicted(draw: Draw, ground: Ground, culprit: str, repair: str, asks: str) -> Posed | None:
    """Asks how all tasks end where one fails, and what a repair would run again."""
    scenario, world = ground.scenario, ground.scenario.world
    if len(world.job.tasks) > PREDICTED_MAX:
        return None
    plan = failing(world, culprit)
    return Posed(
        ground,
        plan,
        f"{ground.opening} {failing_told(world, culprit)} How does each task end? And {asks}",
        lambda trace: said_of_keys(trace.keys, trace.keys, decided(trace), ends_told(trace)),
        tuple(near_failure(draw, scenario, plan, culprit, ())),
        listing_of(world),
        culprit,
        put=AsPredict(("states", "repair"), repair),
    )


def fixed(near: Iterator[Neighbour]) -> Iterator[Neighbour]:
    """Yields neighbours in which the cause that is fixed is their own."""
    for each in near:
        does = tuple("fix" if text.startswith("fix:") else text for text in each.what_if.do)
        yield replace(each, what_if=each.what_if._replace(do=does))


def repaired(trace: Trace) -> Said | None:
    """Returns the tasks of the repair that came last; None where the last stretch is none."""
    own = [segment for segment in trace.segments if not segment.job]
    if own[-1].kind != "repair":
        return None
    keys = [trace.keys[index] for index in own[-1].tasks]
    whys: dict[str, int | str] = {}
    before = last_ends(trace, segment=own[-2].id)
    graph = graph_of(trace.world.job)
    behind = {trace.keys[index] for index in graph.with_dependents(own[-1].tasks)}
    for key in trace.keys:
        if key in before:
            is_behind = "the repair takes no dependents along"
            why = is_behind if key in behind else "it waits for nothing that runs again"
            whys[key] = f"`{key}` is left as it is, {WORDS[before[key].after]}: {why}."
    for event in trace.own_events("task"):
        if event.segment == own[-1].id and event.rule.startswith("repair."):
            whys[trace.task_key(event)] = event.q
    told = {
        key: f"The repair {'runs' if key in keys else 'does not run'} `{key}`."
        for key in trace.keys
    }
    return said_of_keys(keys, trace.keys, whys, told, f"segment_log[{len(own) - 1}].tasks")


REPAIR_UI = Family(
    "repair-dialog",
    1,
    "repair-vs-rerun",
    "What Repair run reruns",
    "A task failed and is mended. Which tasks does the dialog of Repair run select?",
    drawn_ground,
    (_pose_ui, _pose_ui_choices, _pose_predicted),
    (
        "repair-reruns-everything", "repair-reruns-only-the-failed", "depends-on-is-only-order",
        "one-failure-stops-the-run",
    ),
    ("repair-selection",),
    can_fail,
)  # fmt: skip
