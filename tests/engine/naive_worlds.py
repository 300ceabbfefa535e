"""Small worlds in which the naive evaluator is tried, and its ends in short."""

from typing import Any

from tests.engine.naive import Ends
from trialrun.engine.job.job import (
    Compute,
    ComputeKind,
    Condition,
    Dependency,
    Job,
    Op,
    Task,
)
from trialrun.engine.job.world import (
    Action,
    Do,
    Failure,
    TaskScript,
    World,
    Write,
    WriteMode,
)

RUN, FIX, REPAIR = Action(Do.RUN_NOW), Action(Do.FIX), Action(Do.REPAIR)
COMPUTES = (Compute("main", ComputeKind.JOB_CLUSTER), Compute("less", ComputeKind.SERVERLESS))
ALWAYS = Failure(on=None, after_write=0)
SHORT = {
    "SUCCESS": "S",
    "FAILED": "F",
    "UPSTREAM_FAILED": "UPF",
    "UPSTREAM_CANCELED": "UPC",
    "EXCLUDED": "EXCL",
    "DISABLED": "DIS",
    "TIMEDOUT": "TIME",
    "BLOCKED": "-",
}
NO = Condition(Op.EQUAL_TO, "1", "2")
YES = Condition(Op.EQUAL_TO, "1", "1")


def a_task(key: str, *after: str, **fields: Any) -> Task:
    """Returns a task on a job cluster; `c:true` is a dependency on an outcome."""
    deps = tuple(Dependency(a.split(":")[0], a.partition(":")[2] or None) for a in after)
    return Task(key, depends_on=deps, **{"compute": "main"} | fields)


def a_script(fails: Failure | None = None, mode: str = "append", **fields: Any) -> TaskScript:
    """Returns a script of 10 s with one write of 10 rows to table `t`."""
    writes = (Write("t", WriteMode(mode), 10),)
    plain: dict[str, Any] = {"takes_ms": 10_000, "writes": writes, "fails": fails}
    return TaskScript(**plain | fields)


def a_world(*tasks: Task, jobs: Any = (), **script: TaskScript) -> World:
    """Returns a world in which tasks without a script succeed."""
    nested = [task.for_each.task for task in tasks if task.for_each]
    return World(
        Job("naive", tasks, COMPUTES, parameters=(("p", "EU"),)),
        {task.key: script.get(task.key, a_script()) for task in (*tasks, *nested)},
        jobs=dict(jobs),
    )


def short(ended: Ends) -> str:
    """Returns all task states in one line."""
    return " ".join(f"{key}={SHORT[state]}" for key, state in ended.tasks.items())


RUN_IFS = (
    "ALL_SUCCESS",
    "AT_LEAST_ONE_SUCCESS",
    "NONE_FAILED",
    "ALL_DONE",
    "AT_LEAST_ONE_FAILED",
    "ALL_FAILED",
)
