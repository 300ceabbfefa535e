"""The compute of a job as two dials see it: of which kind, and shared or not. Knows no text."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from trialrun.engine.job.job import JOB_CLUSTER_KINDS, Compute, ComputeKind, Job, Task
from trialrun.engine.job.world import World

SHARED, OWN = "shared", "own"
MIXED = "mixed"

_FIXED_KINDS = frozenset({ComputeKind.NONE, ComputeKind.SQL_WAREHOUSE})
KINDS = tuple(kind for kind in ComputeKind if kind not in _FIXED_KINDS)


def every_task(job: Job) -> Iterator[Task]:
    """Yields the tasks, and what their for-each runs."""
    for task in job.tasks:
        yield task
        if task.for_each is not None:
            yield task.for_each.task


def with_tasks(job: Job, change: Callable[[Task], Task]) -> Job:
    """Returns the job with every task changed, and what their for-each runs."""
    tasks = []
    for task in job.tasks:
        new = change(task)
        if new.for_each is not None:
            new = replace(new, for_each=replace(new.for_each, task=change(new.for_each.task)))
        tasks.append(new)
    return replace(job, tasks=tuple(tasks))


def workers(job: Job) -> list[Task]:
    """Returns the tasks whose compute can be chosen: not control flow, not on a SQL warehouse."""
    kinds = {compute.key: compute.kind for compute in job.computes}
    return [
        task
        for task in every_task(job)
        if not task.is_control_flow and kinds.get(task.compute, ComputeKind.NONE) in KINDS
    ]


def kind_of_compute(world: World) -> str:
    """Returns the one kind that the tasks run on, MIXED if there are several or none."""
    kinds = _kinds(world.job)
    return str(kinds.pop()) if len(kinds) == 1 else MIXED


def with_kind(world: World, value: str) -> World:
    """Returns the world on another kind of compute; only clusters of the job stay several."""
    kind = ComputeKind(value)
    used = {task.compute for task in workers(world.job)}
    computes = tuple(
        Compute(compute.key, kind) if compute.key in used else compute
        for compute in world.job.computes
    )
    world = replace(world, job=replace(world.job, computes=computes))
    return (
        world if kind in JOB_CLUSTER_KINDS or len(used) < 2 else _named(world, _one_name(world.job))
    )


def sharing(world: World) -> str:
    """Returns whether the tasks share one compute, or each has its own."""
    found = workers(world.job)
    used = {task.compute for task in found}
    if len(used) == 1:
        return SHARED
    return OWN if len(used) == len(found) else MIXED


def can_share(world: World) -> bool:
    """Says whether there is something to share: several tasks, all on clusters of the job."""
    return len(workers(world.job)) > 1 and _kinds(world.job) <= JOB_CLUSTER_KINDS


def with_sharing(world: World, value: str) -> World:
    """Returns the world with one cluster for all, or one for each; else nothing changes."""
    if not can_share(world):
        return world
    return _named(world, _one_name(world.job) if value == SHARED else _own_names(world.job))


def _kinds(job: Job) -> set[ComputeKind]:
    return {job.compute_of[task.compute].kind for task in workers(job)}


def _one_name(job: Job) -> dict[str, str]:
    """Returns {task key: name of the first task's compute}."""
    found = workers(job)
    return {task.key: found[0].compute for task in found}


def _own_names(job: Job) -> dict[str, str]:
    """Returns {task key: a name of its own}, none of which other compute has."""
    found = workers(job)
    taken = {compute.key for compute in job.computes} - {task.compute for task in found}
    names = {}
    for task in found:
        name = task.key
        while name in taken:
            name += "_cluster"
        names[task.key] = name
        taken.add(name)
    return names


def _named(world: World, names: dict[str, str]) -> World:
    """Gives the workers compute of these names; one that several name is of its first's kind."""
    job = world.job
    used = {task.compute for task in workers(job)}
    kinds = {names[task.key]: job.compute_of[task.compute].kind for task in reversed(workers(job))}
    made = [Compute(name, kinds[name]) for name in dict.fromkeys(names.values())]
    kept = [compute for compute in job.computes if compute.key not in used]
    job = with_tasks(job, lambda t: replace(t, compute=names[t.key]) if t.key in names else t)
    return replace(world, job=replace(job, computes=(*kept, *made)))
