"""A job as the few lines of code that stand under a question: what depends on what, and settings.

What a task does is told only where a family says so: else the page would be full of it.
"""

from collections.abc import Iterator

from trialrun.diagram import OPS, clock
from trialrun.engine import Job, Task, World, WriteMode

LISTED_MAX = 24
"""So many tasks are listed; of more those that no setting tells from others are left out."""
_MODES = {
    WriteMode.APPEND: "appends {rows} rows to {table}",
    WriteMode.OVERWRITE: "overwrites {table} with {rows} rows",
    WriteMode.MERGE: "merges {rows} rows into {table}",
    WriteMode.IDEMPOTENT: "appends {rows} rows to {table} with txnAppId and txnVersion",
}


def listing(world: World, *, times: bool = False, writes: bool = False) -> str:
    """Writes a job down: a line a task, and its settings behind it."""
    lines = [_line(world, task, times, writes) for task in world.job.tasks]
    if len(lines) > LISTED_MAX:
        lines = [line for line in lines if "  " in line.strip() or ":" in line][:LISTED_MAX]
        lines.append(f"… {len(world.job.tasks) - len(lines)} more, as in the graph")
    return "\n".join(lines)


def _line(world: World, task: Task, times: bool, writes: bool) -> str:
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
    return (
        f"{task.key}: {told[0]}" + "".join(f"\n    {each}" for each in told[1:])
        if told
        else (task.key)
    )


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
