"""Families about what runs again: by a repair of the UI, by one of the API, by a new run."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from trialrun.diagram import WORDS
from trialrun.engine import UNSUCCESSFUL_STATES, State, Trace
from trialrun.families.draw import Draw
from trialrun.families.family import Family, Ground, Neighbour, Posed, ReadsOff, Said
from trialrun.families.ground import drawn_ground
from trialrun.families.listing import listing_of
from trialrun.families.reading import (
    executed,
    failing,
    failing_told,
    last_ends,
    said_of_keys,
    workers,
)
from trialrun.families.states import can_fail, near_failure


def _pose_ui(draw: Draw, ground: Ground) -> Posed | None:
    return _posed(
        draw,
        ground,
        ("repair",),
        "Its cause is fixed, and somebody presses Repair run and leaves the tasks as the dialog "
        "has them selected. Which tasks does the repair run?",
        _repaired,
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
        tuple(_fixed(near_failure(draw, ground.scenario, plan, culprit, ()))),
        listing_of(world),
        culprit,
    )


def _fixed(near: Iterator[Neighbour]) -> Iterator[Neighbour]:
    """Yields neighbours in which the cause that is fixed is their own."""
    for each in near:
        does = tuple("fix" if text.startswith("fix:") else text for text in each.what_if.do)
        yield replace(each, what_if=each.what_if._replace(do=does))


def _repaired(trace: Trace) -> Said | None:
    """Returns the tasks of the repair that came last; None where the last stretch is none."""
    own = [segment for segment in trace.segments if not segment.job]
    if own[-1].kind != "repair":
        return None
    keys = [trace.keys[index] for index in own[-1].tasks]
    whys: dict[str, int | str] = {}
    before = last_ends(trace, segment=own[-2].id)
    for key in trace.keys:
        if key in before:
            state = WORDS[before[key].after]
            whys[key] = f"`{key}` is left as it is, {state}: it waits for nothing that runs again."
    for event in trace.own_events("task"):
        if event.segment == own[-1].id and event.rule.startswith("repair."):
            whys[trace.task_key(event)] = event.q
    told = {
        key: f"The repair {'runs' if key in keys else 'does not run'} `{key}`."
        for key in trace.keys
    }
    return said_of_keys(keys, trace.keys, whys, told, f"segment_log[{len(own) - 1}].tasks")


def _pose_api(draw: Draw, ground: Ground) -> Posed | None:
    world = ground.scenario.world
    culprit = draw.among([task.key for task in workers(world)])
    run = ground.scenario.play(ground.scenario.read(failing(world, culprit)))
    missed = [key for key, end in run.tasks.items() if end.state in UNSUCCESSFUL_STATES]
    done = [key for key, end in run.tasks.items() if end.state is State.SUCCESS]
    if not missed or not done:
        return None
    ways = list(_ways(draw, missed, done))
    text, flags = draw.among(ways)
    plan = failing(world, culprit)._replace(do=("run_now", f"fix:{culprit}", text))
    near = [
        Neighbour(f"with {told}", plan._replace(do=(*plan.do[:-1], other)))
        for other, told in ways
        if other != text
    ]
    near.append(Neighbour("with Repair run of the UI", plan._replace(do=(*plan.do[:-1], "repair"))))
    asks = (
        f"Its cause is fixed, and a script calls `POST /api/2.2/jobs/runs/repair` with {flags}. "
        "Which tasks does the repair run?"
    )
    return Posed(
        ground,
        plan,
        f"{ground.opening} {failing_told(world, culprit)} {asks}",
        _repaired,
        (*near, *_fixed(near_failure(draw, ground.scenario, plan, culprit, ()))),
        listing_of(world),
        culprit,
        tuple(missed),
    )


def _ways(draw: Draw, missed: Sequence[str], done: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yields repairs of the API: as an action, and by its flags."""
    yield "repair;all_failed", "`rerun_all_failed_tasks: true`"
    yield (
        "repair;all_failed;dependents",
        "`rerun_all_failed_tasks: true` and `rerun_dependent_tasks: true`",
    )
    for keys in (missed[:1], draw.some(missed, 2), draw.some(done, 1)):
        named = ", ".join(f'"{key}"' for key in keys)
        yield f"repair;tasks={','.join(keys)}", f"`rerun_tasks: [{named}]`"
        yield (
            f"repair;tasks={','.join(keys)};dependents",
            f"`rerun_tasks: [{named}]` and `rerun_dependent_tasks: true`",
        )


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
    asks = (
        f"Its cause is fixed, and then {ways[do]}. "
        "Which tasks that had succeeded before are executed once more?"
    )
    return Posed(
        ground,
        plan,
        f"{ground.opening} {failing_told(world, culprit)} {asks}",
        _again,
        (*near, *_fixed(near_failure(draw, ground.scenario, plan, culprit, ()))),
        listing_of(world),
        culprit,
    )


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


REPAIR_UI = Family(
    "repair-dialog",
    1,
    "repair-vs-rerun",
    "What Repair run reruns",
    "A task failed and is mended. Which tasks does the dialog of Repair run select?",
    drawn_ground,
    (_pose_ui,),
    (
        "repair-reruns-everything", "repair-reruns-only-the-failed", "depends-on-is-only-order",
        "one-failure-stops-the-run",
    ),
    ("repair-selection",),
    can_fail,
)  # fmt: skip
REPAIR_API = Family(
    "repair-flags",
    1,
    "repair-vs-rerun",
    "What a repair by the API reruns",
    "Which tasks run with `rerun_tasks`, `rerun_all_failed_tasks`, `rerun_dependent_tasks`?",
    drawn_ground,
    (_pose_api,),
    ("repair-reruns-everything", "repair-reruns-only-the-failed", "depends-on-is-only-order"),
    ("repair-api",),
    can_fail,
    ("repair-flag-upstream",),
)
NEW_RUN = Family(
    "new-run",
    1,
    "repair-vs-rerun",
    "What a new run repeats",
    "A run failed, and a new one is started. What that had succeeded is done once more?",
    drawn_ground,
    (_pose_new_run,),
    ("run-now-goes-on", "depends-on-is-only-order", "one-failure-stops-the-run"),
    ("run-now-new-run",),
    can_fail,
)
