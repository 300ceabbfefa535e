"""What Databricks decides while a job runs, as one replaceable value. No clock, no tables.

Every decision names the rule that made it; `lessons/facts.yaml` says each rule in words, with
its source. A belief is TRUTH with one of these decisions replaced (see beliefs.py).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from trialrun.engine.job.graph import Graph
from trialrun.engine.job.job import Compute, ForEach, Job, Notifications, Op, Task
from trialrun.engine.job.state import State
from trialrun.engine.rules.alert import JOB, TASK, alert
from trialrun.engine.rules.condition import Comparison, compare
from trialrun.engine.rules.limit import QUEUED_MS_MAX, Admission, Admit, admission
from trialrun.engine.rules.repair import (
    REPAIRABLE_TASKS_MIN,
    Repair,
    Rerun,
    RunToRepair,
    repair_refusal,
    repair_selection,
    unsuccessful,
)
from trialrun.engine.rules.result import Result, for_each_result, run_result
from trialrun.engine.rules.retry import (
    AUTO_RETRIES_MAX,
    FailedAttempt,
    Retry,
    is_auto_optimized,
    retry,
)
from trialrun.engine.rules.run_if import (
    EDGES,
    OTHER_OUTCOME,
    RUN_IF,
    Judgement,
    is_disabled_by,
    judge,
)

__all__ = [
    "AUTO_RETRIES_MAX",
    "EDGES",
    "JOB",
    "OTHER_OUTCOME",
    "QUEUED_MS_MAX",
    "REPAIRABLE_TASKS_MIN",
    "RUN_IF",
    "TASK",
    "TRUTH",
    "Admission",
    "Admit",
    "Comparison",
    "FailedAttempt",
    "Judgement",
    "Repair",
    "Rerun",
    "Result",
    "Retry",
    "Rules",
    "RunToRepair",
    "admission",
    "alert",
    "compare",
    "concurrency",
    "for_each_result",
    "is_auto_optimized",
    "is_disabled_by",
    "iteration_compute",
    "judge",
    "repair_refusal",
    "repair_selection",
    "retry",
    "run_result",
    "selected_by",
    "unsuccessful",
]


def concurrency(for_each: ForEach, iterations: int) -> int:
    """Returns how many iterations run at a time: one, unless the job says more."""
    return for_each.concurrency


def iteration_compute(compute: Compute, iteration: int) -> Compute:
    """Returns the cluster that an iteration has for itself, where the nested task has its own.

    Facts: for-each-own-cluster.
    """
    if not compute.is_per_iteration:
        return compute
    return replace(compute, key=f"{compute.key} {iteration + 1}")


def selected_by(
    graph: Graph, keys: Sequence[str], disabled: Collection[int], only: Sequence[str]
) -> frozenset[int]:
    """Returns the tasks of a run that is limited to `only`: `t`, `+t`, `t+` or `+t+`.

    A `+` reaches over disabled tasks but does not select them unless they are named.
    Raises ValueError for a key that does not exist.
    """
    named = {text: keys.index(text.removeprefix("+").removesuffix("+")) for text in only}
    found: set[int] = set()
    for text, task in named.items():
        if text.startswith("+"):
            found |= graph.with_upstream([task])
        if text.endswith("+"):
            found |= graph.with_dependents([task])
    return frozenset(found - set(disabled)) | frozenset(named.values())


def _job_parameter_wins(job_value: str, task_value: str) -> str:
    return job_value


def _as_it_was_set(json_text: str) -> str:
    return json_text


def _never(*_: object) -> bool:
    return False


def _current(of_the_run: Job, current: Job) -> Job:
    return current


def _all_tasks(count: int, last_run: Sequence[State] | None) -> Collection[int]:
    return range(count)


@dataclass(frozen=True, eq=False)
class Rules:
    """The decisions of a Lakeflow Job. `name` is for people."""

    name: str
    edges: Mapping[State, str] = field(default_factory=lambda: EDGES)
    """How a parent counts for its dependents, as a letter of run_if."""
    judge: Callable[[str, str], Judgement] = judge
    """(run_if, letters of the parents) -> whether a task runs."""
    compare: Callable[[Op, str, str], Comparison] = compare
    concurrency: Callable[[ForEach, int], int] = concurrency
    """(loop, its iterations) -> how many run at a time."""
    iteration_compute: Callable[[Compute, int], Compute] = iteration_compute
    """(compute of the nested task, iteration) -> that of the iteration: its own, if any is."""
    retry: Callable[[Task, FailedAttempt], Retry] = retry
    run_result: Callable[[Sequence[int], Sequence[State]], Result] = run_result
    """(leaves, states by task index) -> how the run ends."""
    for_each_result: Callable[[Sequence[State]], Result] = for_each_result
    stops_the_run: Callable[[State], bool] = _never
    """Whether a task that ends like this takes the rest of the run with it: never."""
    warning_stops: Callable[[], bool] = _never
    """Whether a duration warning stops the run: never, it warns."""
    tasks_of_run_now: Callable[[int, Sequence[State] | None], Collection[int]] = _all_tasks
    """(tasks of the job, states of its last run) -> what a new run without `only` runs: all."""
    repair_selection: Callable[[RunToRepair, Repair], tuple[Rerun, ...]] = repair_selection
    repair_refusal: Callable[[RunToRepair, Repair], str | None] = repair_refusal
    repair_settings: Callable[[Job, Job], Job] = _current
    """(the run's settings, the job's now) -> those a repair uses: the current ones."""
    admission: Callable[[int, int, bool], Admission] = admission
    """(active runs, max_concurrent_runs, queue) -> what becomes of a new run."""
    parameter: Callable[[str, str], str] = _job_parameter_wins
    """(value of the job parameter, of the task's of the same name) -> what the task sees."""
    reaches_by_position: Callable[[], bool] = _never
    """Whether job parameters reach a task that takes its own by position: they do not."""
    got: Callable[[str], str] = _as_it_was_set
    """(JSON text of a task value) -> what `taskValues.get` returns, as JSON text."""
    alert: Callable[[str, Notifications, State, bool], str | None] = alert
    """(level, settings, state, will_retry) -> the kind of notification that is sent."""
    knows_its_rows: Callable[[], bool] = _never
    """Whether a plain append that is executed again leaves out the rows it wrote before: no."""
    undoes_attempt: Callable[[State], bool] = _never
    """Whether an attempt's end takes its commits back: never."""
    undoes_run: Callable[[State], bool] = _never
    """Whether a run's end takes its commits back: never. A job is no transaction."""


TRUTH = Rules(name="truth")
