"""Scenario files: a job as Databricks takes it, a script, actions; every flaw at its line."""

import pytest

from trialrun.content.scenarios import read_scenario
from trialrun.engine import (
    Action,
    Compute,
    ComputeKind,
    Dependency,
    Do,
    Failure,
    Task,
    TaskScript,
    Write,
    WriteMode,
)

SCENARIO = """\
title: Two tasks
summary: The second fails.
job:
  name: restaurant
  job_clusters:
    - job_cluster_key: main
  tasks:
    - task_key: ingest
      job_cluster_key: main
      notebook_task: {notebook_path: /ingest}
    - task_key: clean
      depends_on: [{task_key: ingest}]
      existing_cluster_id: team
      max_retries: 2
      min_retry_interval_millis: 60000
      sql_task: {warehouse_id: x}
script:
  ingest: {takes: 40s}
  clean:
    takes: 1m
    writes: [{to: silver.orders, mode: append, rows: 960}]
    fails: {on: [0], after_write: 1}
actions:
  - {do: run_now}
  - {do: repair, at: 5m}
  - {do: fix, task: clean}
"""


def read(text: str = SCENARIO):
    return read_scenario("scenarios/two.yaml", "two", text)


def problems(text: str) -> list[str]:
    scenario, found = read(text)

    assert (scenario is None) == bool(found)
    return [f"{problem.line}: {problem.message}" for problem in found]


def test_a_scenario_is_read():
    scenario, found = read()

    assert [] == found
    assert ("two", "Two tasks", "The second fails.", 1000) == (
        scenario.slug,
        scenario.title,
        scenario.summary,
        scenario.order,
    )


def test_the_fields_of_the_jobs_api_are_read():
    scenario, _ = read()

    assert (
        Task("ingest", "notebook", compute="main"),
        Task("clean", "sql", (Dependency("ingest"),), "ALL_SUCCESS", 2, 60_000, "team"),
    ) == scenario.world.job.tasks


def test_each_compute_that_is_named_is_there():
    scenario, _ = read()

    assert {
        Compute("serverless", ComputeKind.SERVERLESS),
        Compute("main", ComputeKind.JOB_CLUSTER),
        Compute("team", ComputeKind.ALL_PURPOSE),
    } == set(scenario.world.job.computes)


def test_the_script_is_read():
    scenario, _ = read()

    assert {
        "ingest": TaskScript(40_000),
        "clean": TaskScript(
            60_000,
            (Write("silver.orders", WriteMode.APPEND, 960),),
            Failure(frozenset({0}), 1),
        ),
    } == scenario.world.script


def test_the_actions_are_read():
    scenario, _ = read()

    assert (
        Action(Do.RUN_NOW),
        Action(Do.REPAIR, 300_000),
        Action(Do.FIX, task="clean"),
    ) == scenario.actions


def test_a_failure_may_strike_every_time():
    scenario, _ = read(SCENARIO.replace("on: [0]", "on: all"))

    assert Failure(None, 1) == scenario.world.script["clean"].fails


def test_a_task_without_compute_is_serverless():
    scenario, _ = read(SCENARIO.replace("      job_cluster_key: main\n", ""))

    assert "serverless" == scenario.world.job.tasks[0].compute


RUN_IFS = "run_if ALL_DONE is not simulated yet; write ALL_SUCCESS"

FLAWS = [
    pytest.param(
        "  tasks:\n",
        "  tasks:\n    - task_key: ingest\n",
        ["9: `ingest` is used twice; every task needs its own"],
        id="a key used twice",
    ),
    pytest.param(
        "[{task_key: ingest}]",
        "[{task_key: injest}]",
        ["12: there is no task `injest`; write one of ingest, clean"],
        id="a dependency on nothing",
    ),
    pytest.param(
        "[{task_key: ingest}]",
        "[{task_key: clean}]",
        ["7: tasks wait for each other in a circle: clean → clean"],
        id="a task that waits for itself",
    ),
    pytest.param(
        "      job_cluster_key: main\n      notebook_task",
        "      depends_on: [{task_key: clean}]\n      notebook_task",
        ["7: tasks wait for each other in a circle: ingest → clean → ingest"],
        id="a circle",
    ),
    pytest.param(
        "max_retries: 2",
        "run_if: ALL_DONE",
        [f"14: {RUN_IFS}"],
        id="a run_if that is not simulated",
    ),
    pytest.param(
        "- job_cluster_key: main",
        "- job_cluster_key: other",
        ["9: there is no job cluster `main`; add it under job_clusters"],
        id="an unknown job cluster",
    ),
    pytest.param(
        "  ingest: {takes: 40s}\n",
        "",
        ["17: what does `ingest` do? Add `ingest: {takes: 60s}`"],
        id="a task without a script",
    ),
    pytest.param(
        "  ingest: {takes: 40s}",
        "  ingest: {takes: 40s}\n  report: {takes: 1s}",
        ["19: the job has no task `report`; write one of ingest, clean"],
        id="a script without a task",
    ),
    pytest.param(
        "after_write: 1",
        "after_write: 2",
        ["22: `clean` makes 1 writes, so it cannot fail after write 2"],
        id="a failure after more writes than there are",
    ),
    pytest.param(
        "{do: fix, task: clean}",
        "{do: fix, task: report}",
        ["26: the job has no task `report`"],
        id="an action on nothing",
    ),
    pytest.param(
        "existing_cluster_id: team",
        "existing_cluster_id: team\n      job_cluster_key: main",
        ["11: write either job_cluster_key or existing_cluster_id, not both"],
        id="two kinds of compute",
    ),
    pytest.param(
        "{do: repair, at: 5m}",
        "{do: repair, task: clean}",
        ["25: only fix takes a task; remove this line"],
        id="an action that takes no task",
    ),
    pytest.param(
        "takes: 40s",
        "takes: soon",
        ["18: `soon` is no duration; write a number and a unit, as in 40s, 5m or 1h"],
        id="no duration",
    ),
    pytest.param(
        "mode: append",
        "mode: merge",
        ["21: `merge` is not allowed; write 'append' or 'overwrite'"],
        id="no mode",
    ),
    pytest.param(
        "do: repair",
        "do: cancel",
        ["25: `cancel` is not allowed; write 'run_now', 'repair' or 'fix'"],
        id="no action",
    ),
    pytest.param(
        "max_retries: 2",
        "max_retires: 2",
        ["14: there is no field `max_retires` here; did you mean `max_retries`?"],
        id="a slip in a field of the Jobs API",
    ),
    pytest.param(
        "  name: restaurant",
        "  name: restaurant\n  max_concurrent_runs: 3",
        ["5: `3` is not allowed; write '1'"],
        id="more runs at once",
    ),
    pytest.param(
        "max_retries: 2",
        "max_retries: -2",
        ["14: Input should be greater than or equal to -1"],
        id="fewer retries than no limit",
    ),
    pytest.param(
        SCENARIO[SCENARIO.index("actions:") :],
        "actions: []\n",
        ["23: Tuple should have at least 1 item after validation, not 0"],
        id="no actions",
    ),
]


@pytest.mark.parametrize(("old", "new", "found"), FLAWS)
def test_a_flaw_is_named_at_its_line(old, new, found):
    assert old in SCENARIO

    assert found == problems(SCENARIO.replace(old, new))


def test_all_flaws_are_named_at_once():
    text = SCENARIO.replace("[{task_key: ingest}]", "[{task_key: x}]").replace(
        "after_write: 1", "after_write: 9"
    )

    assert ["12", "22"] == [problem.split(":")[0] for problem in problems(text)]
