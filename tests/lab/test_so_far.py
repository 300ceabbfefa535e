"""The facts on the way: they begin with nothing, and the last of them are those of the end."""

from collections.abc import Iterator
from copy import deepcopy

import pytest

from tests.build import a_loop, a_run_job, a_story, a_world, bundled, with_jobs
from tests.engine.rich import Told, of_every_story
from trialrun.engine import Trace, World
from trialrun.lab.so_far import facts_so_far
from trialrun.questions import PLAIN

CATALOG = bundled()


def stories() -> Iterator[object]:
    """Yields every bundled scenario, and of each level all tries that its author wrote."""
    for slug, scenario in CATALOG.scenarios.items():
        yield pytest.param(scenario.play_text(), id=slug)
    for slug, level in CATALOG.levels.items():
        tries = (PLAIN, level.solution, *(wrong.text for wrong in level.wrong))
        for number, text in enumerate(tries):
            yield pytest.param(level.scenario.play_text(text), id=f"{slug}-{number}")


@pytest.mark.parametrize("trace", list(stories()))
def test_the_last_facts_are_those_of_the_end(trace: Trace) -> None:
    *_, last = facts_so_far(trace)
    end = trace.final()

    # Compute that stays on is paid for after the last event.
    assert last.pop("cents") <= end.pop("cents")
    assert end == last


@of_every_story
def test_in_every_story_the_last_facts_are_those_of_the_end(story: Told) -> None:
    *_, last = facts_so_far(story.trace)
    end = story.trace.final()

    assert last.pop("cents") <= end.pop("cents")
    assert end == last


def a_parent(*loop: str) -> World:
    """Returns a job that starts another one: once, or for each of some inputs."""
    calls = a_run_job("calls", "child")
    task = a_loop("each", f"[{', '.join(loop)}]", task=calls) if loop else calls
    return with_jobs(a_world("a", task), child=a_world("c", "d"))


@pytest.mark.parametrize(("loop", "executions"), [((), 3), (("1", "2", "3"), 7)])
def test_a_task_that_starts_a_job_does_no_work_of_its_own(loop, executions):
    trace = a_story(a_parent(*loop), "run_now", "run_now")
    *_, last = facts_so_far(trace)

    assert (2 * executions, trace.final()["again"]) == (last["executions"], last["again"])
    assert trace.final() | {"cents": last["cents"]} == last


def test_there_are_facts_for_each_step_and_the_first_are_of_nothing() -> None:
    trace = CATALOG.scenarios["half-written"].play_text()
    found = [deepcopy(facts) for facts in facts_so_far(trace)]

    assert len(trace.events) + 1 == len(found)
    assert ("BLOCKED", 0, 0) == (found[0]["run"], found[0]["executions"], found[0]["ms"])
    assert {"version": 0, "rows": 0, "dup": 0} == found[0]["tables"]["silver.menu"]


def test_each_commit_is_a_fact_from_its_step_on() -> None:
    trace = CATALOG.scenarios["half-written"].play_text()
    rows = [facts["tables"]["silver.menu"]["rows"] for facts in facts_so_far(trace)]
    commits = [e for e in trace.events if e.commit and e.commit.table == "silver.menu"]

    assert commits
    for commit in commits:
        assert commit.commit is not None
        assert (commit.commit.table_rows - commit.commit.rows, commit.commit.table_rows) == (
            rows[commit.q],
            rows[commit.q + 1],
        )


def test_a_second_run_begins_with_its_own_tasks() -> None:
    trace = CATALOG.levels["call-when-it-fails"].scenario.play_text()
    (_, second) = (e.q for e in trace.events if e.kind == "run" and e.after == "RUNNING")
    found = [deepcopy(facts) for facts in facts_so_far(trace)]

    assert "SUCCESS" == found[second]["tasks"]["call"]["state"]
    assert "BLOCKED" == found[second + 1]["tasks"]["call"]["state"]
    assert ["SUCCESS_WITH_FAILURES", "RUNNING"] == found[second + 1]["runs"]
