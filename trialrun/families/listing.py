"""A job as the few lines of code that stand under a question: what depends on what, and settings.

What a task does is told only where a family says so: else the page would be full of it.
"""

from collections.abc import Collection, Iterator, Sequence

from trialrun.diagram import OPS, clock
from trialrun.engine import Job, Task, World, WriteMode, graph_of
from trialrun.plural import counted

LISTED_MAX = 24
"""So many tasks are listed. Of more, those that a question does not hang on are left out."""
_MODES = {
    WriteMode.APPEND: "appends {rows} rows to {table}",
    WriteMode.OVERWRITE: "overwrites {table} with {rows} rows",
    WriteMode.MERGE: "merges {rows} rows into {table}",
    WriteMode.IDEMPOTENT: "appends {rows} rows to {table} with txnAppId and txnVersion",
}


def listing(world: World, *, times: bool = False, writes: bool = False) -> str:
    """Writes a job down: a line a task, and its settings behind it."""
    return "\n".join(_written(task, _told(world, task, times, writes)) for task in world.job.tasks)


def listing_of(
    world: World, asked: Collection[str] = (), *, times: bool = False, writes: bool = False
) -> str | None:
    """Writes down what a question hangs on, and of a large job little more.

    `asked` are the tasks that it is about: they and all that is upstream of them come first. With
    none it is about the whole job: then all that has a setting. None where that is too much.
    """
    tasks = world.job.tasks
    told = [_told(world, task, times, writes) for task in tasks]
    if len(tasks) <= LISTED_MAX:
        return listing(world, times=times, writes=writes)
    has_more = {at for at, task in enumerate(tasks) if _says_more_than_the_graph(task, told[at])}
    needed = _with_upstream(world.job, asked) if asked else has_more
    if len(needed) > LISTED_MAX:
        return None
    others = [*sorted(has_more - needed), *sorted(set(range(len(tasks))) - has_more - needed)]
    listed = [*sorted(needed), *others][:LISTED_MAX]
    lines = [_written(tasks[at], told[at]) for at in listed]
    left_out = set(range(len(tasks))) - set(listed)
    what = (
        "the question does not hang on them"
        if left_out & has_more
        else "they have no settings of their own"
    )
    lines.append(f"… {counted(len(left_out), 'more task')}, as in the graph; {what}")
    return "\n".join(lines)


def _with_upstream(job: Job, asked: Collection[str]) -> set[int]:
    keys = [task.key for task in job.tasks]
    return set(graph_of(job).with_upstream([keys.index(key) for key in asked]))


def _says_more_than_the_graph(task: Task, told: Sequence[str]) -> bool:
    """Says whether a line tells more than what a task waits for."""
    is_on_a_branch = any(dep.outcome for dep in task.depends_on)
    return is_on_a_branch or len(told) > bool(task.depends_on)


def _told(world: World, task: Task, times: bool, writes: bool) -> list[str]:
    """Returns what is to be said of a task: what it waits for first, where it does."""
    work = task.for_each.task if task.for_each else task
    script = world.script.get(work.key)
    told = [*_flow(task), *_settings(work)]
    if work is not task:
        told += _settings(task)
    if script is not None and times and not task.condition:
        told.append(f"takes {clock(script.takes_ms)}")
    if script is not None:
        told += [f"sets {name} = {value}" for name, value in script.sets]
    if script is not None and writes:
        told += [
            _MODES[write.mode].format(rows=write.rows, table=write.table) for write in script.writes
        ]
    if task.depends_on:
        ways = ", ".join(
            f"{dep.task_key} ({dep.outcome})" if dep.outcome else dep.task_key
            for dep in task.depends_on
        )
        told.insert(0, f"after {ways}")
    if task.run_if != "ALL_SUCCESS":
        told.insert(1, f"run_if: {task.run_if}")
    return told


def _written(task: Task, told: Sequence[str]) -> str:
    return "\n    ".join([f"{task.key}: {told[0]}", *told[1:]]) if told else task.key


def _flow(task: Task) -> Iterator[str]:
    if task.condition:
        condition = task.condition
        yield f"if {condition.left} {OPS[condition.op]} {condition.right}"
    if task.for_each:
        loop = task.for_each
        yield f"for each of {loop.inputs}: {loop.task.key}"
        yield f"concurrency: {loop.concurrency}"
    if task.run_job:
        yield f"runs the job {task.run_job.job}"


def _settings(task: Task) -> Iterator[str]:
    if task.disabled:
        yield "disabled: true"
    if task.max_retries:
        yield f"max_retries: {task.max_retries}"
    if task.min_retry_interval_ms:
        yield f"min_retry_interval: {clock(task.min_retry_interval_ms)}"
    if task.timeout_ms:
        yield f"timeout: {clock(task.timeout_ms)}"
    if task.retry_on_timeout:
        yield "retry_on_timeout: true"


def compute_told(job: Job) -> str:
    """Says on what a job runs, where it is all one; "" where it is not."""
    kinds = {compute.kind for compute in job.computes if compute.kind != "none"}
    words = {"job_cluster": "a job cluster", "serverless": "serverless compute"}
    return words.get(kinds.pop(), "") if len(kinds) == 1 else ""
