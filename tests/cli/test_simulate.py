"""`simulate`: any job file is played in the terminal, or a sentence says why not."""

import io
import json
import re
from pathlib import Path

import pytest

from tests.build import ROOT
from trialrun.cli import main
from trialrun.engine import RUN_NOW, simulate
from trialrun.jobs import read_job_file

BUNDLE = """\
resources:
  jobs:
    nightly:
      name: nightly
      job_clusters:
        - {job_cluster_key: main, new_cluster: {num_workers: 1}}
      tasks:
        - {task_key: load, job_cluster_key: main, notebook_task: {notebook_path: /load}}
        - task_key: report
          depends_on: [{task_key: load}]
          job_cluster_key: main
          notebook_task: {notebook_path: /report}
"""


@pytest.fixture
def bundle(tmp_path: Path) -> str:
    path = tmp_path / "databricks.yml"
    path.write_text(BUNDLE)
    return str(path)


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().out.splitlines()


def test_the_end_is_drawn(bundle, capsys):
    assert 0 == main(["simulate", bundle])

    assert [
        "nightly: Succeeded after 6:00 (minutes:seconds)",
        "The run has succeeded.",
        "",
        "TASK    STATE      ATTEMPTS  TIME       WHY",
        "load    Succeeded  1         4:00-5:00",
        "report  Succeeded  1         5:00-6:00",
        "",
        "TABLE   VERSION  ROWS   SURPLUS ROWS",
        "load    1        1,000  0",
        "report  1        1,000  0",
        "",
        "Runs and repairs: Succeeded",
        "Cost: $0.24 at illustrative prices of 2026-11-22, idle time included",
        "Paid for: main 6:00",
    ] == lines(capsys)


def states(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    told = lines(capsys)
    rows = told[told.index(next(line for line in told if line.startswith("TASK"))) + 1 :]
    cells = [re.split(r"\s{2,}", row) for row in rows[: rows.index("")]]
    return {key: state for key, state, *_ in cells}


def test_a_failure_without_an_attempt_lasts_until_it_is_mended(bundle, capsys):
    main(["simulate", bundle, "--fail", "load"])
    assert {"load": "Failed", "report": "Upstream failed"} == states(capsys)

    main(["simulate", bundle, "--fail", "load", "--repair"])
    assert {"load": "Succeeded", "report": "Succeeded"} == states(capsys)


def test_what_is_missing_is_told_with_its_code(bundle, capsys):
    main(["simulate", bundle, "--fail", "load=missing_notebook"])
    told = {"load": "Failed, RESOURCE_NOT_FOUND", "report": "Upstream failed"}
    assert told == states(capsys)


def test_a_failure_of_one_attempt_is_gone_with_the_next(bundle, capsys):
    main(["simulate", bundle, "--fail", "load:0@1", "--repair"])
    told = "\n".join(lines(capsys))

    assert "load    2        2,000  1,000" in told
    assert "Runs and repairs: Failed, Succeeded" in told


def test_the_operator_can_do_other_things(bundle, capsys):
    main(["simulate", bundle, "--do", "cancel@270"])

    assert {"load": "Canceled", "report": "Canceled"} == states(capsys)


def test_the_operator_does_one_thing_after_the_other(bundle, capsys):
    main(["simulate", bundle, "--do", "cancel@270", "--repair", "--run-again"])
    assert "Runs and repairs: Canceled, Succeeded, Succeeded" in lines(capsys)


def test_a_task_that_was_left_out_is_told_so(bundle, capsys):
    main(["simulate", bundle, "--do", "run_now;only=load"])
    assert {"load": "Succeeded", "report": "Not started"} == states(capsys)


def test_what_is_refused_is_told(bundle, capsys):
    main(["simulate", bundle, "--repair"])

    assert any(line.startswith("Refused at 6:00: The repair is refused") for line in lines(capsys))


def test_an_assumption_is_told_as_one(bundle, capsys):
    main(["simulate", bundle, "--do", "run_now", "--do", "cancel@270"])

    assert any("report" in line and line.endswith("(our assumption)") for line in lines(capsys))


def test_json_is_the_trace(bundle, capsys):
    assert 0 == main(["simulate", bundle, "--json"])

    (world,) = read_job_file("x.yml", BUNDLE).worlds.values()
    assert simulate(world, RUN_NOW).to_json() == capsys.readouterr().out.strip()


def test_a_scenario_is_played_as_it_is_written(capsys):
    assert 0 == main(["simulate", str(ROOT / "scenarios/clean-up-always.yaml")])

    title, why, *_ = lines(capsys)
    assert title.startswith("A clean-up hides the failure: Succeeded with failures after 5:00")
    assert why.startswith("The run succeeded with failures: load and report did not succeed")


def test_a_file_can_come_from_standard_input(monkeypatch, capsys):
    payload = {
        "name": "one",
        "tasks": [{"task_key": "a", "notebook_task": {"notebook_path": "/a"}}],
    }
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(payload)))

    assert 0 == main(["simulate", "-"])
    assert lines(capsys)[0].startswith("one: Succeeded after")


def test_one_of_several_jobs_is_chosen(tmp_path, capsys):
    path = tmp_path / "two.yml"
    path.write_text(BUNDLE + BUNDLE.split("jobs:\n", 1)[1].replace("nightly", "weekly"))

    assert 2 == main(["simulate", str(path)])
    assert "there are 2 jobs; choose one with --job: nightly, weekly" in capsys.readouterr().err
    assert 0 == main(["simulate", str(path), "--job", "weekly"])
    assert lines(capsys)[0].startswith("weekly: Succeeded after 6:00")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--fail", "lod"], "There is no task “lod” in this job. Did you mean load?"),
        (["--fail", "load@2"], "load makes 1 write, so it cannot fail after write 2."),
        (["--do", "dance"], "“dance” is no action."),
        (["--job", "x"], "there is no job x; it has nightly"),
    ],
)
def test_what_cannot_be_played_is_a_sentence(bundle, arguments, sentence, capsys):
    assert 2 == main(["simulate", bundle, *arguments])

    told = capsys.readouterr()
    assert sentence in told.err
    assert "" == told.out


def test_mistakes_in_the_file_are_named_all_at_once(tmp_path, capsys):
    path = tmp_path / "bad.yml"
    path.write_text(BUNDLE.replace("{task_key: load}]", "{task_key: laod}]\n          run_if: X"))

    assert 2 == main(["simulate", str(path)])
    told = capsys.readouterr().err.splitlines()
    assert 2 == len(told)
    assert any("did you mean `load`?" in line for line in told)


def test_a_file_that_is_not_there_is_a_sentence(tmp_path, capsys):
    path = tmp_path / "missing.yml"

    assert 2 == main(["simulate", str(path)])
    assert f"{path}: cannot be read: No such file or directory\n" == capsys.readouterr().err


def test_an_endless_story_is_a_sentence(tmp_path, capsys):
    path = tmp_path / "endless.yml"
    path.write_text(BUNDLE.replace("{task_key: load,", "{task_key: load, max_retries: -1,"))

    assert 2 == main(["simulate", str(path), "--fail", "load"])
    assert "does a task retry, or a trigger fire, without end?" in capsys.readouterr().err


def test_warnings_are_told_apart_from_the_end(tmp_path, capsys):
    path = tmp_path / "warned.yml"
    path.write_text(BUNDLE.replace("name: nightly\n", "name: nightly\n      flavour: x\n"))

    assert 0 == main(["simulate", str(path)])
    told = capsys.readouterr()
    assert "there is no field `flavour` here" in told.err
    assert told.out.startswith("nightly: Succeeded")


def test_runs_say_what_they_are_for_and_rows_are_surplus_for_one_occasion_only(bundle, capsys):
    nights = ["--do", "run_now;for=monday", "--do", "run_now;for=tuesday"]

    main(["simulate", bundle, *nights])
    assert "load    2        2,000  0" in (told := lines(capsys))
    assert "Runs and repairs: Succeeded (for monday), Succeeded (for tuesday)" in told

    main(["simulate", bundle, *nights, "--run-again"])
    assert "load    3        3,000  1,000" in (told := lines(capsys))
    assert "Surplus rows were there already, for the same occasion, such as one night." in told


def test_surplus_rows_stand_beside_the_state_and_the_task(capsys):
    assert 0 == main(["simulate", str(ROOT / "scenarios/half-written.yaml")])
    title, why, *rest = lines(capsys)

    assert title.startswith("Half written, then repaired: Succeeded, 40 surplus rows, after")
    assert why == "The run has succeeded. 40 surplus rows in silver.menu."
    assert any(line.startswith("enrich  Succeeded, 40 surplus rows  2") for line in rest)


@pytest.mark.parametrize("do", [[], ["--do", "cancel@99999"], ["--do", "wait@600"]])
def test_the_headline_tells_the_time_of_the_run_and_of_nothing_behind_it(bundle, capsys, do):
    main(["simulate", bundle])
    alone, *_ = lines(capsys)
    main(["simulate", bundle, *(["--do", "run_now", *do] if do else [])])

    assert alone == lines(capsys)[0]


def test_a_file_that_is_not_there_is_named_once(capsys):
    assert 0 != main(["simulate", "/nope.yml"])
    said = capsys.readouterr()

    assert 1 == (said.out + said.err).count("/nope.yml")
    assert "cannot be read: No such file or directory" in said.out + said.err


RECEIVING = """\
resources:
  jobs:
    nightly:
      name: nightly
      parameters: [{name: day, default: monday}]
      tasks:
        - task_key: load
          job_cluster_key: main
          notebook_task: {notebook_path: /load, base_parameters: {day: own, of: "{{task.name}}"}}
        - task_key: each
          depends_on: [{task_key: load}]
          for_each_task:
            inputs: "[0, 1, 2, 3, 4, 5, 6]"
            task:
              task_key: one
              job_cluster_key: main
              spark_python_task: {python_file: a.py, parameters: ["{{input}}"]}
        - task_key: bad
          job_cluster_key: main
          notebook_task: {notebook_path: /b, base_parameters: {x: "{{job.parameters.nope}}"}}
      job_clusters:
        - {job_cluster_key: main, new_cluster: {num_workers: 1}}
"""


def test_what_each_attempt_received_is_told_with_where_it_came_from(tmp_path, capsys):
    path = tmp_path / "databricks.yml"
    path.write_text(RECEIVING)

    main(["simulate", str(path), "--do", "run_now;p.day=friday", "--do", "repair", "--received"])

    told = [" ".join(line.split()) for line in lines(capsys)]
    told = told[told.index("TASK RECEIVED VALUE FROM") + 1 :]
    assert [
        "load (run 1) day friday pushed down: job parameter, from Run now; it goes before the"
        " task’s own, own",
        "of load set in the task as {{task.name}}: of this run",
        "bad (run 1) there is no {{job.parameters.nope}}, so it fails before it begins",
        "each (run 1, the loop itself) inputs [0, 1, 2, 3, 4, 5, 6] set in the task",
        "each (run 1, iteration 1) [0] 0 set in the task as {{input}}: the element of this"
        " iteration",
    ] == told[:5]
    assert "each 2 more iterations: --json has them all" == told[-1]


def test_of_an_attempt_like_the_one_before_only_what_differs_is_told(tmp_path, capsys):
    path = tmp_path / "databricks.yml"
    path.write_text(RECEIVING)

    main(["simulate", str(path), "--fail", "load:0", "--do", "run_now", "--repair", "--received"])

    assert "load (repair of run 1, attempt 2)" + " all as in run 1" in [
        " ".join(line.split()) for line in lines(capsys)
    ]


def test_a_job_without_parameters_says_that_nothing_was_received(bundle, capsys):
    main(["simulate", bundle, "--received"])

    assert "No task received a parameter." == lines(capsys)[-1]


def test_what_a_story_assumes_is_told_once_and_what_it_sets_itself_apart(tmp_path, capsys):
    path = tmp_path / "job.yaml"
    path.write_text("name: j\ntasks:\n  - {task_key: a, notebook_task: {notebook_path: /a}}\n")

    main(["simulate", str(path), "--fail", "a"])

    ours, fact, own = lines(capsys)[-3:]
    assert "Our assumptions in this story; no source is sure of them:" == ours
    assert fact.startswith("- “At most three” is all that is known")
    assert "Set by the story, not by Databricks: when a failing task stops; start-up times" in own


def test_beside_the_span_of_a_repaired_run_stands_its_run_duration(bundle, capsys):
    main(["simulate", bundle, "--fail", "load:0", "--do", "run_now", "--do", "repair@3600"])

    span, duration, *_ = lines(capsys)
    assert "after 1:06:00" in span
    # A cluster each (4:00), 0:15 up to the error, then two minutes of work.
    assert "API run_duration: 10:15 (minutes:seconds), without the time before the repair." == (
        duration
    )


def test_a_job_parameter_that_is_not_defined_is_told_and_assumed(bundle, capsys):
    main(["simulate", bundle, "--do", "run_now;p.nope=1"])

    out, err = capsys.readouterr()
    assert "warning: run_now: the job defines no parameter `nope`" in err
    assert "- A job parameter that a run is given and that the job does not define" in out
