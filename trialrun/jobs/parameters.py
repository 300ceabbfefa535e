"""Where each kind of task keeps its parameters. Facts, no rules."""

PARAMETERS = {
    "notebook_task": "base_parameters",
    "python_wheel_task": "named_parameters",
    "sql_task": "parameters",
    "run_job_task": "job_parameters",
    "alert_task": "parameters",
    "clean_rooms_notebook_task": "notebook_base_parameters",
    "dashboard_task": "filters",
    "pipeline_task": "parameters",
}
"""The payload and its field. A task of another kind takes parameters by position, or none."""

ARGUMENTS = {
    "spark_python_task": "parameters",
    "spark_jar_task": "parameters",
    "spark_submit_task": "parameters",
    "python_wheel_task": "parameters",
    "dbt_task": "commands",
}
"""Where tasks keep what they take by position. References in it are resolved like any other."""

OPERATORS = {"python_operator_task": "parameters"}
"""Where parameters are a list of names and values."""

OLD_PARAMETERS = (
    "dbt_commands", "jar_params", "notebook_params", "pipeline_params", "python_named_params",
    "python_params", "spark_submit_params", "sql_params",
)  # fmt: skip
"""What a Run Job task passed on before there were job parameters."""
