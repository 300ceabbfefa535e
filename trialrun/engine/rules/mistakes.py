"""Decisions as a person with a wrong belief would have them. Each stands for one of rules/."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from trialrun.engine.job.job import Compute, ForEach, Job, Notifications, Op, Task
from trialrun.engine.job.state import FAILED_STATES, UNSUCCESSFUL_STATES, State
from trialrun.engine.rules import (
    AUTO_RETRIES_MAX,
    EDGES,
    JOB,
    Admission,
    Admit,
    Comparison,
    FailedAttempt,
    Judgement,
    Repair,
    Rerun,
    Result,
    Retry,
    RunToRepair,
    admission,
    alert,
    compare,
    for_each_result,
    judge,
    repair_selection,
    retry,
    run_result,
    unsuccessful,
)


def is_failed(state: State) -> bool:
    return state in FAILED_STATES


def always() -> bool:
    return True


def runs_anyway(run_if: str, edges: str) -> Judgement:
    return Judgement(None, "belief.order_only", tuple(range(len(edges))))


def all_done_always_runs(run_if: str, edges: str) -> Judgement:
    if run_if == "ALL_DONE":
        return Judgement(None, "run_if.all_done.met", tuple(range(len(edges))))
    return judge(run_if, edges)


def any_failure_fails(leaves: Sequence[int], states: Sequence[State]) -> Result:
    failed = tuple(sorted(unsuccessful(states)))
    if failed:
        return Result(State.FAILED, "belief.any_failure_fails", failed)
    return run_result(leaves, states)


def only_own_errors_fail(leaves: Sequence[int], states: Sequence[State]) -> Result:
    skipped = State.UPSTREAM_FAILED
    return run_result([leaf for leaf in leaves if states[leaf] is not skipped], states)


def excluded_leaf_fails(leaves: Sequence[int], states: Sequence[State]) -> Result:
    excluded = tuple(leaf for leaf in leaves if states[leaf] is State.EXCLUDED)
    if excluded:
        return Result(State.FAILED, "belief.excluded_leaf_fails", excluded)
    return run_result(leaves, states)


def all_at_once(for_each: ForEach, iterations: int) -> int:
    return max(iterations, 1)


def three_by_default(task: Task, failed: FailedAttempt) -> Retry:
    return retry(replace(task, max_retries=task.max_retries or AUTO_RETRIES_MAX), failed)


def also_on_timeout(task: Task, failed: FailedAttempt) -> Retry:
    return retry(task, failed._replace(timed_out=False))


def max_retries_is_all(task: Task, failed: FailedAttempt) -> Retry:
    return retry(replace(task, disable_auto_optimization=True), failed)


def waits_from_the_end(task: Task, failed: FailedAttempt) -> Retry:
    return retry(task, failed._replace(began_ms=failed.ended_ms))


def waits_from_the_code(task: Task, failed: FailedAttempt) -> Retry:
    return retry(task, failed._replace(began_ms=max(failed.began_ms, failed.started_ms)))


def counts_the_first(task: Task, failed: FailedAttempt) -> Retry:
    return retry(
        replace(task, max_retries=max(task.max_retries - 1, min(task.max_retries, 0))), failed
    )


def also_in_continuous(task: Task, failed: FailedAttempt) -> Retry:
    return retry(task, failed._replace(is_continuous=False))


def one_for_all_iterations(compute: Compute, iteration: int) -> Compute:
    return replace(compute, is_per_iteration=False)


def one_iteration_is_enough(iterations: Sequence[State]) -> Result:
    right = tuple([at for at, state in enumerate(iterations) if state is State.SUCCESS])
    if right:
        return Result(State.SUCCESS, "belief.one_iteration_is_enough", right)
    return for_each_result(iterations)


def dependents_always(run: RunToRepair, repair: Repair) -> tuple[Rerun, ...]:
    return repair_selection(run, replace(repair, dependents=True))


def everything_again(run: RunToRepair, repair: Repair) -> tuple[Rerun, ...]:
    return tuple(Rerun(task, "belief.everything_again") for task in range(len(run.states)))


def failed_only(run: RunToRepair, repair: Repair) -> tuple[Rerun, ...]:
    own = (State.FAILED, State.TIMEDOUT, State.CANCELED)
    chosen = repair_selection(run, repair)
    return tuple(rerun for rerun in chosen if run.states[rerun.task] in own) or chosen


def as_the_run_began(of_the_run: Job, current: Job) -> Job:
    return of_the_run


def numbers_if_they_look_so(op: Op, left: str, right: str) -> Comparison:
    try:
        is_same = Decimal(left) == Decimal(right)
    except InvalidOperation:
        return compare(op, left, right)
    if op not in (Op.EQUAL_TO, Op.NOT_EQUAL):
        return compare(op, left, right)
    return Comparison(
        "true" if is_same is (op is Op.EQUAL_TO) else "false", "belief.equal_compares_numbers"
    )


def task_parameter_wins(job_value: str, task_value: str) -> str:
    return task_value


def as_text(json_text: str) -> str:
    return json_text if json_text.startswith('"') else f'"{json_text}"'


def runs_beside(active: int, max_concurrent_runs: int, queue: bool) -> Admission:
    return Admission(Admit.START, "belief.runs_beside")


def always_waits(active: int, max_concurrent_runs: int, queue: bool) -> Admission:
    return admission(active, max_concurrent_runs, True)


def goes_on_where_it_failed(count: int, last_run: Sequence[State] | None) -> Collection[int]:
    failed = [task for task, state in enumerate(last_run or ()) if state in UNSUCCESSFUL_STATES]
    return failed or range(count)


def job_tells_each_failure(
    level: str, who: Notifications, state: State, will_retry: bool
) -> str | None:
    return alert(level, who, state, will_retry and level != JOB)


DISABLED_AS_DONE: Mapping[State, str] = MappingProxyType({**EDGES, State.DISABLED: "S"})
CANCELED_AS_DONE: Mapping[State, str] = MappingProxyType({**EDGES, State.CANCELED: "S"})
EXCLUDED_AS_FAILED: Mapping[State, str] = MappingProxyType({**EDGES, State.EXCLUDED: "F"})
