"""Reads scenario files: a job as Databricks takes it, a script of what happens, actions."""

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from trialrun.content.duration import DURATION_MAX_MS, read_duration_ms
from trialrun.content.yaml_text import YamlText
from trialrun.engine import (
    ACTIONS_MAX,
    SUPPORTED_RUN_IF,
    Action,
    Compute,
    ComputeKind,
    Dependency,
    Do,
    Endless,
    Failure,
    Job,
    Task,
    TaskScript,
    World,
    Write,
    WriteMode,
    find_cycle,
)
from trialrun.problem import Problem
from trialrun.questions import ORDER_LAST, Scenario, Strict, Text

TASKS_MAX = 1000
EXECUTIONS_MAX = 20
_EXECUTION = re.compile(r"\d{1,3}")
SERVERLESS = Compute("serverless", ComputeKind.SERVERLESS)

Duration = Annotated[int, BeforeValidator(read_duration_ms)]
TaskKey = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,100}$")]
TableName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,120}$")]


class _Dependency(Strict):
    task_key: TaskKey


class _JobTask(Strict):
    """The task fields of the Jobs API that this engine plays; `*_task` payloads are opaque."""

    task_key: TaskKey
    depends_on: tuple[_Dependency, ...] = ()
    run_if: str = "ALL_SUCCESS"
    max_retries: Annotated[int, Field(ge=-1, le=1000)] = 0
    min_retry_interval_millis: Annotated[int, Field(ge=0, le=DURATION_MAX_MS)] = 0
    job_cluster_key: str | None = None
    existing_cluster_id: str | None = None
    description: str | None = None
    notebook_task: Any = None
    pipeline_task: Any = None
    sql_task: Any = None
    spark_python_task: Any = None
    dashboard_task: Any = None

    @property
    def type(self) -> str:
        """Returns the task's type as the UI's short word."""
        for name in ("notebook", "pipeline", "sql", "spark_python", "dashboard"):
            if getattr(self, f"{name}_task") is not None:
                return name
        return "notebook"


class _JobCluster(Strict):
    job_cluster_key: str
    new_cluster: Any = None


class _Job(Strict):
    name: Text
    tasks: tuple[_JobTask, ...] = Field(min_length=1, max_length=TASKS_MAX)
    job_clusters: tuple[_JobCluster, ...] = ()
    max_concurrent_runs: Literal["1"] = "1"


class _Write(Strict):
    to: TableName
    mode: WriteMode
    rows: Annotated[int, Field(ge=0, le=10**12)]


def _executions(value: Any) -> Any:
    """Reads `all` as None, and a list of execution numbers such as a link can name, too."""
    if value == "all":
        return None
    numbers = value if isinstance(value, list) else []
    if not 0 < len(numbers) <= EXECUTIONS_MAX or not all(map(_EXECUTION.fullmatch, numbers)):
        raise ValueError(
            "write all, or a list of execution numbers from 0 to 999, as in [0] for the first"
        )
    return value


class _Fails(Strict):
    on: Annotated[frozenset[int] | None, BeforeValidator(_executions)]
    after_write: Annotated[int, Field(ge=0)] = 0


class _TaskScript(Strict):
    takes: Duration
    writes: tuple[_Write, ...] = Field(default=(), max_length=20)
    fails: _Fails | None = None


class _Action(Strict):
    do: Do
    at: Duration | None = None
    task: TaskKey | None = None


class ScenarioSpec(Strict):
    """A file in scenarios/."""

    title: Text
    summary: Text
    order: int = ORDER_LAST
    job: _Job
    script: dict[str, _TaskScript]
    actions: tuple[_Action, ...] = Field(min_length=1, max_length=ACTIONS_MAX)


def read_scenario(path: str, slug: str, text: str) -> tuple[Scenario | None, list[Problem]]:
    """Reads a scenario file; without problems it can be played."""
    source = YamlText(path, text)
    spec = source.validate(ScenarioSpec)
    if spec is None:
        return None, source.problems
    problems = [source.problem(at, message) for at, message in _flaws(spec)]
    if problems:
        return None, problems
    scenario = Scenario(
        slug, spec.title, spec.summary, spec.order, path, _world(spec), _actions(spec)
    )
    try:
        scenario.play()
    except Endless as error:
        return None, [source.problem(("script",), str(error))]
    return scenario, []


def _flaws(spec: ScenarioSpec) -> Iterator[tuple[tuple[str | int, ...], str]]:
    keys = [task.task_key for task in spec.job.tasks]
    clusters = {cluster.job_cluster_key for cluster in spec.job.job_clusters}
    others = {task.existing_cluster_id for task in spec.job.tasks} | {SERVERLESS.key}
    for index, cluster in enumerate(spec.job.job_clusters):
        if cluster.job_cluster_key in others:
            yield (
                ("job", "job_clusters", index, "job_cluster_key"),
                f"`{cluster.job_cluster_key}` is the name of other compute, too; rename this one",
            )
    for index, task in enumerate(spec.job.tasks):
        at = ("job", "tasks", index)
        if keys.index(task.task_key) != index:
            yield (*at, "task_key"), f"`{task.task_key}` is used twice; every task needs its own"
        for number, dependency in enumerate(task.depends_on):
            if dependency.task_key not in keys:
                yield (
                    (*at, "depends_on", number, "task_key"),
                    f"there is no task `{dependency.task_key}`; write one of {', '.join(keys)}",
                )
        if task.run_if not in SUPPORTED_RUN_IF:
            yield (
                (*at, "run_if"),
                f"run_if {task.run_if} is not simulated yet; write {', '.join(SUPPORTED_RUN_IF)}",
            )
        if task.job_cluster_key is not None and task.existing_cluster_id is not None:
            yield at, "write either job_cluster_key or existing_cluster_id, not both"
        if task.job_cluster_key is not None and task.job_cluster_key not in clusters:
            yield (
                (*at, "job_cluster_key"),
                f"there is no job cluster `{task.job_cluster_key}`; add it under job_clusters",
            )
        if task.task_key not in spec.script:
            key = task.task_key
            yield ("script",), f"what does `{key}` do? Add `{key}: {{takes: 60s}}`"
    yield from _script_flaws(spec, keys)
    cycle = find_cycle(
        {task.task_key: [dep.task_key for dep in task.depends_on] for task in spec.job.tasks}
    )
    if cycle:
        yield ("job", "tasks"), f"tasks wait for each other in a circle: {' → '.join(cycle)}"


def _script_flaws(
    spec: ScenarioSpec, keys: list[str]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for key, entry in spec.script.items():
        if key not in keys:
            yield ("script", key), f"the job has no task `{key}`; write one of {', '.join(keys)}"
        if entry.fails and entry.fails.after_write > len(entry.writes):
            yield (
                ("script", key, "fails", "after_write"),
                f"`{key}` makes {len(entry.writes)} writes, so it cannot fail after write "
                f"{entry.fails.after_write}",
            )
    for index, action in enumerate(spec.actions):
        if action.task is not None and action.do is not Do.FIX:
            yield ("actions", index, "task"), "only fix takes a task; remove this line"
        elif action.task is not None and action.task not in keys:
            yield ("actions", index, "task"), f"the job has no task `{action.task}`"


def _world(spec: ScenarioSpec) -> World:
    computes = {SERVERLESS.key: SERVERLESS}
    for cluster in spec.job.job_clusters:
        key = cluster.job_cluster_key
        computes[key] = Compute(key, ComputeKind.JOB_CLUSTER)
    for task in spec.job.tasks:
        if task.existing_cluster_id is not None:
            key = task.existing_cluster_id
            computes[key] = Compute(key, ComputeKind.ALL_PURPOSE)
    job = Job(spec.job.name, tuple(map(_task, spec.job.tasks)), tuple(computes.values()))
    return World(job, {key: _script(spec.script[key]) for key in spec.script})


def _task(task: _JobTask) -> Task:
    return Task(
        key=task.task_key,
        type=task.type,
        depends_on=tuple(Dependency(dep.task_key) for dep in task.depends_on),
        run_if=task.run_if,
        max_retries=task.max_retries,
        min_retry_interval_ms=task.min_retry_interval_millis,
        compute=task.job_cluster_key or task.existing_cluster_id or SERVERLESS.key,
    )


def _script(entry: _TaskScript) -> TaskScript:
    fails = Failure(entry.fails.on, entry.fails.after_write) if entry.fails else None
    writes = tuple(Write(write.to, write.mode, write.rows) for write in entry.writes)
    return TaskScript(entry.takes, writes, fails)


def _actions(spec: ScenarioSpec) -> tuple[Action, ...]:
    return tuple(Action(action.do, action.at, action.task) for action in spec.actions)
