"""Families about time: when a run is over, how much goes on at once, and what is decided when."""

from collections.abc import Iterator
from dataclasses import replace

from trialrun.diagram import RUN_IF_WORDS, WORDS, clock
from trialrun.engine import NOBODY, RUN_IF, Event, State, Trace, WhatIfText, World
from trialrun.engine.job.world import TAKES
from trialrun.families.draw import Draw
from trialrun.families.family import Family, Ground, Neighbour, Posed, Put, Said
from trialrun.families.ground import drawn_ground
from trialrun.families.listing import listing_of
from trialrun.families.putting import AsNumber, AsOrder
from trialrun.families.reading import NAMES_MAX, at_told, failing, workers
from trialrun.families.shapes import SHAPES, diamond, fan, loop, two_sources
from trialrun.questions import Scenario
from trialrun.questions.busiest import busiest

UP = "Its compute is up already, and tasks side by side do not slow each other."
_ASKS_LENGTH = (
    "How long does a run take, and how many tasks and iterations work at the same time at most?"
)
ORDERED_LEAST, ORDERED = 4, 5
_SLOW_S = (120, 300, 540, 780)
_NO_FAILURE = WhatIfText(fail=(NOBODY,))


def knows_times(scenario: Scenario) -> bool:
    """Says whether somebody has said how long tasks take, and nothing has to be started first."""
    world = scenario.world
    ready = all(world.prices[compute.kind].startup_ms == 0 for compute in world.job.computes)
    is_said = all(TAKES not in does.guessed for does in world.script.values())
    return ready and is_said and len(world.job.tasks) > 2


def _pose_length(draw: Draw, ground: Ground) -> Posed | None:
    world = ground.scenario.world
    return Posed(
        ground,
        _NO_FAILURE,
        f"{ground.opening} {UP} Nothing fails. {_ASKS_LENGTH}",
        _length,
        tuple(_other_times(draw, world, _NO_FAILURE)),
        listing_of(world, times=True),
    )


def _pose_end(draw: Draw, ground: Ground) -> Posed | None:
    """Asks for the length alone, as a number."""
    asks = "How long does a run take?"
    took = "run_log[0].ended_ms - run_log[0].started_ms"
    return _one_of_two(draw, ground, "took", asks, AsNumber(took, "took", unit="minutes"))


def _pose_most(draw: Draw, ground: Ground) -> Posed | None:
    """Asks how much works at once, as a number."""
    asks = "How many tasks and iterations work at the same time at most?"
    put = AsNumber("at_once", "most", unit="tasks and iterations")
    return _one_of_two(draw, ground, "most", asks, put)


def _one_of_two(draw: Draw, ground: Ground, part: str, asks: str, put: Put) -> Posed | None:
    posed = _pose_length(draw, ground)
    if posed is None:
        return None
    story, _, _ = posed.stem.rpartition(_ASKS_LENGTH)

    def answer(trace: Trace) -> Said | None:
        found = _length(trace)
        return found and replace(found, parts={part: found.parts[part]})

    tasks = ground.scenario.world.job.tasks
    # Where ways meet or part, or a loop goes round, one has to reckon twice.
    steps = sum(len(task.depends_on) + 2 * bool(task.for_each) for task in tasks) - 2
    return replace(posed, stem=f"{story}{asks}", answer=answer, put=put, steps=steps)


def _length(trace: Trace) -> Said | None:
    own = [segment for segment in trace.segments if not segment.job]
    if not own:
        return None
    took, (most, q) = own[-1].t1_ms - own[-1].t0_ms, busiest(trace)
    last = max(event.q for event in trace.own_events("run"))
    parts = {"took": str(took), "most": str(most)}
    told = _longest_way(trace) or f"It ends at {clock(took)}, when its last task is done."
    tells = {
        "took": f"The run ends at {clock(took)}.",
        "most": at_told(trace.events[q], f"{most} work at the same time, and never more"),
    }
    whys: dict[str, int | str] = {"took": told, "most": q, "run": last}
    return Said(f"{clock(took)}, {most} at once", parts, whys, tells=tells, size=float(took))


def _longest_way(trace: Trace) -> str:
    """Says which tasks, each with its time, make a run as long as it is; "" if they alone do not.

    It goes back from the task that ends last, each time to what was waited for to the end.
    """
    began: dict[str, int] = {}
    ended: dict[str, int] = {}
    for event in trace.own_events("task"):
        times = began if event.after == State.RUNNING else ended
        times[trace.task_key(event)] = event.t_ms
    took = {key: ended[key] - began[key] for key in ended if key in began}
    waits = {task.key: [dep.task_key for dep in task.depends_on] for task in trace.world.job.tasks}
    way, left = list[str](), list(took)
    while left:
        way.append(max(left, key=lambda key: ended[key]))
        left = [key for key in waits[way[-1]] if key in took]
    if not way or sum(took[key] for key in way) != ended[way[0]]:
        return ""
    told = [f"`{key}` {clock(took[key])}" for key in reversed(way) if took[key]]
    return f"What takes longest is {' + '.join(told)} = {clock(ended[way[0]])}."


def _other_times(draw: Draw, world: World, plan: WhatIfText) -> Iterator[Neighbour]:
    """Yields the same with another concurrency, or with a task that takes longer or shorter."""
    for task in world.job.tasks:
        for count in (1, 2, 3, 4):
            if task.for_each and count != task.for_each.concurrency:
                dial = (*plan.dial, f"{task.key}.concurrency:{count}")
                told = f"if `{task.key}` had a concurrency of {count}"
                yield Neighbour(told, plan._replace(dial=dial))
    for task in draw.some(workers(world), 5):
        seconds = draw.among(_SLOW_S)
        if seconds * 1000 != world.script[task.key].takes_ms:
            told = f"if `{task.key}` took {clock(seconds * 1000)}"
            yield Neighbour(told, plan._replace(slow=(f"{task.key}@{seconds}",)))


def _pose_decided(draw: Draw, ground: Ground) -> Posed | None:
    scenario, world = ground.scenario, ground.scenario.world
    culprit = draw.among([task.key for task in workers(world)])
    plan = failing(world, culprit) if draw.is_one_in(2) else _NO_FAILURE
    trace = scenario.play(scenario.read(plan))
    decided = [e for e in trace.own_events("task") if e.before == State.BLOCKED and e.t_ms]
    if not decided:
        return None
    at = draw.among(sorted({event.t_ms for event in decided}))
    ending = [
        event
        for event in trace.own_events("task")
        if event.t_ms == at and event.before != "BLOCKED"
    ]
    if len(ending) != 1 or ending[0].after not in (State.SUCCESS, State.FAILED):
        return None
    ended = trace.task_key(ending[0])
    fails = next((e for e in trace.own_events("task") if e.after == State.FAILED), None)
    plan = plan if fails else _NO_FAILURE
    told = f"At {clock(fails.t_ms)}, `{culprit}` raises an error. " if fails else "Nothing fails. "
    return Posed(
        ground,
        plan,
        f"{ground.opening} {UP} {told}What is decided at {clock(at)}, when `{ended}` "
        f"{'fails' if ending[0].after == State.FAILED else 'succeeds'}?",
        lambda trace: _decided_at(trace, at),
        tuple(_decided_otherwise(draw, world, plan, culprit, {trace.task_key(e) for e in decided})),
        listing_of(world, times=True),
        culprit if fails else "",
        tuple(trace.task_key(event) for event in decided if event.t_ms == at),
    )


def _pose_order(draw: Draw, ground: Ground) -> Posed | None:
    """Asks for an order in which tasks can be decided: any that the graph allows is right."""
    world, draw = ground.scenario.world, draw.apart("order")
    asked = [task.key for task in draw.some(world.job.tasks, ORDERED)]
    if len(asked) < ORDERED_LEAST:
        return None
    # As they stand in the job they stand in an order that is right.
    mixed = replace(world, job=replace(world.job, tasks=tuple(draw.shuffled(world.job.tasks))))
    at_once = "" if len(asked) == len(world.job.tasks) else " of these tasks"
    return Posed(
        ground,
        _NO_FAILURE,
        f"{ground.opening} Below, what each task waits for. In which order can it be decided what "
        f"becomes{at_once or ' of its tasks'}? Several orders may be right.",
        lambda trace: Said("", dict.fromkeys(asked, ""), {}),
        (),
        listing_of(mixed, asked),
        asked=tuple(asked),
        put=AsOrder(tuple(asked)),
        steps=len(asked) - 2,
    )


def _decided_at(trace: Trace, at_ms: int) -> Said | None:
    own = {trace.task_key(e): e for e in trace.own_events("task") if e.before == State.BLOCKED}
    # Told in the order of the job: what is decided in one moment has no order of its own.
    found = [own[key] for key in trace.keys if key in own and own[key].t_ms == at_ms]
    if len(found) > NAMES_MAX:
        return None
    words = [f"`{trace.task_key(event)}` {_becomes(event)}" for event in found]
    parts = {trace.task_key(event): event.after for event in found}
    waiting = {
        key: f"`{key}` is decided at another moment, or still waits for a task that works."
        for key in trace.keys
    }
    whys: dict[str, int | str] = {**waiting, **{trace.task_key(e): e.q for e in found}}
    tells = {key: at_told(event, f"`{key}` {_becomes(event)}") for key, event in own.items()}
    return Said("; ".join(words) or "Nothing yet", parts, whys, tells={**waiting, **tells})


def _becomes(event: Event) -> str:
    return "starts" if event.after == State.RUNNING else f"ends as {WORDS[event.after]}"


def _decided_otherwise(
    draw: Draw, world: World, plan: WhatIfText, culprit: str, decided: set[str]
) -> Iterator[Neighbour]:
    yield from _other_times(draw, world, plan)
    yield from _other_times(draw, world, plan)
    if plan is not _NO_FAILURE:
        yield Neighbour("if nothing failed", _NO_FAILURE)
    for task in draw.some(workers(world), 3):
        if task.key != culprit or plan is _NO_FAILURE:
            yield Neighbour(f"if `{task.key}` failed", failing(world, task.key))
    for task in world.job.tasks:
        if task.key in decided and len(task.depends_on) > 1:
            for run_if in draw.some([each for each in RUN_IF if each != task.run_if], 3):
                dial = (*plan.dial, f"{task.key}.run_if:{run_if}")
                told = f"if Run if of `{task.key}` were {RUN_IF_WORDS[run_if]}"
                yield Neighbour(told, plan._replace(dial=dial))


RUN_LENGTH = Family(
    "run-length",
    1,
    "branches-and-loops",
    "How long a run takes",
    "Tasks and iterations with their times. When is all done, and how much works at once?",
    lambda draw, slug: drawn_ground(draw, slug, (loop, loop, two_sources, diamond, fan)),
    (_pose_length, _pose_end, _pose_most),
    ("for-each-is-parallel",),
    ("parallel-tasks", "for-each-concurrency"),
    knows_times,
)
DECIDED_NEXT = Family(
    "decided-next",
    1,
    "task-graph",
    "What is decided next",
    "A task ends. Which tasks start at that very moment, and which are passed over?",
    lambda draw, slug: drawn_ground(draw, slug, SHAPES),
    (_pose_decided, _pose_decided, _pose_order),
    ("depends-on-is-only-order", "one-failure-stops-the-run", "excluded-counts-as-failed"),
    ("depends-on-completed",),
    knows_times,
)
