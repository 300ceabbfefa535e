"""A job definition as values: what Databricks would be given. Knows nothing of failures.

Times are integers of milliseconds. Names and defaults are those of the Jobs API 2.2, source:
databricks-sdk 0.162.0, service/jobs.py, read 2026-11-22.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from trialrun.engine.job.graph import Graph, find_cycle, graph_from

TASKS_MAX = 1000
CONCURRENCY_MAX = 100
RUNS_MAX = 1000
NESTING_MAX = 3


class ComputeKind(StrEnum):
    """The kinds of compute a task can run on; NONE for control flow, which needs none."""

    JOB_CLUSTER = "job_cluster"
    JOB_CLUSTER_POOL = "job_cluster_pool"
    ALL_PURPOSE = "all_purpose"
    SERVERLESS = "serverless"
    SERVERLESS_STANDARD = "serverless_standard"
    SQL_WAREHOUSE = "sql_warehouse"
    NONE = "none"


JOB_CLUSTER_KINDS = frozenset({ComputeKind.JOB_CLUSTER, ComputeKind.JOB_CLUSTER_POOL})
"""Compute that a run has for itself, and that its tasks may share."""
SERVERLESS_KINDS = frozenset({ComputeKind.SERVERLESS, ComputeKind.SERVERLESS_STANDARD})


@dataclass(frozen=True, slots=True)
class Compute:
    """One compute resource that tasks of a job name, e.g. a shared job cluster.

    `is_per_iteration`: what the nested task of a for-each has as its `new_cluster`; each iteration
    starts one of its own. Facts: for-each-own-cluster.
    """

    key: str
    kind: ComputeKind
    is_per_iteration: bool = False


@dataclass(frozen=True, slots=True)
class Dependency:
    """One entry of `depends_on`; `outcome` is "true" or "false" behind a condition task."""

    task_key: str
    outcome: str | None = None


class Op(StrEnum):
    """The operators of a condition task: the first two compare text, the others numbers."""

    EQUAL_TO = "EQUAL_TO"
    NOT_EQUAL = "NOT_EQUAL"
    GREATER_THAN = "GREATER_THAN"
    GREATER_THAN_OR_EQUAL = "GREATER_THAN_OR_EQUAL"
    LESS_THAN = "LESS_THAN"
    LESS_THAN_OR_EQUAL = "LESS_THAN_OR_EQUAL"


@dataclass(frozen=True, slots=True)
class Condition:
    """An if/else: both operands are text that may hold `{{...}}` references."""

    op: Op
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class RunJob:
    """A task that runs another job; `job` is its key in `World.jobs`."""

    job: str
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Notifications:
    """Who is told of what: destinations by event. Job and task have one each."""

    on_start: tuple[str, ...] = ()
    on_success: tuple[str, ...] = ()
    on_failure: tuple[str, ...] = ()
    on_duration_warning: tuple[str, ...] = ()
    warns_after_ms: int | None = None
    no_alert_for_skipped_runs: bool = False
    no_alert_for_canceled_runs: bool = False
    alert_on_last_attempt: bool = False


SILENT = Notifications()


POSITIONAL_TYPES = frozenset({"spark_python", "spark_jar", "spark_submit", "dbt"})
"""Types of tasks that take parameters by position alone."""
PUSHED_DOWN_TO = frozenset({"notebook", "python_wheel", "sql", "run_job"})
"""Types of tasks that job parameters reach by themselves. Facts: positional-no-push-down."""


@dataclass(frozen=True, slots=True)
class Task:
    """One task of a job, with the defaults of the Jobs API.

    `max_retries` -1 means no limit; `timeout_ms` 0 none, else for each attempt. `parameters`
    are the key-value parameters of a notebook, SQL or wheel task, `arguments` the positional ones
    of a script, JAR or wheel, and the commands of dbt. At most one of `condition`,
    `for_each` and `run_job` is there; without them the task is an opaque unit of work.
    """

    key: str
    type: str = "notebook"
    depends_on: tuple[Dependency, ...] = ()
    run_if: str = "ALL_SUCCESS"
    max_retries: int = 0
    min_retry_interval_ms: int = 0
    compute: str = "serverless"
    retry_on_timeout: bool = False
    timeout_ms: int = 0
    disable_auto_optimization: bool = False
    disabled: bool = False
    parameters: tuple[tuple[str, str], ...] = ()
    arguments: tuple[str, ...] = ()
    condition: Condition | None = None
    for_each: "ForEach | None" = None
    run_job: RunJob | None = None
    notifications: Notifications = SILENT

    @property
    def is_control_flow(self) -> bool:
        """Says whether the task has no work, and needs no compute, of its own."""
        return bool(self.condition or self.for_each or self.run_job)

    @property
    def texts(self) -> tuple[str, ...]:
        """Returns what the task takes or passes on, before references in it are resolved."""
        passed = self.run_job.parameters if self.run_job else ()
        return (*(text for _, text in (*self.parameters, *passed)), *self.arguments)

    @property
    def operands(self) -> tuple[str, ...]:
        """Returns what decides the flow: both sides of a condition, or what a loop goes over."""
        sides = (self.condition.left, self.condition.right) if self.condition else ()
        return (*sides, *((self.for_each.inputs,) if self.for_each else ()))

    @property
    def is_positional(self) -> bool:
        """Says whether the task takes its parameters by position, not by name."""
        return bool(self.arguments) or self.type in POSITIONAL_TYPES

    @property
    def is_pushed_down_to(self) -> bool:
        """Says whether job parameters reach the task by themselves."""
        return self.type in PUSHED_DOWN_TO and not self.arguments


@dataclass(frozen=True, slots=True)
class ForEach:
    """A loop: `inputs` is a JSON array as text, or one `{{...}}` reference to one."""

    inputs: str
    task: Task
    concurrency: int = 1


@dataclass(frozen=True, slots=True)
class Schedule:
    """A Quartz schedule: seconds first, in a time zone. `quartz.fire_times` reads it."""

    quartz: str
    timezone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Periodic:
    """A run every so often, the "simple" schedule."""

    interval_ms: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """A trigger on files (`watches` holds one location) or on tables.

    `all_updated` waits until every watched table has changed since the last run it started.
    """

    on: str
    watches: tuple[str, ...]
    all_updated: bool = False
    min_between_ms: int = 0
    wait_after_change_ms: int = 0


@dataclass(frozen=True, slots=True)
class Continuous:
    """Keeps exactly one run going."""


Trigger = Schedule | Periodic | Arrival | Continuous


@dataclass(frozen=True)
class Job:
    """A job: its tasks in the order written, the compute they name, and its settings.

    `parameters` are the job parameters and their defaults. `queue` is on by default: so it is
    for jobs made in the UI, with the Jobs API 2.2 and in bundles.
    """

    name: str
    tasks: tuple[Task, ...]
    computes: tuple[Compute, ...]
    parameters: tuple[tuple[str, str], ...] = ()
    max_concurrent_runs: int = 1
    queue: bool = True
    timeout_ms: int = 0
    trigger: Trigger | None = None
    paused: bool = False
    notifications: Notifications = SILENT

    @cached_property
    def graph(self) -> Graph:
        """Returns the graph of the tasks; their dependencies all exist."""
        return graph_from(
            [task.key for task in self.tasks],
            [[(dep.task_key, dep.outcome) for dep in task.depends_on] for task in self.tasks],
        )

    @cached_property
    def compute_of(self) -> dict[str, Compute]:
        """Returns {compute key: compute}."""
        return {compute.key: compute for compute in self.computes}

    @cached_property
    def flaw(self) -> str:
        """Says what makes the job impossible to run, or "": the readers of files say it better."""
        keys = {task.key for task in self.tasks}
        if len(keys) < len(self.tasks):
            return "two tasks have the same key"
        for task in self.tasks:
            for dep in task.depends_on:
                if dep.task_key not in keys:
                    return f"{task.key} depends on {dep.task_key}, which there is not"
        cycle = find_cycle({t.key: [dep.task_key for dep in t.depends_on] for t in self.tasks})
        return f"tasks wait for each other: {' > '.join(cycle)}" if cycle else ""

    @cached_property
    def plain_work(self) -> tuple[Compute | None, ...]:
        """Returns the compute of each task that has work of its own, None for control flow."""
        return tuple(
            None if task.is_control_flow else self.compute_of.get(task.compute)
            for task in self.tasks
        )

    @cached_property
    def cluster_of(self) -> tuple[str, ...]:
        """Returns the job cluster that each task, or its nested task, runs on; "" for none."""
        clusters = {c.key for c in self.computes if c.kind in JOB_CLUSTER_KINDS}
        workers = [task.for_each.task if task.for_each else task for task in self.tasks]
        return tuple(
            "" if work.is_control_flow or work.compute not in clusters else work.compute
            for work in workers
        )

    @cached_property
    def digest(self) -> str:
        """Returns a short text that is equal for equal jobs, in every process."""
        return digest_of(repr(self))


def digest_of(text: str) -> str:
    """Returns 16 hexadecimal digits that stand for a text."""
    # Imported here: it takes 2 ms, and most commands need no digest.
    from hashlib import sha256

    return sha256(text.encode()).hexdigest()[:16]


def graph_of(job: Job) -> Graph:
    """Returns the graph of a job."""
    return job.graph
