"""Questions about a large job: what they hang on is shown, and no option is a list of thirty."""

import re
from dataclasses import replace
from functools import cache

import pytest

from tests.build import bundled
from tests.families.drawn import asked, stage
from trialrun.engine import Compute, ComputeKind, Dependency, Job, Task, TaskScript, World, graph_of
from trialrun.families.ground import UP_AT_ONCE
from trialrun.families.listing import LISTED_MAX, listing_of
from trialrun.families.on_job import quizzed
from trialrun.families.reading import NAMES_MAX, some_told

SIZE = 32


def large(*, retries: int = 3, deep: int = 8) -> Job:
    """A job of chains side by side, each task with its retries, joined by a last one."""
    tasks = [
        Task(
            f"step_{n:02}",
            depends_on=(Dependency(f"step_{n - 1:02}"),) if n % deep else (),
            run_if="ALL_DONE" if n % deep and n % 3 == 0 else "ALL_SUCCESS",
            compute="main",
            max_retries=retries and n % (retries + 1),
        )
        for n in range(SIZE)
    ]
    return Job("large", tuple(tasks), (Compute("main", ComputeKind.JOB_CLUSTER),))


def world_of(job: Job) -> World:
    """A world in which each task of a job takes a minute."""
    script = {task.key: TaskScript(60_000) for task in job.tasks}
    return World(job, script, UP_AT_ONCE)


@cache
def asked_about(job: Job):
    story = bundled().scenarios["branch-and-join"]
    scenario = replace(story, world=world_of(job))
    return quizzed(scenario, stage(), seed=1, count=8)


def settings_of(job: Job, key: str) -> list[str]:
    task = next(task for task in job.tasks if task.key == key)
    return [f"max_retries: {task.max_retries}"] * bool(task.max_retries) + [
        f"run_if: {task.run_if}"
    ] * (task.run_if != "ALL_SUCCESS")


def block(code: str, key: str) -> str:
    """The lines of a task."""
    found = re.search(rf"^{key}(:.*)?(\n    .*)*", code, re.MULTILINE)
    return found[0] if found else ""


def test_what_a_question_about_a_large_job_names_stands_below_it_with_all_upstream():
    job = large()
    keys, found = [task.key for task in job.tasks], asked_about(job)
    listed = [each for each in found if each.family.id != "next-trigger"]

    assert {"attempts-made", "end-state"} <= {each.family.id for each in listed}
    for each in listed:
        named = [keys.index(key) for key in names_in(each)]
        assert named
        for at in graph_of(job).with_upstream(named):
            shown = block(each.question.code, keys[at])
            assert shown, (each.question.stem, keys[at])
            assert all(line in shown for line in settings_of(job, keys[at])), shown


def test_of_a_question_about_the_whole_job_every_setting_is_listed():
    job = large(retries=0)
    found = [each for each in asked_about(job) if each.family.id in ("repair-dialog", "one-change")]

    assert len(found) > 1
    for each in found:
        for task in job.tasks:
            assert all(
                line in block(each.question.code, task.key) for line in settings_of(job, task.key)
            )


def test_what_cannot_all_be_listed_is_not_asked():
    job = large(deep=SIZE)
    world = world_of(job)

    assert listing_of(world) is None
    assert listing_of(world, (f"step_{LISTED_MAX:02}",)) is None
    assert listing_of(world, (f"step_{LISTED_MAX - 1:02}",))


@pytest.mark.parametrize("retries", [0, 3])
def test_a_listing_says_how_many_it_leaves_out_and_why(retries):
    world = world_of(large(retries=retries))
    *lines, last = (listing_of(world, ("step_07",)) or "").splitlines()

    assert LISTED_MAX == sum(line.startswith("step_") for line in lines)
    assert lines[0].startswith("step_00")
    assert f"… {SIZE - LISTED_MAX} more tasks, as in the graph; " in last
    assert ("does not hang on them" in last) is bool(retries)


@pytest.mark.parametrize("deep", [8, SIZE])
def test_no_option_is_a_list_that_nobody_reads(deep):
    job = large(retries=0, deep=deep)
    sizes = {
        each.family.id: max(option["says"].count("`") // 2 for option in options_of(each))
        for each in asked_about(job)
        if options_of(each)
    }

    assert {"repair-dialog", "new-run"} <= set(sizes)
    assert {} == {name: size for name, size in sizes.items() if size > NAMES_MAX}


def options_of(found) -> list[dict[str, str]]:
    return found.question.body.get("options", [])


def names_in(found) -> list[str]:
    """The tasks that a question is about: of its stem, and of what is matched or ordered."""
    seen = asked(found.question)
    named = re.findall(r"`(step_\d+)`", f"{seen['stem']} {seen.get('items', '')}")
    return [*named, *seen.get("tasks", ())]


def test_many_tasks_are_told_by_those_that_are_left_out():
    order = [f"step_{n}" for n in range(30)]

    assert "All tasks but `step_3`" == some_told([key for key in order if key != "step_3"], order)
    assert "All tasks" == some_told(order, order)
    assert "`step_1` and `step_2`" == some_told(order[1:3], order)
    assert "" == some_told(order[:15], order)
