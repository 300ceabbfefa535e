"""The map of single failures: by hand for small worlds, and row by row as a person plays them."""

from dataclasses import replace

import pytest
from hypothesis import given

from tests.build import (
    a_failure,
    a_loop,
    a_run_job,
    a_script,
    a_task,
    a_world,
    a_write,
    an_if,
    bundled,
    with_job,
    with_jobs,
)
from tests.engine.rich import at_most
from tests.engine.worlds import worlds
from tests.proving import some_of
from trialrun.engine import (
    ComputeKind,
    Endless,
    Op,
    Rate,
    Slowness,
    State,
    Trace,
    World,
    path_of_event,
    places_of,
    read_what_if,
    simulate,
    unsaid_assumptions,
)
from trialrun.engine.whatif.failure_map import (
    Consequence,
    SingleFailure,
    Way,
    failure_map,
    failures_of,
)

BRANCHES = a_world(
    "a",
    a_task("b", "a"),
    a_task("c", "a"),
    a=a_script(a_write("bronze", 1000)),
    b=a_script(a_write("silver", 900, "overwrite")),
    c=a_script(a_write("menu", 40), a_write("price", 40), fails=a_failure(0, after=1)),
)


A_DOLLAR_A_MINUTE = {kind: Rate(0, 0, 0, 6000) for kind in ComputeKind}


def the_row(world: World, text: str) -> Consequence:
    (row,) = [row for row in failure_map(world) if row.failure.text == text]
    return row


def played(world: World, text: str, *do: str) -> Trace:
    what_if = read_what_if(world, (text,), do)
    return simulate(what_if.world(world), what_if.actions(()))


def test_every_place_of_every_work_is_a_failure() -> None:
    expected = ["a", "a@1", "b", "b@1", "c", "c@1", "c@2"]

    assert expected == [failure.text for failure in failures_of(BRANCHES)]


def test_a_loop_is_one_work_control_flow_none_and_a_started_job_has_its_tasks() -> None:
    child = a_world("inner")
    world = with_jobs(
        a_world(
            an_if("is_new", "1", Op.EQUAL_TO, "1"),
            a_loop("each", "[1, 2]"),
            a_run_job("run", "kid"),
        ),
        kid=child,
    )

    assert [SingleFailure("one", 0, 0), SingleFailure("kid/inner", 0, 0)] == failures_of(world)


def test_a_half_written_task_counted_by_hand() -> None:
    row = the_row(BRANCHES, "c@1")

    assert (State.FAILED, State.FAILED, (), 0) == (row.result, row.task, row.not_run, row.dup)
    # The repair writes the menu again; the new run writes bronze and the menu again.
    assert (State.SUCCESS, 1, 0, 40) == row.repair[:4]
    assert (State.SUCCESS, 3, 0, 1040) == row.run_now[:4]


def test_what_waits_for_a_failed_task_is_not_run() -> None:
    row = the_row(BRANCHES, "a")

    assert ("b", "c") == row.not_run
    assert (3, 0) == (row.repair.tasks_run, row.repair.dup)
    assert (3, 0) == (row.run_now.tasks_run, row.run_now.dup)


def test_cost_is_what_comes_on_top_of_the_failed_run() -> None:
    world = replace(BRANCHES, prices=A_DOLLAR_A_MINUTE)
    row = the_row(world, "c@1")

    # A serverless task is a minute; the repair runs one, the new run three.
    assert (100, 300) == (row.repair.cents, row.run_now.cents)


def test_a_job_of_one_task_has_no_repair() -> None:
    row = the_row(a_world("only"), "only")

    assert None is row.repair
    assert 1 == row.run_now.tasks_run


def test_where_the_run_succeeds_there_is_nothing_to_recover() -> None:
    world = a_world(an_if("is_new", "1", Op.EQUAL_TO, "2"), a_task("load", "is_new:true"), "other")
    row = the_row(world, "load")

    assert (State.SUCCESS, State.EXCLUDED, ("load",)) == (row.result, row.task, row.not_run)
    assert (None, None) == (row.repair, row.run_now)


def test_a_failure_that_a_leaf_does_not_mind_is_recovered_too() -> None:
    world = a_world("load", a_task("tidy", "load", run_if="ALL_DONE"))
    row = the_row(world, "load")

    assert State.SUCCESS_WITH_FAILURES == row.result
    assert (2, 2) == (row.repair.tasks_run, row.run_now.tasks_run)


def test_a_loop_fails_in_every_iteration() -> None:
    world = a_world(a_loop("each", "[1, 2, 3]"), a_task("report", "each"), one=a_script(a_write()))
    row = the_row(world, "one@1")

    assert (State.FAILED, ("report",)) == (row.task, row.not_run)
    assert (4, 30) == (row.repair.tasks_run, row.repair.dup)


def test_the_failures_of_the_script_are_taken_out() -> None:
    row = the_row(BRANCHES, "b")

    assert (1, 0) == (row.repair.tasks_run, row.repair.dup)


def test_only_the_failures_asked_for_are_played() -> None:
    asked = failures_of(BRANCHES)[2:4]

    assert [row for row in failure_map(BRANCHES) if row.failure in asked] == failure_map(
        BRANCHES, asked
    )
    assert [] == failure_map(BRANCHES, [])


def the_end(world: World, text: str, *do: str) -> Trace | str:
    try:
        return played(world, text, *do)
    except Endless as endless:
        return str(endless)


WAYS = [("run_now",), ("run_now", "fix", "run_now"), ("run_now", "fix", "repair")]


def equals_what_is_played(world: World) -> None:
    for row in failure_map(world):
        ends = (the_end(world, row.failure.text, *do) for do in WAYS)
        if row.endless:
            # Played no further than to the first that has no end: each of them takes 0.4 s.
            assert row.endless in ends
            continue
        first, again, repaired = ends
        end, steps = first.final(), len(first.events)
        has_failed = first.result is not State.SUCCESS
        not_run = tuple(key for key, task in first.tasks.items() if task.started_ms < 0)
        assert (end["run"], end["dup"], steps) == (str(row.result), row.dup, row.steps)
        job = row.failure.task.rpartition("/")[0]
        began = {
            path_of_event(first, event)
            for event in first.events
            if event.kind == "task" and event.after == State.RUNNING
        }
        beside = [
            place.path
            for place in places_of(world)
            if job and place.folder == f"{job}/" and place.path not in began
        ]
        assert (*not_run, *beside) == row.not_run
        assert has_failed == (row.run_now is not None)
        assert (has_failed and len(world.job.tasks) > 1) == (row.repair is not None)
        for way, trace in ((row.repair, repaired), (row.run_now, again)):
            if way is not None:
                after = trace.final()
                executions = after["executions"] - end["executions"]
                cents = after["cents"] - end["cents"]
                steps = len(trace.events)
                rests_on = {event.rule for event in trace.events} | unsaid_assumptions(trace).keys()
                assert way == Way(
                    trace.result, executions, cents, after["dup"], steps, frozenset(rests_on)
                )


@pytest.mark.parametrize("slug", some_of(list(bundled().scenarios), every=3))
def test_every_row_of_a_scenario_is_what_is_played(slug: str) -> None:
    equals_what_is_played(bundled().scenarios[slug].world)


@at_most(6, proofs=3000)
@given(worlds(most=4))
def test_every_row_of_any_world_is_what_is_played(world: World) -> None:
    equals_what_is_played(world)


FOREVER = {"max_retries": -1}


@pytest.mark.parametrize(
    ("world", "endless"),
    [
        pytest.param(a_world(a_task("a", **FOREVER)), True, id="without limit"),
        pytest.param(a_world(a_task("a", **FOREVER, timeout_ms=90_000)), True, id="in time"),
        pytest.param(a_world(a_task("a", **FOREVER, timeout_ms=20_000)), False, id="too slow"),
        pytest.param(
            a_world(
                a_task("a", **FOREVER, timeout_ms=90_000),
                a=a_script(slow=Slowness(frozenset({1}), 600_000)),
            ),
            False,
            id="too slow the second time",
        ),
        pytest.param(
            with_job(a_world(a_task("a", **FOREVER)), timeout_ms=3_600_000), False, id="job timeout"
        ),
        pytest.param(
            a_world(an_if("if", "1", Op.EQUAL_TO, "2"), a_task("a", "if:true", **FOREVER)),
            False,
            id="not reached",
        ),
        pytest.param(a_world(a_task("a", disabled=True, **FOREVER)), False, id="disabled"),
        pytest.param(a_world(a_loop("each", "[]", task=a_task("a", **FOREVER))), False, id="empty"),
        pytest.param(
            a_world(a_loop("each", "[1]", task=a_task("a", **FOREVER))), True, id="loop"
        ),
        pytest.param(
            a_world(a_loop("each", "[1]", task=a_task("a", **FOREVER), timeout_ms=600_000)),
            False,
            id="loop with a timeout",
        ),
    ],
)  # fmt: skip
def test_a_story_without_end_says_so(world: World, endless: bool) -> None:
    row = failure_map(world)[0]

    assert ("without end" in row.endless) is endless
    equals_what_is_played(world)


def test_a_child_that_fails_for_ever_makes_every_story_endless() -> None:
    child = a_world(a_task("kid", **FOREVER), kid=a_script(fails=a_failure()))
    world = with_jobs(a_world("a", a_run_job("run", "kid")), kid=child)

    assert "without end" in the_row(world, "a").endless
