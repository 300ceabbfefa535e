"""`simulate` is told what tasks do, and writes it all as a scenario that it reads back."""

from pathlib import Path

import pytest

from tests.cli.test_simulate import BUNDLE, lines, states
from trialrun.cli import main

JOB = """\
name: nightly
tasks:
  - {task_key: load, notebook_task: {notebook_path: /a}}
  - task_key: check
    depends_on: [{task_key: load}]
    condition_task: {op: GREATER_THAN, left: "{{tasks.load.values.n}}", right: "${var.least}"}
  - {task_key: yes, depends_on: [{task_key: check, outcome: "true"}], notebook_task: {notebook_path: /y}}
  - {task_key: no, depends_on: [{task_key: check, outcome: "false"}], notebook_task: {notebook_path: /n}}
  - {task_key: board, dashboard_task: {dashboard_id: d}}
"""  # noqa: E501


@pytest.fixture
def job(tmp_path: Path) -> str:
    path = tmp_path / "job.yml"
    path.write_text(JOB)
    return str(path)


def test_what_tasks_do_is_said(job, capsys):
    said = ["--writes", "*=overwrite:5", "--writes", "load=silver.menu:merge", "--takes", "load=5m"]
    assert 0 == main(
        ["simulate", job, *said, "--outcome", "check=false", "--starts", "serverless=0s"]
    )

    told = capsys.readouterr()
    assert "load   Succeeded          1         0:00-5:00" in told.out
    assert "silver.menu  1        5     0" in told.out
    assert "check  Succeeded (false)" in told.out
    assert "How long yes, no, board take is made up: a minute each." in told.err
    assert "Where yes, no write is made up: to a table of its name." in told.err


def test_notes_on_what_was_made_up_are_gone_once_it_was_said(job, capsys):
    main(["simulate", job])
    assert "0 stands in for" in capsys.readouterr().err.replace("`", "")

    main(["simulate", job, "--outcome", "check=true", "--writes", "*=nothing", "--takes", "*=1m"])
    told = capsys.readouterr().err
    assert "stands in for" not in told
    assert "note: What its tasks do was said, all of it.\n" in told


def test_a_mistake_is_a_sentence(job, capsys):
    assert 2 == main(["simulate", job, "--writes", "laod=append"])
    assert "There is no task “laod” in this job. Did you mean load?\n" == capsys.readouterr().err

    assert 2 == main(["simulate", job, "--outcome", "check=perhaps"])
    assert "Write check=true or check=false." in capsys.readouterr().err


def test_the_story_is_saved_and_read_back_to_the_same_end(job, tmp_path, capsys):
    saved = str(tmp_path / "saved.yaml")
    said = ["--outcome", "check=false", "--writes", "load=silver.menu:500", "--sets", "load.who=EU"]
    assert 0 == main(
        ["simulate", job, *said, "--fail", "no:0", "--repair", "--save-scenario", saved]
    )
    before = lines(capsys)
    assert 0 == main(["simulate", saved])

    assert before == lines(capsys)
    assert 2 == main(["simulate", job, "--save-scenario", saved])
    assert "is there already; name another file, or remove it" in capsys.readouterr().err
    assert 2 == main(["simulate", job, "--save-scenario", str(tmp_path / "no" / "x.yaml")])
    assert "x.yaml: cannot be written: No such file" in capsys.readouterr().err


def test_a_bundle_and_a_scenario_are_told_likewise(tmp_path, capsys):
    (tmp_path / "databricks.yml").write_text(BUNDLE)
    main(["simulate", str(tmp_path), "--writes", "report=nothing", "--fail", "load@1"])
    assert {"load": "Failed", "report": "Upstream failed"} == states(capsys)

    saved = str(tmp_path / "s.yaml")
    main(["simulate", str(tmp_path), "--save-scenario", saved])
    capsys.readouterr()
    assert 2 == main(["simulate", saved, "--writes", "load=nothing", "--fail", "load@1"])
    assert "load makes 0 writes, so it cannot fail after write 1.\n" == capsys.readouterr().err
