"""Worlds to compare two evaluators on: all small ones, and a strategy for richer ones.

Only what ends the same whatever the clock does is made here, so that an evaluator without a
clock can follow: a table that is overwritten belongs to one task, values are read from direct
parents, and what the docs leave open (see `stories`) is not asked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

from hypothesis import strategies as st

from tests.engine.naive import ends
from trialrun.engine.job.job import (
    Compute,
    ComputeKind,
    Condition,
    Dependency,
    ForEach,
    Job,
    Op,
    RunJob,
    Task,
)
from trialrun.engine.job.state import State
from trialrun.engine.job.world import (
    Action,
    Do,
    Failure,
    Get,
    Slowness,
    TaskScript,
    World,
    Write,
    WriteMode,
)

RUN_IFS = (
    "ALL_SUCCESS",
    "AT_LEAST_ONE_SUCCESS",
    "NONE_FAILED",
    "ALL_DONE",
    "AT_LEAST_ONE_FAILED",
    "ALL_FAILED",
)
FATES = ("succeeds", "fails", "fails once", "is disabled")
COMPUTES = tuple(Compute(str(kind), kind) for kind in ComputeKind)
KINDS = ("work", "work", "work", "condition", "for_each", "run_job")
PARAMETERS = (("p", "1"), ("regions", '["EU", "US"]'))
OVERRIDES = (("p", "x"), ("regions", "[1, 2, 3]"))
SCALARS = ("1", "2", "0.5", '"x"', "true")
LISTS = ("[1, 2]", '["a", "b", "c"]', '"no list"')

Edge = tuple[int, int]
Story = tuple[World, tuple[Action, ...]]


def all_three_task_worlds() -> Iterator[World]:
    """Yields every graph of three tasks x run_if of each child x fate of each task: 8512."""
    yield from (world for graph in graphs(3) for world in worlds_of(3, graph))


def graphs(count: int) -> list[tuple[Edge, ...]]:
    """Returns every set of edges from lower to higher among `count` tasks."""
    edges = [(a, b) for b in range(count) for a in range(b)]
    kept = product([False, True], repeat=len(edges))
    return [tuple(e for e, keep in zip(edges, keeps, strict=True) if keep) for keeps in kept]


def worlds_of(count: int, edges: tuple[Edge, ...]) -> Iterator[World]:
    """Yields every choice of run_ifs and fates for one graph."""
    children = {b for _, b in edges}
    run_ifs = [RUN_IFS if i in children else RUN_IFS[:1] for i in range(count)]
    for chosen in product(*run_ifs):
        for fates in product(FATES, repeat=count):
            yield a_world(edges, chosen, fates)


def a_world(edges: tuple[Edge, ...], run_ifs: Sequence[str], fates: Sequence[str]) -> World:
    """Returns tasks a, b, ... on a job cluster, each of which appends to a table of its own."""
    keys = "abcdef"[: len(fates)]
    failures = {"fails": Failure(None, 0), "fails once": Failure(frozenset({0}), 1)}
    tasks = [
        Task(
            key,
            depends_on=tuple(Dependency(keys[a]) for a, b in edges if b == i),
            run_if=run_ifs[i],
            compute="job_cluster",
            disabled=fates[i] == "is disabled",
        )
        for i, key in enumerate(keys)
    ]
    return World(
        Job("small", tuple(tasks), COMPUTES),
        {
            key: TaskScript(60_000, (Write(key, WriteMode.APPEND, 10),), failures.get(fate))
            for key, fate in zip(keys, fates, strict=True)
        },
    )


@st.composite
def dags(draw: st.DrawFn, count: int) -> World:
    """Draws a world like those of `worlds_of`, with more tasks than can be listed."""
    edges = draw(st.sampled_from(graphs(count)))
    run_ifs = [draw(st.sampled_from(RUN_IFS)) for _ in range(count)]
    return a_world(edges, run_ifs, [draw(st.sampled_from(FATES)) for _ in range(count)])


def rarely(one_in: int) -> st.SearchStrategy[bool]:
    """Draws True about once in so many times; a failing example shrinks to False."""
    return st.sampled_from([False] * (one_in - 1) + [True])


def executions() -> st.SearchStrategy[frozenset[int] | None]:
    """Draws which executions: every one, or some of the first four."""
    return st.none() | st.frozensets(st.integers(0, 3), min_size=1, max_size=3)


@st.composite
def writes(draw: st.DrawFn, own: str, *, may_overwrite: bool = True) -> tuple[Write, ...]:
    """Draws writes: overwrites go to a table of the task's own, which no other task touches."""
    modes = list(WriteMode) if may_overwrite else [m for m in WriteMode if m != "overwrite"]
    made = []
    for _ in range(draw(st.integers(0, 3))):
        mode = draw(st.sampled_from(modes))
        table = draw(st.sampled_from(["bronze", "silver"]))
        is_own = mode is WriteMode.OVERWRITE or draw(st.booleans())
        made.append(Write(own if is_own else table, mode, draw(st.integers(1, 100))))
    return tuple(made)


@st.composite
def scripts(
    draw: st.DrawFn, key: str, parents: Sequence[str], *, in_loop: bool, may_overwrite: bool
) -> TaskScript:
    """Draws what one unit of work does; an iteration sets no values."""
    written = draw(writes(f"own_{key}", may_overwrite=may_overwrite))
    fails, slow = None, None
    if draw(st.booleans()):
        somewhere = st.none() | st.frozensets(st.integers(0, 2), min_size=1)
        iterations = draw(somewhere) if in_loop else None
        fails = Failure(draw(executions()), draw(st.integers(0, len(written))), iterations)
    if draw(rarely(6)):
        slow = Slowness(draw(executions()), draw(st.sampled_from([2000, 90_000])))
    gets = []
    if draw(rarely(4)):
        default = draw(st.sampled_from([None, "0"]))
        gets = [Get(parent, "v", default) for parent in parents[:1]]
    sets = (("v", draw(st.sampled_from(SCALARS))), ("list", draw(st.sampled_from(LISTS))))
    takes = draw(st.sampled_from([1000, 7001, 60_000]))
    return TaskScript(takes, written, fails, () if in_loop else sets, tuple(gets), slow)


@st.composite
def work(draw: st.DrawFn, key: str, script: TaskScript) -> Task:
    """Draws a unit of work, without an endless retry of what cannot succeed."""
    needs_value = any(get.default is None for get in script.gets)
    takes = script.takes_ms
    limits = st.sampled_from([0, 0, 0, takes // 2, takes - 1, takes, takes + 1])
    timeout = 0 if needs_value else draw(limits)
    fails_for_good = script.fails is not None and script.fails.on is None
    ends_some_day = not (fails_for_good or needs_value or timeout)
    kinds = [kind for kind in ComputeKind if kind is not ComputeKind.NONE]
    return Task(
        key,
        type=draw(st.sampled_from(["notebook", "notebook", "notebook", "pipeline"])),
        max_retries=draw(st.sampled_from([0, 0, 1, 2, -1] if ends_some_day else [0, 0, 1, 4])),
        min_retry_interval_ms=draw(st.sampled_from([0, 90_000])),
        compute=str(draw(st.sampled_from(kinds))),
        retry_on_timeout=draw(st.booleans()),
        timeout_ms=timeout,
        disable_auto_optimization=draw(st.booleans()),
    )


@st.composite
def conditions(draw: st.DrawFn, parents: Sequence[str]) -> Condition:
    """Draws an if/else over literals, job parameters and what direct parents offer."""
    op = draw(st.sampled_from(list(Op)))
    numbers = ["1", "2", "2.0", "{{job.parameters.p}}"]
    texts = [
        "x",
        "true",
        "success",
        "failed",
        *(f"{{{{tasks.{p}.result_state}}}}" for p in parents),
    ]
    values = [f"{{{{tasks.{p}.values.v}}}}" for p in parents] * 2
    compares_text = op in {Op.EQUAL_TO, Op.NOT_EQUAL} or draw(rarely(8))
    operand = st.sampled_from(numbers + values + (texts if compares_text else []))
    return Condition(op, draw(operand), draw(operand))


@st.composite
def loops(draw: st.DrawFn, key: str, parents: Sequence[str]) -> tuple[Task, TaskScript]:
    """Draws a for-each and the script of its nested task."""
    offered = [f"{{{{tasks.{parent}.values.list}}}}" for parent in parents]
    inputs = draw(st.sampled_from(["[1, 2]", '["a"]', "{{job.parameters.regions}}", *offered]))
    concurrency = draw(st.integers(1, 3))
    script = draw(scripts(f"{key}_one", parents, in_loop=True, may_overwrite=concurrency == 1))
    nested = draw(work(f"{key}_one", script))
    if any(write.mode is WriteMode.OVERWRITE for write in script.writes):
        nested = replace(nested, compute="job_cluster", max_retries=0)
    loop = ForEach(inputs, nested, concurrency)
    return Task(key, type="for_each", compute="none", for_each=loop), script


@st.composite
def tasks(
    draw: st.DrawFn, key: str, earlier: Sequence[Task], kinds: Sequence[str]
) -> tuple[Task, TaskScript | None]:
    """Draws a task with any of the earlier ones as parents."""
    parents = [task.key for task in earlier if draw(st.booleans())]
    conditional = {task.key for task in earlier if task.condition}
    outcome = st.sampled_from(["true", "false", None])
    deps = tuple(Dependency(p, draw(outcome) if p in conditional else None) for p in parents)
    kind, script = draw(st.sampled_from(kinds)), None
    if kind == "condition":
        condition = draw(conditions(parents))
        task = Task(key, type=kind, compute="none", condition=condition)
    elif kind == "for_each":
        task, script = draw(loops(key, parents))
    elif kind == "run_job":
        passed = draw(st.sampled_from([(), (("p", "x"),), (("p", "{{job.parameters.p}}"),)]))
        child = RunJob(f"job_{key}", passed)
        retries = draw(st.integers(0, 1))
        task = Task(key, type=kind, compute="none", run_job=child, max_retries=retries)
    else:
        script = draw(scripts(key, parents, in_loop=False, may_overwrite=True))
        task = draw(work(key, script))
    run_if = draw(st.sampled_from(RUN_IFS)) if parents else "ALL_SUCCESS"
    return replace(task, depends_on=deps, run_if=run_if, disabled=draw(rarely(8))), script


@st.composite
def worlds(
    draw: st.DrawFn,
    *,
    name: str = "t",
    most: int = 6,
    kinds: Sequence[str] = KINDS,
) -> World:
    """Draws a world of one to six tasks of every kind; a child job has no children.

    Keys and tables begin with the name, so that a child shares none with its parent.
    """
    made: list[tuple[Task, TaskScript | None]] = []
    for index in range(draw(st.integers(1, most))):
        made.append(draw(tasks(f"{name}{index}", [task for task, _ in made], kinds)))
    job = Job(name, tuple(task for task, _ in made), COMPUTES, PARAMETERS)
    children = {task.run_job.job: f"{task.key}_" for task, _ in made if task.run_job}
    return World(
        job,
        {t.for_each.task.key if t.for_each else t.key: script for t, script in made if script},
        jobs={
            child: draw(worlds(name=child_name, most=3, kinds=("work", "condition")))
            for child, child_name in children.items()
        },
        edits={"edited": draw(edits(job))},
    )


@st.composite
def edits(draw: st.DrawFn, job: Job) -> Job:
    """Draws other run_ifs and fewer or more retries for the same tasks."""
    edited = []
    for task in job.tasks:
        run_if = draw(st.sampled_from(RUN_IFS)) if task.depends_on else task.run_if
        is_work = not (task.condition or task.for_each or task.run_job)
        retries = draw(st.integers(0, 2)) if is_work else task.max_retries
        edited.append(replace(task, run_if=run_if, max_retries=retries))
    return replace(job, tasks=tuple(edited))


@st.composite
def stories(
    draw: st.DrawFn, *, kinds: Sequence[str] = KINDS, repairs_partial: bool = False
) -> Story:
    """Draws a world and what an operator does in it, one thing after the other.

    Not asked, because the docs leave it open: an API repair of a run that succeeded, one that
    passes no parameters, a second one (it needs an id); a partial run that names a disabled
    task, and `+t` next to disabled tasks. A repair of a partial run is asked on demand.
    """
    world = draw(worlds(kinds=kinds))
    one_in = 1 if repairs_partial else 4
    actions: tuple[Action, ...] = (draw(new_runs(world, one_in)),)
    may_use_api = True
    for _ in range(draw(st.integers(0, 3))):
        actions += draw(preparations(world))
        has_failed = ends(world, actions).result is not State.SUCCESS
        is_partial = [action.tasks for action in actions if action.do is Do.RUN_NOW][-1] != ()
        can_do = ["run"]
        if repairs_partial or not is_partial:
            can_do += ["repair", "api repair"] if may_use_api and has_failed else ["repair"]
        what = draw(st.sampled_from(can_do))
        may_use_api = what == "run"
        if what == "repair":
            actions += (Action(Do.REPAIR, params=draw(st.sampled_from([(), OVERRIDES]))),)
        else:
            actions += (
                draw(new_runs(world, one_in) if what == "run" else api_repairs(world, actions)),
            )
    return world, actions


def preparations(world: World) -> st.SearchStrategy[tuple[Action, ...]]:
    """Draws what an operator mends before the next run or repair, if anything."""
    one_fix = [(Action(Do.FIX, task=key),) for key in sorted(world.script)]
    edit = (Action(Do.EDIT, name="edited"),)
    return st.sampled_from([(), (Action(Do.FIX),), edit, (Action(Do.FIX),), *one_fix])


OCCASIONS = st.sampled_from(["", "", "", "monday", "tuesday"])


@st.composite
def new_runs(draw: st.DrawFn, world: World, one_in: int) -> Action:
    """Draws a run of everything, or one time in so many of some tasks."""
    params = draw(st.sampled_from([(), OVERRIDES]))
    enabled = [task.key for task in world.job.tasks if not task.disabled]
    if not enabled or not draw(rarely(one_in)):
        return Action(Do.RUN_NOW, params=params, occasion=draw(OCCASIONS))
    has_disabled = len(enabled) < len(world.job.tasks)
    signs = st.sampled_from(["{}"] if has_disabled else ["{}", "+{}", "{}+", "+{}+"])
    only = tuple(draw(signs).format(key) for key in draw(some(enabled)))
    return Action(Do.RUN_NOW, params=params, tasks=only, occasion=draw(OCCASIONS))


@st.composite
def api_repairs(draw: st.DrawFn, world: World, before: tuple[Action, ...]) -> Action:
    """Draws a repair over the API: of named tasks of the run, or of all that failed."""
    in_run = [k for k, state in ends(world, before).tasks.items() if state is not State.BLOCKED]
    if draw(st.booleans()):
        return Action(Do.REPAIR, all_failed=True, dependents=draw(st.booleans()), params=OVERRIDES)
    named = draw(some(in_run))
    return Action(Do.REPAIR, tasks=named, dependents=draw(st.booleans()), params=OVERRIDES)


@st.composite
def some(draw: st.DrawFn, keys: Sequence[str]) -> tuple[str, ...]:
    """Draws at least one of the keys, each at most once."""
    return tuple(draw(st.lists(st.sampled_from(keys), min_size=1, max_size=3, unique=True)))
