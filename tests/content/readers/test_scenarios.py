"""Scenario files: a job as Databricks takes it, a script, actions; every flaw at its line."""

import json

import pytest

from trialrun.content.readers.scenarios import read_scenario
from trialrun.engine import (
    Action,
    Compute,
    ComputeKind,
    Dependency,
    Do,
    Failure,
    Get,
    Happening,
    Op,
    Rate,
    Slowness,
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


@pytest.mark.parametrize(
    "written",
    [
        "{do: run_now, for: 2026-11-24T02:00Z}",
        "{do: run_now, for: 2026-11-24T03:00+01:00}",
        '"run_now;for=2026-11-24T02:00:00Z"',
    ],
)
def test_an_action_says_what_it_is_for(written):
    scenario, found = read(SCENARIO.replace("{do: run_now}", written))

    assert [] == found
    assert Action(Do.RUN_NOW, occasion="2026-11-24T02:00:00Z") == scenario.actions[0]


def test_a_failure_may_strike_every_time():
    scenario, _ = read(SCENARIO.replace("on: [0]", "on: all"))

    assert Failure(None, 1) == scenario.world.script["clean"].fails


def test_a_task_without_compute_is_serverless():
    scenario, _ = read(SCENARIO.replace("      job_cluster_key: main\n", ""))

    assert "serverless" == scenario.world.job.tasks[0].compute


RUN_IFS = "job.tasks[1].run_if: `ALL_DUN` is not allowed; did you mean `ALL_DONE`?"

FLAWS = [
    pytest.param(
        "  tasks:\n",
        "  tasks:\n    - task_key: ingest\n      notebook_task: {notebook_path: /x}\n",
        ["10: job.tasks[1].task_key: `ingest` is used twice; every task needs its own key"],
        id="a key used twice",
    ),
    pytest.param(
        "[{task_key: ingest}]",
        "[{task_key: injest}]",
        [
            "12: job.tasks[1].depends_on[0].task_key: there is no task `injest`; "
            "did you mean `ingest`?"
        ],
        id="a dependency on nothing",
    ),
    pytest.param(
        "[{task_key: ingest}]",
        "[{task_key: clean}]",
        ["12: job.tasks[1].depends_on[0].task_key: `clean` cannot depend on itself; remove this"],
        id="a task that waits for itself",
    ),
    pytest.param(
        "      job_cluster_key: main\n      notebook_task",
        "      depends_on: [{task_key: clean}]\n      notebook_task",
        [
            "9: job.tasks[0].depends_on: tasks wait for each other in a cycle: "
            "ingest → clean → ingest"
        ],
        id="a cycle",
    ),
    pytest.param(
        "max_retries: 2",
        "run_if: ALL_DUN",
        [f"14: {RUN_IFS}"],
        id="a run_if that is none",
    ),
    pytest.param(
        "- job_cluster_key: main",
        "- job_cluster_key: other",
        [
            "9: job.tasks[0].job_cluster_key: there is no job cluster `main`; add "
            "it under job_clusters"
        ],
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
        ["19: the job has no task `report`; write one of clean, ingest"],
        id="a script without a task",
    ),
    pytest.param(
        "after_write: 1",
        "after_write: 2",
        ["22: `clean` makes 1 write, so it cannot fail after write 2"],
        id="a failure after more writes than there are",
    ),
    pytest.param(
        "{do: fix, task: clean}",
        "{do: fix, task: report}",
        ["26: the job has no task `report`; write one of clean, ingest"],
        id="an action on nothing",
    ),
    pytest.param(
        "existing_cluster_id: team",
        "existing_cluster_id: team\n      job_cluster_key: main",
        [
            "13: job.tasks[1].existing_cluster_id: this task has other compute "
            "already; keep one of them"
        ],
        id="two kinds of compute",
    ),
    pytest.param(
        "{do: repair, at: 5m}",
        "{do: repair, task: clean}",
        ["25: only fix and cancel take a task; remove this line"],
        id="an action that takes no task",
    ),
    pytest.param(
        "{do: repair, at: 5m}",
        "{do: repair, for: monday}",
        ["25: only run_now is for something; remove this line"],
        id="a repair is of its run",
    ),
    pytest.param(
        "{do: run_now}",
        "{do: run_now, for: last night}",
        [
            "24: an occasion has a name of 1 to 100 letters, digits, or . : + - _, as in monday "
            "or 2026-11-24T02:00:00Z"
        ],
        id="no name of an occasion",
    ),
    pytest.param(
        "{do: run_now}",
        '"run_now;for=2026-02-30T02:00"',
        [
            "24: `run_now;for=2026-02-30T02:00`: 2026-02-30T02:00 is no moment; write one as in "
            "2026-11-24T02:00:00Z"
        ],
        id="no day of the calendar",
    ),
    pytest.param(
        "takes: 40s",
        "takes: soon",
        ["18: `soon` is no duration; write a number and a unit, as in 40s, 5m or 1h"],
        id="no duration",
    ),
    pytest.param(
        "mode: append",
        "mode: upsert",
        ["21: `upsert` is not allowed; write 'append', 'overwrite', 'merge' or 'idempotent'"],
        id="no mode",
    ),
    pytest.param(
        "do: repair",
        "do: redo",
        [
            "25: `redo` is not allowed; write 'run_now', 'repair', 'cancel', 'edit', 'fix', "
            "'restore' or 'wait'"
        ],
        id="no action",
    ),
    pytest.param(
        "max_retries: 2",
        "max_retires: 2",
        [
            "14: job.tasks[1].max_retires: there is no field `max_retires` here; did you "
            "mean `max_retries`? It is left out"
        ],
        id="a slip in a field of the Jobs API",
    ),
    pytest.param(
        "  name: restaurant",
        "  name: restaurant\n  max_concurrent_runs: 1001",
        ["5: job.max_concurrent_runs: 1001 is not allowed; write a number from 0 to 1000"],
        id="too many runs at once",
    ),
    pytest.param(
        "max_retries: 2",
        "max_retries: -2",
        ["14: job.tasks[1].max_retries: -2 is not allowed; write a number from -1 to 2147483647"],
        id="fewer retries than no limit",
    ),
    pytest.param(
        SCENARIO[SCENARIO.index("actions:") :],
        "actions: []\n",
        ["23: this is empty; write at least 1 entry"],
        id="no actions",
    ),
]


@pytest.mark.parametrize(("old", "new", "found"), FLAWS)
def test_a_flaw_is_named_at_its_line(old, new, found):
    assert old in SCENARIO

    assert found == problems(SCENARIO.replace(old, new))


def test_a_flaw_of_the_job_has_its_column_beside_its_line():
    (problem,) = read(SCENARIO.replace("max_retries: 2", "run_if: ALL_DUN"))[1]

    assert "scenarios/two.yaml:14:7" == problem.at


def test_all_flaws_are_named_at_once():
    text = SCENARIO.replace("[{task_key: ingest}]", "[{task_key: x}]").replace(
        "after_write: 1", "after_write: 9"
    )

    assert ["12", "22"] == [problem.split(":")[0] for problem in problems(text)]


BRANCHES = """\
title: Everything an author can write
summary: Control flow, values, children, edits, triggers, prices.
job:
  name: orders
  parameters: [{name: region, default: EU}]
  max_concurrent_runs: 2
  queue: {enabled: false}
  trigger: {file_arrival: {url: /Volumes/main/in/}}
  tasks:
    - task_key: check
      spark_python_task: {python_file: /check.py}
    - task_key: good
      depends_on: [{task_key: check}]
      condition_task: {op: GREATER_THAN, left: "{{tasks.check.values.score}}", right: "0.9"}
    - task_key: regions
      depends_on: [{task_key: good, outcome: "true"}]
      for_each_task:
        inputs: '["EU", "US"]'
        concurrency: 2
        task: {task_key: one, notebook_task: {notebook_path: /one}}
    - task_key: child
      depends_on: [{task_key: good, outcome: "false"}]
      run_job_task: {job_id: "${resources.jobs.clean-up.id}"}
script:
  check:
    takes: 40s
    sets: {score: 0.97, name: EU, list: [1, two]}
    gets: [{task: other, key: k, default: 3}]
    slow: {on: [1], takes: 2m}
  one: {takes: 10s, fails: {on: all, iterations: [1]}, writes: [{to: t, mode: merge, rows: 5}]}
jobs:
  clean-up:
    job: {name: clean-up, tasks: [{task_key: sweep, notebook_task: {notebook_path: /sweep}}]}
    script: {sweep: {takes: 5s}}
edits:
  longer:
    timeout_seconds: 60
    tasks:
      - task_key: check
        max_retries: 2
        spark_python_task: {python_file: /check.py}
happenings:
  - {at: 90s, on: file, name: /Volumes/main/in/1.csv}
starts: 2026-11-23T02:00:00
prices:
  serverless: {startup: 10s, dbu_per_hour: 2.5, cents_per_dbu: 40, idle: 0s}
actions:
  - wait@300
  - run_now;only=+regions;p.region=US
  - edit:longer
  - {do: cancel, at: 10m}
"""


def test_everything_an_author_can_write_is_read():
    scenario, found = read(BRANCHES)

    assert [] == found
    world = scenario.world
    check, good, regions, child = world.job.tasks
    assert (Op.GREATER_THAN, "0.9") == (good.condition.op, good.condition.right)
    assert ("one", 2) == (regions.for_each.task.key, regions.for_each.concurrency)
    assert ("clean-up", ("sweep",)) == (
        child.run_job.job,
        tuple(task.key for task in world.jobs["clean-up"].job.tasks),
    )
    assert (("score", "0.97"), ("name", '"EU"'), ("list", '[1, "two"]')) == (
        world.script["check"].sets
    )
    assert (Get("other", "k", "3"),) == world.script["check"].gets
    assert Slowness(frozenset({1}), 120_000) == world.script["check"].slow
    assert Failure(None, 0, frozenset({1})) == world.script["one"].fails
    edited = world.edits["longer"]
    assert (60_000, 2, 4) == (edited.timeout_ms, edited.tasks[0].max_retries, len(edited.tasks))
    assert (Happening(90_000, "file", "/Volumes/main/in/1.csv"),) == world.happenings
    assert 1_795_399_200_000 == world.starts_at
    assert Rate(10_000, 2500, 40, 0) == world.prices[ComputeKind.SERVERLESS]
    assert (2, False) == (world.job.max_concurrent_runs, world.job.queue)
    assert (
        Action(Do.RUN_NOW, tasks=("+regions",), params=(("region", "US"),)) == (scenario.actions[1])
    )
    assert check.max_retries == 0


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ("{do: cancel, task: regions, at: 400s}", "cancel:regions@400"),
        ("{do: cancel, task: child, at: 400s}", "cancel:child@400"),
        ("{do: fix, task: one}", "fix:one"),
        ("{do: run_now, for: monday, at: 30s}", "run_now;for=monday@30"),
        ("{do: wait, at: 2h}", "wait@7200"),
        ("{do: repair}", "repair"),
        ("{text: run_now;only=check}", "run_now;only=check"),
    ],
)
def test_fields_of_an_action_say_what_its_text_says(fields, text):
    (one, found), (other, _) = (
        read(BRANCHES.replace("{do: cancel, at: 10m}", said)) for said in (fields, text)
    )

    assert [] == found
    assert other.actions == one.actions


SETS = [
    ("01067", '"01067"'),
    ("-007", '"-007"'),
    ("٣", '"٣"'),
    ("{l: [01, 2]}", '{"l": ["01", 2]}'),
    ("0", "0"),
    ("-0.5e3", "-0.5e3"),
    ("1e05", "1e05"),
]


@pytest.mark.parametrize(("typed", "json_text"), SETS)
def test_a_value_that_no_json_has_as_a_number_is_text(typed, json_text):
    scenario, found = read(BRANCHES.replace("score: 0.97", f"score: 1.97, code: {typed}"))

    assert [] == found
    assert ("code", json_text) in scenario.world.script["check"].sets
    json.loads(json_text)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("wait@300", "wait;x=1", "1"),
        ("starts: 2026-11-23T02:00:00", "starts: soon", "`soon` is no moment"),
        ("edit:longer", "edit:shorter", "there is no edit `shorter`; this story has longer"),
        (
            "      - task_key: check\n        max",
            "      - task_key: chek\n        max",
            "adds and drops none",
        ),
        ("script: {sweep: {takes: 5s}}", "script: {}", "what does `sweep` do?"),
        ("{do: cancel, at: 10m}", "{do: cancel, task: one, at: 10m}", "is inside a for-each"),
        ("{do: cancel, at: 10m}", "{do: cancel, task: two, at: 10m}", "the job has no task `two`"),
        ("{do: cancel, at: 10m}", "{do: fix, task: regions}", "has no work of its own; fix what"),
        ("{do: cancel, at: 10m}", "{do: fix, task: good}", "has no work of its own; fix what"),
        ("{do: cancel, at: 10m}", "{do: restore}", "write what to restore, as in restore:NAME"),
        ("{do: cancel, at: 10m}", "{do: edit}", "write what to edit, as in edit:NAME"),
        ("{do: cancel, at: 10m}", "{text: run_now, at: 300s}", "write the text alone"),
        ("{do: cancel, at: 10m}", "{text: run_now, do: run_now}", "write the text alone"),
        ("{do: cancel, at: 10m}", "{text: run_now, for: monday}", "write the text alone"),
        ("{do: cancel, at: 10m}", "{text: fix, task: one}", "write the text alone"),
        ("starts: 2026-11-23T02:00:00", "starts: 9999-12-31T00:00:00", "is too far away"),
        ("at: 10m", "at: 500ms", "write whole seconds"),
        ("takes: 2m", "takes: 1900ms", "write whole seconds"),
        ("on: [1]", "on: [[0]]", "a list of execution numbers"),
        ("on: [1]", "on: [{a: b}]", "a list of execution numbers"),
        ("on: [1]", "on: [٣]", "a list of execution numbers"),
        ("gets: [", "fails: {on: all, iterations: [1]}\n    gets: [", "`check` is in no for-each"),
        ("${resources.jobs.clean-up.id}", "${resources.jobs.cleanup.id}", "is not in this text"),
        ("inputs: '[\"EU\", \"US\"]'", "inputs: EU", "no JSON array"),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_named(old, new, found):
    assert old in BRANCHES
    assert any(found in problem for problem in problems(BRANCHES.replace(old, new)))
