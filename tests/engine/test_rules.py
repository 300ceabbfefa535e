"""What Databricks decides, row by row: run_if, retry, the run's result, what a repair does."""

import pytest

from tests.build import a_graph, a_job, a_task
from trialrun.engine import TRUTH, State
from trialrun.engine.rules import Judgement, Rerun, Retry, RunResult

S, F, U = State.SUCCESS, State.FAILED, State.UPSTREAM_FAILED

ROOT = Judgement(None, "task.root", ())


def met(*because: int) -> Judgement:
    return Judgement(None, "run_if.all_success.met", because)


def unmet(*because: int) -> Judgement:
    return Judgement(U, "run_if.all_success.unmet", because)


ALL_SUCCESS = [
    pytest.param([], ROOT, id="root"),
    pytest.param([S], met(0), id="S"),
    pytest.param([F], unmet(0), id="F"),
    pytest.param([U], unmet(0), id="UPF"),
    pytest.param([S, S], met(0, 1), id="S+S"),
    pytest.param([S, F], unmet(1), id="S+F"),
    pytest.param([F, S], unmet(0), id="F+S"),
    pytest.param([F, F], unmet(0, 1), id="F+F"),
    pytest.param([S, U], unmet(1), id="S+UPF"),
    pytest.param([F, U], unmet(0, 1), id="F+UPF"),
    pytest.param([U, U], unmet(0, 1), id="UPF+UPF"),
    pytest.param([S, S, F], unmet(2), id="S+S+F"),
]


@pytest.mark.parametrize(("parents", "judgement"), ALL_SUCCESS)
def test_all_success_runs_only_after_nothing_but_success(parents, judgement):
    assert judgement == TRUTH.judge(a_task("t"), parents)


RETRIES = [
    # max_retries, interval, failed attempts, started, ended -> start of the next attempt
    pytest.param(0, 0, 1, Retry(None, "retry.none"), id="0 retries: never"),
    pytest.param(0, 500_000, 1, Retry(None, "retry.none"), id="0 retries and an interval: never"),
    pytest.param(1, 0, 1, Retry(130_000, "retry.waits"), id="1 retry: after the first"),
    pytest.param(1, 0, 2, Retry(None, "retry.exhausted"), id="1 retry: not after the second"),
    pytest.param(2, 0, 2, Retry(130_000, "retry.waits"), id="2 retries: after the second"),
    pytest.param(2, 0, 3, Retry(None, "retry.exhausted"), id="2 retries: not after the third"),
    pytest.param(-1, 0, 1, Retry(130_000, "retry.waits"), id="no limit: after the first"),
    pytest.param(-1, 0, 999, Retry(130_000, "retry.waits"), id="no limit: after the 999th"),
    pytest.param(1, 90_000, 1, Retry(190_000, "retry.waits"), id="interval from the start"),
    pytest.param(1, 30_000, 1, Retry(130_000, "retry.waits"), id="interval just over"),
    pytest.param(1, 10_000, 1, Retry(130_000, "retry.waits"), id="interval long over"),
]


@pytest.mark.parametrize(("max_retries", "interval_ms", "attempts", "decision"), RETRIES)
def test_retry_counts_attempts_and_waits_from_the_start_of_the_failed_one(
    max_retries, interval_ms, attempts, decision
):
    task = a_task("t", max_retries=max_retries, min_retry_interval_ms=interval_ms)

    assert decision == TRUTH.retry(task, attempts, 100_000, 130_000)


CHAIN = a_graph((), (0,), (1,))
FORK = a_graph((), (0,), (0,))
ONE = a_graph(())

RUN_RESULTS = [
    pytest.param(ONE, [S], RunResult(S, "run.all_succeeded", (0,)), id="one task succeeds"),
    pytest.param(ONE, [F], RunResult(F, "run.leaf_failed", (0,)), id="one task fails"),
    pytest.param(CHAIN, [S, S, S], RunResult(S, "run.all_succeeded", (2,)), id="chain succeeds"),
    pytest.param(CHAIN, [S, F, U], RunResult(F, "run.leaf_failed", (2,)), id="leaf UPF is failed"),
    pytest.param(CHAIN, [F, U, U], RunResult(F, "run.leaf_failed", (2,)), id="root fails"),
    pytest.param(FORK, [S, S, F], RunResult(F, "run.leaf_failed", (2,)), id="one leaf fails"),
    pytest.param(FORK, [F, U, U], RunResult(F, "run.leaf_failed", (1, 2)), id="both leaves UPF"),
    pytest.param(
        CHAIN,
        [S, F, S],
        RunResult(State.SUCCESS_WITH_FAILURES, "run.only_inner_failed", (1,)),
        id="only an inner task fails",
    ),
    pytest.param(
        CHAIN,
        [F, U, S],
        RunResult(State.SUCCESS_WITH_FAILURES, "run.only_inner_failed", (0, 1)),
        id="an inner task is UPF, the leaf succeeds",
    ),
    pytest.param(
        FORK,
        [F, S, S],
        RunResult(State.SUCCESS_WITH_FAILURES, "run.only_inner_failed", (0,)),
        id="the root of a fork fails, its leaves succeed",
    ),
    pytest.param(
        FORK, [F, S, U], RunResult(F, "run.leaf_failed", (2,)), id="one of two leaves succeeds"
    ),
]


@pytest.mark.parametrize(("graph", "states", "result"), RUN_RESULTS)
def test_the_leaves_decide_the_result_of_a_run(graph, states, result):
    assert result == TRUTH.run_result(graph, states)


SELECTIONS = [
    pytest.param(CHAIN, [S, S, S], (), id="nothing failed"),
    pytest.param(
        CHAIN,
        [S, F, U],
        (Rerun(1, "repair.unsuccessful"), Rerun(2, "repair.unsuccessful")),
        id="failed and upstream failed",
    ),
    pytest.param(
        CHAIN,
        [S, F, S],
        (Rerun(1, "repair.unsuccessful"), Rerun(2, "repair.dependent")),
        id="a dependent that had succeeded",
    ),
    pytest.param(FORK, [S, S, F], (Rerun(2, "repair.unsuccessful"),), id="not the other branch"),
    pytest.param(
        FORK,
        [F, U, U],
        tuple(Rerun(task, "repair.unsuccessful") for task in range(3)),
        id="everything",
    ),
]


@pytest.mark.parametrize(("graph", "states", "selection"), SELECTIONS)
def test_a_repair_selects_the_unsuccessful_and_their_dependents(graph, states, selection):
    assert selection == TRUTH.repair_selection(graph, states)


REFUSALS = [
    pytest.param(2, False, True, None, id="finished, two tasks, one failed"),
    pytest.param(2, True, True, "repair.refused_active", id="active"),
    pytest.param(1, False, True, "repair.refused_single_task", id="single task"),
    pytest.param(2, False, False, "repair.refused_nothing_to_do", id="nothing to do"),
    pytest.param(1, True, False, "repair.refused_active", id="active comes first"),
    pytest.param(1, False, False, "repair.refused_single_task", id="single task before nothing"),
]


@pytest.mark.parametrize(("tasks", "is_active", "has_unsuccessful", "refusal"), REFUSALS)
def test_a_repair_is_refused_by_name(tasks, is_active, has_unsuccessful, refusal):
    job = a_job(*(f"t{index}" for index in range(tasks)))

    assert refusal == TRUTH.repair_refusal(job, is_active, has_unsuccessful)


@pytest.mark.parametrize("result", list(State))
def test_no_result_undoes_a_commit(result):
    assert TRUTH.undoes_commits(result) is False
