"""The family about how the API shows what became of a run, or of a task in it."""

from functools import partial

from trialrun.diagram import WORDS
from trialrun.engine import (
    NOBODY,
    ApiState,
    Event,
    State,
    Trace,
    WhatIfText,
    api_state_of_run,
    api_state_of_task,
)
from trialrun.families.draw import Draw
from trialrun.families.family import Family, Ground, Neighbour, Posed, ReadsOff, Said
from trialrun.families.ground import drawn_ground
from trialrun.families.listing import listing_of
from trialrun.families.putting import AsRunsMatched, AsText
from trialrun.families.reading import (
    at_told,
    failing,
    failing_told,
    last_ends,
    not_retried,
    workers,
)
from trialrun.families.states import ENDS, as_unlike_as_can_be, can_fail, near_failure

RUNS = 4
CODE = "code"
_OF_ENDS = ("life_cycle_state", "result_state", CODE)
_FIELDS = ("result_state", "result_state", CODE)
_NAMES = ("first", "second", "third", "fourth")
_RESULTS = ("SUCCESS", "SUCCESS_WITH_FAILURES", "FAILED", "UPSTREAM_FAILED", "CANCELED")
_SHOWN = (State.FAILED, State.FAILED, State.SUCCESS_WITH_FAILURES, State.SUCCESS)


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


def _pose_spelt(draw: Draw, ground: Ground) -> Posed | None:
    """Asks how the API spells one field of the end of a run, or of a task."""
    scenario, world = ground.scenario, ground.scenario.world
    culprit = draw.among([task.key for task in workers(world)])
    plan = failing(world, culprit)
    run = scenario.play(scenario.read(plan))
    shown = draw.among(_FIELDS)
    ends = {key: end.state for key, end in run.tasks.items() if end.state in ENDS}
    # What somebody has to work out first: what neither succeeded nor is the one that fails.
    missed = [key for key in ends if key != culprit and ends[key] is not State.SUCCESS]
    asked = "" if draw.is_one_in(2) else draw.among(missed or list(ends))
    of, other = (_named(each) for each in (asked, "" if asked else culprit))
    place = "status.termination_details" if shown == CODE else "state"
    return Posed(
        ground,
        plan,
        f"{ground.opening} {failing_told(world, culprit)} What does "
        f"`GET /api/2.2/jobs/runs/get` then show as `{place}.{shown}` of {of[1]}? Write it as the "
        "API does.",
        _spelt(asked, shown),
        tuple(near_failure(draw, scenario, plan, culprit, (asked,))),
        listing_of(world, (culprit, asked) if asked else ()),
        culprit,
        (asked,) if asked else (),
        put=AsText(
            f"{of[0]}.{shown}",
            shown,
            {f"That is its `{each}`.": f"{of[0]}.{each}" for each in _OF_ENDS if each != shown}
            | {f"So it is of {other[1]}.": f"{other[0]}.{shown}"},
        ),
    )


def _named(asked: str) -> tuple[str, str]:
    """Returns what a task, or the run, is in claims and in words."""
    return (f'tasks["{asked}"].api', f"the task `{asked}`") if asked else ("api", "the run itself")


def _spelt(asked: str, shown: str) -> ReadsOff:
    def read(trace: Trace) -> Said | None:
        end = last_ends(trace).get(asked) if asked else _run_end(trace)
        state = trace.tasks[asked].state if asked else trace.result
        if end is None:
            return None
        api = api_state_of_task(state) if asked else api_state_of_run(state)
        value = {"result_state": api.result_state, CODE: api.code}[shown]
        what = f"`{asked}`" if asked else "the run"
        told = at_told(end, f"{what} ends as {WORDS[state]}: `{value}`")
        return Said(f"`{value}`", {shown: value}, {shown: end.q}, tells={shown: told})

    return read


def _run_end(trace: Trace) -> Event:
    return next(event for event in reversed(trace.events) if event.kind == "run")


def _pose_runs(draw: Draw, ground: Ground) -> Posed | None:
    """Asks what the API shows of several runs, in each of which something else fails."""
    scenario, world = ground.scenario, ground.scenario.world
    keys = [task.key for task in workers(world)]
    if any(map(partial(not_retried, world), keys)):
        return None
    plans = {"": WhatIfText(fail=(NOBODY,))} | {key: failing(world, key) for key in keys}
    ends = {key: scenario.play(scenario.read(plan)).result for key, plan in plans.items()}
    asked = as_unlike_as_can_be({key: ends[key] for key in draw.shuffled(list(ends))}, RUNS)
    names = dict(zip(_NAMES, asked, strict=False))
    return Posed(
        ground,
        plans[asked[0]],
        f"{ground.opening} Each of these runs is one of its own. Where a task fails, every attempt "
        "of it raises an error. Which `result_state` does `GET /api/2.2/jobs/runs/get` show for "
        "each run?",
        _api_of_run,
        (),
        listing_of(world),
        put=AsRunsMatched(
            {name: f"`{key}` fails" if key else "Nothing fails" for name, key in names.items()},
            "api.result_state",
            {each: f"`{each}`" for each in _RESULTS},
        ),
        runs={name: plans[key] for name, key in names.items()},
        steps=len(asked),
    )


def _api_of(asked: str) -> ReadsOff:
    return (lambda trace: _api_of_task(trace, asked)) if asked else _api_of_run


def _api_of_run(trace: Trace) -> Said | None:
    shown = api_state_of_run(trace.result)
    if shown.is_assumed:
        return None
    return _api_said("api", "the run", shown, _run_end(trace))


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
    told = at_told(end, f"{what} ends as {WORDS[end.after]}, its life cycle `{life_cycle}`")
    return Said(says, {"state": says}, {"state": end.q}, tells={"state": told}, claim=claim)


RUN_RESULT = Family(
    "run-result",
    1,
    "monitoring-and-notifications",
    "What the API says of a run",
    "A task fails. What do the fields of the API say of the run, or of a task?",
    drawn_ground,
    (_pose_run, _pose_spelt, _pose_runs),
    (
        "any-failure-fails-the-run", "upstream-failed-is-harmless", "excluded-leaf-fails-the-run",
        "depends-on-is-only-order", "one-failure-stops-the-run",
    ),
    ("leaf-rule", "api-state-failed-run"),
    can_fail,
)  # fmt: skip
