"""Whether what fails by itself does so of a value that nobody gave: of our own invention."""

from collections.abc import Iterator

from trialrun.engine import Compared, Event, Started, State, Task, Trace, World
from trialrun.engine.job.references import parts_of, references_in
from trialrun.engine.job.standins import value_of

_BY_REFERENCE = ("reference.unknown", "condition.no_value", "for_each.no_value")
OF_VALUES = "values that nobody has given: here they are made up"
DEPTH_MAX = 8


def world_of(world: World, job: str) -> World:
    """Returns the world of a job that is started, by its key as a segment has it."""
    for key in job.split("/") if job else ():
        world = world.jobs[key]
    return world


def rests_on_made_up(trace: Trace, event: Event) -> bool:
    """Says whether a failure of a task would not be there with other values than those invented."""
    job = trace.job_of(event)
    task = world_of(trace.world, job).job.tasks[event.task]
    missing = _missing(trace, event)
    if event.rule in _BY_REFERENCE and missing:
        parts = parts_of(missing)
        return _is_made_up(trace.world, job, parts, task) or _is_not_reached(trace, job, parts)
    nested = task.for_each.task if task.for_each and event.iteration >= 0 else task
    return any(
        _is_made_up(trace.world, job, parts, task)
        for text in (*nested.texts, *nested.operands)
        for parts in references_in(text)
    )


def is_invented(world: World, text: str) -> bool:
    """Says whether a setting of a job reads something that nobody gave."""
    return _any_made_up(world, "", text, None, 0)


def _missing(trace: Trace, event: Event) -> str:
    """Returns the reference that had no value: that of the attempt that fails, or begins to."""
    if isinstance(event.data, Compared):
        return event.data.missing
    spot = (event.segment, event.task, event.iteration)
    for earlier in reversed(trace.events[: event.q + 1]):
        if (earlier.segment, earlier.task, earlier.iteration) == spot and isinstance(
            earlier.data, Started
        ):
            return earlier.data.missing
    return ""


def _is_made_up(
    world: World, job: str, parts: list[str], task: Task | None, depth: int = 0
) -> bool:
    """Says whether a reference leads to something invented, in the job or in one that starts it."""
    if depth > DEPTH_MAX:
        return False
    if found := value_of(parts):
        script = world_of(world, job).script.get(found[0])
        return script is not None and found[1] in dict(script.made_up)
    if parts[:1] == ["input"] and task is not None and task.for_each is not None:
        return _any_made_up(world, job, task.for_each.inputs, None, depth)
    if parts[:2] == ["job", "parameters"] and job:
        above, _, key = job.rpartition("/")
        return any(
            _any_made_up(world, above, text, owner, depth)
            for owner, name, text in _passed(world_of(world, above), key)
            if name == ".".join(parts[2:])
        )
    return False


def _any_made_up(world: World, job: str, text: str, task: Task | None, depth: int) -> bool:
    return any(_is_made_up(world, job, parts, task, depth + 1) for parts in references_in(text))


def _passed(above: World, key: str) -> Iterator[tuple[Task, str, str]]:
    """Yields what tasks pass on to a job that they start, each with the task of the job."""
    for task in above.job.tasks:
        work = task.for_each.task if task.for_each else task
        if work.run_job is not None and work.run_job.job == key:
            for name, text in work.run_job.parameters:
                yield task, name, text


def _is_not_reached(trace: Trace, job: str, parts: list[str]) -> bool:
    """Says whether a value is not there because an invented value led the run another way."""
    if parts[:1] != ["tasks"] or len(parts) < len(("tasks", "key")):
        return False
    world = world_of(trace.world, job)
    index = {task.key: at for at, task in enumerate(world.job.tasks)}
    if parts[1] not in index:
        return False
    at = index[parts[1]]
    skipped = any(
        trace.job_of(event) == job and event.task == at and event.after == State.EXCLUDED
        for event in trace.events
        if event.kind == "task"
    )
    deciding = (world.job.tasks[each] for each in world.job.graph.with_upstream([at]))
    return skipped and any(
        _any_made_up(trace.world, job, text, None, 0)
        for task in deciding
        if task.condition is not None
        for text in task.operands
    )
