"""Reads real job definitions: bundle YAML, `databricks jobs get`, API payloads. Runs nothing.

`read_job_file(path, text) -> JobFile` is the door. The parts behind it, in the order of a
reading: source (text to tree), documents (where the jobs are), fields and shape (types, by a
table made from databricks-sdk), checks, triggers and run_jobs (what a job must keep to),
unsimulated and task_values (what to know), computes, notifications and build (engine values),
scripts (what happens when it runs).

Payloads (`*_task`) are opaque units of work: of a notebook or a query only its parameters and its
compute are looked at. Cluster sizes, libraries and environments change nothing; a cluster is one
of a few kinds with a price each. References of a bundle (`${...}`) stay text.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from trialrun.engine.job.job import Job, Trigger
from trialrun.engine.job.world import World
from trialrun.jobs.build import build_job
from trialrun.jobs.checks import check_job
from trialrun.jobs.documents import Found, Kind, find_jobs
from trialrun.jobs.findings import Findings, worded
from trialrun.jobs.run_jobs import Links, ReadJob, link_jobs
from trialrun.jobs.scripts import default_script
from trialrun.jobs.shape import read_fields
from trialrun.jobs.source import Source, path_text, read_source
from trialrun.jobs.task_values import warn_of_references
from trialrun.jobs.tree import Unreadable, shown
from trialrun.jobs.triggers import read_trigger
from trialrun.jobs.unsimulated import warn_of_unsimulated
from trialrun.problem import Problem

__all__ = ["JobFile", "Kind", "default_script", "read_job_file"]

_NO_YAML = "this is not YAML"
_NEITHER = "this is neither YAML nor JSON"


@dataclass(frozen=True, slots=True)
class JobFile:
    """What a text defines. `worlds` is by job key, in the order written; empty with problems.

    `kind` is "" when no job was found. `warnings` name what is left out, kept as text or not
    simulated: the worlds are there all the same.
    """

    kind: Kind
    worlds: dict[str, World]
    problems: list[Problem]
    warnings: list[Problem]


def read_job_file(path: str, text: str) -> JobFile:
    """Reads the jobs of a text, each as a world with the default script (see scripts).

    Never raises: whatever is wrong is a problem, all of them at once, with its line, column and
    path inside the document. A job that another one of the text starts by a `run_job_task` is
    in `World.jobs` of that one, too.

    >>> read_job_file("x.json", '{"tasks": [{"task_key": "a", "run_if": "ALL_DUN"}]}').problems
    [Problem(path='x.json', line=1, message='column 30, tasks[0].run_if: `ALL_DUN` is not \
allowed; did you mean `ALL_DONE`?')]
    """
    try:
        source = read_source(text)
    except Unreadable as error:
        sentence = " ".join(error.message.replace(_NO_YAML, _NEITHER).split())
        problem = Problem(path, error.line, worded(error.column, "", sentence))
        return JobFile("", {}, [problem], [])
    findings = Findings(path, source)
    kind, found = find_jobs(findings, source.tree.value)
    jobs = list(_read(findings, found))
    starts: list[tuple[Trigger | None, bool]] = []
    for job in jobs:
        check_job(findings, job.fields)
        starts.append(read_trigger(findings, job.fields))
        warn_of_unsimulated(findings, job.fields)
    links = link_jobs(findings, jobs)
    _note_flaws_of_text(findings, source)
    worlds = {} if findings.has_errors else _worlds(findings, kind, jobs, links, starts)
    return JobFile(kind, worlds, findings.errors(), findings.warnings())


def _read(findings: Findings, found: Iterable[Found]) -> Iterable[ReadJob]:
    """Yields the jobs that are objects at all, each under a key of its own."""
    keys: set[str] = set()
    for key, at, value, kind, job_id in found:
        fields = read_fields(findings, value, at, kind)
        if fields is None:
            continue
        unique, number = key, 2
        while unique in keys:
            unique, number = f"{key} ({job_id or number})", number + 1
        keys.add(unique)
        yield ReadJob(unique, str(at[-1]) if kind == "BundleJob" else "", job_id, fields)


def _note_flaws_of_text(findings: Findings, source: Source) -> None:
    for at, line, column in source.tree.repeated:
        findings.error_at(
            line,
            column,
            path_text(at),
            f"`{shown(str(at[-1]))}` is written twice; keep one of them",
        )
    for at in source.bad_merges:
        findings.error(at, "`<<` takes in fields; write *name of an &name that holds fields")


def _worlds(
    findings: Findings,
    kind: Kind,
    jobs: list[ReadJob],
    links: Links,
    starts: list[tuple[Trigger | None, bool]],
) -> dict[str, World]:
    by_key = dict(zip((job.key for job in jobs), zip(jobs, starts, strict=True), strict=True))
    worlds: dict[str, World] = {}
    for key in links.bottom_up():
        read, trigger = by_key[key]
        job = build_job(findings, key, read.fields, links, trigger)
        if kind == "submit payload":
            job = _without_retries(job)
        warn_of_references(findings, read.fields, job)
        inner = {other: worlds[other] for other in links.starts[key]}
        worlds[key] = World(job, default_script(job), jobs=inner)
    return {job.key: worlds[job.key] for job in jobs}


def _without_retries(job: Job) -> Job:
    """A one-time run is not retried, on serverless neither. Facts: one-time-run."""
    tasks = (replace(task, max_retries=0, disable_auto_optimization=True) for task in job.tasks)
    return replace(job, tasks=tuple(tasks))
