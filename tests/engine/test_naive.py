"""The naive evaluator by itself, against the tables and worked cases of the docs.

If this file and the engine's own tests pass, a difference between the two is a question about
the docs, not about either of them.
"""

from dataclasses import replace

import pytest

from tests.engine.naive import ends, unmet
from tests.engine.naive_worlds import (
    ALWAYS,
    COMPUTES,
    FIX,
    NO,
    REPAIR,
    RUN,
    RUN_IFS,
    SHORT,
    YES,
    a_script,
    a_task,
    a_world,
    short,
)
from trialrun.engine.job.job import (
    Job,
    RunJob,
    Task,
)
from trialrun.engine.job.world import (
    Action,
    Do,
    Failure,
    Slowness,
    TaskScript,
    World,
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


MONDAY, TUESDAY = (Action(Do.RUN_NOW, occasion=day) for day in ("monday", "tuesday"))
CALLS = Task("call", run_job=RunJob("child"))


@pytest.mark.parametrize(
    ("actions", "rows", "dup"),
    [
        ([RUN, RUN], 20, 10),
        ([MONDAY, TUESDAY], 20, 0),
        ([RUN, MONDAY], 20, 0),
        ([MONDAY, TUESDAY, RUN], 30, 10),
        ([MONDAY, TUESDAY, MONDAY], 30, 10),
    ],
    ids=["the same", "two days", "a day", "the day before", "two days and the first"],
)
@pytest.mark.parametrize(
    "world",
    [a_world(a_task("a")), replace(a_world(CALLS), jobs={"child": a_world(a_task("x"))})],
    ids=["a task", "a child job"],
)
def test_rows_for_two_occasions_are_no_surplus(
    world: World, actions: list[Action], rows: int, dup: int
) -> None:
    ended = ends(world, actions)

    assert ({"t": rows}, {"t": dup}) == (ended.rows, ended.dup)


@pytest.mark.parametrize(("mode", "rows"), [("merge", 20), ("idempotent", 20), ("overwrite", 10)])
def test_each_occasion_has_its_keys_and_its_transaction(mode: str, rows: int) -> None:
    ended = ends(a_world(a_task("a"), a=a_script(mode=mode)), [MONDAY, TUESDAY, MONDAY])

    assert ({"t": rows}, {"t": 0}) == (ended.rows, ended.dup)
