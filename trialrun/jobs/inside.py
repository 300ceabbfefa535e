"""Jobs inside another document, such as a scenario: read like any job, placed where they are."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from trialrun.engine.job.job import Job
from trialrun.jobs.build import build_job
from trialrun.jobs.checks import all_tasks, check_job
from trialrun.jobs.computes import CONTROL_FLOW
from trialrun.jobs.findings import Findings, capped, placed
from trialrun.jobs.run_jobs import ReadJob, link_jobs
from trialrun.jobs.shape import read_fields
from trialrun.jobs.source import read_source
from trialrun.jobs.tree import Location
from trialrun.jobs.triggers import read_trigger
from trialrun.jobs.unsimulated import warn_of_unsimulated
from trialrun.problem import Problem

OWN = "job"
"""The key of the document's own job; the other ones are what its run_job tasks start."""


@dataclass(frozen=True, slots=True)
class InnerJobs:
    """The jobs of a document by key, and which of them each starts; empty with problems.

    `workers` has, problems or not, the keys of the tasks that need a script: no control flow.
    """

    workers: Mapping[str, list[str]]
    jobs: Mapping[str, Job]
    starts: Mapping[str, tuple[str, ...]]
    edits: Mapping[str, Job]

    def nested(self, key: str) -> Collection[str]:
        """Returns the keys of the tasks inside for-each loops; of all of them with problems."""
        if key not in self.jobs:
            return self.workers[key]
        return [task.for_each.task.key for task in self.jobs[key].tasks if task.for_each]


def read_inner_jobs(
    path: str, text: str, places: Mapping[str, Location], edits: Mapping[str, Location]
) -> tuple[InnerJobs, list[Problem]]:
    """Reads jobs at their places in a readable text; what an author cannot mean is a problem, too.

    An edit is what `jobs/update` takes: top-level fields replace the job's, tasks with the same
    key replace the job's tasks whole. A task of a job names a child by `${resources.jobs.KEY.id}`.
    """
    source = read_source(text)
    findings = Findings(path, source)
    read: list[ReadJob] = []
    for key, at in places.items():
        fields = read_fields(findings, _value(source.tree.value, at), at, "BundleJob")
        if fields is not None:
            read.append(ReadJob(key, key, "", fields, findings))
    for name, at in edits.items():
        merged = _updated(_value(source.tree.value, places[OWN]), _value(source.tree.value, at))
        fields = read_fields(findings, merged, at, "BundleJob")
        if fields is not None:
            read.append(ReadJob(f"edit {name}", "", "", fields, findings))
    triggers = []
    for job in read:
        check_job(findings, job.fields)
        triggers.append(read_trigger(findings, job.fields))
        warn_of_unsimulated(findings, job.fields)
    links = link_jobs(read)
    workers = {
        job.key: [
            task.text("task_key")
            for task in all_tasks(job.fields)
            if not any(task.has(payload) for payload in CONTROL_FLOW)
        ]
        for job in read
    }
    found = [placed(problem) for problem in findings.errors() + findings.warnings()]
    problems = capped(found, path, "mistakes")
    if problems:
        return InnerJobs(workers, {}, {}, {}), problems
    built = {
        job.key: build_job(findings, job.key, job.fields, links, trigger)
        for job, trigger in zip(read, triggers, strict=True)
    }
    starts = {key: tuple(links.starts[key]) for key in built}
    return (
        InnerJobs(
            workers,
            {key: built[key] for key in places},
            starts,
            {name: built[f"edit {name}"] for name in edits},
        ),
        findings.warnings(),
    )


def _value(tree: Any, at: Location) -> Any:
    for step in at:
        tree = tree[step]
    return tree


def _updated(job: Any, edit: Any) -> Any:
    """Returns a job's text after jobs/update (source: databricks-sdk 0.162.0, new_settings)."""
    if not isinstance(job, dict) or not isinstance(edit, dict):
        return edit
    merged = job | edit
    tasks = edit.get("tasks")
    if isinstance(tasks, list) and isinstance(job.get("tasks"), list):
        by_key = {_key(task): task for task in tasks if isinstance(task, dict)}
        merged["tasks"] = [by_key.pop(_key(task), task) for task in job["tasks"]]
        merged["tasks"] += by_key.values()
    return merged


def _key(task: Any) -> str | None:
    """Returns what a task goes by; None where it is no text, which the job's own reader names."""
    key = task.get("task_key") if isinstance(task, dict) else None
    return key if isinstance(key, str) else None
