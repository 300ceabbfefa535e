"""What is known of a job from around it: from its target, and from the other jobs of its file."""

from collections.abc import Iterator
from typing import NamedTuple

from trialrun.engine.job.job import Job, RunJob
from trialrun.jobs import JobFile
from trialrun.jobs.places import LeftOut


class Around(NamedTuple):
    """The mode of a job's target, which of its parameters other jobs of the file give, and more.

    `left_out` are the settings in the file that have no effect.
    """

    mode: str = ""
    given: frozenset[str] = frozenset()
    left_out: tuple[LeftOut, ...] = ()


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
    mode = file.deployment.mode if file.deployment else ""
    return Around(mode, frozenset(given), file.jobs[key].left_out)


def _run_jobs(job: Job) -> Iterator[RunJob]:
    for task in job.tasks:
        for each in (task, *((task.for_each.task,) if task.for_each else ())):
            if each.run_job is not None:
                yield each.run_job
