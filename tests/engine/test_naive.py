"""The naive evaluator by itself, against the tables and worked cases of the docs.

If this file and the engine's own tests pass, a difference between the two is a question about
the docs, not about either of them.
"""

from typing import Any

import pytest

from tests.engine.naive import Ends, ends, unmet
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

RUN, FIX, REPAIR = Action(Do.RUN_NOW), Action(Do.FIX), Action(Do.REPAIR)
COMPUTES = (Compute("main", ComputeKind.JOB_CLUSTER), Compute("less", ComputeKind.SERVERLESS))
ALWAYS = Failure(on=None, after_write=0)
SHORT = {
    "SUCCESS": "S",
    "FAILED": "F",
    "UPSTREAM_FAILED": "UPF",
    "UPSTREAM_CANCELED": "UPC",
    "EXCLUDED": "EXCL",
    "DISABLED": "DIS",
    "TIMEDOUT": "TIME",
    "BLOCKED": "-",
}
NO = Condition(Op.EQUAL_TO, "1", "2")
YES = Condition(Op.EQUAL_TO, "1", "1")


def a_task(key: str, *after: str, **fields: Any) -> Task:
    """Returns a task on a job cluster; `c:true` is a dependency on an outcome."""
    deps = tuple(Dependency(a.split(":")[0], a.partition(":")[2] or None) for a in after)
    return Task(key, depends_on=deps, **{"compute": "main"} | fields)


def a_script(fails: Failure | None = None, mode: str = "append", **fields: Any) -> TaskScript:
    """Returns a script of 10 s with one write of 10 rows to table `t`."""
    writes = (Write("t", WriteMode(mode), 10),)
    plain: dict[str, Any] = {"takes_ms": 10_000, "writes": writes, "fails": fails}
    return TaskScript(**plain | fields)


def a_world(*tasks: Task, jobs: Any = (), **script: TaskScript) -> World:
    """Returns a world in which tasks without a script succeed."""
    nested = [task.for_each.task for task in tasks if task.for_each]
    return World(
        Job("naive", tasks, COMPUTES, parameters=(("p", "EU"),)),
        {task.key: script.get(task.key, a_script()) for task in (*tasks, *nested)},
        jobs=dict(jobs),
    )


def short(ended: Ends) -> str:
    """Returns all task states in one line."""
    return " ".join(f"{key}={SHORT[state]}" for key, state in ended.tasks.items())


RUN_IFS = (
    "ALL_SUCCESS",
    "AT_LEAST_ONE_SUCCESS",
    "NONE_FAILED",
    "ALL_DONE",
    "AT_LEAST_ONE_FAILED",
    "ALL_FAILED",
)
MATRIX = {
    "S+S": "run run run run EXCL EXCL",
    "S+F": "UPF run UPF run run EXCL",
    "F+F": "UPF UPF UPF run run run",
    "S+E": "EXCL run run run EXCL EXCL",
    "F+E": "UPF UPF UPF run run EXCL",
    "E+E": "EXCL EXCL EXCL EXCL EXCL EXCL",
    "S+D": "DIS run run run EXCL DIS",
    "F+D": "DIS UPF UPF run run DIS",
    "D+D": "DIS DIS DIS run DIS DIS",
    "E+D": "DIS DIS run run EXCL DIS",
    "S+C": "UPC run UPC run run EXCL",
    "F+C": "UPF UPF UPF run run run",
    "C+C": "UPC UPC UPC run run run",
}
CELLS = [
    (parents, run_if, cell)
    for parents, row in MATRIX.items()
    for run_if, cell in zip(RUN_IFS, row.split(), strict=True)
]
WORDS = {"S": "success", "F": "failed", "E": "excluded", "D": "disabled", "C": "canceled"}


@pytest.mark.parametrize(("parents", "run_if", "cell"), CELLS)
def test_the_matrix_by_kinds_of_edges(parents: str, run_if: str, cell: str) -> None:
    first, second = (WORDS[kind] for kind in parents.split("+"))
    in_both_orders = {unmet(run_if, [first, second]), unmet(run_if, [second, first])}

    assert [cell] == [SHORT[state] if state else "run" for state in in_both_orders]


@pytest.mark.parametrize(
    ("parents", "run_if", "cell"), [cell for cell in CELLS if "C" not in cell[0]]
)
@pytest.mark.parametrize("failed", ["failed", "timed out", "upstream failed"])
def test_the_matrix_by_worlds(parents: str, run_if: str, cell: str, failed: str) -> None:
    tasks, script = [a_task("no", condition=NO), a_task("ill")], {"ill": a_script(ALWAYS)}
    for key, kind in zip("ab", parents.split("+"), strict=True):
        after = ["no:true"] if kind == "E" else []
        if kind == "F" and failed == "upstream failed":
            after = ["ill"]
        times_out = kind == "F" and failed == "timed out"
        tasks.append(a_task(key, *after, disabled=kind == "D", timeout_ms=9999 if times_out else 0))
        script[key] = a_script(ALWAYS if kind == "F" and not times_out else None)
    world = a_world(*tasks, a_task("child", "a", "b", run_if=run_if), **script)

    ended = ends(world, [RUN])

    assert ("S" if cell == "run" else cell) == SHORT[ended.tasks["child"]]
    assert (cell == "run") == ended.attempts["child"]


@pytest.mark.parametrize(
    ("tasks", "failing", "states", "result"),
    [
        ([a_task("a"), a_task("b", "a")], "a", "a=F b=UPF", "FAILED"),
        (
            [a_task("a"), a_task("b", "a"), a_task("c", "a")],
            "c",
            "a=S b=S c=F",
            "FAILED",
        ),
        (
            [a_task("a"), a_task("cleanup", "a", run_if="ALL_DONE")],
            "a",
            "a=F cleanup=S",
            "SUCCESS_WITH_FAILURES",
        ),
        (
            [a_task("a"), a_task("b", "a"), a_task("alert", "a", run_if="AT_LEAST_ONE_FAILED")],
            "a",
            "a=F b=UPF alert=S",
            "FAILED",
        ),
        (
            [a_task("a"), a_task("alert", "a", run_if="AT_LEAST_ONE_FAILED")],
            "",
            "a=S alert=EXCL",
            "SUCCESS",
        ),
        (
            [
                a_task("c", condition=YES),
                a_task("yes", "c:true"),
                a_task("no", "c:false"),
                a_task("on", "no"),
            ],
            "",
            "c=S yes=S no=EXCL on=EXCL",
            "SUCCESS",
        ),
        ([a_task("a", disabled=True), a_task("b", "a")], "", "a=DIS b=DIS", "SUCCESS"),
    ],
    ids=["chain", "fork", "cleanup", "alert beside", "alert unneeded", "branch", "disabled"],
)
def test_worked_cases(tasks: list[Task], failing: str, states: str, result: str) -> None:
    ended = ends(a_world(*tasks, **{failing: a_script(ALWAYS)} if failing else {}), [RUN])

    assert (states, result) == (short(ended), ended.result)


@pytest.mark.parametrize("is_true", [True, False])
def test_a_branch_is_joined_with_none_failed(is_true: bool) -> None:
    """The vendor's example: section 4.1b."""
    ended = ends(
        a_world(
            a_task("check", condition=YES if is_true else NO),
            a_task("drop", "check:true"),
            a_task("transform", "check:false", "drop", run_if="NONE_FAILED"),
        ),
        [RUN],
    )

    assert f"check=S drop={'S' if is_true else 'EXCL'} transform=S" == short(ended)
    assert {"check": "true" if is_true else "false"} == ended.outcomes


@pytest.mark.parametrize(
    ("task", "script", "state", "attempts", "rows", "dup"),
    [
        (a_task("a"), a_script(ALWAYS), "F", 1, 0, 0),
        (a_task("a", max_retries=2), a_script(ALWAYS), "F", 3, 0, 0),
        (a_task("a", max_retries=2), a_script(Failure(frozenset({0}), 0)), "S", 2, 10, 0),
        (a_task("a", max_retries=2), a_script(Failure(frozenset({0}), 1)), "S", 2, 20, 10),
        (a_task("a", max_retries=2), a_script(Failure(frozenset({0}), 1), "merge"), "S", 2, 10, 0),
        (
            a_task("a", max_retries=2),
            a_script(Failure(frozenset({0}), 1), "overwrite"),
            "S",
            2,
            10,
            0,
        ),
        (
            a_task("a", max_retries=2),
            a_script(Failure(frozenset({0}), 1), "idempotent"),
            "S",
            2,
            10,
            0,
        ),
        (a_task("a", max_retries=-1), a_script(Failure(frozenset(range(7)), 0)), "S", 8, 10, 0),
        (a_task("a", compute="less"), a_script(ALWAYS), "F", 4, 0, 0),
        (a_task("a", compute="less", max_retries=5), a_script(ALWAYS), "F", 6, 0, 0),
        (
            a_task("a", compute="less", disable_auto_optimization=True),
            a_script(ALWAYS),
            "F",
            1,
            0,
            0,
        ),
        (a_task("a", compute="less", type="pipeline"), a_script(ALWAYS), "F", 1, 0, 0),
        (a_task("a", timeout_ms=10_000), a_script(), "S", 1, 10, 0),
        (a_task("a", timeout_ms=9999), a_script(), "TIME", 1, 10, 0),
        (a_task("a", timeout_ms=5000), a_script(), "TIME", 1, 0, 0),
        (a_task("a", timeout_ms=9999, max_retries=2), a_script(), "TIME", 1, 10, 0),
        (a_task("a", timeout_ms=9999, compute="less"), a_script(), "TIME", 1, 10, 0),
        (
            a_task("a", timeout_ms=9999, max_retries=2, retry_on_timeout=True),
            a_script(),
            "TIME",
            3,
            30,
            20,
        ),
        (
            a_task("a", timeout_ms=9999, compute="less", retry_on_timeout=True),
            a_script(),
            "TIME",
            4,
            40,
            30,
        ),
        (
            a_task("a", timeout_ms=15_000, max_retries=1, retry_on_timeout=True),
            a_script(slow=Slowness(frozenset({0}), 60_000)),
            "S",
            2,
            10,
            0,
        ),
        (a_task("a", timeout_ms=2500), a_script(ALWAYS), "F", 1, 0, 0),
        (a_task("a", timeout_ms=2499), a_script(ALWAYS), "TIME", 1, 0, 0),
    ],
)
def test_attempts_of_one_task(
    task: Task, script: TaskScript, state: str, attempts: int, rows: int, dup: int
) -> None:
    ended = ends(a_world(task, a=script), [RUN])

    assert (state, attempts) == (SHORT[ended.tasks["a"]], ended.attempts["a"])
    assert ({"t": rows}, {"t": dup}) == (ended.rows, ended.dup)


FORK = (a_task("a"), a_task("b", "a"), a_task("c", "a"), a_task("d", "b", "c"))


@pytest.mark.parametrize(
    ("actions", "states", "attempts", "rows"),
    [
        ([RUN], "a=S b=S c=F d=UPF", [1, 1, 1, 0], 30),
        ([RUN, REPAIR], "a=S b=S c=F d=UPF", [1, 1, 2, 0], 40),
        ([RUN, FIX, REPAIR], "a=S b=S c=S d=S", [1, 1, 2, 1], 50),
        ([RUN, Action(Do.FIX, task="a"), REPAIR], "a=S b=S c=F d=UPF", [1, 1, 2, 0], 40),
        ([RUN, Action(Do.FIX, task="c"), REPAIR], "a=S b=S c=S d=S", [1, 1, 2, 1], 50),
        ([RUN, FIX, REPAIR, REPAIR], "a=S b=S c=S d=S", [1, 1, 2, 1], 50),
        ([RUN, FIX, RUN], "a=S b=S c=S d=S", [1, 1, 1, 1], 70),
        ([RUN, FIX, Action(Do.REPAIR, tasks=("c",))], "a=S b=S c=S d=UPF", [1, 1, 2, 0], 40),
        (
            [RUN, FIX, Action(Do.REPAIR, tasks=("c",), dependents=True)],
            "a=S b=S c=S d=S",
            [1, 1, 2, 1],
            50,
        ),
        ([RUN, FIX, Action(Do.REPAIR, all_failed=True)], "a=S b=S c=S d=S", [1, 1, 2, 1], 50),
        (
            [RUN, FIX, Action(Do.REPAIR, tasks=("a",), dependents=True)],
            "a=S b=S c=S d=S",
            [2, 2, 2, 1],
            70,
        ),
        ([RUN, Action(Do.REPAIR, tasks=("c", "c"))], "a=S b=S c=F d=UPF", [1, 1, 1, 0], 30),
        ([Action(Do.RUN_NOW, tasks=("b",))], "a=- b=S c=- d=-", [0, 1, 0, 0], 10),
        ([Action(Do.RUN_NOW, tasks=("+b",))], "a=S b=S c=- d=-", [1, 1, 0, 0], 20),
        ([Action(Do.RUN_NOW, tasks=("b+",))], "a=- b=S c=- d=S", [0, 1, 0, 1], 20),
        ([Action(Do.RUN_NOW, tasks=("c+", "a"))], "a=S b=- c=F d=UPF", [1, 0, 1, 0], 20),
        (
            [Action(Do.RUN_NOW, tasks=("c+",)), FIX, REPAIR],
            "a=- b=- c=S d=S",
            [0, 0, 2, 1],
            30,
        ),
    ],
)
def test_stories_of_a_fork(
    actions: list[Action], states: str, attempts: list[int], rows: int
) -> None:
    world = a_world(*FORK, c=a_script(Failure(None, 1)))

    ended = ends(world, actions)

    assert (states, attempts) == (short(ended), list(ended.attempts.values()))
    assert {"t": rows} == ended.rows


def test_a_one_task_job_is_not_repaired() -> None:
    assert {"a": 1} == ends(a_world(a_task("a"), a=a_script(ALWAYS)), [RUN, FIX, REPAIR]).attempts


def test_an_edit_is_in_force_at_the_next_repair() -> None:
    world = a_world(a_task("a"), a_task("b", "a"), a=a_script(ALWAYS))
    rescue = Job("naive", (a_task("a"), a_task("b", "a", run_if="ALL_DONE")), COMPUTES)
    world = World(world.job, world.script, edits={"rescue": rescue})

    ended = ends(world, [RUN, Action(Do.EDIT, name="rescue"), REPAIR])

    assert ("a=F b=S", "SUCCESS_WITH_FAILURES") == (short(ended), ended.result)


def test_a_disabled_task_runs_when_a_run_or_a_repair_names_it() -> None:
    world = a_world(a_task("a"), a_task("b", "a", disabled=True), a=a_script(ALWAYS))

    assert "a=- b=S" == short(ends(world, [Action(Do.RUN_NOW, tasks=("b",))]))
    assert "a=F b=-" == short(ends(world, [Action(Do.RUN_NOW, tasks=("a+",))]))
    assert "a=S b=DIS" == short(ends(world, [RUN, FIX, REPAIR]))
    assert "a=S b=S" == short(ends(world, [RUN, FIX, Action(Do.REPAIR, tasks=("a", "b"))]))


@pytest.mark.parametrize(
    ("op", "left", "right", "ended"),
    [
        (Op.EQUAL_TO, "12.0", "12", "false"),
        (Op.NOT_EQUAL, "12.0", "12", "true"),
        (Op.GREATER_THAN_OR_EQUAL, "12.0", "12", "true"),
        (Op.GREATER_THAN, "{{tasks.a.values.score}}", "0.95", "true"),
        (Op.LESS_THAN, "{{tasks.a.values.score}}", "0.95", "false"),
        (Op.LESS_THAN_OR_EQUAL, "10", "9", "false"),
        (Op.EQUAL_TO, "{{tasks.a.values.ok}}", "true", "true"),
        (Op.EQUAL_TO, "{{tasks.a.values.region}}", "EU", "true"),
        (Op.EQUAL_TO, "{{job.parameters.p}}", "EU", "true"),
        (Op.EQUAL_TO, "{{tasks.a.result_state}}", "success", "true"),
        (Op.GREATER_THAN, "many", "9", None),
        (Op.EQUAL_TO, "{{tasks.a.values.unset}}", "9", None),
        (Op.EQUAL_TO, "{{tasks.a.values.regions}}", '["EU"]', None),
        (Op.EQUAL_TO, "{{tasks.off.result_state}}", "disabled", None),
        (Op.EQUAL_TO, "{{job.parameters.q}}", "", None),
        (Op.EQUAL_TO, "{{nothing}}", "{{nothing}}", "true"),
    ],
)
def test_conditions(op: Op, left: str, right: str, ended: str | None) -> None:
    sets = (("score", "0.96"), ("ok", "true"), ("region", '"EU"'), ("regions", '["EU"]'))
    world = a_world(
        a_task("a"),
        a_task("off", disabled=True),
        a_task("c", "a", "off", run_if="ALL_DONE", condition=Condition(op, left, right)),
        a_task("yes", "c:true"),
        a=a_script(sets=sets),
    )

    made = ends(world, [RUN])

    assert ({"c": ended} if ended else {}) == made.outcomes
    assert ("S" if ended else "F", 1) == (SHORT[made.tasks["c"]], made.attempts["c"])
    assert {"true": "S", "false": "EXCL", None: "UPF"}[ended] == SHORT[made.tasks["yes"]]


@pytest.mark.parametrize("run_if", RUN_IFS)
@pytest.mark.parametrize("is_loop", [True, False], ids=["loop", "if/else"])
def test_what_needs_a_disabled_task_fails(run_if: str, is_loop: bool) -> None:
    """They are not skipped like other children: section 4.3."""
    needed = "{{tasks.a.values.list}}"
    work: dict[str, Any] = {"condition": Condition(Op.EQUAL_TO, needed, "1")}
    if is_loop:
        work = {"for_each": ForEach(needed, a_task("one"))}
    world = a_world(a_task("a", disabled=True), a_task("c", "a", run_if=run_if, **work))

    assert "a=DIS c=F" == short(ends(world, [RUN]))


def a_loop(inputs: str, fails: Failure | None, **fields: Any) -> World:
    """Returns a task `a` that sets two lists, a loop over `inputs` and a task behind it."""
    return a_world(
        a_task("a"),
        a_task("each", "a", for_each=ForEach(inputs, a_task("one", **fields))),
        a_task("z", "each"),
        a=a_script(sets=(("list", "[1, 2, 3]"), ("no", '"x"'))),
        one=a_script(fails),
    )


@pytest.mark.parametrize(
    ("inputs", "fails", "actions", "states", "attempts", "rows"),
    [
        ("[1, 2, 3]", None, [RUN], "a=S each=S z=S", 1, 50),
        ("{{tasks.a.values.list}}", None, [RUN], "a=S each=S z=S", 1, 50),
        ("{{tasks.a.values.no}}", None, [RUN], "a=S each=F z=UPF", 1, 10),
        ("{{tasks.a.values.unset}}", None, [RUN], "a=S each=F z=UPF", 1, 10),
        ("[1, 2, 3]", ALWAYS, [RUN], "a=S each=F z=UPF", 1, 10),
        ("[1, 2, 3]", Failure(None, 0, frozenset({1})), [RUN], "a=S each=F z=UPF", 1, 30),
        (
            "[1, 2, 3]",
            Failure(None, 1, frozenset({1})),
            [RUN, FIX, REPAIR],
            "a=S each=S z=S",
            2,
            60,
        ),
        ("[1, 2, 3]", Failure(frozenset({0}), 0), [RUN, REPAIR], "a=S each=S z=S", 2, 50),
        (
            "[1, 2, 3]",
            Failure(None, 0, frozenset({1})),
            [RUN, FIX, RUN],
            "a=S each=S z=S",
            1,
            80,
        ),
    ],
)
def test_loops(
    inputs: str,
    fails: Failure | None,
    actions: list[Action],
    states: str,
    attempts: int,
    rows: int,
) -> None:
    ended = ends(a_loop(inputs, fails), actions)

    assert (states, attempts) == (short(ended), ended.attempts["each"])
    assert {"t": rows} == ended.rows


def test_an_iteration_is_retried_by_the_nested_task() -> None:
    ended = ends(a_loop("[1, 2]", Failure(frozenset({0}), 1), max_retries=1), [RUN])

    assert ("a=S each=S z=S", {"t": 60}, {"t": 20}) == (short(ended), ended.rows, ended.dup)


@pytest.mark.parametrize(
    ("tasks", "state", "rows"),
    [
        ((a_task("x"),), "F", 0),
        ((a_task("x"), a_task("y", "x", run_if="ALL_DONE")), "S", 10),
    ],
    ids=["failed", "succeeded with failures"],
)
def test_a_job_run_by_a_task(tasks: tuple[Task, ...], state: str, rows: int) -> None:
    child = a_world(*tasks, x=a_script(ALWAYS))
    world = a_world(
        a_task("r", run_job=RunJob("child"), max_retries=1),
        jobs={"child": child},
        r=TaskScript(0),
    )

    ended = ends(world, [RUN])

    assert (state, 1 if state == "S" else 2) == (SHORT[ended.tasks["r"]], ended.attempts["r"])
    assert {"t": rows} == ended.rows


@pytest.mark.parametrize(("default", "states"), [(None, "a=F b=F"), ("0", "a=F b=S")])
def test_a_value_that_was_never_set_needs_a_default(default: str | None, states: str) -> None:
    script = a_script(gets=(Get("a", "n", default),))
    world = a_world(a_task("a"), a_task("b", "a", run_if="ALL_DONE"), a=a_script(ALWAYS), b=script)

    assert states == short(ends(world, [RUN]))


def test_a_kept_task_keeps_its_values() -> None:
    world = a_world(
        a_task("a"),
        a_task("b", "a"),
        a=a_script(sets=(("n", "1"),)),
        b=a_script(Failure(frozenset({0}), 0), gets=(Get("a", "n"),)),
    )

    assert "a=S b=S" == short(ends(world, [RUN, REPAIR]))
