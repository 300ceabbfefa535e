"""Two short jobs to start from, as bundles and the Jobs API write them. Text only."""

EXAMPLES = {
    "bundle": """\
# A bundle: databricks.yml, or a file that it includes.
resources:
  jobs:
    orchard:
      name: orchard
      tasks:
        - task_key: weigh
          notebook_task:
            notebook_path: ../src/weigh.ipynb
        - task_key: sort
          depends_on:
            - task_key: weigh
          max_retries: 1
          notebook_task:
            notebook_path: ../src/sort.ipynb
        - task_key: press
          depends_on:
            - task_key: sort
          notebook_task:
            notebook_path: ../src/press.ipynb
        - task_key: bill
          depends_on:
            - task_key: sort
          notebook_task:
            notebook_path: ../src/bill.ipynb
        - task_key: report
          depends_on:
            - task_key: press
            - task_key: bill
          run_if: ALL_DONE
          notebook_task:
            notebook_path: ../src/report.ipynb
""",
    "json": """\
{
  "job_id": 4711,
  "settings": {
    "name": "harbour",
    "max_concurrent_runs": 1,
    "tasks": [
      {
        "task_key": "count_ships",
        "notebook_task": {"notebook_path": "/Shared/count_ships"}
      },
      {
        "task_key": "is_busy",
        "depends_on": [{"task_key": "count_ships"}],
        "condition_task": {
          "op": "GREATER_THAN",
          "left": "{{tasks.count_ships.values.ships}}",
          "right": "10"
        }
      },
      {
        "task_key": "call_pilots",
        "depends_on": [{"task_key": "is_busy", "outcome": "true"}],
        "notebook_task": {"notebook_path": "/Shared/call_pilots"}
      },
      {
        "task_key": "close_gate",
        "depends_on": [{"task_key": "is_busy", "outcome": "false"}],
        "notebook_task": {"notebook_path": "/Shared/close_gate"}
      }
    ]
  }
}
""",
}
"""By the name that `?example=` takes."""
