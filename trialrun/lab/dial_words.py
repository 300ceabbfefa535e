"""The words of the dials on a page. Knows no address."""

from dataclasses import dataclass

from trialrun.diagram import RUN_IF_WORDS, clock
from trialrun.engine import Dial, Turn, isolated, turn_text

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
    **RUN_IF_WORDS,
    "append": "Append",
    "overwrite": "Overwrite",
    "merge": "Merge",
    "idempotent": "Idempotent append",
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
    label = dial_told(owner, dial.name, table)
    options = tuple(
        DialOption(
            turn_text(Turn(dial.task, dial.name, value)),
            value_told(dial.name, value),
            value == dial.value,
        )
        for value in dial.choices
    )
    return DialShown(f"{dial.task}-{dial.name}".strip("-"), label, options, is_turned)


def dial_told(task: str, name: str, table: str = "") -> str:
    """Says what a dial turns, and of which task; `table` is where a write goes.

    >>> dial_told("load", "write2")
    'load: Write 2'
    """
    of_write = f"Writes to {isolated(table)}" if table else f"Write {name.removeprefix('write')}"
    label = LABELS.get(name, of_write)
    return f"{isolated(task)}: {label}" if task else label


def value_told(name: str, value: str) -> str:
    """Says the value of a dial: a condition by its name in the UI, a time as m:ss.

    >>> value_told("run_if", "ALL_DONE"), value_told("timeout", "120")
    ('All done', '2:00')
    """
    if name == "timeout":
        return _timeout_told(value)
    if name == "retries" and value == "-1":
        return "No limit"
    return VALUES.get(value, value)


def _timeout_told(seconds: str) -> str:
    whole, _, fraction = seconds.partition(".")
    if not whole.isdigit():
        return seconds
    if not int(whole) and not fraction:
        return "None"
    return clock(int(whole) * 1000) + (f".{fraction}" if fraction else "")
