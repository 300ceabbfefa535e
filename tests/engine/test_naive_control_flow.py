"""The naive evaluator on control flow and values, against the worked cases of the docs."""

from typing import Any

import pytest

from tests.engine.naive import ends
from tests.engine.naive_worlds import (
    ALWAYS,
    FIX,
    REPAIR,
    RUN,
    RUN_IFS,
    SHORT,
    a_script,
    a_task,
    a_world,
    short,
)
from trialrun.engine.job.job import (
    Condition,
    ForEach,
    Op,
    RunJob,
    Task,
)
from trialrun.engine.job.world import (
    Action,
    Failure,
    Get,
    TaskScript,
    World,
)


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
    """They are not skipped like other children. Facts: disabled-supplier."""
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
