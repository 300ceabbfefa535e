"""Jobs that were found to worlds that can be played: each stands for itself.

A mistake in one job keeps no other from being played; whoever starts it by a `run_job_task`
starts a piece of work in its place.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from trialrun.engine.job.job import Job, Trigger
from trialrun.engine.job.world import World
from trialrun.jobs.build import build_job
from trialrun.jobs.checks import check_job
from trialrun.jobs.documents import Found
from trialrun.jobs.findings import Findings
from trialrun.jobs.places import LeftOut, SettingPlaces, left_out_of, places_of
from trialrun.jobs.run_jobs import Links, ReadJob, link_jobs
from trialrun.jobs.scripts import default_script
from trialrun.jobs.shape import read_fields
from trialrun.jobs.task_values import warn_of_references
from trialrun.jobs.tree import shown
from trialrun.jobs.triggers import read_trigger
from trialrun.jobs.unsimulated import warn_of_unsimulated
from trialrun.problem import Problem

_UNKNOWN = "all of this job is a reference without a value here, so it cannot be played"


@dataclass(frozen=True, slots=True)
class JobRead:
    """A job of a file: its world, None with problems, and what is to be known about it.

    `places` says where its settings are written, `left_out` which have no effect.
    """

    world: World | None
    problems: list[Problem]
    warnings: list[Problem]
    places: SettingPlaces = field(default_factory=SettingPlaces)
    left_out: tuple[LeftOut, ...] = ()


def read_jobs(found: Iterable[tuple[Found, Findings]]) -> dict[str, JobRead]:
    """Reads jobs, each with its own findings, by keys that are made unique."""
    every: dict[str, Findings] = {}
    jobs: list[ReadJob] = []
    next_number: dict[str, int] = {}
    for one, findings in found:
        key = _unique(one, every, next_number)
        every[key] = findings
        if (fields := read_fields(findings, one.value, one.at, one.kind)) is None:
            if not findings.has_errors:
                findings.error(one.at, _UNKNOWN)
            continue
        resource = str(one.at[-1]) if one.kind == "BundleJob" else ""
        jobs.append(ReadJob(key, resource, one.job_id, fields, findings))
    starts: dict[str, tuple[Trigger | None, bool]] = {}
    for job in jobs:
        check_job(job.findings, job.fields)
        starts[job.key] = read_trigger(job.findings, job.fields)
        warn_of_unsimulated(job.findings, job.fields)
    worlds = _worlds(jobs, link_jobs(jobs), starts)
    places = dict.fromkeys(every, SettingPlaces()) | {
        job.key: places_of(job.findings, job.fields) for job in jobs if job.key in worlds
    }
    left_out = {job.key: left_out_of(job.findings, job.fields) for job in jobs}
    return {
        key: JobRead(
            worlds.get(key),
            findings.errors(),
            findings.warnings(),
            places[key],
            left_out.get(key, ()),
        )
        for key, findings in every.items()
    }


def _unique(found: Found, taken: Mapping[str, object], next_number: dict[str, int]) -> str:
    """Returns a key that is free; each number is tried once, however many jobs share a name."""
    unique = found.key
    if unique in taken and found.job_id:
        unique = f"{found.key} ({found.job_id})"
    while unique in taken:
        number = next_number.get(found.key, 2)
        unique, next_number[found.key] = f"{found.key} ({number})", number + 1
    return unique


def _worlds(
    jobs: Sequence[ReadJob], links: Links, starts: dict[str, tuple[Trigger | None, bool]]
) -> dict[str, World]:
    by_key = {job.key: job for job in jobs}
    worlds: dict[str, World] = {}
    for key in links.bottom_up():
        read = by_key[key]
        _warn_of_flawed(read, links)
        if not read.findings.has_errors:
            job = build_job(read.findings, key, read.fields, links, starts[key])
            if read.fields.kind == "SubmitRun":
                job = _without_retries(job)
            warn_of_references(read.findings, read.fields, job)
            inner = {other: worlds[other] for other in links.starts[key] if other in worlds}
            worlds[key] = World(job, default_script(job), jobs=inner)
        if read.findings.has_errors:
            worlds.pop(key, None)
            links.flawed.add(key)
    return worlds


def _warn_of_flawed(read: ReadJob, links: Links) -> None:
    for other, at in links.starts[read.key].items():
        if other in links.flawed:
            read.findings.warn(
                at,
                f"job `{shown(other)}` has a mistake of its own, so this task counts as one piece "
                "of work",
            )


def _without_retries(job: Job) -> Job:
    """A one-time run is not retried, on serverless neither. Facts: one-time-run."""
    tasks = (replace(task, max_retries=0, disable_auto_optimization=True) for task in job.tasks)
    return replace(job, tasks=tuple(tasks))
