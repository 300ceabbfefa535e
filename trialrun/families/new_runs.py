"""The family about what a new run repeats of one that failed."""

from collections import Counter
from dataclasses import replace

from trialrun.diagram import WORDS
from trialrun.engine import State, Trace
from trialrun.families.draw import Draw
from trialrun.families.family import Family, Ground, Neighbour, Posed, Said
from trialrun.families.ground import drawn_ground
from trialrun.families.listing import listing_of
from trialrun.families.putting import AsChoices
from trialrun.families.reading import (
    executed,
    failing,
    failing_told,
    last_ends,
    said_of_keys,
    workers,
)
from trialrun.families.repairs import claimed, fixed
from trialrun.families.states import can_fail, near_failure

_TIMES = {0: "never", 1: "once", 2: "twice"}
_ASKS_AGAIN = "Which tasks that had succeeded before are executed once more?"


def _pose_new_run(draw: Draw, ground: Ground) -> Posed | None:
    world = ground.scenario.world
    culprit = draw.among([task.key for task in workers(world)])
    keys = [task.key for task in world.job.tasks]
    only = draw.among(keys)
    ways = {
        "run_now": "somebody presses Run now",
        f"run_now;only=+{only}": f"somebody runs `{only}` with all that is upstream of it",
        f"run_now;only={only}+": f"somebody runs `{only}` with all that is downstream of it",
    }
    do = "run_now" if draw.is_one_in(2) else draw.among(list(ways))
    plan = failing(world, culprit)._replace(do=("run_now", f"fix:{culprit}", do))
    near = [
        Neighbour(f"if {told} instead", plan._replace(do=(*plan.do[:-1], other)))
        for other, told in ways.items()
        if other != do
    ]
    near.append(
        Neighbour("if the run were repaired instead", plan._replace(do=(*plan.do[:-1], "repair")))
    )
    asks = f"Its cause is fixed, and then {ways[do]}. {_ASKS_AGAIN}"
    return Posed(
        ground,
        plan,
        f"{ground.opening} {failing_told(world, culprit)} {asks}",
        _again,
        (*near, *fixed(near_failure(draw, ground.scenario, plan, culprit, ()))),
        listing_of(world),
        culprit,
    )


def _pose_twice(draw: Draw, ground: Ground) -> Posed | None:
    """Asks which tasks are executed in both runs."""
    posed, world = _pose_new_run(draw, ground), ground.scenario.world
    if posed is None:
        return None
    told, _, _ = posed.stem.partition(_ASKS_AGAIN)
    works = {task.key for task in world.job.tasks if not task.is_control_flow}
    options = [each for each in claimed(world, "tasks[{}].again > 0") if each.part in works]
    return replace(
        posed,
        stem=f"{told}Which tasks are executed more than once, over both runs?",
        answer=_twice,
        # What was executed has to be worked out for two runs; of some, for what is chosen first.
        steps=4 + 4 * (posed.what_if.do[-1] != "run_now"),
        put=AsChoices(tuple(options)),
    )


def _twice(trace: Trace) -> Said | None:
    """Returns the tasks that are executed more than once, over all runs."""
    count = Counter(
        trace.task_key(event) for event in trace.own_events("task") if event.after == State.RUNNING
    )
    told = {key: f"`{key}` is executed {_TIMES.get(count[key], 'often')}." for key in trace.keys}
    return said_of_keys([key for key in trace.keys if count[key] > 1], trace.keys, told, told)


def _again(trace: Trace) -> Said | None:
    """Returns the tasks that are executed in the second stretch and had succeeded in the first."""
    first, *later = [segment for segment in trace.segments if not segment.job]
    if len(later) != 1:
        return None
    before, ran = last_ends(trace, segment=first.id), executed(trace, later[0].id)
    done = [key for key, event in before.items() if event.after == State.SUCCESS]
    began: dict[str, int] = {}
    for event in trace.own_events("task"):
        if event.segment == later[0].id:
            began.setdefault(trace.task_key(event), event.q)
    whys: dict[str, int | str] = {}
    for key in trace.keys:
        if key in done:
            whys[key] = began.get(key, f"`{key}` is not part of what runs then.")
        elif key in before:
            whys[key] = f"`{key}` had ended as {WORDS[before[key].after]}, so nothing is repeated."
    again = [key for key in done if key in ran]
    told = {
        key: f"`{key}` is{'' if key in again else ' not'} executed once more." for key in trace.keys
    }
    return said_of_keys(again, trace.keys, whys, told)


NEW_RUN = Family(
    "new-run",
    1,
    "repair-vs-rerun",
    "What a new run repeats",
    "A run failed, and a new one is started. What that had succeeded is done once more?",
    drawn_ground,
    (_pose_new_run, _pose_twice),
    ("run-now-goes-on", "depends-on-is-only-order", "one-failure-stops-the-run"),
    ("run-now-new-run",),
    can_fail,
)
