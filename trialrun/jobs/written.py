"""Writes a job as the Jobs API takes it: the way back from engine values. Reads nothing.

What the engine does not know of a job, such as its notebooks, is not there any more: of each
payload only what the API wants is written, with the task's key in place of a name.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from trialrun.engine.job.job import (
    Arrival,
    Compute,
    ComputeKind,
    Continuous,
    Job,
    Notifications,
    Periodic,
    Schedule,
    Task,
)
from trialrun.jobs.computes import CONTROL_FLOW, WAREHOUSE
from trialrun.jobs.fields import PAYLOAD_SUFFIX, FieldType, field_table
from trialrun.jobs.notifications import RUN_DURATION
from trialrun.jobs.parameters import ARGUMENTS, PARAMETERS

JobDict = dict[str, Any]

_PERIODS = (("WEEKS", 604_800_000), ("DAYS", 86_400_000), ("HOURS", 3_600_000))
_CLUSTERS = (ComputeKind.JOB_CLUSTER, ComputeKind.JOB_CLUSTER_POOL)
_POOL = {"new_cluster": {"instance_pool_id": "pool"}}
_SERVERLESS = "serverless"
_NOTEBOOK = "notebook_task"


@dataclass(frozen=True, slots=True)
class JobWriter:
    """Writes jobs whose Run Job tasks name others as `names` has it, by their keys.

    With `is_whole`, what is as the API has it by default is written, too: so an edit, which is
    laid over the job, leaves nothing of it.
    """

    names: Mapping[str, str]
    is_whole: bool = False

    def job(self, job: Job) -> JobDict:
        """Returns the settings of a job."""
        is_continuous = isinstance(job.trigger, Continuous)
        found: JobDict = {
            "name": job.name,
            **_trigger(job),
            "max_concurrent_runs": job.max_concurrent_runs,
            "queue": {"enabled": job.queue},
            "timeout_seconds": job.timeout_ms // 1000,
            "parameters": [{"name": name, "default": value} for name, value in job.parameters],
            **_notifications(job.notifications),
            "job_clusters": [*_clusters(job)],
        }
        if any(compute.kind is ComputeKind.SERVERLESS_STANDARD for compute in job.computes):
            found["performance_target"] = "STANDARD"
        if not self.is_whole:
            usual = {"max_concurrent_runs": 1, "queue": {"enabled": True}, "timeout_seconds": 0}
            found = {k: v for k, v in found.items() if v not in ([], {}) and usual.get(k) != v}
        own = _own_clusters(job)
        found["tasks"] = [self._task(job, task, is_continuous, own) for task in job.tasks]
        return found

    def _task(self, job: Job, task: Task, is_continuous: bool, own: frozenset[str]) -> JobDict:
        found: JobDict = {"task_key": task.key}
        if task.depends_on:
            found["depends_on"] = [
                {"task_key": dep.task_key} | ({"outcome": dep.outcome} if dep.outcome else {})
                for dep in task.depends_on
            ]
        usual = {
            "run_if": (task.run_if, "ALL_SUCCESS"),
            # In a continuous job it has no effect, and nothing that has none is written.
            "max_retries": (0 if is_continuous else task.max_retries, 0),
            "min_retry_interval_millis": (task.min_retry_interval_ms, 0),
            "retry_on_timeout": (task.retry_on_timeout, False),
            "timeout_seconds": (task.timeout_ms // 1000, 0),
            "disable_auto_optimization": (task.disable_auto_optimization, False),
            "disabled": (task.disabled, False),
        }
        found |= {name: value for name, (value, default) in usual.items() if value != default}
        if is_opaque(task):
            # Up at once, as what needs no compute is.
            found["existing_cluster_id"] = "none"
        elif not task.is_control_flow:
            found |= _compute(job.compute_of[task.compute], task, own)
        payload = _NOTEBOOK if is_opaque(task) else f"{task.type}{PAYLOAD_SUFFIX}"
        found[payload] = self._payload(job, task, payload, is_continuous, own)
        return found | _notifications(task.notifications)

    def _payload(
        self, job: Job, task: Task, payload: str, is_continuous: bool, own: frozenset[str]
    ) -> JobDict:
        if task.condition is not None:
            condition = task.condition
            return {"op": str(condition.op), "left": condition.left, "right": condition.right}
        if task.run_job is not None:
            named = f"${{resources.jobs.{self.names[task.run_job.job]}.id}}"
            found: JobDict = {"job_id": named}
            if task.run_job.parameters:
                found["job_parameters"] = dict(task.run_job.parameters)
            return found
        if task.for_each is not None:
            loop = task.for_each
            nested = self._task(job, loop.task, is_continuous, own)
            return {"inputs": loop.inputs, "concurrency": loop.concurrency, "task": nested}
        fields = field_table().objects["Task"][payload]
        found = _required(fields, task.key)
        compute = job.compute_of[task.compute]
        if compute.kind is ComputeKind.SQL_WAREHOUSE and compute.key != WAREHOUSE:
            found["warehouse_id"] = compute.key
        elif compute.kind is ComputeKind.SQL_WAREHOUSE:
            found["warehouse_id"] = ""
        if task.parameters:
            found[PARAMETERS[payload]] = dict(task.parameters)
        if payload in ARGUMENTS:
            found[ARGUMENTS[payload]] = [*task.arguments]
        return found


def is_opaque(task: Task) -> bool:
    """Says whether a task that is control flow counts as a piece of work: what it runs is unknown.

    Nothing that is written says so; a notebook that is up at once stands in for it.
    """
    return f"{task.type}{PAYLOAD_SUFFIX}" in CONTROL_FLOW and not task.is_control_flow


def _required(field: FieldType, name: str) -> JobDict:
    """Returns what the API wants of an object, each text made of a name; nesting is shallow."""
    found: JobDict = {}
    for key, inner in field_table().objects[field.kind].items():
        if not inner.required:
            continue
        if inner.shape:
            found[key] = {} if inner.shape == "map" else []
        elif inner.kind in field_table().objects:
            found[key] = _required(inner, name)
        elif inner.kind in field_table().enums:
            found[key] = field_table().enums[inner.kind][0]
        else:
            found[key] = f"/{name}" if key.endswith(("path", "file")) else name
    return found


def _clusters(job: Job) -> Iterator[JobDict]:
    own = _own_clusters(job)
    for compute in job.computes:
        if compute.kind in _CLUSTERS and compute.key not in own:
            is_pool = compute.kind is ComputeKind.JOB_CLUSTER_POOL
            yield {"job_cluster_key": compute.key} | (_POOL if is_pool else {})
        elif _is_named_serverless(compute):
            yield {"job_cluster_key": compute.key, "serverless_compute_id": "serverless"}


def _own_clusters(job: Job) -> frozenset[str]:
    """Returns the clusters that stand at the one task they belong to, as its `new_cluster`.

    The others stand before all tasks, and so does one that another of them comes behind.
    """
    nested = {task.for_each.task.key for task in job.tasks if task.for_each is not None}
    names = {_own_name(task): task.key for task in every(job)}
    users = Counter(task.compute for task in every(job))
    found = set()
    may_stand_at_a_task = True
    for compute in reversed(job.computes):
        key = compute.key
        is_own = key in names and (
            compute.is_per_iteration
            or (may_stand_at_a_task and users[key] == 1 and names[key] not in nested)
        )
        if compute.kind in _CLUSTERS and is_own:
            found.add(key)
        elif compute.kind in _CLUSTERS or _is_named_serverless(compute):
            may_stand_at_a_task = False
    return frozenset(found)


def _is_named_serverless(compute: Compute) -> bool:
    return compute.kind.startswith(_SERVERLESS) and compute.key != _SERVERLESS


def every(job: Job) -> Iterator[Task]:
    """Yields the tasks, and what their for-each runs."""
    for task in job.tasks:
        yield task
        if task.for_each is not None:
            yield task.for_each.task


def _own_name(task: Task) -> str:
    return f"{task.key} cluster"


def _compute(compute: Compute, task: Task, own: frozenset[str]) -> JobDict:
    if compute.key in own and compute.key == _own_name(task):
        is_pool = compute.kind is ComputeKind.JOB_CLUSTER_POOL
        return _POOL if is_pool else {"new_cluster": {"num_workers": 1}}
    if compute.kind is ComputeKind.ALL_PURPOSE:
        return {"existing_cluster_id": compute.key}
    if compute.kind in _CLUSTERS or _is_named_serverless(compute):
        return {"job_cluster_key": compute.key}
    return {}


def _trigger(job: Job) -> JobDict:
    paused = {"pause_status": "PAUSED"} if job.paused else {}
    match job.trigger:
        case Schedule(quartz, timezone):
            found = {"quartz_cron_expression": quartz, "timezone_id": timezone}
            return {"schedule": found | paused}
        case Continuous():
            return {"continuous": paused or {"pause_status": "UNPAUSED"}}
        case Periodic(interval_ms):
            unit, length = next(
                ((u, ms) for u, ms in _PERIODS if interval_ms % ms == 0), ("MINUTES", 60_000)
            )
            period = {"interval": interval_ms // length, "unit": unit}
            return {"trigger": {"periodic": period} | paused}
        case Arrival() as arrival:
            return {"trigger": _arrival(arrival) | paused}
    return {}


def _arrival(arrival: Arrival) -> JobDict:
    waits = {
        "min_time_between_triggers_seconds": arrival.min_between_ms // 1000,
        "wait_after_last_change_seconds": arrival.wait_after_change_ms // 1000,
    }
    found: JobDict = {name: seconds for name, seconds in waits.items() if seconds}
    if arrival.on == "file":
        return {"file_arrival": {"url": "".join(arrival.watches)} | found}
    condition = {"condition": "ALL_UPDATED"} if arrival.all_updated else {}
    return {"table_update": {"table_names": [*arrival.watches]} | condition | found}


_WEBHOOK = "webhook "
_LATE = ("on_duration_warning", "on_duration_warning_threshold_exceeded")


def _notifications(told: Notifications) -> JobDict:
    mails: JobDict = {}
    hooks: JobDict = {}
    events = (("on_start",) * 2, ("on_success",) * 2, ("on_failure",) * 2, _LATE)
    for name, event in events:
        who = getattr(told, name)
        if mailed := [one for one in who if not one.startswith(_WEBHOOK)]:
            mails[event] = mailed
        if hooked := [one.removeprefix(_WEBHOOK) for one in who if one.startswith(_WEBHOOK)]:
            hooks[event] = [{"id": each} for each in hooked]
    flags = ("no_alert_for_skipped_runs", "no_alert_for_canceled_runs", "alert_on_last_attempt")
    settings = {name: True for name in flags if getattr(told, name)}
    parts = {"email_notifications": mails, "webhook_notifications": hooks}
    found: JobDict = {name: part for name, part in parts.items() if part}
    if settings:
        found["notification_settings"] = settings
    if told.warns_after_ms is not None:
        rule = {
            "metric": RUN_DURATION,
            "op": "GREATER_THAN",
            "value": told.warns_after_ms // 1000,
        }
        found["health"] = {"rules": [rule]}
    return found
