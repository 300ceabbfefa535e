"""The words of the dials on a page. Knows no address."""

from dataclasses import dataclass

from trialrun.engine import Dial, Turn, turn_text

LABELS = {
    "compute": "Compute",
    "clusters": "Cluster",
    "max_concurrent_runs": "Maximum concurrent runs",
    "queue": "Queue runs over the limit",
    "run_if": "Run if",
    "retries": "Retries",
    "retry_on_timeout": "Retry on timeout",
    "auto_optimization": "Serverless auto-optimization",
    "timeout": "Timeout of an attempt",
    "concurrency": "Iterations at a time",
    "disabled": "Disabled",
}
VALUES = {
    "job_cluster": "Job cluster",
    "job_cluster_pool": "Job cluster from a pool",
    "all_purpose": "All-purpose cluster",
    "serverless": "Serverless",
    "serverless_standard": "Serverless, standard mode",
    "mixed": "Mixed",
    "shared": "One, shared by all tasks",
    "own": "One for each task",
    "on": "On",
    "off": "Off",
    "ALL_SUCCESS": "All succeeded",
    "AT_LEAST_ONE_SUCCESS": "At least one succeeded",
    "NONE_FAILED": "None failed",
    "ALL_DONE": "All done",
    "AT_LEAST_ONE_FAILED": "At least one failed",
    "ALL_FAILED": "All failed",
    "append": "Append",
    "overwrite": "Overwrite",
    "merge": "Merge",
    "idempotent": "Append with a transaction id",
}


@dataclass(frozen=True, slots=True)
class DialOption:
    """One value of a dial: how it is written in an address, and how it is shown."""

    text: str
    label: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class DialShown:
    """A dial in words; `plain` is its value as the scenario has it."""

    id: str
    label: str
    options: tuple[DialOption, ...]
    is_turned: bool


def shown(dial: Dial, table: str = "", *, is_turned: bool = False, owner: str = "") -> DialShown:
    """Puts a dial into words; `table` is where a write goes, `owner` a task to be named."""
    label = LABELS.get(dial.name, f"Writes to {table}" if table else dial.name)
    label = f"{owner}: {label}" if owner else label
    options = tuple(
        DialOption(
            turn_text(Turn(dial.task, dial.name, value)),
            _value(dial.name, value),
            value == dial.value,
        )
        for value in dial.choices
    )
    return DialShown(f"{dial.task}-{dial.name}".strip("-"), label, options, is_turned)


def _value(name: str, value: str) -> str:
    if name == "timeout":
        return (
            "None"
            if value == "0"
            else f"{float(value):,g} s"
            if float(value) < 1e5
            else f"{value} s"
        )
    if name == "retries" and value == "-1":
        return "No limit"
    return VALUES.get(value, value)
