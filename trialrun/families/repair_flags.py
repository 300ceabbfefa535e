"""The family about what a repair by the API runs again, by its flags."""

from collections.abc import Iterator, Sequence

from trialrun.engine import UNSUCCESSFUL_STATES, State
from trialrun.families.draw import Draw
from trialrun.families.family import Family, Ground, Neighbour, Posed
from trialrun.families.ground import drawn_ground
from trialrun.families.listing import listing_of
from trialrun.families.reading import failing, failing_told, workers
from trialrun.families.repairs import as_choices, fixed, predicted, repaired
from trialrun.families.states import can_fail, near_failure

CALL = "`POST /api/2.2/jobs/runs/repair`"


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
    story = f"{ground.opening} {failing_told(world, culprit)}"
    return Posed(
        ground,
        plan,
        f"{story} Its cause is fixed, and a script calls {CALL} with {flags}. Which tasks does the "
        "repair run?",
        repaired,
        (*near, *fixed(near_failure(draw, ground.scenario, plan, culprit, ()))),
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


def _pose_api_choices(draw: Draw, ground: Ground) -> Posed | None:
    """Asks of each task whether the call runs it."""
    posed = _pose_api(draw, ground)
    return posed and as_choices(posed)


def _pose_predicted(draw: Draw, ground: Ground) -> Posed | None:
    """Asks how a run ends that fails, and what a repair by the API would run."""
    posed = _pose_api(draw, ground)
    if posed is None:
        return None
    *_, repair = posed.what_if.do
    _, _, flags = posed.stem.partition(f"{CALL} with ")
    flags, _, _ = flags.partition(". Which tasks")
    asks = f"once its cause is fixed, which tasks would {CALL} with {flags} run?"
    return predicted(draw, ground, posed.failing, repair, asks)


REPAIR_API = Family(
    "repair-flags",
    1,
    "repair-vs-rerun",
    "What a repair by the API reruns",
    "Which tasks run with `rerun_tasks`, `rerun_all_failed_tasks`, `rerun_dependent_tasks`?",
    drawn_ground,
    (_pose_api, _pose_api_choices, _pose_predicted),
    ("repair-reruns-everything", "repair-reruns-only-the-failed", "depends-on-is-only-order"),
    ("repair-api",),
    can_fail,
    ("repair-flag-upstream",),
)
