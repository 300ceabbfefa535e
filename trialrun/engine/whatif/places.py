"""Where the tasks of a story stand: in its own job, or in one that is started, by their path.

A task of a job that is started has the key of that job before its own, as in `publish/load`; a
path does not tell which task has started the job, for the job does the same for each.
"""

from collections.abc import Iterator
from typing import NamedTuple

from trialrun.engine.job.job import Task
from trialrun.engine.job.world import TaskScript, World
from trialrun.engine.trace.trace import Event, Trace
from trialrun.engine.whatif.whatif_text import FOLDERS_MAX, WhatIfError, found_job

PLACES_MAX = 3_000
"""So many tasks are listed, jobs that are started included: a job of 1,000 may start two others."""


class TaskPlace(NamedTuple):
    """A task with the world of the job that it is in; `folder` is "" for the story's own job."""

    folder: str
    task: Task
    world: World

    @property
    def path(self) -> str:
        """Returns the path of the task."""
        return self.folder + self.task.key

    @property
    def does(self) -> Task:
        """Returns what does the work: the task itself, or what it runs for each element."""
        return self.task.for_each.task if self.task.for_each else self.task

    @property
    def script(self) -> TaskScript | None:
        """Returns what it does when it runs; None for control flow."""
        return self.world.script.get(self.does.key)

    @property
    def work(self) -> str:
        """Returns the path of its work, as a failure names it; "" for control flow."""
        return self.folder + self.does.key if self.does.key in self.world.script else ""

    @property
    def started(self) -> str:
        """Returns the key of the job that it starts, "" for none that is known here."""
        run_job = self.does.run_job
        return run_job.job if run_job and run_job.job in self.world.jobs else ""


def place_of(world: World, path: str) -> TaskPlace | None:
    """Returns the place that a path leads to, None where it leads nowhere.

    It may name the task that starts a job instead of the job.
    """
    try:
        owner, folder, key = found_job(world, path)
    except WhatIfError:
        return None
    if folder.count("/") > FOLDERS_MAX:
        return None
    return next(
        (TaskPlace(folder, task, owner) for task in owner.job.tasks if task.key == key), None
    )


def inside(place: TaskPlace) -> list[TaskPlace]:
    """Returns the tasks of the job that a task starts; [] where a path has no room for them."""
    if not place.started or place.folder.count("/") >= FOLDERS_MAX:
        return []
    folder, world = f"{place.folder}{place.started}/", place.world.jobs[place.started]
    return [TaskPlace(folder, task, world) for task in world.job.tasks]


def places_of(world: World) -> list[TaskPlace]:
    """Returns all tasks, those of a job that is started behind the first task that starts it."""
    found: dict[str, TaskPlace] = {}
    for place in _walk([TaskPlace("", task, world) for task in world.job.tasks], set()):
        found[place.path] = place
        if len(found) >= max(PLACES_MAX, len(world.job.tasks)):
            break
    return [*found.values()]


def starter_of(world: World, place: TaskPlace) -> TaskPlace | None:
    """Returns the first task that starts the job of a place; None for the story's own job."""
    folders = ((each, f"{each.folder}{each.started}/") for each in places_of(world))
    return next((each for each, folder in folders if folder == place.folder), None)


def path_of_event(trace: Trace, event: Event) -> str:
    """Returns the path of the task that an event is of, "" for none."""
    if event.task < 0:
        return ""
    job = trace.job_of(event)
    return f"{job}/{trace.task_key(event)}" if job else trace.task_key(event)


def _walk(places: list[TaskPlace], seen: set[str]) -> Iterator[TaskPlace]:
    """Yields tasks and what is inside; jobs nest FOLDERS_MAX deep at most."""
    for place in places:
        yield place
        folder = f"{place.folder}{place.started}/"
        if folder not in seen:
            seen.add(folder)
            yield from _walk(inside(place), seen)
