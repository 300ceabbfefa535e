"""What is known of a job from around it: from its target, and from the other jobs of its file."""

from collections.abc import Iterator
from typing import NamedTuple

from trialrun.engine.job.job import Job, RunJob
from trialrun.jobs import JobFile


class Around(NamedTuple):
    """The mode of a job's target, and which of its parameters other jobs of the file give."""

    mode: str = ""
    given: frozenset[str] = frozenset()


ALONE = Around()


def around_of(file: JobFile, key: str) -> Around:
    """Returns what a file says around one of its jobs."""
    given = {
        name
        for world in file.worlds.values()
        for run_job in _run_jobs(world.job)
        if run_job.job == key
        for name, _ in run_job.parameters
    }
    return Around(file.deployment.mode if file.deployment else "", frozenset(given))


def _run_jobs(job: Job) -> Iterator[RunJob]:
    for task in job.tasks:
        for each in (task, *((task.for_each.task,) if task.for_each else ())):
            if each.run_job is not None:
                yield each.run_job
