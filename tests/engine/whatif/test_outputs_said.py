"""What a query is said to return: its first row goes with its rows."""

import pytest

from trialrun.engine import RUN_NOW, read_what_if, simulate
from trialrun.jobs import read_job_file

JOB = """\
name: nightly
tasks:
  - {task_key: q, sql_task: {warehouse_id: w, query: {query_id: x}}}
  - task_key: some
    depends_on: [{task_key: q}]
    condition_task: {op: GREATER_THAN, left: "{{tasks.q.output.first_row.n}}", right: "5"}
  - task_key: each
    depends_on: [{task_key: q}]
    for_each_task:
      inputs: "{{tasks.q.output.rows}}"
      task: {task_key: one, notebook_task: {notebook_path: /x}}
"""
WORLD = read_job_file("job.yml", JOB).worlds["nightly"]

SAID = [
    # what is said -> how the condition comes out
    pytest.param([], "true", id="nothing"),
    pytest.param(['sets:q.output.rows=[{"n": 9}, {"n": 1}]'], "true", id="rows"),
    pytest.param(['sets:q.output.rows=[{"n": 4}]'], "false", id="rows that are too few"),
    pytest.param(['sets:q.output.rows=[{"m": 4}]'], "", id="rows without the column"),
    pytest.param(["sets:q.output.rows=[]"], "", id="no rows"),
    pytest.param(
        ['sets:q.output.rows=[{"n": 4}]', "sets:q.output.first_row.n=6"], "true", id="both"
    ),
    pytest.param(["sets:q.output.first_row.n=2"], "false", id="the first row"),
]


@pytest.mark.parametrize(("said", "outcome"), SAID)
def test_the_first_row_is_that_of_the_rows(said, outcome):
    trace = simulate(read_what_if(WORLD, (), (), deed=said).world(WORLD), RUN_NOW)

    assert outcome == trace.tasks["some"].outcome
