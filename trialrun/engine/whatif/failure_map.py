"""Every single failure of a job, and what becomes of it: beside a repair, and beside a new run.

A failure strikes one piece of work at one place, each time until it is fixed. Each row is the end
of three stories that anybody can play: the first run, then `fix, repair` or `fix, run_now`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from trialrun.engine.job.state import RECOVERABLE_RESULTS, State
from trialrun.engine.job.world import Action, Do, Failure, TaskScript, World
from trialrun.engine.play import RUN_NOW, TOO_MANY_EVENTS, Endless, simulate
from trialrun.engine.rules import REPAIRABLE_TASKS_MIN
from trialrun.engine.trace.assumptions import unsaid_assumptions
from trialrun.engine.trace.trace import Trace
from trialrun.engine.whatif.places import TaskPlace, path_of_event, places_of
from trialrun.engine.whatif.whatif import WhatIf, fail_text

REPAIRED = (*RUN_NOW, Action(Do.FIX), Action(Do.REPAIR))
RUN_AGAIN = (*RUN_NOW, Action(Do.FIX), *RUN_NOW)
"""The two ways on from a failed run."""


class SingleFailure(NamedTuple):
    """One piece of work that fails after so many of its `writes`; in a for-each, each time."""

    task: str
    after_write: int
    writes: int

    @property
    def failure(self) -> Failure:
        """Returns it as a script has it."""
        return Failure(None, self.after_write)

    @property
    def text(self) -> str:
        """Returns it as a what-if has it.

        >>> SingleFailure("enrich", 1, 2).text
        'enrich@1'
        """
        return fail_text(self.task, self.failure)


class Way(NamedTuple):
    """What one way to recover comes to: `tasks_run` and `cents` beyond the run that failed.

    `dup` counts the surplus rows of all tables at the end, `steps` the events of the whole story.
    `rests_on` names its rules, and the facts of assumptions that no rule names.
    """

    result: State
    tasks_run: int
    cents: int
    dup: int
    steps: int
    rests_on: frozenset[str] = frozenset()


class Consequence(NamedTuple):
    """What becomes of one failure: `task` is the struck one's end, `not_run` never started.

    The ways are None where there are none: nothing is left to recover, or (`repair`) the job has
    but one task. `endless` says that the story has no end; then nothing else is told. `rests_on`
    is as in Way.
    """

    failure: SingleFailure
    result: State = State.SKIPPED
    task: State = State.BLOCKED
    not_run: tuple[str, ...] = ()
    dup: int = 0
    steps: int = 0
    repair: Way | None = None
    run_now: Way | None = None
    endless: str = ""
    rests_on: frozenset[str] = frozenset()


def failures_of(world: World) -> list[SingleFailure]:
    """Returns every single failure of a job, in the order of its tasks.

    What a for-each runs fails in all its iterations. The tasks of a job that is started stand
    behind the first task that starts it.
    """
    return [
        SingleFailure(place.work, after, len(place.script.writes))
        for place in places_of(world)
        if place.script is not None
        for after in range(len(place.script.writes) + 1)
    ]


def failure_map(world: World, failures: Iterable[SingleFailure] | None = None) -> list[Consequence]:
    """Returns what becomes of each of these failures, of all of them when none are given.

    Each takes the place of what the world's own script lets fail; child jobs keep theirs.
    """
    found = failures_of(world) if failures is None else list(failures)
    unending = _unending(world) if found else frozenset()
    return [
        Consequence(failure, endless=TOO_MANY_EVENTS)
        if failure.task in unending
        else _consequence(world, failure)
        for failure in found
    ]


def _consequence(world: World, failure: SingleFailure) -> Consequence:
    world = WhatIf(fail=((failure.task, failure.failure),)).world(world)
    struck = next(place for place in places_of(world) if place.work == failure.task)
    try:
        first = simulate(world)
        is_open = first.result in RECOVERABLE_RESULTS
        may_repair = is_open and len(world.job.tasks) >= REPAIRABLE_TASKS_MIN
        return Consequence(
            failure,
            result=first.result,
            task=_end_of(first, struck),
            not_run=tuple(_not_run(first, struck)),
            dup=_dup(first),
            steps=len(first.rows),
            repair=_way(first, simulate(world, REPAIRED)) if may_repair else None,
            run_now=_way(first, simulate(world, RUN_AGAIN)) if is_open else None,
            rests_on=_rests_on(first),
        )
    except Endless as endless:
        return Consequence(failure, endless=str(endless))


def _unending(world: World) -> frozenset[str]:
    """Returns works whose failure is retried without limit, whatever else happens.

    They do run, and nothing stops them: no limit of time strikes an execution that ends earlier
    than one that was in time. Measured: to play one up to EVENTS_MAX takes 0.4 s.
    """
    retried = [place for place in places_of(world) if place.work and place.does.max_retries < 0]
    if not retried or world.job.timeout_ms:
        return frozenset()
    script = {key: replace(entry, fails=None) for key, entry in world.script.items()}
    try:
        healthy = simulate(replace(world, script=script))
    except Endless:
        return frozenset()
    return frozenset(
        place.work
        for place in retried
        if place.script and _is_alike(place.script) and _has_run_in_time(healthy, place)
    )


def _is_alike(script: TaskScript) -> bool:
    """Says whether every execution takes the same time."""
    return script.slow is None or script.slow.on is None


def _has_run_in_time(trace: Trace, place: TaskPlace) -> bool:
    if place.folder:
        # A limit of time of its job, or of a task that starts one, would end what goes on in there.
        around = [each for each in places_of(trace.world) if each.started or each.folder]
        is_limited = any(
            each.world.job.timeout_ms or each.task.timeout_ms or each.does.timeout_ms
            for each in around
        )
        return _end_of(trace, place) is State.SUCCESS and not is_limited
    end = trace.tasks[place.task.key]
    if place.task.for_each is not None and (place.task.timeout_ms or not end.iterations):
        return False
    return end.state is State.SUCCESS


def _end_of(trace: Trace, place: TaskPlace) -> State:
    """Returns how a task ended in the last run of its job; BLOCKED where that never came to it."""
    if not place.folder:
        return trace.tasks[place.task.key].state
    ends = (
        event.after
        for event in reversed(trace.events)
        if event.kind == "task" and path_of_event(trace, event) == place.path
    )
    return State(next(ends, State.BLOCKED))


def _not_run(trace: Trace, struck: TaskPlace) -> Iterator[str]:
    """Yields the job's tasks that never started, and those of a started job whose task fails."""
    yield from (key for key, end in trace.tasks.items() if end.started_ms < 0)
    if struck.folder:
        began = {
            path_of_event(trace, event)
            for event in trace.events
            if event.kind == "task" and event.after == State.RUNNING
        }
        beside = (struck._replace(task=task).path for task in struck.world.job.tasks)
        yield from (path for path in beside if path not in began)


def _way(first: Trace, trace: Trace) -> Way:
    return Way(
        trace.result,
        trace.executions - first.executions,
        trace.cents - first.cents,
        _dup(trace),
        len(trace.rows),
        _rests_on(trace),
    )


def _rests_on(trace: Trace) -> frozenset[str]:
    return frozenset({row[10] for row in trace.rows} | unsaid_assumptions(trace).keys())


def _dup(trace: Trace) -> int:
    return sum(table.dup for table in trace.tables.values())
