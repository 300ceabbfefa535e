"""A story that is saved as a scenario file is read back as the same story, or a sentence."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.build import ROOT, a_chain, a_job, a_script, a_world, a_write, bundled
from tests.strategies import operators, worlds
from trialrun.content.readers.scenarios import read_scenario
from trialrun.content.scenario_text import Unsaved, ends_alike, scenario_text
from trialrun.engine import (
    RUN_NOW,
    Continuous,
    Endless,
    Failure,
    Slowness,
    Trace,
    World,
    read_what_if,
    simulate,
)
from trialrun.jobs import read_job_file
from trialrun.jobs.around import ALONE, Around
from trialrun.jobs.fields import payload_names
from trialrun.questions import Scenario


def is_same(one: Trace, other: Trace) -> bool:
    events = [row[:11] for row in one.rows] == [row[:11] for row in other.rows]
    return events and one.cents == other.cents and ends_alike(one, other)


def back(text: str) -> Scenario:
    scenario, problems = read_scenario("scenarios/saved.yaml", "saved", text)
    assert [] == problems
    assert scenario is not None
    return scenario


@pytest.mark.parametrize(
    "slug", [path.stem for path in sorted((ROOT / "scenarios").glob("*.yaml"))]
)
def test_a_bundled_scenario_that_is_saved_is_the_same_world(slug):
    scenario = bundled().scenarios[slug]
    again = back(scenario_text(scenario.title, scenario.world, scenario.actions))

    assert scenario.world.digest == again.world.digest
    assert scenario.world.job == again.world.job
    assert scenario.actions == again.actions
    assert scenario.title == again.title


OWN = """\
title: Own clusters
summary: Tasks have clusters of their own, and an edit gives them others.
order: 500
job:
  name: own
  job_clusters: [{job_cluster_key: main}, {job_cluster_key: d cluster}, {job_cluster_key: last}]
  tasks:
    - {task_key: a, notebook_task: {notebook_path: /a}}
    - {task_key: b, new_cluster: {num_workers: 1}, notebook_task: {notebook_path: /b}}
    - {task_key: c, existing_cluster_id: team, notebook_task: {notebook_path: /c}}
    - {task_key: d, job_cluster_key: d cluster, notebook_task: {notebook_path: /d}}
    - task_key: e
      for_each_task:
        inputs: "[1]"
        task: {task_key: f, new_cluster: {num_workers: 1}, notebook_task: {notebook_path: /f}}
edits:
  other:
    name: own
    job_clusters: [{job_cluster_key: main}, {job_cluster_key: last}]
    tasks:
      - {task_key: a, new_cluster: {instance_pool_id: p}, notebook_task: {notebook_path: /a}}
      - {task_key: b, job_cluster_key: main, notebook_task: {notebook_path: /b}}
      - {task_key: c, notebook_task: {notebook_path: /c}}
      - {task_key: d, new_cluster: {num_workers: 1}, notebook_task: {notebook_path: /d}}
      - task_key: e
        for_each_task:
          inputs: "[1]"
          task: {task_key: f, job_cluster_key: last, notebook_task: {notebook_path: /f}}
script: {a: {takes: 1m}, b: {takes: 1m}, c: {takes: 1m}, d: {takes: 1m}, f: {takes: 1m}}
actions: [{do: run_now}]
"""


def test_clusters_of_one_task_stay_at_it_and_come_back_in_their_order():
    world = back(OWN).world

    text = scenario_text("Own clusters", world, RUN_NOW)
    again = back(text).world

    assert world.job.computes == again.job.computes
    assert (world.job, world.edits) == (again.job, again.edits)
    assert (world.job.digest, world.digest) == (again.job.digest, again.digest)
    assert "b cluster" not in text


@settings(max_examples=40)
@given(worlds(), operators)
def test_any_story_that_is_saved_is_told_again(world, actions):
    try:
        trace = simulate(world, actions)
        text = scenario_text("Any story", world, actions)
    except (Endless, Unsaved):
        # An operator of chance names edits and tasks that there are not: no file can say that.
        return

    assert is_same(trace, back(text).play())


KINDS = "\n".join(
    f"  - {{task_key: t{n}, {name}: {{}}}}"
    for n, name in enumerate(sorted(payload_names()))
    if name not in ("condition_task", "for_each_task", "run_job_task")
)
JOB = f"""\
resources:
  jobs:
    outer:
      name: "[dev someone] *nightly* <all> ${{bundle.target}}"
      parameters: [{{name: env, default: "${{var.env}}"}}]
      schedule: {{quartz_cron_expression: 0 0 2 * * ?, timezone_id: Europe/Berlin}}
      job_clusters:
        - {{job_cluster_key: main, new_cluster: {{instance_pool_id: p}}}}
        - {{job_cluster_key: less, serverless_compute_id: s}}
      email_notifications: {{on_failure: [a@example.org], no_alert_for_skipped_runs: true}}
      webhook_notifications: {{on_start: [{{id: w1}}]}}
      health: {{rules: [{{metric: RUN_DURATION_SECONDS, op: GREATER_THAN, value: 600}}]}}
      queue: {{enabled: false}}
      tasks:
{KINDS.replace("  - ", "        - ")}
        - task_key: check
          condition_task: {{op: EQUAL_TO, left: "{{{{tasks.t0.values.n}}}}", right: "7"}}
          depends_on: [{{task_key: t0}}]
        - task_key: loop
          depends_on: [{{task_key: check, outcome: "true"}}]
          for_each_task:
            inputs: "{{{{tasks.t0.values.files}}}}"
            concurrency: 2
            task:
              task_key: مفتاح
              new_cluster: {{num_workers: 2}}
              max_retries: 1
              notebook_task: {{notebook_path: /x, base_parameters: {{file: "{{{{input.name}}}}"}}}}
        - {{task_key: sub, run_job_task: {{job_id: "${{resources.jobs.inner+one.id}}"}}}}
        - task_key: pick
          job_cluster_key: less
          disabled: true
          run_if: ALL_DONE
          timeout_seconds: 600
          retry_on_timeout: true
          min_retry_interval_millis: 5000
          python_wheel_task: {{package_name: p, entry_point: e, parameters: ["${{var.x}}", a]}}
    inner+one:
      tasks: [{{task_key: load, existing_cluster_id: 0123, sql_task: {{warehouse_id: w9}}}}]
"""
SAID = [
    ["writes:*=overwrite:7", "writes:t3=silver.menu:merge:5", "sets:t0.n=7", 'sets:t0.text="7"'],
    ['sets:t0.files=[{"name": "7"}, {"name": "ü", "n": 1.5}]', "takes:مفتاح=250ms"],
    ["outcome:check=false", "starts:job_cluster=9m", "writes:sub/load=nothing"],
    ["elements:loop=12", "takes:*=1:30", "sets:t0=nothing"],
]


@pytest.mark.parametrize("deeds", SAID, ids=["writes", "values", "outcomes", "elements"])
@pytest.mark.parametrize("slow", [[], ["مفتاح.1@600"]], ids=["", "slow"])
def test_what_was_said_of_a_strangers_job_is_kept(deeds, slow):
    world = read_job_file("databricks.yml", JOB).worlds["outer"]
    what_if = read_what_if(
        world, ["مفتاح.1:0"], ["run_now", "fix", "repair"], deed=deeds, slow=slow
    )
    varied, actions = what_if.world(world), what_if.actions(())
    text = scenario_text(world.job.name, varied, actions)

    again = back(text)
    assert is_same(simulate(varied, actions), again.play())
    assert {c.key: c.kind for c in varied.job.computes} == {
        c.key: c.kind for c in again.world.job.computes
    }
    assert varied.job.trigger == again.world.job.trigger
    assert varied.job.notifications == again.world.job.notifications
    assert "dev someone nightly all" in again.title
    assert "${var" not in text


def test_what_stood_around_a_job_and_how_it_fails_are_kept():
    world = a_world("t", t=a_script(fails=Failure(None, 0, kind="missing_library")))
    around = Around("production", frozenset({"region", 'a name: with "signs"'}))

    again = back(scenario_text("Kept", world, RUN_NOW, around))
    assert around == again.around
    assert "missing_library" == again.world.script["t"].fails.kind
    assert ALONE == back(scenario_text("Kept", world, RUN_NOW)).around


def test_what_no_file_can_say_is_a_sentence():
    chain = a_job(*a_chain(2), trigger=Continuous())
    world = World(chain, {key: a_script(a_write("t")) for key in ("t0", "t1")})
    with pytest.raises(Unsaved, match=r"cannot be saved as a scenario: .*no dependencies"):
        scenario_text("Continuous", world, RUN_NOW)


def test_a_job_that_is_not_in_the_text_is_kept_as_a_piece_of_work():
    text = """\
name: j
tasks:
  - {task_key: out, run_job_task: {job_id: "77"}}
  - {task_key: then, depends_on: [{task_key: out}], notebook_task: {notebook_path: /x}}
"""
    world = read_job_file("job.yml", text).worlds["j"]
    saved = scenario_text("Out", world, RUN_NOW)

    assert ends_alike(simulate(world, RUN_NOW), back(saved).play())
    assert saved.startswith("# What out runs is not in here: it counts as one piece of work.\n")


def test_slowness_of_one_iteration_is_kept():
    loop = read_job_file("databricks.yml", JOB).worlds["outer"]
    slow = Slowness(frozenset({0}), 600_000, frozenset({1}))
    script = loop.script | {"مفتاح": replace(loop.script["مفتاح"], slow=slow)}
    world = replace(loop, script=script)

    assert slow == back(scenario_text("Slow", world, RUN_NOW)).world.script["مفتاح"].slow


def test_a_saved_story_is_content_without_problems(tmp_path: Path):
    from trialrun.cli import main

    world = a_world("load", load=a_script(a_write("t")))
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "mine.yaml").write_text(scenario_text("Mine", world, RUN_NOW))
    for name in ("lessons", "quizzes", "levels"):
        (tmp_path / name).mkdir()
    (tmp_path / "lessons" / "facts.yaml").write_text((ROOT / "lessons/facts.yaml").read_text())
    outline = (ROOT / "lessons/outline.yaml").read_text().splitlines()
    kept = [line for line in outline if not line.startswith("first_question")]
    (tmp_path / "lessons" / "outline.yaml").write_text("\n".join(kept))

    assert 0 == main(["check", str(tmp_path)])


bounded_text = st.text(max_size=30)


@settings(max_examples=40)
@given(bounded_text, bounded_text)
def test_any_name_and_any_value_can_be_saved(name, value):
    world = a_world("load", load=a_script(sets=[("k", f'"{value}"' if value.isalnum() else "1")]))
    world = replace(world, job=replace(world.job, name=name or "x"))
    again = back(scenario_text(name, world, RUN_NOW))

    assert world.script["load"].sets == again.world.script["load"].sets
