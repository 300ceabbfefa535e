"""The findings of a page: those of the terminal, and nothing is called unsaid that was said."""

import json
from pathlib import Path

import pytest

from tests.build import bundled
from trialrun.cli import main
from trialrun.engine import WhatIfText
from trialrun.lab.address import Address
from trialrun.lab.own_job import scenarios_in
from trialrun.lab.reviewed import FindingRow, findings_of

JOBS = """\
bundle: {name: shop}
targets: {prod: {mode: production, default: true}}
resources:
  jobs:
    outer:
      name: outer
      tasks:
        - task_key: start
          run_job_task: {job_id: "${resources.jobs.etl.id}", job_parameters: {tables: '["a"]'}}
    etl:
      name: etl
      schedule: {quartz_cron_expression: "0 0 2 * * ?", timezone_id: UTC, pause_status: PAUSED}
      parameters: [{name: tables, default: none}]
      job_clusters: [{job_cluster_key: main, new_cluster: {num_workers: 1}}]
      tasks:
        - task_key: extract
          job_cluster_key: main
          max_retries: 1
          notebook_task: {notebook_path: /a}
        - task_key: each
          depends_on: [{task_key: extract}]
          for_each_task:
            inputs: "{{job.parameters.tables}}"
            task: {task_key: one, job_cluster_key: main, notebook_task: {notebook_path: /a}}
"""


def rows(number: int, *deed: str) -> tuple[FindingRow, ...]:
    """Returns what a page tells of one of the jobs, of which something was said."""
    scenario = scenarios_in(JOBS, "d")[number]
    plain = Address(f"/simulator/{scenario.slug}/", WhatIfText(deed=deed))
    return findings_of(scenario, plain, bundled().facts).rows


def test_a_page_finds_what_the_terminal_finds(tmp_path: Path, capsys: pytest.CaptureFixture):
    path = tmp_path / "databricks.yml"
    path.write_text(JOBS)
    main(["review", str(path), "--json"])

    jobs = json.loads(capsys.readouterr().out)["jobs"]
    typed = [[(one["severity"], one["says"]) for one in job["findings"]] for job in jobs]
    assert typed == [[(row.severity, row.says) for row in rows(at)] for at in (0, 1)]
    assert "paused-in-production" in {row.kind for row in rows(1)}


RETRIED = "append-retried"


@pytest.mark.parametrize(
    ("deed", "severity"),
    [
        ("writes:extract=silver.x:append:500", "error"),
        ("writes:*=append", "error"),
        ("writes:extract=append:1000", "error"),
        ("writes:extract=500", "note"),
        ("takes:extract=5m", "note"),
        ("writes:one=append", "note"),
    ],
)
def test_what_was_said_of_writes_is_not_called_unsaid(deed, severity):
    found = [row for row in rows(1, deed) if row.kind == RETRIED and "extract" in row.says[:12]]

    assert [(severity, severity == "note")] == [
        (row.severity, "which nobody has said" in row.rests_on) for row in found
    ]


def test_what_was_said_of_times_is_not_called_unsaid():
    slow = "takes:*=40h"
    text = JOBS.replace(", pause_status: PAUSED", "").replace("default: none", "default: '[1]'")
    scenario = scenarios_in(text, "e")[1]

    found = {}
    for deed in ((slow,), ("takes:one=40h",), (slow, "writes:*=overwrite")):
        listed = findings_of(scenario, Address("/x/", WhatIfText(deed=deed)), bundled().facts)
        kinds = {row.kind: row for row in listed.rows}
        found[deed] = kinds["schedule-overtakes"].rests_on
    unsaid = "how long its tasks take, which nobody has said: here a minute each"
    assert ["", unsaid, ""] == [*found.values()]
