"""Worlds and stories with everything in them, and the plain bookkeeping that properties need.

The worlds are those of `worlds.py`; here they get queues, limits, timeouts, notifications and
tables that tasks share, and an operator who acts at any moment.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.build import FREE
from tests.engine.worlds import worlds
from tests.proving import PROVES
from trialrun.engine import (
    ILLUSTRATIVE,
    Action,
    Continuous,
    Do,
    Event,
    Happening,
    Job,
    Notifications,
    Periodic,
    Segment,
    State,
    Trace,
    World,
    simulate,
)
from trialrun.engine.job.job import Arrival

LOUD = Notifications(("a",), ("b",), ("c",), ("d",), warns_after_ms=45_000)
TABLES = ("bronze", "silver")
MOMENTS_MS = (500, 1750, 30_000, 241_000, 0, 60_000, 300_000, 3_600_000)
"""Steps between two actions: within a task, between tasks, within a start of compute, after."""

PAGES = 180
PROOFS = 600
"""Stories that each property is checked on: in a commit, and in `make prove`."""


@st.composite
def settings_of(draw: st.DrawFn, job: Job) -> Job:
    """Draws the settings of a job that say nothing of single tasks, and who is told."""
    tasks = [
        replace(task, notifications=LOUD) if draw(st.integers(0, 5)) == 5 else task
        for task in job.tasks
    ]
    return replace(
        job,
        tasks=tuple(tasks),
        max_concurrent_runs=draw(st.sampled_from([1, 1, 1, 1, 1, 2, 2, 2, 3, 0])),
        queue=draw(st.sampled_from([True, True, False])),
        timeout_ms=draw(st.sampled_from([0] * 8 + [20_000, 300_000])),
        notifications=draw(st.sampled_from([Notifications(), LOUD])),
    )


@st.composite
def rich_worlds(draw: st.DrawFn) -> World:
    """Draws a world; half of them have all writes in the same two tables."""
    world = draw(worlds(most=5))
    if draw(st.booleans()):
        world = _with_shared_tables(world)
    edits = {}
    for name, job in world.edits.items():
        toggled = tuple(
            replace(task, disabled=draw(st.integers(0, 7)) == 7 or task.disabled)
            for task in job.tasks
        )
        edits[name] = draw(settings_of(replace(job, tasks=toggled)))
    return replace(
        world,
        job=draw(settings_of(world.job)),
        edits=edits,
        prices=draw(st.sampled_from([ILLUSTRATIVE, FREE])),
        jobs={
            key: replace(child, job=draw(settings_of(child.job)))
            for key, child in world.jobs.items()
        },
    )


def _with_shared_tables(world: World) -> World:
    """Puts what tasks write into tables of their own into shared ones."""
    script = {
        key: replace(
            entry,
            writes=tuple(
                replace(write, table=TABLES[len(write.table) % 2]) for write in entry.writes
            ),
        )
        for key, entry in world.script.items()
    }
    jobs = {key: _with_shared_tables(child) for key, child in world.jobs.items()}
    return replace(world, script=script, jobs=jobs)


@st.composite
def triggered_worlds(draw: st.DrawFn) -> World:
    """Draws a world whose job starts by itself while the operator waits."""
    world = draw(rich_worlds())
    files = Arrival("file", ("/in",), wait_after_change_ms=60_000)
    tables = Arrival("table", ("x", "y"), all_updated=True, min_between_ms=90_000)
    triggers = st.sampled_from([Periodic(70_000), Continuous(), files, tables])
    happenings = tuple(
        Happening(draw(st.integers(0, 400)) * 1000, on, name)
        for on, name in draw(
            st.lists(st.sampled_from([("file", "/in/1"), ("table", "x"), ("table", "y")]))
        )
    )
    job = replace(world.job, trigger=draw(triggers), paused=draw(st.integers(0, 3)) == 3)
    return replace(world, job=job, happenings=happenings)


def acts(world: World) -> st.SearchStrategy[Action]:
    """Draws one thing an operator does; also such as will be refused."""
    keys = [task.key for task in world.job.tasks]
    key, few = st.sampled_from(keys), st.lists(st.sampled_from(keys), min_size=1, max_size=2)
    number = st.none() | st.none() | st.integers(1, 4)
    ids = st.none() | st.integers(1, 3)
    params = st.sampled_from([(), (), (("p", "x"), ("regions", "[1, 2, 3]"))])
    only = few.flatmap(
        lambda named: st.sampled_from([tuple(f"{a}{k}{b}" for k in named) for a, b in _SIGNS])
    )
    only = st.just(()) | only
    tokens = st.sampled_from(["", "", "once"])
    occasions = st.sampled_from(["", "", "monday", "run-1", "2026-11-23T00:01:10Z"])
    written = {write.table for script in world.script.values() for write in script.writes}
    tables = st.sampled_from([*sorted(written), "nowhere"])
    repairs = (
        st.builds(Action, st.just(Do.REPAIR), params=params, run=number),
        st.builds(
            Action,
            st.just(Do.REPAIR),
            all_failed=st.just(True),
            dependents=st.booleans(),
            latest_repair_id=ids,
        ),
        st.builds(
            Action,
            st.just(Do.REPAIR),
            tasks=few.map(tuple),
            dependents=st.booleans(),
            latest_repair_id=ids,
            run=number,
        ),
    )
    return st.one_of(
        st.builds(
            Action, st.just(Do.RUN_NOW), tasks=only, params=params, token=tokens, occasion=occasions
        ),
        st.builds(Action, st.just(Do.RUN_NOW)),
        *repairs,
        st.builds(Action, st.just(Do.CANCEL)),
        st.builds(Action, st.just(Do.FIX), task=st.none() | st.sampled_from([*world.script, "?"])),
        st.builds(Action, st.just(Do.CANCEL), task=st.none() | key, run=number),
        st.builds(Action, st.just(Do.EDIT), name=st.sampled_from(["edited", "unknown"])),
        st.builds(Action, st.just(Do.RESTORE), name=tables, version=st.integers(0, 3)),
        st.just(Action(Do.WAIT)),
    )


_SIGNS = (("", ""), ("+", ""), ("", "+"), ("+", "+"))


@st.composite
def operators(draw: st.DrawFn, world: World) -> tuple[Action, ...]:
    """Draws an operator who acts at any moments, or one who lets everything come to its end."""
    actions = [
        Action(Do.RUN_NOW),
        *draw(st.lists(acts(world), min_size=draw(st.sampled_from([0, 3, 3])), max_size=7)),
    ]
    if draw(st.booleans()):
        return tuple(actions)
    at_ms, timed = 0, []
    for action in actions:
        timed.append(replace(action, at_ms=at_ms))
        at_ms += draw(st.sampled_from(MOMENTS_MS))
    return tuple(timed)


class Told(NamedTuple):
    """A story and its trace."""

    world: World
    actions: tuple[Action, ...]
    trace: Trace


@st.composite
def stories(draw: st.DrawFn, of: st.SearchStrategy[World]) -> Told:
    """Draws a world and what is done in it, and plays it."""
    world = draw(of)
    actions = draw(operators(world))
    return Told(world, actions, simulate(world, actions))


WITHOUT_TRIGGERS = stories(rich_worlds())
WITH_TRIGGERS = stories(triggered_worlds())


def of_every_story(check: Callable[[Told], None]) -> Callable[[], None]:
    """Makes a property a test: of stories with triggers and without."""
    return _for_all(check, with_triggers=True)


def of_every_plain_story(check: Callable[[Told], None]) -> Callable[[], None]:
    """Makes a property a test: of stories in which only the operator starts runs."""
    return _for_all(check, with_triggers=False)


def _for_all(check: Callable[[Told], None], *, with_triggers: bool) -> Callable[[], None]:
    """Checks a property on a book of stories that is written once; in `make prove` on new ones.

    Measured: drawing a story takes ten times as long as checking it.
    """
    if PROVES:
        told = WITHOUT_TRIGGERS | WITH_TRIGGERS if with_triggers else WITHOUT_TRIGGERS
        return settings(max_examples=PROOFS, deadline=None)(given(told)(check))

    def test() -> None:
        for page, story in enumerate(book() + triggered_book() if with_triggers else book()):
            try:
                check(story)
            except AssertionError as error:
                error.add_note(f"page {page}; for a small story set HYPOTHESIS_PROFILE=prove")
                raise

    test.__name__, test.__doc__ = check.__name__, check.__doc__
    return test


@cache
def book() -> list[Told]:
    """Returns stories without triggers, always the same."""
    return _written(WITHOUT_TRIGGERS, PAGES)


@cache
def triggered_book() -> list[Told]:
    """Returns stories with triggers, always the same."""
    return _written(WITH_TRIGGERS, PAGES // 3)


def _written(drawn: st.SearchStrategy[Told], pages: int) -> list[Told]:
    told: list[Told] = []

    @settings(
        max_examples=pages,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(drawn)
    def write(story: Told) -> None:
        told.append(story)

    write()
    return told


class Place(NamedTuple):
    """What has a state: a task of a run, or an iteration of it (-1: none)."""

    run: int
    task: int
    iteration: int


def place_of(trace: Trace, event: Event) -> Place:
    """Returns what an event of a segment is about."""
    return Place(trace.segments[event.segment].run, event.task, event.iteration)


def moves(trace: Trace) -> Iterator[tuple[Event, dict[Place, Event]]]:
    """Yields each change of a task's or iteration's state, with all latest changes before it.

    A loop that a repair gives other inputs has new iterations: the old ones are forgotten.
    """
    latest: dict[Place, Event] = {}
    for event in trace.events:
        if event.kind not in ("task", "iteration"):
            continue
        place = place_of(trace, event)
        if event.kind == "iteration" and event.before == State.BLOCKED:
            latest.pop(place, None)
        yield event, latest
        latest[place] = event


def states_when(trace: Trace, q: int) -> dict[Place, str]:
    """Returns the states of all tasks of all runs just before an event."""
    return {
        place_of(trace, event): event.after for event in trace.events[:q] if event.kind == "task"
    }


def openings(trace: Trace) -> dict[int, Event]:
    """Returns the event that begins each segment."""
    found: dict[int, Event] = {}
    for event in trace.events:
        if event.kind == "run" and event.segment >= 0:
            found.setdefault(event.segment, event)
    return found


def endings(trace: Trace) -> dict[int, Event]:
    """Returns the event that ends each segment."""
    return {
        e.segment: e
        for e in trace.events
        if e.kind == "run" and e.segment >= 0 and e.after != State.RUNNING
    }


def part_of(trace: Trace, segment: Segment) -> set[int]:
    """Returns the tasks that a run is made of, at the end of one of its segments."""
    of_run = [s for s in trace.segments[: segment.id + 1] if s.run == segment.run]
    return {task for s in of_run for task in s.tasks}


def asked_and_done(
    trace: Trace, actions: Sequence[Action], do: Do, refusals: str
) -> Iterator[tuple[Action, Event]]:
    """Yields what the operator asked for and was granted, with the event that it became."""
    wanted = {Do.REPAIR: "repair.same_run", Do.RESTORE: "commit.restore", Do.EDIT: "operator.edit"}
    asked = iter([action for action in actions if action.do is do])
    for event in trace.events:
        if event.rule == wanted[do]:
            yield next(asked), event
        elif event.rule.startswith(refusals):
            next(asked)


def at_most(examples: int, proofs: int) -> settings:
    """Says how many examples a costly property gets, in a commit and in `make prove`."""
    return settings(max_examples=proofs if PROVES else examples, deadline=None)
