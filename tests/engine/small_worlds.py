"""Every small story, smallest first: what the search for a belief's smallest story walks through.

A story is some tasks, the edges between them, and features, each of which counts one.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations
from typing import NamedTuple

from tests.build import CLUSTER, FREE, NO_COMPUTE, SERVERLESS
from trialrun.engine import (
    Action,
    Compute,
    ComputeKind,
    Condition,
    Continuous,
    Dependency,
    Do,
    Failure,
    ForEach,
    Get,
    Job,
    Op,
    Rate,
    Task,
    TaskScript,
    World,
    Write,
    WriteMode,
)

SIZE_MAX = 7
SLOW = Compute("slow", ComputeKind.JOB_CLUSTER_POOL)
OWN = Compute("own", ComputeKind.JOB_CLUSTER, is_per_iteration=True)
PRICES = {**FREE, ComputeKind.JOB_CLUSTER_POOL: Rate(30_000, 0, 0, 0)}
IF_ELSE = "is an if/else 12.0 == 12"

TASK_FEATURES: dict[str, Callable[[Task, TaskScript], tuple[Task, TaskScript]]] = {
    "writes": lambda t, s: (t, replace(s, writes=(Write("t", WriteMode.APPEND, 10),))),
    "fails": lambda t, s: (t, replace(s, fails=Failure(None, len(s.writes)))),
    "fails once": lambda t, s: (t, replace(s, fails=Failure(frozenset({0}), len(s.writes)))),
    "is retried": lambda t, s: (replace(t, max_retries=1), s),
    "waits 90 s between attempts": lambda t, s: (replace(t, min_retry_interval_ms=90_000), s),
    "times out": lambda t, s: (replace(t, timeout_ms=30_000), s),
    "is on serverless": lambda t, s: (
        replace(t, compute="serverless", disable_auto_optimization=False), s,
    ),
    "runs on ALL_DONE": lambda t, s: (replace(t, run_if="ALL_DONE"), s),
    "runs on AT_LEAST_ONE_FAILED": lambda t, s: (replace(t, run_if="AT_LEAST_ONE_FAILED"), s),
    IF_ELSE: lambda t, s: (
        replace(t, compute="none", condition=Condition(Op.EQUAL_TO, "12.0", "12")), s,
    ),
    "asks for true": lambda t, s: (
        replace(t, depends_on=tuple(replace(d, outcome="true") for d in t.depends_on)), s,
    ),
    "is a for-each over two": lambda t, s: (
        replace(t, compute="none", for_each=ForEach("[1, 2]", Task(f"{t.key}1", compute="main"))),
        s,
    ),
    "has a parameter region=EU": lambda t, s: (replace(t, parameters=(("region", "EU"),)), s),
    "gets a number": lambda t, s: (t, replace(s, gets=(Get("x", "n", default="1"),))),
    "is disabled": lambda t, s: (replace(t, disabled=True), s),
    "is a Python script": lambda t, s: (replace(t, type="spark_python"), s),
    "has a cluster that comes up in 30 s": lambda t, s: (replace(t, compute="slow"), s),
    "is a for-each over two, each with a cluster": lambda t, s: (
        replace(t, compute="none", for_each=ForEach("[1, 2]", Task(f"{t.key}1", compute="own"))),
        s,
    ),
}  # fmt: skip
JOB_FEATURES: dict[str, Callable[[Job], Job]] = {
    "the queue is off": lambda job: replace(job, queue=False),
    "the job has a parameter region=US": lambda job: replace(job, parameters=(("region", "US"),)),
    "the job tells of failures": lambda job: replace(
        job, notifications=replace(job.notifications, on_failure=("ops",))
    ),
    "the job warns after 30 s": lambda job: replace(
        job, notifications=replace(job.notifications, warns_after_ms=30_000)
    ),
    "the job is continuous": lambda job: replace(job, trigger=Continuous()),
}
STORIES: dict[str, tuple[Action, ...]] = {
    "run": (Action(Do.RUN_NOW),),
    "run, run again meanwhile": (Action(Do.RUN_NOW), Action(Do.RUN_NOW, at_ms=10_000)),
    "run, run again": (Action(Do.RUN_NOW), Action(Do.RUN_NOW)),
    "run, repair": (Action(Do.RUN_NOW), Action(Do.REPAIR)),
    "run, edit, repair": (
        Action(Do.RUN_NOW), Action(Do.EDIT, name="with retries"), Action(Do.REPAIR),
    ),
    "run, repair a by its name": (Action(Do.RUN_NOW), Action(Do.REPAIR, tasks=("a",))),
    "run, cancel a meanwhile": (Action(Do.RUN_NOW), Action(Do.CANCEL, at_ms=10_000, task="a")),
}  # fmt: skip

RARE = frozenset({
    "is disabled", "is a Python script", "has a cluster that comes up in 30 s",
    "is a for-each over two, each with a cluster", "the job is continuous",
    "run, repair a by its name", "run, cancel a meanwhile",
})  # fmt: skip
RARE_SIZE_MAX, RARE_TASKS_MAX = 5, 2
"""What few beliefs are about is left out of larger stories: the search would take three times as
long."""


class Recipe(NamedTuple):
    """What a small story is made of: features are (task or -1 for the job, name)."""

    tasks: int
    edges: tuple[tuple[int, int], ...]
    features: tuple[tuple[int, str], ...]
    done: str

    @property
    def size(self) -> int:
        """Returns how many things there are to read."""
        return self.tasks + len(self.edges) + len(self.features) + len(STORIES[self.done]) - 1

    @property
    def is_possible(self) -> bool:
        """Says whether Databricks would take the job: only an if/else has outcomes."""
        conditions = {task for task, feature in self.features if feature == IF_ELSE}
        askers = {task for task, feature in self.features if feature == "asks for true"}
        return all(up in conditions for up, down in self.edges if down in askers) and (
            askers <= {down for _, down in self.edges}
        )

    def says(self) -> str:
        """Tells the story in words."""
        keys = "abc"[: self.tasks]
        parts = [f"{keys[up]} → {keys[down]}" for up, down in self.edges] or [", ".join(keys)]
        parts += [
            f"{keys[task]} {feature}" if task >= 0 else feature for task, feature in self.features
        ]
        return "; ".join([*parts, self.done])

    def story(self) -> tuple[World, tuple[Action, ...]]:
        """Returns the world and what the operator does."""
        tasks, script = [], {}
        for index, key in enumerate("abc"[: self.tasks]):
            deps = tuple(Dependency("abc"[up]) for up, down in self.edges if down == index)
            task, does = Task(key, depends_on=deps, compute="main"), TaskScript(60_000)
            for at, feature in self.features:
                if at == index:
                    task, does = TASK_FEATURES[feature](task, does)
            tasks.append(task)
            if task.for_each is not None:
                script[task.for_each.task.key] = does
            elif task.condition is None:
                script[key] = does
        job = Job("small", tuple(tasks), (CLUSTER, SERVERLESS, NO_COMPUTE, SLOW, OWN))
        for at, feature in self.features:
            if at < 0:
                job = JOB_FEATURES[feature](job)
        edited = replace(job, tasks=tuple(replace(task, max_retries=1) for task in tasks))
        return World(job, script, PRICES, edits={"with retries": edited}), STORIES[self.done]


def recipes(size_max: int = SIZE_MAX) -> Iterator[Recipe]:
    """Yields every possible story by size, then in a fixed order."""
    for size in range(1, size_max + 1):
        for count in (1, 2, 3):
            edges = [(up, down) for down in range(count) for up in range(down)]
            pool = [(task, feature) for feature in TASK_FEATURES for task in range(count)]
            pool += [(-1, feature) for feature in JOB_FEATURES]
            is_small = size <= RARE_SIZE_MAX and count <= RARE_TASKS_MAX
            if not is_small:
                pool = [entry for entry in pool if entry[1] not in RARE]
            for done, actions in STORIES.items():
                if done in RARE and not is_small:
                    continue
                for wired in range(len(edges) + 1):
                    left = size - count - (len(actions) - 1) - wired
                    if left < 0:
                        continue
                    for graph in combinations(edges, wired):
                        for features in combinations(pool, left):
                            recipe = Recipe(count, graph, features, done)
                            if recipe.is_possible:
                                yield recipe
