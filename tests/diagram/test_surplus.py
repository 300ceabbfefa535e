"""Surplus rows on the boxes that wrote them, and how a story ends in words."""

from tests.build import (
    ALWAYS,
    a_failure,
    a_loop,
    a_run_job,
    a_script,
    a_story,
    a_task,
    a_world,
    a_write,
    bundled,
    with_jobs,
)
from tests.engine.rich import Told, of_every_story
from trialrun.diagram import ending_told, frames_of, surplus_of_tasks, values_at
from trialrun.engine import Trace

AGAIN = ("run_now", "fix", "repair")
HALF = a_world(
    "a",
    a_task("b", "a"),
    b=a_script(a_write("menu", 1234), a_write("price", 40), fails=a_failure(0, after=1)),
)


def marks(trace: Trace, step: int | None = None) -> dict[str, str]:
    """Returns what stands on the boxes, and in all, at a step, else in the end."""
    frames = frames_of(trace)
    values = values_at(frames, len(frames) if step is None else step)
    found = {key: values.get(f"task.{at}.surplus", "") for at, key in enumerate(trace.keys)}
    return {key: text for key, text in (found | {"": values["surplus"]}).items() if text}


def test_the_box_that_wrote_them_is_marked_and_named():
    trace = a_story(HALF, *AGAIN)
    values = values_at(frames_of(trace), len(trace.events))

    assert {"b": "1,234 surplus rows", "": "1,234 surplus rows"} == marks(trace)
    assert "b, succeeded, 1,234 surplus rows" == values["task.1.label"]
    assert {"b": 1234} == surplus_of_tasks(trace)


def test_nothing_is_marked_before_they_are_written():
    trace = a_story(HALF, *AGAIN)
    at = next(e.q for e in trace.events if e.commit and e.commit.dup)

    assert {} == marks(trace, at)
    assert {"b": "1,234 surplus rows", "": "1,234 surplus rows"} == marks(trace, at + 1)


def test_what_is_never_marked_has_no_place_for_a_mark():
    assert "task.0.surplus" not in frames_of(a_story(HALF, *AGAIN))[0].values
    assert "" == frames_of(a_story(HALF, *AGAIN))[0].values["task.1.surplus"]


def test_an_overwrite_takes_the_mark_away():
    world = a_world(
        a_task("a"),
        a_task("b", "a"),
        a=a_script(a_write("menu", 7)),
        b=a_script(a_write("menu", 5, "overwrite")),
    )
    trace = a_story(world, "run_now", "run_now")
    twice = [e.q + 1 for e in trace.events if e.commit]

    assert {} == marks(trace)
    assert "a, succeeded" == values_at(frames_of(trace), len(trace.events))["task.0.label"]
    assert 4 == len(twice)


def test_rows_that_a_child_job_wrote_are_marked_on_the_task_that_runs_it():
    world = with_jobs(
        a_world("a", a_run_job("x", "child", "a")),
        child=a_world("c", c=a_script(a_write("menu", 3))),
    )
    trace = a_story(world, "run_now", "run_now")

    assert "3 surplus rows" == marks(trace)["x"]


def test_rows_of_iterations_are_marked_on_their_for_each():
    world = a_world(a_loop("each", "[1, 2]"), one=a_script(a_write("menu", 3)))
    trace = a_story(world, "run_now", "run_now")

    assert {"each": "6 surplus rows", "": "6 surplus rows"} == marks(trace)


def test_a_restore_brings_back_whose_rows_they_were():
    back = ("restore:menu;version=0", "restore:menu;version=2")

    assert {"b": 1234} == surplus_of_tasks(a_story(HALF, *AGAIN, *back))
    assert marks(a_story(HALF, *AGAIN)) == marks(a_story(HALF, *AGAIN, *back))
    assert {} == marks(a_story(HALF, *AGAIN, back[0]))
    assert marks(a_story(HALF, *AGAIN)) == marks(a_story(HALF, *AGAIN, *back, *back))


def test_a_restore_tells_two_writers_of_as_many_rows_apart():
    """The table has 20 rows, and 10 of them are surplus, in version 2 by one, in 5 by another.

    Version 5 is the newest then, so to restore that one is refused.
    """
    world = a_world("a", "b", a=a_script(a_write("menu")), b=a_script(a_write("menu")))
    writers = ("run_now;only=a", "run_now;only=a", "restore:menu;version=0")
    others = ("run_now;only=b", "run_now;only=b")

    for version, newest, owner in ((2, 6, "a"), (5, 5, "b")):
        trace = a_story(world, *writers, *others, f"restore:menu;version={version}")
        assert (newest, 20, 10) == trace.tables["menu"]
        assert {owner: 10} == surplus_of_tasks(trace)


@of_every_story
def test_a_restore_gives_nobody_what_somebody_wrote(story: Told) -> None:
    of_tasks = sum(surplus_of_tasks(story.trace).values())

    assert sum(table.dup for table in story.trace.tables.values()) == of_tasks


@of_every_story
def test_the_boxes_never_tell_more_than_the_tables(story: Told) -> None:
    trace = story.trace
    total = sum(table.dup for table in trace.tables.values())

    assert sum(surplus_of_tasks(trace).values()) <= total
    assert bool(total) is bool(marks(trace).get(""))


def test_each_bundled_story_ends_in_words():
    told = {slug: ending_told(story.play()) for slug, story in bundled().scenarios.items()}

    assert told["chain-breaks"] == "The run failed: silver."
    assert told["one-branch-fails"] == "The run failed: enrich."
    assert told["repaired"] == "The run succeeded after a repair."
    assert told["clean-up-always"] == "The run succeeded with failures: load."
    assert told["run-again"].startswith("Run 1 failed: enrich. Run 2 succeeded. ")


def test_many_failures_are_named_in_part():
    keys = "abcdef"
    world = a_world(*keys, **{key: a_script(fails=ALWAYS) for key in keys})

    assert "The run failed: a, b, c and 3 more." == ending_told(a_story(world))


def test_a_story_without_a_run_says_so():
    assert "No run was started." == ending_told(a_story(a_world("a"), "wait@60"))
