"""`review`: findings in the terminal, as JSON and as SARIF; what it ends with."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.build import ROOT
from trialrun.cli import main

BUNDLE = """\
bundle: {name: shop}
targets:
  dev: {default: true, mode: development}
  prod: {mode: production}
resources:
  jobs:
    nightly:
      name: nightly
      email_notifications: {on_failure: [a@b.c]}
      job_clusters:
        - {job_cluster_key: main, new_cluster: {num_workers: 1}}
      tasks:
        - {task_key: load, job_cluster_key: main, notebook_task: {notebook_path: /load}}
        - task_key: last
          depends_on: [{task_key: load}]
          run_if: ALL_DONE
          job_cluster_key: main
          notebook_task: {notebook_path: /last}
    models:
      name: models
      schedule: {quartz_cron_expression: "0 0 2 * * ?", timezone_id: UTC, pause_status: PAUSED}
      tasks:
        - {task_key: build, dbt_task: {commands: [dbt run]}}
"""


@pytest.fixture
def bundle(tmp_path: Path) -> str:
    path = tmp_path / "databricks.yml"
    path.write_text(BUNDLE)
    return str(path)


def report(capsys: pytest.CaptureFixture[str]) -> dict:
    return json.loads(capsys.readouterr().out)


def test_findings_are_told_worst_first_with_the_command_that_shows_them(bundle, capsys):
    assert 1 == main(["review", bundle, "--target", "prod", "--job", "nightly"])

    told = capsys.readouterr().out.replace(bundle, "FILE")
    assert told.startswith(
        """\
Target prod (as asked), mode production.
nightly: 1 error, 1 note, 4 runs played.

error  hidden-failure  FILE:16
  When load fails, the run ends as Succeeded with failures, because last runs all the same: \
no `on_failure` notice is sent.
  Do: Give load an `on_failure` notice of its own, or add a last task that depends on it with \
All succeeded: then the run ends as Failed.
  Facts: leaf-rule (H), notify-swf (H)
  See it: python -m trialrun simulate FILE --target prod --job nightly --fail load

note  append-repaired  FILE:13
"""
    )


def test_a_healthy_job_says_so_in_one_line(bundle, capsys):
    assert 0 == main(["review", bundle, "--job", "models"])

    last = capsys.readouterr().out.splitlines()[-1]
    assert "[dev you] models: nothing found, 1 run played." == last


def test_all_jobs_are_reviewed_for_the_target(bundle, capsys):
    assert 1 == main(["review", bundle, "--target", "prod", "--json"])

    found = report(capsys)
    assert ("prod", 1) == (found["target"], found["schema"])
    kinds = {job["key"]: [one["kind"] for one in job["findings"]] for job in found["jobs"]}
    assert {
        "nightly": ["hidden-failure", "append-repaired"],
        "models": ["paused-in-production"],
    } == kinds
    assert {"error": 1, "warning": 1, "note": 1} == found["summary"]


@pytest.mark.parametrize(
    ("job", "fail_on", "code"),
    [
        ("nightly", "error", 1), ("nightly", "warning", 1), ("nightly", "never", 0),
        ("models", "error", 0), ("models", "warning", 1),
    ],
)  # fmt: skip
def test_what_it_ends_with(bundle, job, fail_on, code):
    asked = ["review", bundle, "--target", "prod", "--job", job, "--fail-on", fail_on]

    assert code == main(asked)


def test_a_job_that_cannot_be_read_ends_with_2_and_the_others_are_told(tmp_path, capsys):
    path = tmp_path / "databricks.yml"
    path.write_text(BUNDLE.replace("run_if: ALL_DONE", "run_if: ALL_DUN"))

    assert 2 == main(["review", str(path)])
    told = capsys.readouterr()
    assert "models: nothing found" in told.out
    assert f"{path}:16: column 11" in told.err


@pytest.mark.parametrize("text", ["", "resources: {jobs: {}}", "x: ["])
def test_what_cannot_be_read_ends_with_2(tmp_path, text, capsys):
    path = tmp_path / "x.yml"
    path.write_text(text)

    assert 2 == main(["review", str(path), "--json"])
    assert "" == capsys.readouterr().out


def test_an_unknown_job_is_named(bundle, capsys):
    assert 2 == main(["review", bundle, "--job", "nightli"])
    assert "there is no job nightli; did you mean `nightly`?" in capsys.readouterr().err


def test_a_proof_says_all_that_the_command_needs(bundle, capsys):
    main(["review", bundle, "--job", "nightly", "--json"])

    (error, note) = report(capsys)["jobs"][0]["findings"]
    assert 16 == error["line"]
    assert {"task": "last", "field": "run_if"} == error["setting"]
    assert [{"id": "leaf-rule", "sure": "H"}, {"id": "notify-swf", "sure": "H"}] == error["facts"]
    assert ["load@1"] == note["proof"]["fail"]
    assert ["run_now", "fix", "repair"] == note["proof"]["do"]
    assert note["rests_on"]


MISSPELT = """
        - task_key: check
          depends_on: [{task_key: build}]
          condition_task: {op: EQUAL_TO, left: "a", right: "a"}
          timeout_secs: 20
          max_retries: 1
        - task_key: each
          depends_on: [{task_key: build}]
          for_each_task:
            inputs: "[1]"
            task: {task_key: one, max_retrys: 2, depends_on: [{task_key: x}], zz: 1, dbt_task: {}}
"""


def test_what_is_written_in_vain_is_a_finding(tmp_path, capsys):
    path = tmp_path / "databricks.yml"
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "x.yml").write_text("resources: {}\n")
    (tmp_path / "a" / "y.yml").write_text("include: [z.yml]\n")
    path.write_text("include: [a/**, no/*.yml]\n" + BUNDLE.rstrip() + MISSPELT)

    asked = ["review", str(path), "--target", "prod", "--job", "models"]
    assert 1 == main([*asked, "--json", "--fail-on", "warning"])
    found = report(capsys)
    (job,) = found["jobs"]
    ignored = [one for one in job["findings"] if one["kind"] == "ignored-field"]
    assert {
        ("check", "timeout_secs", "warning", 28), ("check", "max_retries", "warning", 29),
        ("one", "max_retrys", "warning", 34), ("one", "depends_on", "warning", 34),
        ("one", "zz", "note", 34),
    } == {
        (one["setting"]["task"], one["setting"]["field"], one["severity"], one["line"])
        for one in ignored
    }  # fmt: skip
    assert [str(path), str(path), str(tmp_path / "a/y.yml")] == [
        one["file"] for one in found["findings"]
    ]
    assert found["summary"]["warning"] >= 7

    main([*asked, "--sarif"])
    told = [one for one in report(capsys)["runs"][0]["results"] if one["ruleId"] == "ignored-field"]
    assert len(told) == 8
    assert all("region" in one["locations"][0]["physicalLocation"] for one in told)
    assert 8 == len({one["partialFingerprints"]["trialrunFinding/v1"] for one in told})

    main(asked)
    assert "the bundle: 3 warnings.\n" in capsys.readouterr().out


def test_what_is_only_not_simulated_is_no_finding(tmp_path, capsys):
    path = tmp_path / "x.yml"
    tags = "      git_source: {git_url: x}\n      run_as: {user_name: a@b.c}\n      tasks:"
    path.write_text(BUNDLE.replace("      tasks:", tags))

    main(["review", str(path), "--target", "prod", "--json"])
    kinds = {one["kind"] for job in report(capsys)["jobs"] for one in job["findings"]}
    assert "ignored-field" not in kinds


SECRET = "dapi SECRET-value"


@pytest.fixture
def keyed(tmp_path: Path) -> str:
    """Returns a bundle that needs two values from outside."""
    path = tmp_path / "databricks.yml"
    given = "notebook_path: /last, base_parameters: {t: '${var.my-key}'}"
    text = BUNDLE.replace("notebook_path: /last", given)
    path.write_text(f"variables: {{my-key: {{}}, size: {{default: '1'}}}}\n{text}")
    return str(path)


@pytest.mark.parametrize("form", ["--json", "--sarif", "--fail-on=never"])
def test_values_of_variables_are_in_no_report(keyed, form, capsys):
    asked = ["review", keyed, form, "--job", "nightly", "--var", f"my-key={SECRET}"]
    main([*asked, "--var", "size=12321"])

    told = capsys.readouterr()
    assert not [text for text in (SECRET, "12321") if text in told.out + told.err]
    assert "--var my-key=" in told.out
    assert "$my_key" in told.out


def _played(command: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Types a command of a report into a shell."""
    kept = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)} | environment
    typed = command.replace("python -m", f"{shlex.quote(sys.executable)} -m", 1)
    return subprocess.run(
        ["sh", "-c", typed], cwd=folder, env=kept, text=True, capture_output=True, check=False
    )


def test_the_command_plays_where_the_shell_has_the_values(keyed, capsys, tmp_path):
    main(["review", keyed, "--json", "--job", "nightly", "--var", f"my-key={SECRET}"])

    command = report(capsys)["jobs"][0]["findings"][0]["proof"]["command"]
    assert "last" in _played(command, tmp_path, my_key=SECRET).stdout


def test_the_command_plays_what_the_environment_had_said(keyed, capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("DATABRICKS_BUNDLE_TARGET", "prod")
    monkeypatch.setenv("BUNDLE_VAR_my-key", "overwritten by --var")
    monkeypatch.setenv("BUNDLE_VAR_size", SECRET)
    monkeypatch.setenv("BUNDLE_VAR_unknown", "of another bundle")
    main(["review", keyed, "--json", "--job", "nightly", "--var", f"my-key={SECRET}"])

    command = report(capsys)["jobs"][0]["findings"][0]["proof"]["command"]
    given = '--target prod --job nightly --var my-key="$my_key" --var size="$BUNDLE_VAR_size"'
    assert f"{keyed} {given} " in command
    told = _played(command, tmp_path, my_key=SECRET, BUNDLE_VAR_size=SECRET).stdout
    assert told.startswith("Target prod (as asked), mode production.")


GUESSED = """\
resources:
  jobs:
    nightly:
      name: nightly
      email_notifications: {on_failure: [a@b.c]}
      schedule: {quartz_cron_expression: "0 * * * * ?", timezone_id: UTC}
      tasks:
        - {task_key: load, max_retries: 2, sql_task: {warehouse_id: w, file: {path: /x.sql}}}
        - task_key: rest
          depends_on: [{task_key: load}]
          notebook_task: {notebook_path: /r, base_parameters: {x: "{{tasks.load.values.k}}"}}
"""


def severities(capsys: pytest.CaptureFixture[str], path: Path) -> tuple[int, list[tuple]]:
    capsys.readouterr()
    code = main(["review", str(path), "--json", "--fail-on", "warning"])
    found = report(capsys)["jobs"][0]["findings"]
    return code, [(one["kind"], one["severity"], one["rests_on"]) for one in found]


@pytest.mark.parametrize(
    ("said", "code"), [([], 0), (["--takes", "*=5m"], 1), (["--writes", "load=append"], 1)]
)
def test_a_saved_story_does_not_say_what_nobody_said(tmp_path, capsys, said, code):
    path, saved = tmp_path / "job.yml", tmp_path / "saved.yaml"
    path.write_text(GUESSED)
    main(["simulate", str(path), "--save-scenario", str(saved), *said])

    assert code == severities(capsys, saved)[0]
    if not said:
        assert severities(capsys, path) == severities(capsys, saved)
        assert "made_up: [takes, writes, sets.k]" in saved.read_text()


def test_what_a_story_has_not_cannot_be_made_up(tmp_path, capsys):
    path, saved = tmp_path / "job.yml", tmp_path / "saved.yaml"
    path.write_text(GUESSED)
    main(["simulate", str(path), "--save-scenario", str(saved)])
    saved.write_text(saved.read_text().replace("sets.k", "sets.j"))

    assert 2 == main(["review", str(saved)])
    assert "`load` has no `sets.j`; did you mean `sets.k`?" in capsys.readouterr().err
