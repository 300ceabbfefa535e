"""Scenario files at their limits: stories without an end, many tasks, names in each other's way."""

import pytest

from tests.content.readers.test_scenarios import SCENARIO, problems, read
from trialrun.engine import ComputeKind, fail_text, read_what_if


def test_a_story_without_an_end_is_a_flaw():
    text = SCENARIO.replace("max_retries: 2", "max_retries: -1").replace("on: [0]", "on: all")

    assert [
        "17: more than 200000 events: does a task retry, or a trigger fire, without end?"
    ] == problems(text)


def test_too_many_tasks_are_refused():
    tasks = "\n".join(f"    - task_key: t{number}" for number in range(1001))
    text = SCENARIO.replace("    - task_key: ingest", f"{tasks}\n    - task_key: ingest")

    (problem,) = [found for found in problems(text) if found.startswith("7: ")]

    assert "at most 1000" in problem


def test_a_job_of_1000_tasks_is_read():
    tasks = "\n".join(
        f"    - {{task_key: t{number}, notebook_task: {{notebook_path: /x}}}}"
        for number in range(1000)
    )
    script = "\n".join(f"  t{number}: {{takes: 1s}}" for number in range(1000))
    text = (
        f"title: T\nsummary: S\njob:\n  name: j\n  tasks:\n{tasks}\nscript:\n{script}\n"
        "actions: [{do: run_now}]\n"
    )

    assert [] == problems(text)


@pytest.mark.parametrize("key", ["serverless", "team"])
def test_a_job_cluster_keeps_out_of_the_way_of_other_compute(key):
    text = SCENARIO.replace("job_cluster_key: main", f"job_cluster_key: {key}")

    scenario, found = read(text)

    assert [] == found
    assert ComputeKind.JOB_CLUSTER == _compute_of(scenario, "ingest")
    assert ComputeKind.ALL_PURPOSE == _compute_of(scenario, "clean")


def _compute_of(scenario, key: str) -> ComputeKind:
    kinds = {compute.key: compute.kind for compute in scenario.world.job.computes}
    (task,) = [task for task in scenario.world.job.tasks if task.key == key]
    return kinds[task.compute]


@pytest.mark.parametrize("on", ["[]", "[-1]", "[5000]"])
def test_what_a_scenario_says_of_a_failure_a_link_can_say(on):
    scenario, found = read(SCENARIO.replace("on: [0]", f"on: {on}"))

    if not found:
        failure = scenario.world.script["clean"].fails
        text = fail_text("clean", failure)
        assert (("clean", failure),) == read_what_if(scenario.world, [text], []).fail


@pytest.mark.parametrize("on", ["0", "first", ""])
def test_a_wrong_list_of_executions_says_what_to_write(on):
    (problem,) = problems(SCENARIO.replace("on: [0]", f"on: {on}"))

    assert "frozenset" not in problem
