"""Families about ends: of a task, and of the run as the API shows it."""

from collections.abc import Iterator, Sequence

from trialrun.diagram import RUN_IF_WORDS, WORDS
from trialrun.engine import (
    NOBODY,
    RUN_IF,
    ApiState,
    Event,
    State,
    Trace,
    WhatIfText,
    api_state_of_run,
    api_state_of_task,
    graph_of,
)
from trialrun.families.draw import Draw
from trialrun.families.family import Family, Ground, Neighbour, Posed, ReadsOff, Said
from trialrun.families.ground import drawn_ground
from trialrun.families.listing import listing_of
from trialrun.families.reading import (
    at_told,
    decided,
    ends_told,
    failing,
    failing_told,
    last_ends,
    workers,
)
from trialrun.questions import Scenario

NEIGHBOURS_MAX = 14
_SHOWN = (State.FAILED, State.FAILED, State.SUCCESS_WITH_FAILURES, State.SUCCESS)
ENDS = frozenset(
    {
        State.SUCCESS, State.FAILED, State.UPSTREAM_FAILED, State.EXCLUDED, State.CANCELED,
        State.TIMEDOUT, State.DISABLED, State.UPSTREAM_CANCELED,
    }
)  # fmt: skip


def can_fail(scenario: Scenario) -> bool:
    """Says whether there is a task that can fail, and others that this may concern."""
    return len(scenario.world.job.tasks) > 2 and bool(_culprits(scenario))


def _culprits(scenario: Scenario) -> list[str]:
    """Returns the tasks that can fail and for which others wait."""
    waited = {dep.task_key for task in scenario.world.job.tasks for dep in task.depends_on}
    return [task.key for task in workers(scenario.world) if task.key in waited]


def _pose_task(draw: Draw, ground: Ground) -> Posed | None:
    world = ground.scenario.world
    job, culprit = world.job, draw.among(_culprits(ground.scenario))
    keys, plan = [task.key for task in job.tasks], failing(world, culprit)
    below = {keys[at] for at in graph_of(job).with_dependents([keys.index(culprit)])}
    ends = ground.scenario.play(ground.scenario.read(plan)).tasks
    plain = {key for key in keys if ends[key].state == _plainly(key in below)}
    # A plain chain is asked about now and then; of all else somebody has to know a Run if.
    telling = [key for key in keys if key not in plain and key != culprit]
    if not telling and not draw.is_one_in(5):
        return None
    count = draw.between(1, 2)
    first = draw.some(telling or sorted(below - {culprit}, key=keys.index), 1)
    others = [key for key in keys if key not in (*first, culprit)]
    asked = sorted([*first, *draw.some(others, count - 1)], key=keys.index)
    if not first:
        return None
    names = " and ".join(f"`{key}`" for key in asked)
    return Posed(
        ground,
        plan,
        f"{ground.opening} {failing_told(world, culprit)} "
        f"How {'does' if len(asked) == 1 else 'do'} {names} end?",
        lambda trace: _ends_of(trace, asked),
        tuple(near_failure(draw, ground.scenario, plan, culprit, asked)),
        listing_of(world, (culprit, *asked)),
        culprit,
        tuple(asked),
    )


def _plainly(is_below: bool) -> State:
    return State.UPSTREAM_FAILED if is_below else State.SUCCESS


def _ends_of(trace: Trace, asked: Sequence[str]) -> Said | None:
    states = {key: trace.tasks[key].state for key in asked}
    if not set(states.values()) <= ENDS:
        return None
    words = [f"`{key}`: {WORDS[state]}" for key, state in states.items()]
    says = "; ".join(words) if len(asked) > 1 else WORDS[states[asked[0]]]
    claim = " && ".join(f'tasks["{key}"].state == "{state}"' for key, state in states.items())
    parts = {key: str(state) for key, state in states.items()}
    return Said(says, parts, decided(trace), tells=ends_told(trace), claim=claim)


def near_failure(
    draw: Draw, scenario: Scenario, plan: WhatIfText, culprit: str, asked: Sequence[str]
) -> Iterator[Neighbour]:
    """Yields stories next to one in which a task fails: another fails, none, another setting."""
    world = scenario.world
    others = [task.key for task in workers(world) if task.key != culprit]
    for key in draw.some(others, NEIGHBOURS_MAX // 2):
        yield Neighbour(f"if `{key}` failed instead", failing(world, key)._replace(do=plan.do))
    yield Neighbour("if nothing failed", plan._replace(fail=(NOBODY,)))
    for task in world.job.tasks:
        if task.key not in asked or not task.depends_on:
            continue
        for run_if in draw.some([each for each in RUN_IF if each != task.run_if], 4):
            dial = (*plan.dial, f"{task.key}.run_if:{run_if}")
            told = f"if Run if of `{task.key}` were {RUN_IF_WORDS[run_if]}"
            yield Neighbour(told, plan._replace(dial=dial))
        parent = draw.among(task.depends_on).task_key
        dial = (*plan.dial, f"{parent}.disabled:on")
        yield Neighbour(f"if `{parent}` were disabled", plan._replace(dial=dial))


def _pose_run(draw: Draw, ground: Ground) -> Posed | None:
    scenario, world = ground.scenario, ground.scenario.world
    culprit = draw.among([task.key for task in workers(world)])
    plan = failing(world, culprit)
    run = scenario.play(scenario.read(plan))
    asked, wanted = "", draw.among(_SHOWN)
    if wanted in (State.FAILED, State.SUCCESS) and draw.is_one_in(2):
        fitting = [key for key, end in run.tasks.items() if end.state is wanted]
        asked = draw.among(fitting) if fitting else ""
    if not asked and run.result is not wanted:
        return None
    answer = _api_of(asked)
    of = f"the task `{asked}`" if asked else "the run itself"
    other = "the run itself" if asked else f"the task `{culprit}`"
    return Posed(
        ground,
        plan,
        f"{ground.opening} {failing_told(world, culprit)} What does "
        f"`GET /api/2.2/jobs/runs/get` then show in `state` of {of}?",
        answer,
        (
            Neighbour(f"of {other}", plan, answer=_api_of("" if asked else culprit)),
            *near_failure(draw, scenario, plan, culprit, (asked,)),
            *(Neighbour(f"of the run if {each.told[3:]}", each.what_if, answer=_api_of(""))
              for each in near_failure(draw, scenario, plan, culprit, ()) if asked),
        ),
        listing_of(world, (culprit, asked) if asked else ()),
        culprit,
        (asked,) if asked else (),
    )  # fmt: skip


def _api_of(asked: str) -> ReadsOff:
    return (lambda trace: _api_of_task(trace, asked)) if asked else _api_of_run


def _api_of_run(trace: Trace) -> Said | None:
    shown = api_state_of_run(trace.result)
    if shown.is_assumed:
        return None
    end = next(event for event in reversed(trace.events) if event.kind == "run")
    return _api_said("api", "the run", shown, end)


def _api_of_task(trace: Trace, key: str) -> Said | None:
    state = trace.tasks[key].state
    if state not in ENDS:
        return None
    shown, ends = api_state_of_task(state), last_ends(trace)
    if shown.is_assumed or key not in ends:
        return None
    return _api_said(f'tasks["{key}"].api', f"`{key}`", shown, ends[key])


def _api_said(of: str, what: str, shown: ApiState, end: Event) -> Said:
    life_cycle, result = shown.life_cycle_state, shown.result_state
    says = f"`life_cycle_state: {life_cycle}`, `result_state: {result}`"
    claim = f'{of}.life_cycle_state == "{life_cycle}" && {of}.result_state == "{result}"'
    told = at_told(end, f"{what} ends as {WORDS[end.after]}, and its life cycle as `{life_cycle}`")
    return Said(says, {"state": says}, {"state": end.q}, tells={"state": told}, claim=claim)


END_STATE = Family(
    "end-state",
    1,
    "task-graph",
    "How a task ends",
    "A task fails somewhere. How do one or two others end, by their Run if?",
    drawn_ground,
    (_pose_task,),
    (
        "depends-on-is-only-order", "one-failure-stops-the-run", "excluded-counts-as-failed",
        "all-done-always-runs",
    ),
    ("run-if-six",),
    can_fail,
)  # fmt: skip
RUN_RESULT = Family(
    "run-result",
    1,
    "monitoring-and-notifications",
    "What the API says of a run",
    "A task fails. What do the fields of the API say of the run, or of a task?",
    drawn_ground,
    (_pose_run,),
    (
        "any-failure-fails-the-run", "upstream-failed-is-harmless", "excluded-leaf-fails-the-run",
        "depends-on-is-only-order", "one-failure-stops-the-run",
    ),
    ("leaf-rule", "api-state-failed-run"),
    can_fail,
)  # fmt: skip
