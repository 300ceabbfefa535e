"""Where each kind of task keeps its key-value parameters. Facts, no rules."""

PARAMETERS = {
    "notebook_task": "base_parameters",
    "python_wheel_task": "named_parameters",
    "sql_task": "parameters",
    "run_job_task": "job_parameters",
}
"""The payload and its field. A task of another kind takes parameters by position, or none."""
