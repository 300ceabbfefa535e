"""Families about retries and timeouts: which attempt counts, and when the next one starts."""

from collections.abc import Iterator
from dataclasses import replace

from trialrun.diagram import WORDS, clock
from trialrun.engine import State, Task, Trace, WhatIfText, World
from trialrun.families.draw import Draw
from trialrun.families.family import Family, Ground, Neighbour, Posed, Said
from trialrun.families.ground import MINUTE_MS, drawn_ground
from trialrun.families.listing import listing, listing_of
from trialrun.families.putting import AsNumber
from trialrun.families.reading import at_told, not_retried, off_told, workers
from trialrun.families.shapes import PLAIN_SHAPES
from trialrun.plural import counted
from trialrun.questions import Scenario

_NUMBERS = ("first", "second", "third", "fourth", "fifth")
_ENDS = (State.SUCCESS, State.FAILED, State.TIMEDOUT)


def _grounds(draw: Draw, slug: str) -> Ground:
    """Draws a job of which some tasks have retries and timeouts."""
    ground = drawn_ground(draw, slug, PLAIN_SHAPES)
    world = ground.scenario.world
    tasks = [_with_settings(draw, world, task) for task in world.job.tasks]
    world = replace(world, job=replace(world.job, tasks=tuple(tasks)))
    return replace(ground, scenario=replace(ground.scenario, world=world))


def _with_settings(draw: Draw, world: World, task: Task) -> Task:
    if draw.is_one_in(3):
        return task
    takes_ms, retries = world.script[task.key].takes_ms, draw.between(0, 3)
    is_timed, has_interval = draw.is_one_in(2), draw.is_one_in(2)
    return replace(
        task,
        max_retries=retries,
        timeout_ms=takes_ms + draw.between(1, 4) * MINUTE_MS if is_timed else 0,
        retry_on_timeout=bool(retries and is_timed) and draw.is_one_in(2),
        min_retry_interval_ms=draw.between(1, 12) * MINUTE_MS if retries and has_interval else 0,
    )


def _has_work(scenario: Scenario) -> bool:
    return bool(workers(scenario.world))


def _pose_attempts(draw: Draw, ground: Ground) -> Posed | None:
    world = ground.scenario.world
    task = draw.among(workers(world))
    times = draw.between(1, 3)
    is_slow = bool(task.timeout_ms) and draw.is_one_in(2)
    plan = _slow(world, task, times) if is_slow else _fails(world, task, times)
    which = (
        f"The {_list(times)} would take twice its timeout"
        if is_slow
        else (f"The {_list(times)} {'raises' if times == 1 else 'raise'} an error")
    )
    return Posed(
        ground,
        plan,
        f"{ground.opening} {off_told(world, task.key)}In one run, `{task.key}` has bad luck. "
        f"{which}; any later one would go well. How many attempts does it make, and how does it "
        "end?",
        lambda trace: _attempts(trace, task.key),
        tuple(_otherwise(world, task, plan, is_slow, times)),
        listing_of(ground.scenario.read(plan).world(world), (task.key,)),
        task.key,
        (task.key,),
    )


def _pose_count(draw: Draw, ground: Ground) -> Posed | None:
    """Asks for the number of attempts alone."""
    posed = _pose_attempts(draw, ground)
    if posed is None:
        return None
    key = posed.failing
    story, _, _ = posed.stem.rpartition("How many ")

    def answer(trace: Trace) -> Said | None:
        found = _attempts(trace, key)
        if found is None:
            return None
        count = found.parts["attempts"]
        why, told = found.whys["state"], f"In all it makes {counted(int(count), 'attempt')}."
        return Said(count, {"attempts": count}, {"attempts": why}, {"attempts": told})

    put = AsNumber(f'tasks["{key}"].attempts', "attempts", unit="attempts")
    return replace(posed, stem=f"{story}How many attempts does it make?", answer=answer, put=put)


def _list(times: int) -> str:
    return " and ".join(_NUMBERS[:times]).replace(" and ", ", ", max(times - 2, 0)) + (
        " attempt" if times == 1 else " attempts"
    )


def _fails(world: World, task: Task, times: int) -> WhatIfText:
    on = ",".join(map(str, range(times)))
    return WhatIfText(fail=(f"{task.key}:{on}",), dial=not_retried(world, task.key))


def _slow(world: World, task: Task, times: int) -> WhatIfText:
    on = ",".join(map(str, range(times)))
    seconds = task.timeout_ms * 2 // 1000
    return WhatIfText(
        fail=("none",), slow=(f"{task.key}:{on}@{seconds}",), dial=not_retried(world, task.key)
    )


def _otherwise(
    world: World, task: Task, plan: WhatIfText, is_slow: bool, times: int
) -> Iterator[Neighbour]:
    for retries in range(4):
        if retries != task.max_retries:
            dial = (*plan.dial, f"{task.key}.retries:{retries}")
            told = f"with {counted(retries, 'retry', 'retries') if retries else 'no retries'}"
            yield Neighbour(told, plan._replace(dial=dial))
    for other in range(1, 5):
        if other != times:
            near = _slow(world, task, other) if is_slow else _fails(world, task, other)
            what = "were too slow" if is_slow else "failed"
            yield Neighbour(f"if {counted(other, 'attempt')} {what}", near)
    if is_slow:
        turned = "off" if task.retry_on_timeout else "on"
        dial = (*plan.dial, f"{task.key}.retry_on_timeout:{turned}")
        yield Neighbour(f"with `retry_on_timeout` {turned}", plan._replace(dial=dial))
        yield Neighbour(
            "without a timeout", plan._replace(dial=(*plan.dial, f"{task.key}.timeout:0"))
        )
    elif task.timeout_ms:
        yield Neighbour("if they were too slow instead", _slow(world, task, times))


def _attempts(trace: Trace, key: str) -> Said | None:
    end = trace.tasks[key]
    if end.state not in _ENDS:
        return None
    last = [event.q for event in trace.own_events("task") if trace.task_key(event) == key][-1]
    count, state = end.attempts, WORDS[end.state]
    parts = {"attempts": str(count), "state": state}
    claim = f'tasks["{key}"].attempts == {count} && tasks["{key}"].state == "{end.state}"'
    ended = next((e.q for e in reversed(trace.events[:last]) if e.rule == "retry.waits"), last)
    whys: dict[str, int | str] = {"state": last, "attempts": ended if count > 1 else last}
    tells = {
        "state": at_told(trace.events[last], f"`{key}` ends as {state}"),
        "attempts": f"`{key}` makes {counted(count, 'attempt')}.",
    }
    return Said(f"{counted(count, 'attempt')}, {state}", parts, whys, tells=tells, claim=claim)


def _pose_start(draw: Draw, ground: Ground) -> Posed | None:
    world = ground.scenario.world
    roots = [t for t in workers(world) if not t.depends_on and t.max_retries]
    roots = [task for task in roots if task.min_retry_interval_ms and not task.timeout_ms]
    if not roots:
        return None
    task = draw.among(roots)
    times = draw.between(1, min(task.max_retries, 2))
    plan = _fails(world, task, times)
    first = ground.scenario.play(ground.scenario.read(plan))
    failed = next(e for e in first.own_events("attempt") if first.task_key(e) == task.key)
    works_ms = failed.t_ms
    again = "" if times == 1 else ", and so does the second one, after as long"
    return Posed(
        ground,
        plan,
        f"{ground.opening} Its compute is up already. In one run, the first attempt of "
        f"`{task.key}` starts at 0:00 and raises an error at {clock(works_ms)}{again}. When does "
        f"the {_NUMBERS[times]} one start?",
        lambda trace: _retry_start(trace, task.key, times),
        tuple(_other_starts(draw, ground, task, times)),
        listing(world),
        task.key,
        (task.key,),
        # Each retry is worked out from the one before; an interval that is over has to be noticed.
        steps=3 * times + (task.min_retry_interval_ms <= works_ms),
    )


def _pose_start_number(draw: Draw, ground: Ground) -> Posed | None:
    """Asks for the moment as a number."""
    posed = _pose_start(draw, ground)
    if posed is None:
        return None
    task, (fails,) = posed.failing, posed.what_if.fail
    retry = fails.count(",") + 1
    slips = {
        f"Then the {_NUMBERS[other]} one starts.": f"{_attempt(task, other)}.started_ms"
        for other in range(retry)
    }
    slips |= {"Then the one before it fails.": f"{_attempt(task, retry - 1)}.ended_ms"}
    put = AsNumber(f"{_attempt(task, retry)}.started_ms", "start", slips, unit="minutes")
    return replace(posed, put=put)


def _attempt(task: str, number: int) -> str:
    return f'tasks["{task}"].attempt_log[{number}]'


def _retry_start(trace: Trace, key: str, retry: int) -> Said | None:
    """Returns when the retry of a number starts, counted from 1."""
    starts = [
        event
        for event in trace.own_events("task")
        if trace.task_key(event) == key and event.rule == "retry.starts"
    ]
    if len(starts) < retry:
        return None
    event = starts[retry - 1]
    interval = next(task for task in trace.world.job.tasks if task.key == key).min_retry_interval_ms
    why = f"The interval of {clock(interval)} counts from the start of the attempt that failed"
    failed = next(e for e in reversed(trace.events[: event.q]) if e.kind == "attempt")
    why += ": it is over when that fails." if failed.t_ms == event.t_ms else "."
    told = at_told(event, f"the {_NUMBERS[retry]} attempt starts")
    at = clock(event.t_ms)
    return Said(
        f"At {at}", {"start": at}, {"start": why}, tells={"start": told}, size=float(event.t_ms)
    )


def _other_starts(draw: Draw, ground: Ground, task: Task, times: int) -> Iterator[Neighbour]:
    plan = _fails(ground.scenario.world, task, times)
    for other in range(1, times):
        yield Neighbour(
            f"of the {_NUMBERS[other]} one",
            plan,
            answer=lambda trace, other=other: _retry_start(trace, task.key, other),  # type: ignore[misc]
        )
    for minutes in draw.some(range(0, 14), 5):
        if minutes * MINUTE_MS != task.min_retry_interval_ms:
            told = (
                f"with an interval of {clock(minutes * MINUTE_MS)}"
                if minutes
                else ("without an interval")
            )
            yield Neighbour(told, plan, _with_interval(ground.scenario, task, minutes * MINUTE_MS))
    for seconds in draw.some((120, 240, 360, 480, 600, 900), 4):
        slow = (f"{task.key}:{','.join(map(str, range(times)))}@{seconds}",)
        told = f"if each failed after {clock(seconds * 500)}"
        yield Neighbour(told, plan._replace(slow=slow))


def _with_interval(scenario: Scenario, task: Task, interval_ms: int) -> Scenario:
    job = scenario.world.job
    tasks = tuple(
        replace(each, min_retry_interval_ms=interval_ms) if each.key == task.key else each
        for each in job.tasks
    )
    return replace(scenario, world=replace(scenario.world, job=replace(job, tasks=tasks)))


ATTEMPTS_MADE = Family(
    "attempts-made",
    1,
    "retries-and-timeouts",
    "Which attempt counts",
    "Attempts fail or take too long. How many are made, and with which does the task end?",
    _grounds,
    (_pose_attempts, _pose_count),
    ("three-retries-by-default", "timeouts-are-retried", "one-failure-stops-the-run"),
    ("retries-default", "retry-on-timeout"),
    _has_work,
)
RETRY_STARTS = Family(
    "retry-starts",
    1,
    "retries-and-timeouts",
    "When a retry starts",
    "Attempts fail, and there is a least interval between retries. When does the next one start?",
    _grounds,
    (_pose_start, _pose_start_number),
    ("retry-interval-from-the-end",),
    ("retry-interval",),
)
