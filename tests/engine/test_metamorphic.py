"""Two ways to the same end: clean, retried, repaired or run again; and what one failure leaves."""

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.build import FREE, a_chain, a_job, a_loop, a_run_job, a_script, a_task, with_jobs
from tests.engine.rich import PROVES, at_most
from tests.engine.worlds import worlds
from trialrun.engine import (
    Action,
    Do,
    Failure,
    State,
    Task,
    TaskScript,
    Trace,
    World,
    Write,
    WriteMode,
    simulate,
)

RUN, FIX, REPAIR = Action(Do.RUN_NOW), Action(Do.FIX), Action(Do.REPAIR)
API_REPAIR = Action(Do.REPAIR, all_failed=True, dependents=True)
RUN_IFS = ("ALL_SUCCESS", "ALL_SUCCESS", "NONE_FAILED", "ALL_DONE", "AT_LEAST_ONE_SUCCESS")
"""Those that let a task run where nothing fails."""
few = at_most(60, 300)
"""Fewer examples than a profile asks for: each plays several stories."""


def writes(key: str, modes: list[WriteMode]) -> st.SearchStrategy[tuple[Write, ...]]:
    """Draws writes; an overwritten table has one write, what is added may share one."""
    kinds = st.tuples(st.sampled_from(modes), st.integers(1, 50))
    return st.lists(kinds, max_size=3).map(
        lambda drawn: tuple(
            Write(f"{key}_{at}" if mode is WriteMode.OVERWRITE else f"all_{mode}", mode, rows)
            for at, (mode, rows) in enumerate(drawn)
        )
    )


@st.composite
def chores(draw: st.DrawFn, modes: list[WriteMode]) -> World:
    """Draws two tasks or more (a single one is not repaired), all of which run if none fails."""
    tasks: list[Task] = []
    script: dict[str, TaskScript] = {}
    jobs: dict[str, World] = {}
    added = [mode for mode in modes if mode is not WriteMode.OVERWRITE] or [WriteMode.MERGE]
    for index in range(draw(st.integers(2, 5))):
        key = f"t{index}"
        ups = draw(st.lists(st.integers(0, index - 1), unique=True, max_size=2)) if index else []
        after, compute = [f"t{up}" for up in ups], draw(st.sampled_from(["main", "serverless"]))
        kind = draw(st.sampled_from(["work", "work", "loop", "child"]))
        if kind == "loop":
            one = a_task(f"{key}_one", compute=compute)
            task = a_loop(key, "[1, 2]", *after, task=one, at_once=draw(st.integers(1, 2)))
            script[f"{key}_one"] = a_script(*draw(writes(key, added)))
        elif kind == "child":
            task = a_run_job(key, f"job_{key}", *after)
            inner = {f"{key}_in": a_script(*draw(writes(f"{key}_in", modes)))}
            jobs[f"job_{key}"] = World(a_job(a_task(f"{key}_in")), inner, FREE)
        else:
            task = a_task(key, *after, compute=compute)
            script[key] = a_script(*draw(writes(key, modes)), takes_s=draw(st.integers(1, 90)))
        tasks.append(replace(task, run_if=draw(st.sampled_from(RUN_IFS)) if ups else task.run_if))
    return with_jobs(World(a_job(*tasks), script, FREE), **jobs)


@st.composite
def broken(draw: st.DrawFn, world: World, *, on: frozenset[int] | None) -> World:
    """Draws where a world fails, after none, some or all of the writes of a task."""
    jobs = {key: draw(broken(child, on=on)) for key, child in world.jobs.items()}
    script = {}
    for key, entry in world.script.items():
        fails = Failure(on, draw(st.integers(0, len(entry.writes))))
        script[key] = replace(entry, fails=draw(st.sampled_from([None, fails])))
    return replace(world, script=script, jobs=jobs)


def retried(world: World) -> World:
    """Returns the world with two retries for every task and iteration."""
    tasks = tuple(
        replace(
            task,
            max_retries=0 if task.for_each else 2,
            for_each=task.for_each
            and replace(task.for_each, task=replace(task.for_each.task, max_retries=2)),
        )
        for task in world.job.tasks
    )
    return replace(world, job=replace(world.job, tasks=tasks))


def contents(trace: Trace) -> dict[str, tuple[int, int]]:
    return {name: (end.rows, end.dup) for name, end in trace.tables.items()}


REPEATABLE = [WriteMode.OVERWRITE, WriteMode.MERGE, WriteMode.IDEMPOTENT]


@few
@given(st.data())
def test_repeatable_writes_end_the_same_however_often_they_are_made(data):
    clean = data.draw(chores(REPEATABLE))
    fails = data.draw(broken(clean, on=None))
    fails_once = data.draw(broken(clean, on=frozenset({0})))

    expected = contents(simulate(clean))
    ways = [
        simulate(fails, (RUN, FIX, REPAIR)),
        simulate(fails, (RUN, FIX, API_REPAIR)),
        simulate(fails, (RUN, FIX, RUN)),
        simulate(retried(fails_once)),
        simulate(retried(fails_once), (RUN, RUN)),
        simulate(clean, (RUN, RUN)),
    ]

    for trace in ways:
        assert State.SUCCESS == trace.result
        assert expected == contents(trace)
        assert {0} >= {end.dup for end in trace.tables.values()}


@few
@given(st.data())
def test_a_plain_append_is_there_once_for_each_execution_that_committed_it(data):
    clean = data.draw(chores([WriteMode.APPEND, WriteMode.MERGE]))
    fails = data.draw(broken(clean, on=None))
    fails_once = data.draw(broken(clean, on=frozenset({0})))

    for trace in (
        simulate(clean),
        simulate(fails, (RUN, FIX, REPAIR)),
        simulate(fails, (RUN, FIX, RUN)),
        simulate(retried(fails_once), (RUN, RUN)),
    ):
        made = _appends(trace)
        dup = sum(rows * (times - 1) for (*_, rows), times in made.items())
        assert (sum(rows * times for (*_, rows), times in made.items()), dup) == contents(
            trace
        ).get("all_append", (0, 0))


@few
@given(st.data())
def test_another_occasion_brings_as_many_rows_anew_and_no_surplus(data):
    world = data.draw(broken(data.draw(chores(list(WriteMode))), on=None))
    recovers = data.draw(st.sampled_from([REPAIR, API_REPAIR, RUN]))
    monday = replace(RUN, occasion="monday"), FIX, recovers
    clean = _without_failures(world)

    one, two = simulate(world, monday), simulate(world, (*monday, replace(RUN, occasion="tuesday")))

    plain = contents(simulate(clean))
    for name, (rows, surplus) in contents(one).items():
        added = plain[name][0] if name.startswith("all_") else 0
        assert (rows + added, surplus) == contents(two)[name]


def _without_failures(world: World) -> World:
    script = {key: replace(entry, fails=None) for key, entry in world.script.items()}
    jobs = {key: _without_failures(child) for key, child in world.jobs.items()}
    return replace(world, script=script, jobs=jobs)


def _appends(trace: Trace) -> Counter[tuple[object, ...]]:
    """Counts the commits of each append: by job, task, iteration, place in its script, rows."""
    made: Counter[tuple[object, ...]] = Counter()
    places: Counter[tuple[object, ...]] = Counter()
    for event in trace.events:
        if event.commit is not None:
            attempt = event.segment, event.task, event.iteration, event.attempt
            if event.commit.op == "append":
                place = places[attempt]
                work = trace.job_of(event), event.task, event.iteration, place
                made[(*work, event.commit.rows)] += 1
            places[attempt] += 1
    return made


@few
@given(worlds(), st.data())
def test_a_failure_changes_nothing_but_what_comes_after_it(world, data):
    clean = _that_cannot_fail(world)
    told = simulate(clean)
    keys = [task.key for task in clean.job.tasks]
    failing = keys if PROVES else [data.draw(st.sampled_from(keys))]

    for key in failing:
        task = clean.job.tasks[keys.index(key)]
        work = task.for_each.task.key if task.for_each else key
        if work not in clean.script:
            continue
        fails = replace(clean.script[work], fails=Failure(None, 0))
        trace = simulate(replace(clean, script=clean.script | {work: fails}))

        touched = clean.job.graph.with_dependents([keys.index(key)])
        for index, other in enumerate(keys):
            if index not in touched:
                assert told.tasks[other] == trace.tasks[other]
        assert State.SUCCESS != trace.tasks[key].state


def _that_cannot_fail(world: World) -> World:
    """Returns the world without failures, endless retries and waits for compute."""
    tasks = tuple(
        replace(
            task,
            max_retries=max(task.max_retries, 0),
            for_each=task.for_each
            and replace(task.for_each, task=replace(task.for_each.task, max_retries=0)),
        )
        for task in world.job.tasks
    )
    script = {key: replace(entry, fails=None) for key, entry in world.script.items()}
    return replace(world, job=replace(world.job, tasks=tasks), script=script, prices=FREE)


def test_in_a_chain_what_is_before_the_failure_is_kept_and_what_is_behind_waits_for_a_repair():
    keys = [f"t{index}" for index in range(5)]
    for broken_at in range(5):
        script = {
            key: a_script(Write(key, WriteMode.APPEND, 10), fails=_fails(index == broken_at))
            for index, key in enumerate(keys)
        }
        world = World(a_job(*a_chain(5)), script, FREE)

        failed, repaired = simulate(world), simulate(world, (RUN, FIX, REPAIR))

        assert [10] * broken_at + [0] * (5 - broken_at) == [failed.tables[k].rows for k in keys]
        assert [10] * 5 == [repaired.tables[key].rows for key in keys]
        attempts = [1] * broken_at + [2] + [1] * (4 - broken_at)
        assert attempts == [repaired.tasks[key].attempts for key in keys]


def _fails(is_broken: bool) -> Failure | None:
    return Failure(None, 0) if is_broken else None
