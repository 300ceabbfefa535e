"""The family about how tasks end when one of them fails."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from trialrun.diagram import RUN_IF_WORDS, WORDS
from trialrun.engine import (
    NOBODY,
    RUN_IF,
    State,
    Trace,
    WhatIfText,
    World,
    graph_of,
)
from trialrun.families.draw import Draw
from trialrun.families.family import Family, Ground, Neighbour, Posed, Put, Said
from trialrun.families.ground import drawn_ground
from trialrun.families.listing import listing_of
from trialrun.families.putting import AsChoices, AsMatch, AsPredict, Claimed
from trialrun.families.reading import (
    decided,
    ends_told,
    failing,
    failing_told,
    workers,
)
from trialrun.questions import Scenario

NEIGHBOURS_MAX = 14
MATCHED = 5
PREDICTED_MAX = 12
"""A prediction of more tasks is more typing than thinking."""
SIDES = (State.SUCCESS, State.FAILED, State.UPSTREAM_FAILED, State.EXCLUDED, State.CANCELED)
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


@dataclass(frozen=True, slots=True)
class _Failure:
    """A task that fails, what is told of it, and the tasks whose ends somebody has to work out."""

    culprit: str
    plan: WhatIfText
    story: str
    below: list[str]
    telling: list[str]


def _failure(draw: Draw, ground: Ground) -> _Failure | None:
    """Draws a failure; None where it leads to a plain chain, which is asked about now and then."""
    world = ground.scenario.world
    job, culprit = world.job, draw.among(_culprits(ground.scenario))
    keys, plan = [task.key for task in job.tasks], failing(world, culprit)
    reached = {keys[at] for at in graph_of(job).with_dependents([keys.index(culprit)])}
    ends = ground.scenario.play(ground.scenario.read(plan)).tasks
    plain = {key for key in keys if ends[key].state == _plainly(key in reached)}
    # Of all that does not end plainly somebody has to know a Run if.
    telling = [key for key in keys if key not in plain and key != culprit]
    if not telling and not draw.is_one_in(5):
        return None
    below = [key for key in keys if key in reached and key != culprit]
    return _Failure(
        culprit, plan, f"{ground.opening} {failing_told(world, culprit)}", below, telling
    )


def _pose_task(draw: Draw, ground: Ground) -> Posed | None:
    world, failure = ground.scenario.world, _failure(draw, ground)
    if failure is None:
        return None
    first = draw.some(failure.telling or failure.below, 1)
    if not first:
        return None
    asked = _with_others(draw, world, first, failure.culprit, draw.between(0, 1))
    names = " and ".join(f"`{key}`" for key in asked)
    return _about_ends(
        draw, ground, failure, asked, f"How {'does' if len(asked) == 1 else 'do'} {names} end?"
    )


def _with_others(
    draw: Draw, world: World, first: Sequence[str], culprit: str, count: int
) -> list[str]:
    """Returns some tasks and so many others, in the order of the job."""
    keys = [task.key for task in world.job.tasks]
    others = [key for key in keys if key not in (*first, culprit)]
    return sorted([*first, *draw.some(others, count)], key=keys.index)


def _about_ends(
    draw: Draw,
    ground: Ground,
    failure: _Failure,
    asked: Sequence[str],
    asks: str,
    put: Put | None = None,
) -> Posed:
    world = ground.scenario.world
    return Posed(
        ground,
        failure.plan,
        f"{failure.story} {asks}",
        lambda trace: _ends_of(trace, asked),
        tuple(near_failure(draw, ground.scenario, failure.plan, failure.culprit, asked)),
        listing_of(world, (failure.culprit, *asked)),
        failure.culprit,
        tuple(asked),
        put=put,
    )


def _pose_matched(draw: Draw, ground: Ground) -> Posed | None:
    """Asks which end each of some tasks comes to."""
    scenario, failure = ground.scenario, _failure(draw, ground)
    if failure is None:
        return None
    ends = scenario.play(scenario.read(failure.plan)).tasks
    asked = as_unlike_as_can_be(
        {key: ends[key].state for key in draw.shuffled(list(ends))}, MATCHED
    )
    items = tuple((f"`{key}`", f'tasks["{key}"].state', key) for key in asked)
    sides = {str(state): WORDS[state] for state in SIDES}
    asks = "How does each of these tasks end? Several may end alike."
    return _about_ends(draw, ground, failure, asked, asks, AsMatch(items, sides))


def as_unlike_as_can_be(ends: Mapping[str, State], count: int) -> list[str]:
    """Picks so many names one by one, each time of an end that has been picked least."""
    left, picked = list(ends), list[str]()
    while left and len(picked) < count:
        counts = Counter(ends[key] for key in picked)
        picked.append(min(left, key=lambda key: counts[ends[key]]))
        left.remove(picked[-1])
    return picked


def _pose_which(draw: Draw, ground: Ground) -> Posed | None:
    """Asks which tasks come to one end."""
    world, failure = ground.scenario.world, _failure(draw, ground)
    if failure is None:
        return None
    wanted = draw.among((State.UPSTREAM_FAILED, State.UPSTREAM_FAILED, State.SUCCESS))
    keys = [task.key for task in world.job.tasks]
    options = tuple(Claimed(f"`{key}`", f'tasks["{key}"].state == "{wanted}"', key) for key in keys)
    asks = f"Which of these tasks end as {WORDS[wanted]}?"
    return _about_ends(draw, ground, failure, keys, asks, AsChoices(options))


def _pose_predicted(draw: Draw, ground: Ground) -> Posed | None:
    """Asks how all tasks end, and the run."""
    world, failure = ground.scenario.world, _failure(draw, ground)
    if failure is None or len(world.job.tasks) > PREDICTED_MAX:
        return None
    asked = [task.key for task in world.job.tasks]
    asks = "How does each task end, and how does the run?"
    return _about_ends(draw, ground, failure, asked, asks, AsPredict(("states", "run")))


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


END_STATE = Family(
    "end-state",
    1,
    "task-graph",
    "How a task ends",
    "A task fails somewhere. How do one or two others end, by their Run if?",
    drawn_ground,
    (_pose_task, _pose_matched, _pose_which, _pose_predicted),
    (
        "depends-on-is-only-order", "one-failure-stops-the-run", "excluded-counts-as-failed",
        "all-done-always-runs",
    ),
    ("run-if-six",),
    can_fail,
)  # fmt: skip
