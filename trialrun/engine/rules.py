"""What Databricks decides while a job runs, as one replaceable value. Knows no clock, no tables.

Every decision names the rule that made it; `lessons/facts.yaml` says each rule in words, with
its source. A belief is TRUTH with one of these functions replaced (see beliefs.py).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from trialrun.engine.graph import Graph
from trialrun.engine.job import Job, Task
from trialrun.engine.state import FAILED_STATES, State


class Judgement(NamedTuple):
    """Whether a task may run once its parents are done.

    `state` is None when it runs, else the state it ends in. `because` holds the positions, in
    the list of parents, of those that decided.
    """

    state: State | None
    rule: str
    because: tuple[int, ...]


class Retry(NamedTuple):
    """Whether a failed attempt is followed by another; `start_ms` is None when it is not."""

    start_ms: int | None
    rule: str


class RunResult(NamedTuple):
    """How a run ends, and the indexes of the tasks that decided it."""

    state: State
    rule: str
    because: tuple[int, ...]


class Rerun(NamedTuple):
    """One task that a repair runs again, and why."""

    task: int
    rule: str


@dataclass(frozen=True)
class Rules:
    """The decisions of a Lakeflow Job. `name` is for people."""

    name: str
    judge: Callable[[Task, Sequence[State]], Judgement]
    retry: Callable[[Task, int, int, int], Retry]
    run_result: Callable[[Graph, Sequence[State]], RunResult]
    repair_selection: Callable[[Graph, Sequence[State]], tuple[Rerun, ...]]
    repair_refusal: Callable[[Job, bool, bool], str | None]
    undoes_commits: Callable[[State], bool]


def judge(task: Task, parents: Sequence[State]) -> Judgement:
    """Decides a task by its run_if once all parents are done. Source: run-if docs."""
    return _JUDGES[task.run_if](parents)


def _all_success(parents: Sequence[State]) -> Judgement:
    failed = tuple(_positions(parents, FAILED_STATES))
    if failed:
        return Judgement(State.UPSTREAM_FAILED, "run_if.all_success.unmet", failed)
    if not parents:
        return Judgement(None, "task.root", ())
    return Judgement(None, "run_if.all_success.met", tuple(range(len(parents))))


_JUDGES: dict[str, Callable[[Sequence[State]], Judgement]] = {"ALL_SUCCESS": _all_success}

SUPPORTED_RUN_IF = tuple(_JUDGES)
"""The run_if values that this engine simulates; a job with another one is refused on reading."""


def retry(task: Task, attempts: int, started_ms: int, ended_ms: int) -> Retry:
    """Decides on a retry after `attempts` failed attempts of this segment.

    The retry interval counts from the start of the failed attempt; a negative `max_retries`
    means no limit. Source: databricks-sdk 0.162.0, Task.min_retry_interval_millis.
    """
    if task.max_retries == 0:
        return Retry(None, "retry.none")
    if 0 <= task.max_retries < attempts:
        return Retry(None, "retry.exhausted")
    return Retry(max(ended_ms, started_ms + task.min_retry_interval_ms), "retry.waits")


def run_result(graph: Graph, states: Sequence[State]) -> RunResult:
    """Decides the run's result by its leaves. Source: run-if docs, "job run status"."""
    failed_leaves = tuple(leaf for leaf in graph.leaves if states[leaf] in FAILED_STATES)
    if failed_leaves:
        return RunResult(State.FAILED, "run.leaf_failed", failed_leaves)
    failed = tuple(_positions(states, FAILED_STATES))
    if failed:
        return RunResult(State.SUCCESS_WITH_FAILURES, "run.only_inner_failed", failed)
    return RunResult(State.SUCCESS, "run.all_succeeded", graph.leaves)


def repair_selection(graph: Graph, states: Sequence[State]) -> tuple[Rerun, ...]:
    """Picks what "Repair run" preselects: unsuccessful tasks and their dependents.

    Source: repair docs and the vendor's course, see DOMAIN "Repair".
    """
    unsuccessful = frozenset(_positions(states, FAILED_STATES))
    return tuple(
        Rerun(task, "repair.unsuccessful" if task in unsuccessful else "repair.dependent")
        for task in sorted(graph.with_dependents(unsuccessful))
    )


def repair_refusal(job: Job, is_active: bool, has_unsuccessful: bool) -> str | None:
    """Names the rule that refuses a repair, or None when it may go ahead."""
    if is_active:
        return "repair.refused_active"
    if len(job.tasks) < 2:
        return "repair.refused_single_task"
    if not has_unsuccessful:
        return "repair.refused_nothing_to_do"
    return None


def undoes_commits(result: State) -> bool:
    """Says whether a run's end takes its commits back: never. A job is no transaction."""
    return False


def _positions(states: Sequence[State], wanted: Iterable[State]) -> Iterable[int]:
    return (position for position, state in enumerate(states) if state in wanted)


TRUTH = Rules(
    name="truth",
    judge=judge,
    retry=retry,
    run_result=run_result,
    repair_selection=repair_selection,
    repair_refusal=repair_refusal,
    undoes_commits=undoes_commits,
)
