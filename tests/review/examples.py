"""For each kind of finding the smallest job that has it, and one that nearly has it. No test."""

from dataclasses import replace
from typing import Any, NamedTuple

from tests.jobs.reading import a_task, read, the_world
from trialrun.engine import World, WriteMode
from trialrun.jobs.around import Around
from trialrun.jobs.places import SettingPlaces
from trialrun.review import Subject

CLUSTER = [{"job_cluster_key": "main", "new_cluster": {"num_workers": 1}}]
NIGHTLY = {"quartz_cron_expression": "0 0 2 * * ?", "timezone_id": "UTC"}
MINUTELY = {"quartz_cron_expression": "0 * * * * ?", "timezone_id": "UTC"}
SOMEBODY = {"on_failure": ["a@b.c"]}
MINUTES = 60_000


class Example(NamedTuple):
    """Two jobs: one has a kind of finding, one nearly has it."""

    has: Subject
    nearly: Subject


def a_subject(
    *tasks: Any, said: bool = False, mode: str = "", mode_of_writes: str = "", **fields: Any
) -> Subject:
    """Returns a job of these tasks, read as a file is. `said`: its script is what happens."""
    file = read(*tasks, **fields)
    world = the_world(file)
    if mode_of_writes:
        world = _writing(world, WriteMode(mode_of_writes))
    (job,) = file.jobs.values()
    places: SettingPlaces = job.places
    if said:
        world = without_guesses(world)
    return Subject(world, written=places.has, around=Around(mode, left_out=job.left_out))


def without_guesses(world: World) -> World:
    """Returns a world in which somebody has said what its tasks do."""
    script = {key: replace(entry, guessed=frozenset()) for key, entry in world.script.items()}
    return replace(world, script=script)


def _writing(world: Any, mode: WriteMode) -> Any:
    script = {
        key: replace(entry, writes=tuple(replace(write, mode=mode) for write in entry.writes))
        for key, entry in world.script.items()
    }
    return replace(world, script=script)


def on_cluster(key: str, *after: str, **fields: Any) -> dict[str, Any]:
    """Returns a notebook task on the job cluster."""
    return a_task(key, *after, job_cluster_key="main", **fields)


def clustered(*tasks: Any, **fields: Any) -> Subject:
    """Returns a job whose tasks run on one job cluster."""
    return a_subject(*tasks, job_clusters=CLUSTER, **fields)


def an_if(key: str, left: str, right: str, *after: str) -> dict[str, Any]:
    """Returns an if/else that compares two texts."""
    return a_task(key, *after, condition_task={"op": "EQUAL_TO", "left": left, "right": right})


def behind(key: str, *edges: tuple[str, str] | str, **fields: Any) -> dict[str, Any]:
    """Returns a task on a job cluster behind others, or behind outcomes of if/else tasks."""
    depends = [
        {"task_key": edge} if isinstance(edge, str) else {"task_key": edge[0], "outcome": edge[1]}
        for edge in edges
    ]
    return on_cluster(key) | {"depends_on": depends} | fields


def a_loop(key: str, inputs: str, *after: str, **fields: Any) -> dict[str, Any]:
    """Returns a for-each over a notebook."""
    return a_task(
        key, *after, for_each_task={"inputs": inputs, "task": on_cluster(f"{key}_one")} | fields
    )


def _join(run_if: str) -> Subject:
    return clustered(
        on_cluster("score"),
        an_if("good", "{{tasks.score.values.ok}}", "yes", "score"),
        behind("publish", ("good", "true")),
        behind("reject", ("good", "false")),
        behind("report", "publish", "reject", run_if=run_if),
    )


def _handler(run_if: str, **fields: Any) -> Subject:
    return clustered(
        on_cluster("a", **fields),
        on_cluster("b", **fields),
        on_cluster("tell", "a", "b", run_if=run_if),
    )


def _child(*, hides: bool) -> Subject:
    from trialrun.jobs import read_job_file

    end = "ALL_DONE" if hides else "ALL_SUCCESS"
    text = f"""
resources:
  jobs:
    outer:
      tasks:
        - {{task_key: start, run_job_task: {{job_id: "${{resources.jobs.inner.id}}"}}}}
    inner:
      job_clusters: [{{job_cluster_key: main, new_cluster: {{num_workers: 1}}}}]
      tasks:
        - {{task_key: load, job_cluster_key: main, notebook_task: {{notebook_path: /n}}}}
        - task_key: last
          depends_on: [{{task_key: load}}]
          run_if: {end}
          job_cluster_key: main
          notebook_task: {{notebook_path: /n}}
"""
    return Subject(read_job_file("x.yml", text).worlds["outer"])


def _spread(middle: dict[str, Any]) -> Subject:
    chain = [middle | {"task_key": f"m{at}"} for at in range(3)]
    chain[0] |= {"depends_on": [{"task_key": "first"}]}
    chain[1] |= {"depends_on": [{"task_key": "m0"}]}
    chain[2] |= {"depends_on": [{"task_key": "m1"}]}
    return clustered(on_cluster("first"), *chain, on_cluster("last", "m2"))


RETRY = {"max_retries": 1}
ONCE = {"max_retries": 0, "disable_auto_optimization": True}
LATE_RULE = {"metric": "RUN_DURATION_SECONDS", "op": "GREATER_THAN", "value": 600}
LATE = {"health": {"rules": [LATE_RULE]}}
READING = {"notebook_path": "/n", "base_parameters": {"x": "{{tasks.b.values.k}}"}}
LETTERS = '["a", "b", "c", "d", "e", "f", "g", "h"]'


def _every(interval: int, unit: str) -> dict[str, Any]:
    return {"trigger": {"periodic": {"interval": interval, "unit": unit}}}


EXAMPLES: dict[str, Example] = {
    "fails-by-itself": Example(
        clustered(on_cluster("a", notebook_task=READING)),
        clustered(on_cluster("b"), on_cluster("a", "b", notebook_task=READING)),
    ),
    "ignored-field": Example(
        clustered(on_cluster("a", max_retrys=2)), clustered(on_cluster("a", max_retries=0))
    ),
    "hidden-failure": Example(
        clustered(
            on_cluster("load"),
            on_cluster("last", "load", run_if="ALL_DONE"),
            email_notifications=SOMEBODY,
        ),
        clustered(
            on_cluster("load", email_notifications=SOMEBODY),
            on_cluster("last", "load", run_if="ALL_DONE"),
            email_notifications=SOMEBODY,
        ),
    ),
    "never-runs": Example(_handler("ALL_FAILED"), _handler("AT_LEAST_ONE_FAILED")),
    "retry-impossible": Example(
        clustered(
            on_cluster("a", max_retries=1, min_retry_interval_millis=60 * MINUTES),
            timeout_seconds=1800,
        ),
        clustered(
            on_cluster("a", max_retries=1, min_retry_interval_millis=10 * MINUTES),
            timeout_seconds=1800,
        ),
    ),
    "append-retried": Example(
        clustered(on_cluster("a", **RETRY), said=True),
        clustered(on_cluster("a", **RETRY), said=True, mode_of_writes="merge"),
    ),
    "join-never-runs": Example(_join("ALL_SUCCESS"), _join("NONE_FAILED")),
    "clean-up-skipped": Example(
        clustered(on_cluster("load"), on_cluster("clean_up", "load")),
        clustered(
            on_cluster("load"), on_cluster("clean_up", "load"), on_cluster("report", "clean_up")
        ),
    ),
    "hidden-child-failure": Example(_child(hides=True), _child(hides=False)),
    "append-retried-unasked": Example(
        a_subject(a_task("a"), said=True),
        a_subject(a_task("a", disable_auto_optimization=True), said=True),
    ),
    "zero-retries-retried": Example(
        a_subject(a_task("a", max_retries=0)), a_subject(a_task("a", **ONCE))
    ),
    "retries-without-end": Example(
        clustered(on_cluster("a", max_retries=-1)),
        clustered(on_cluster("a", max_retries=-1), timeout_seconds=7200),
    ),
    "retries-cut-short": Example(
        clustered(
            on_cluster("a", max_retries=5, min_retry_interval_millis=20 * MINUTES),
            timeout_seconds=3000,
        ),
        clustered(
            on_cluster("a", max_retries=2, min_retry_interval_millis=20 * MINUTES),
            timeout_seconds=3600,
        ),
    ),
    "retry-setting-idle": Example(
        clustered(on_cluster("a", min_retry_interval_millis=MINUTES)),
        clustered(on_cluster("a", min_retry_interval_millis=MINUTES, max_retries=1)),
    ),
    "late-and-nobody-told": Example(
        clustered(on_cluster("a"), **LATE),
        clustered(
            on_cluster("a"),
            email_notifications={"on_duration_warning_threshold_exceeded": ["a@b.c"]},
            **LATE,
        ),
    ),
    "paused-in-production": Example(
        clustered(
            on_cluster("a"), schedule=NIGHTLY | {"pause_status": "PAUSED"}, mode="production"
        ),
        clustered(
            on_cluster("a"), schedule=NIGHTLY | {"pause_status": "PAUSED"}, mode="development"
        ),
    ),
    "retries-outlast-schedule": Example(
        clustered(
            on_cluster("a", max_retries=3, min_retry_interval_millis=10 * MINUTES),
            **_every(20, "MINUTES"),
        ),
        clustered(
            on_cluster("a", max_retries=3, min_retry_interval_millis=10 * MINUTES),
            **_every(1, "HOURS"),
        ),
    ),
    "append-repaired": Example(
        clustered(on_cluster("a"), on_cluster("b", "a"), said=True),
        clustered(on_cluster("a"), on_cluster("b", "a"), said=True, mode_of_writes="overwrite"),
    ),
    "append-run-again": Example(
        clustered(on_cluster("a"), said=True),
        clustered(on_cluster("a"), said=True, mode_of_writes="idempotent"),
    ),
    "schedule-overtakes": Example(
        clustered(on_cluster("a"), schedule=MINUTELY),
        clustered(on_cluster("a"), schedule=MINUTELY, max_concurrent_runs=9),
    ),
    "failure-and-nobody-told": Example(
        clustered(on_cluster("a"), schedule=NIGHTLY),
        clustered(on_cluster("a"), schedule=NIGHTLY, email_notifications=SOMEBODY),
    ),
    "loop-one-by-one": Example(
        clustered(a_loop("each", LETTERS)),
        clustered(a_loop("each", LETTERS, concurrency=4)),
    ),
    "cluster-idles": Example(
        _spread(a_task("x", disable_auto_optimization=True)), _spread(on_cluster("x"))
    ),
    "branch-never-taken": Example(
        clustered(
            an_if("gate", "a", "b"), behind("x", ("gate", "true")), behind("y", ("gate", "false"))
        ),
        clustered(
            an_if("gate", "{{job.parameters.p}}", "b"),
            behind("x", ("gate", "true")),
            parameters=[{"name": "p", "default": "a"}],
        ),
    ),
}
"""Each kind with its two jobs."""
