"""What was received in words: of which attempt, from whom, and what differs from the one before."""

import pytest

from tests.build import (
    a_failure,
    a_loop,
    a_run_job,
    a_script,
    a_story,
    a_task,
    a_world,
    an_if,
    with_job,
    with_jobs,
)
from trialrun.diagram import Receipt, received
from trialrun.engine import Op, Trace, World


def labels(trace: Trace) -> list[str]:
    """Returns who received something, in order."""
    return [f"{receipt.path}: {receipt.label}" for receipt in received(trace)]


def says(written: str, world: World | None = None) -> str:
    """Says where the value of a task's setting came from."""
    task = a_task("b", "a", parameters=(("x", written),))
    world = world or with_job(a_world("a", task), parameters=())
    (receipt,) = received(a_story(world))
    return receipt.parameters[-1].says


SAYS = [
    ("plain", "set in the task"),
    (
        "{{tasks.a.result_state}}",
        "set in the task as {{tasks.a.result_state}}: how it stands with a",
    ),
    ("{{job.run_id}}", "set in the task as {{job.run_id}}: a number made up here"),
    (
        "{{job.start_time.year}}",
        "set in the task as {{job.start_time.year}}: by the clock of this story",
    ),
    (
        "{{secrets/a/b}}",
        "set in the task as {{secrets/a/b}}: a secret, whose value is not known here",
    ),
    ("{{ task.[name] }}", "set in the task as {{ task.[name] }}: of this run"),
    ("{{ds}}", "set in the task as {{ds}}: not known here, so it stays as text"),
    ("${var.env}/x", "set in the task; ${var.env}: not known here, so it stays as text"),
    (
        "{{task.name}}-{{ds}}",
        "set in the task as {{task.name}}-{{ds}}; task.name is b, of this run;"
        " ds: not known here, so it stays as text",
    ),
    (
        "{{job.trigger.time.year}}",
        "set in the task as {{job.trigger.time.year}}: no trigger that has one started this run,"
        " so it stays as text",
    ),
]


@pytest.mark.parametrize(("written", "expected"), SAYS, ids=[written for written, _ in SAYS])
def test_where_a_value_came_from_is_a_sentence(written, expected):
    assert expected == says(written)


def test_retries_repairs_runs_iterations_and_child_runs_are_told_apart():
    child = with_job(a_world("c"), parameters=(("day", "d"),))
    world = a_world(
        a_task("a", max_retries=1, parameters=(("x", "1"),)),
        a_loop("each", '["u", "v"]'),
        a_run_job("call", "child", to_child=[("day", "1")]),
        a=a_script(fails=a_failure(0, 1)),
    )

    told = labels(a_story(with_jobs(world, child=child), "run_now", "repair", "run_now"))

    assert [
        "a: run 1", "each: run 1, the loop itself", "each: run 1, iteration 1",
        "call: run 1", "child/c: run 2",
        "a: run 1, attempt 2", "each: run 1, iteration 2",
        "a: repair of run 1, attempt 3",
        "a: run 3", "each: run 3, the loop itself", "each: run 3, iteration 1",
        "call: run 3", "child/c: run 4",
        "each: run 3, iteration 2",
    ] == told  # fmt: skip


def test_what_differs_from_the_one_before_is_told_apart():
    task = a_task("one", parameters=(("el", "{{input}}"), ("same", "s")))

    loop, first, second = received(a_story(a_world(a_loop("each", '["u", "v"]', task=task))))

    assert ("inputs", '["u", "v"]') == loop.parameters[0][:2]
    assert ["el", "same"] == [parameter.name for parameter in first.others]
    assert ["el"] == [parameter.name for parameter in second.others]
    assert (1, "iteration 1") == (second.alike, second.like)


def test_some_tasks_can_be_asked_for_with_what_they_start():
    child = with_job(a_world("c"), parameters=(("day", "d"),))
    other = with_job(a_world("o"), parameters=(("day", "d"),))
    world = a_world(
        a_task("a", parameters=(("x", "1"),)), a_run_job("call", "child"), a_run_job("two", "other")
    )

    trace = a_story(with_jobs(world, child=child, other=other))

    found: list[Receipt] = list(received(trace, {1}))
    assert ["child/c"] == [receipt.path for receipt in found]


def test_a_condition_received_both_its_sides():
    world = a_world("a", an_if("b", "{{tasks.a.result_state}}", Op.EQUAL_TO, "success", "a"))

    (receipt,) = received(a_story(world))

    assert [("left", "success"), ("right", "success")] == [p[:2] for p in receipt.parameters]
