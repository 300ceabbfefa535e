"""The family about a run that is asked for while others go on: it starts, waits, or is skipped."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from trialrun.diagram import WORDS, clock
from trialrun.engine import Event, State, Trace, WhatIfText, World
from trialrun.families.draw import Draw
from trialrun.families.family import Family, Ground, Neighbour, Posed, Said
from trialrun.families.ground import drawn_ground
from trialrun.families.putting import AsMatch, AsNumber
from trialrun.families.reading import at_told, workers
from trialrun.families.shapes import PLAIN_SHAPES
from trialrun.questions import Scenario

RUNS_LEAST = 3
APART_MS = 1_000
"""So far apart are a start that is asked for and an end, or a place in the queue that is freed."""
_WITHIN_S = (10, 20, 30, 40, 50)
_NUMBERS = ("first", "second", "third", "fourth")


def _grounds(draw: Draw, slug: str) -> Ground:
    ground = drawn_ground(draw, slug, PLAIN_SHAPES)
    world = ground.scenario.world
    job = replace(world.job, max_concurrent_runs=draw.among((1, 1, 2)), queue=not draw.is_one_in(3))
    return replace(ground, scenario=replace(ground.scenario, world=replace(world, job=job)))


def _suits(scenario: Scenario) -> bool:
    job = scenario.world.job
    return bool(workers(scenario.world)) and job.max_concurrent_runs > 0 and job.trigger is None


def _pose(draw: Draw, ground: Ground) -> Posed | None:
    scenario, world = ground.scenario, ground.scenario.world
    alone = scenario.play(scenario.read(WhatIfText(fail=("none",), do=("run_now@0",))))
    took = alone.runs[0].t1_ms // 1000 if alone.runs else 0
    if took < 120:
        return None
    times = _times(draw, took, draw.between(2, 4))
    plan = WhatIfText(fail=("none",), do=tuple(f"run_now@{at}" for at in times))
    asked = len(times)
    told = ", ".join(clock(at * 1000) for at in times[:-1])
    settings = f"max_concurrent_runs: {world.job.max_concurrent_runs}\nqueue: " + (
        "true" if world.job.queue else "false"
    )
    return Posed(
        ground,
        plan,
        f"{ground.opening} A run of it takes {clock(took * 1000)} and does not fail. "
        f"{'A run is' if asked == 2 else 'Runs are'} asked for at {told}, and one more at "
        f"{clock(times[-1] * 1000)}. What becomes of the {_NUMBERS[asked - 1]}?",
        lambda trace: _becomes(trace, asked),
        tuple(_otherwise(world, plan)),
        settings,
    )


def _pose_when(draw: Draw, ground: Ground) -> Posed | None:
    """Asks when the last run starts; none that is skipped."""
    posed = _pose(draw, ground)
    if posed is None:
        return None
    last = len(posed.what_if.do) - 1
    story, _, _ = posed.stem.rpartition("What becomes ")
    log = "run_log[{}].started_ms"
    slips = {f"Then the {_NUMBERS[at]} starts.": log.format(at) for at in range(last)} | {
        "Then it is asked for.": f"run_log[{last}].created_ms"
    }
    put = AsNumber(log.format(last), "run", slips, unit="minutes")

    def answer(trace: Trace) -> Said | None:
        found = _becomes(trace, last + 1)
        if found is None or trace.runs[-1].result is State.SKIPPED:
            return None
        return replace(found, sums=found.tells)

    asks = f"The {_NUMBERS[last]} is not skipped. At what time does it start?"
    return replace(posed, stem=f"{story}{asks}", answer=answer, put=put)


def _pose_each(draw: Draw, ground: Ground) -> Posed | None:
    """Asks what becomes of each run."""
    posed = _pose(draw, ground)
    if posed is None or len(posed.what_if.do) < RUNS_LEAST:
        return None
    count = len(posed.what_if.do)
    story, _, _ = posed.stem.rpartition("What becomes ")
    items = tuple(
        (
            f"The {_NUMBERS[at]}, asked for at {clock(int(do.partition('@')[2]) * 1000)}",
            f"run_log[{at}].was_skipped ? 2 : run_log[{at}].was_queued ? 1 : 0",
            f"run {at}",
        )
        for at, do in enumerate(posed.what_if.do)
    )
    put = AsMatch(items, {"0": "Starts at once", "1": "Waits, then starts", "2": "Is skipped"})
    return replace(
        posed,
        stem=f"{story}What becomes of each of them?",
        answer=lambda trace: _each(trace, count),
        put=put,
    )


def _each(trace: Trace, count: int) -> Said | None:
    """Returns what becomes of each of so many runs."""
    found = [_becomes(trace, number) for number in range(1, count + 1)]
    whys: dict[str, int | str] = {}
    for at, said in enumerate(found):
        if said is None:
            return None
        whys[f"run {at}"] = said.whys["run"]
    return Said("", {f"run {at}": said.says for at, said in enumerate(found) if said}, whys)


def _times(draw: Draw, took: int, count: int) -> list[int]:
    """Draws moments in seconds, so that runs meet now and then.

    Work is drawn in whole minutes; a run that is asked for within one does not meet an end.
    """
    minutes, times = 0, [0]
    for _ in range(count - 1):
        minutes += draw.between(1, max(took // 60, 2))
        times.append(minutes * 60 + draw.among(_WITHIN_S))
    return times


def _otherwise(world: World, plan: WhatIfText) -> Iterator[Neighbour]:
    queue = "off" if world.job.queue else "on"
    turned = {"on": "with the queue on", "off": "without the queue"}
    yield Neighbour(turned[queue], plan._replace(dial=(f"queue:{queue}",)))
    for most in (1, 2, 3):
        if most != world.job.max_concurrent_runs:
            told = f"with {most} concurrent run{'' if most == 1 else 's'} at most"
            dial = (f"max_concurrent_runs:{most}",)
            yield Neighbour(told, plan._replace(dial=dial))
            yield Neighbour(
                f"{told} and {turned[queue]}",
                plan._replace(dial=(f"max_concurrent_runs:{most}", f"queue:{queue}")),
            )
    for task in workers(world)[:4]:
        seconds = world.script[task.key].takes_ms // 1000 + 180
        told = f"if `{task.key}` took {clock(seconds * 1000)}"
        yield Neighbour(told, plan._replace(slow=(f"{task.key}@{seconds}",)))


def _becomes(trace: Trace, number: int) -> Said | None:
    # Of what is asked for, each gives a first event of a run, in that order.
    first = [e for e in trace.own_events("run", "refused") if not e.before]
    if len(first) < number:
        return None
    if _has_a_tie(trace, [event.t_ms for event in first]):
        return None
    asked, of = first[number - 1], f"run_log[{number - 1}]"
    if asked.after == State.SKIPPED:
        says = f"It is {WORDS[State.SKIPPED].lower()}"
        told = at_told(asked, "it is skipped")
        return _said(says, told, asked, f"{of}.was_skipped")
    if asked.after != State.QUEUED:
        says = f"It starts at once, at {clock(asked.t_ms)}"
        claim = f"!{of}.was_queued && {of}.started_ms == {asked.t_ms}"
        return _said(says, at_told(asked, "it starts"), asked, claim)
    left = next(
        (e for e in trace.own_events("run") if e.before == State.QUEUED and asked.q in e.cause),
        None,
    )
    if left is None:
        return None
    says = f"It waits, and starts at {clock(left.t_ms)}"
    claim = f"{of}.was_queued && {of}.started_ms == {left.t_ms}"
    return _said(says, at_told(left, "its turn comes"), asked, claim)


def _said(says: str, told: str, asked: Event, claim: str) -> Said:
    return Said(says, {"run": says}, {"run": asked.q}, tells={"run": told}, claim=claim)


def _has_a_tie(trace: Trace, asked_ms: Sequence[int]) -> bool:
    """Says whether a run is asked for as another ends: which comes first is then nobody's to know.

    Two that end as one are a tie, too.
    """
    ends = sorted(run.t1_ms for run in trace.runs if run.t1_ms > run.t0_ms)
    moments = [*ends, *asked_ms]
    return any(
        abs(moment - end) < APART_MS for at, end in enumerate(ends) for moment in moments[at + 1 :]
    )


NEXT_TRIGGER = Family(
    "next-trigger",
    2,
    "triggers-and-queue",
    "What becomes of one more run",
    "Runs are asked for while others go on. Does the last one start, wait, or is it skipped?",
    _grounds,
    (_pose, _pose_when, _pose_each),
    ("second-run-runs-beside", "second-run-always-waits"),
    ("max-concurrent-runs", "run-queue"),
    _suits,
)
