"""Settings that are read and then not played. A short, honest list; each is told once a job."""

from collections.abc import Iterator

from trialrun.jobs.checks import all_tasks
from trialrun.jobs.findings import Findings
from trialrun.jobs.notifications import RUN_DURATION
from trialrun.jobs.shape import Fields
from trialrun.jobs.tree import Location

_ACCESS = "who may see or run the job is not simulated; here everybody may"

_OF_JOB = {
    ("git_source",): "where the code comes from is not simulated; nothing is fetched",
    ("permissions",): _ACCESS,
    ("access_control_list",): _ACCESS,
    ("run_as",): _ACCESS,
    ("triggers",): "the list of triggers is a preview and not simulated; write `trigger`",
    ("trigger", "job_completion"): "a trigger on other jobs is not simulated; start runs by hand",
    ("trigger", "model"): "a trigger on models is not simulated; start runs by hand",
    ("trigger", "sql_condition"): "the SQL condition is not simulated; it counts as met",
    ("schedule", "sql_condition"): "the SQL condition is not simulated; it counts as met",
    ("continuous", "maintenance_window"): "the maintenance window is not simulated",
}
_EVENTS = {
    "on_streaming_backlog_exceeded": "the backlog of streams is not simulated; nobody is told",
    "on_maintenance_start": "the maintenance window is not simulated; nobody is told",
    "on_maintenance_complete": "the maintenance window is not simulated; nobody is told",
}
_CONTROL_FLOW_LACKS = ("max_retries", "email_notifications", "webhook_notifications")


def warn_of_unsimulated(findings: Findings, job: Fields) -> None:
    """Notes what is written in a job and has no effect here."""
    for owner in all_tasks(job):
        for name in _CONTROL_FLOW_LACKS if owner.has("condition_task") else ():
            if owner.has(name):
                findings.leave_out(
                    (*owner.at, name), f"a condition task has no `{name}`; it is left out"
                )
    told: set[str] = set()
    for at, sentence in _unsimulated(job):
        if sentence not in told:
            told.add(sentence)
            findings.warn(at, sentence)


def _unsimulated(job: Fields) -> Iterator[tuple[Location, str]]:
    for path, sentence in _OF_JOB.items():
        owner = job if len(path) == 1 else job.part(path[0])
        if owner.has(path[-1]):
            yield (*job.at, *path), sentence
    if job.part("continuous").text("task_retry_mode") == "ON_FAILURE":
        yield (
            (*job.at, "continuous", "task_retry_mode"),
            "ON_FAILURE is not simulated; NEVER stands in for it: one attempt a run",
        )
    if job.text("performance_target") == "COST_OPTIMIZED":
        yield (
            (*job.at, "performance_target"),
            "COST_OPTIMIZED is a preview and not simulated; STANDARD stands in for it",
        )
    for owner in (job, *all_tasks(job)):
        yield from _of_notices(owner)
        for name in ("compute", "environment_variables_key"):
            if owner.has(name):
                yield (*owner.at, name), f"`{name}` is not simulated; serverless stays serverless"


def _of_notices(owner: Fields) -> Iterator[tuple[Location, str]]:
    for name in ("email_notifications", "webhook_notifications"):
        for event, sentence in _EVENTS.items():
            if owner.part(name).has(event):
                yield (*owner.at, name, event), sentence
    for rule in owner.part("health").parts("rules"):
        if rule.text("metric") not in ("", RUN_DURATION):
            yield (*rule.at, "metric"), "the backlog of streams is not simulated; nobody is told"
