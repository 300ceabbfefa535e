"""What a job must keep to beyond the types of its fields. Notes mistakes, builds nothing.

Facts: job-is-a-graph, task-keys, one-compute, outcome-condition-only, for-each-at-most,
for-each-nested, max-runs-zero, max-runs-limit, trigger-waits.
"""

import re
from collections.abc import Iterable, Iterator

from trialrun.engine.job.graph import find_cycle
from trialrun.engine.job.job import CONCURRENCY_MAX, RUNS_MAX, TASKS_MAX
from trialrun.jobs.fields import payload_names
from trialrun.jobs.findings import Findings
from trialrun.jobs.shape import Fields, has_reference
from trialrun.jobs.tree import Location, shown

TASK_KEY_MAX = 100
INT32_MAX = 2**31 - 1
CYCLE_SHOWN_MAX = 12
SECONDS_MIN = 60

_TASK_KEY = re.compile(r"[\w\-]+")
_COMPUTE = ("job_cluster_key", "new_cluster", "existing_cluster_id")

_LIMITS = {
    "max_concurrent_runs": (0, RUNS_MAX),
    "concurrency": (1, CONCURRENCY_MAX),
    "max_retries": (-1, INT32_MAX),
    "min_retry_interval_millis": (0, INT32_MAX),
    "timeout_seconds": (0, INT32_MAX),
}


def check_job(findings: Findings, job: Fields) -> None:
    """Notes every mistake in a job and its tasks; triggers are read elsewhere."""
    tasks = job.parts("tasks")
    if not tasks and not findings.has_errors:
        findings.error(_at_written(job, "tasks"), _without_tasks(job))
    count = len(job.values.get("tasks") or ())
    if count > TASKS_MAX:
        findings.error((*job.at, "tasks"), f"{count} tasks; a job has at most {TASKS_MAX}")
    _check_limits(findings, job)
    clusters = _check_clusters(findings, job)
    for task in tasks:
        _check_task(findings, task, clusters)
        if task.has("for_each_task"):
            _check_for_each(findings, task, clusters)
    _check_keys(findings, tasks)
    _check_dependencies(findings, tasks)


def all_tasks(job: Fields) -> Iterator[Fields]:
    """Yields every task, the nested one of a for-each behind it."""
    for task in job.parts("tasks"):
        yield task
        if task.part("for_each_task").has("task"):
            yield task.part("for_each_task").part("task")


def payloads_of(task: Fields) -> list[str]:
    """Returns the payloads a task was given, e.g. ["notebook_task"]."""
    return [name for name in task.values if name in payload_names()]


def _without_tasks(job: Fields) -> str:
    if job.has("tasks"):
        return "this job has no tasks; write at least one, with a task_key"
    return "`tasks` is missing; add tasks: and at least one task with a task_key"


def _at_written(fields: Fields, name: str) -> Location:
    return (*fields.at, name) if fields.has(name) else fields.at


def _check_limits(findings: Findings, fields: Fields) -> None:
    for name, (low, high) in _LIMITS.items():
        if fields.has(name) and not low <= fields.number(name, low) <= high:
            findings.error(
                (*fields.at, name),
                f"{fields.number(name)} is not allowed; write a number from {low} to {high}",
            )


def _check_clusters(findings: Findings, job: Fields) -> set[str] | None:
    """Returns the keys of the job clusters; None if not all of them can be known."""
    keys: set[str] = set()
    clusters = job.values.get("job_clusters")
    for index, cluster in enumerate(clusters or ()):
        key = cluster.text("job_cluster_key") if cluster else ""
        if key and key in keys:
            findings.error(
                (*job.at, "job_clusters", index, "job_cluster_key"),
                f"`{shown(key)}` is used twice; every job cluster needs its own",
            )
        keys.add(key)
    is_known = not job.has("job_clusters") or (clusters is not None and None not in clusters)
    return keys if is_known else None


def _check_task(findings: Findings, task: Fields, clusters: set[str] | None) -> None:
    _check_limits(findings, task)
    payloads = payloads_of(task)
    for name in payloads[1:]:
        findings.error(
            (*task.at, name),
            f"this task has `{payloads[0]}` already; a task does one thing, so make two of it",
        )
    if not payloads:
        findings.warn(
            task.at, "nothing says what this task does, e.g. `notebook_task`; it counts as one"
        )
    for name in [name for name in _COMPUTE if task.has(name)][1:]:
        findings.error((*task.at, name), "this task has other compute already; keep one of them")
    key = task.text("job_cluster_key")
    if key and clusters is not None and key not in clusters and "${" not in key:
        findings.error(
            (*task.at, "job_cluster_key"),
            f"there is no job cluster `{shown(key)}`"
            + (findings.hint(key, clusters) or "; add it under job_clusters"),
        )


def _check_for_each(findings: Findings, task: Fields, clusters: set[str] | None) -> None:
    loop = task.part("for_each_task")
    _check_limits(findings, loop)
    if task.has("max_retries"):
        findings.error(
            (*task.at, "max_retries"),
            "the API refuses `max_retries` on a for-each task; move it to the nested task",
        )
    nested = loop.part("task")
    if not loop.has("task"):
        return
    _check_task(findings, nested, clusters)
    if nested.has("for_each_task"):
        findings.error(
            (*nested.at, "for_each_task"),
            "a for-each cannot stand in a for-each; let a `run_job_task` run a job with the inner",
        )
    if nested.parts("depends_on"):
        findings.leave_out(
            (*nested.at, "depends_on"),
            "the nested task depends on nothing; this is left out. Write it in the for-each task",
        )


def _check_keys(findings: Findings, tasks: Iterable[Fields]) -> None:
    seen: set[str] = set()
    for task in tasks:
        nested = task.part("for_each_task").part("task")
        for one in (task, nested):
            key = one.text("task_key")
            at = (*one.at, "task_key")
            if one.values.get("task_key") is None:
                continue
            if has_reference(key):
                findings.error(
                    at, f"`{shown(key)}` is no whole task key; {findings.why_unknown(key)}"
                )
            elif not _TASK_KEY.fullmatch(key) or len(key) > TASK_KEY_MAX:
                findings.error(
                    at,
                    f"`{shown(key)}` is no task key; write 1 to {TASK_KEY_MAX} letters, digits, "
                    "dashes and underscores",
                )
            elif key in seen and one is task:
                findings.error(at, f"`{shown(key)}` is used twice; every task needs its own key")
            elif key in seen:
                findings.warn(
                    at,
                    f"another task is called `{shown(key)}`, too; both share what happens in them",
                )
            seen.add(key)


def _check_dependencies(findings: Findings, tasks: list[Fields]) -> None:
    by_key = {task.text("task_key"): task for task in tasks}
    nested = {task.part("for_each_task").part("task").text("task_key") for task in tasks} - {""}
    graph: dict[str, list[str]] = {}
    for task in tasks:
        key = task.text("task_key")
        for dependency in task.parts("depends_on"):
            other = dependency.text("task_key")
            at = (*dependency.at, "task_key")
            if dependency.values.get("task_key") is None:
                continue
            if other == key:
                findings.error(at, f"`{shown(key)}` cannot depend on itself; remove this")
            elif other in by_key:
                graph.setdefault(key, []).append(other)
                _check_outcome(findings, dependency, by_key[other])
            elif other in nested:
                findings.error(
                    at, f"`{shown(other)}` stands in a for-each; depend on the for-each task"
                )
            else:
                hint = findings.hint(other, by_key) or "; write the key of a task of this job"
                findings.error(at, f"there is no task `{shown(other)}`{hint}")
    if cycle := find_cycle(graph):
        at = (*by_key[cycle[0]].at, "depends_on")
        findings.error(at, f"tasks wait for each other in a cycle: {_drawn(cycle)}")


def _check_outcome(findings: Findings, dependency: Fields, other: Fields) -> None:
    outcome = dependency.text("outcome")
    at = (*dependency.at, "outcome")
    if not dependency.has("outcome") or "${" in outcome:
        return
    if not other.has("condition_task"):
        findings.error(
            at,
            "only a dependency on a condition task has an outcome; remove it, and use `run_if` "
            "to run after a failure",
        )
    elif outcome not in ("true", "false"):
        findings.error(at, f'`{shown(outcome)}` is no outcome; write "true" or "false"')


def _drawn(cycle: list[str]) -> str:
    if len(cycle) > CYCLE_SHOWN_MAX:
        half = CYCLE_SHOWN_MAX // 2
        cycle = [*cycle[:half], "…", *cycle[-half:]]
    return " → ".join(map(shown, cycle))
