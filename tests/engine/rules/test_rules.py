"""The rules, row by row.

Facts: run-if-six, leaf-rule, retry-interval, retry-on-timeout, serverless-retries,
repair-selection, repair-api, max-concurrent-runs, run-queue.
"""

from dataclasses import FrozenInstanceError, fields, replace
from itertools import product

import pytest

from tests.build import a_graph, a_job, a_task
from trialrun.engine.job.job import ComputeKind, ForEach, Notifications, Op
from trialrun.engine.job.state import State
from trialrun.engine.rules import (
    EDGES,
    QUEUED_MS_MAX,
    RUN_IF,
    TRUTH,
    Admit,
    FailedAttempt,
    Repair,
    RunToRepair,
    admission,
    alert,
    compare,
    concurrency,
    for_each_result,
    is_disabled_by,
    judge,
    repair_refusal,
    repair_selection,
    retry,
    run_result,
    selected_by,
)

UPF, UPC = State.UPSTREAM_FAILED, State.UPSTREAM_CANCELED
EXCL, DIS = State.EXCLUDED, State.DISABLED
NAMES = {"run": None, "UPF": UPF, "UPC": UPC, "EXCL": EXCL, "DIS": DIS}

# The table of the docs for two parents, cell by cell; `?` marks our assumptions. Facts: run-if-six,
# all-excluded, counts-as-failed, run-if-canceled, disabled-parents, join-excluded-state,
# failed-beside-canceled, one-success-mixed, no-failure-beside-disabled, none-failed-mixed.
MATRIX = """
parents ALL_SUCCESS AT_LEAST_ONE_SUCCESS NONE_FAILED ALL_DONE AT_LEAST_ONE_FAILED ALL_FAILED
SS      run         run                  run         run      EXCL                EXCL
SF      UPF         run                  UPF         run      run                 EXCL
FF      UPF         UPF                  UPF         run      run                 run
SE      EXCL?       run                  run         run      EXCL                EXCL
FE      UPF         UPF?                 UPF         run      run                 EXCL
EE      EXCL        EXCL                 EXCL        EXCL     EXCL                EXCL
SD      DIS         run                  run         run      EXCL?               DIS
FD      DIS         UPF                  UPF         run      run                 DIS
DD      DIS         DIS                  DIS         run      DIS                 DIS
ED      DIS         DIS?                 run?        run      EXCL?               DIS
SC      UPC         run                  UPC         run      run                 EXCL
FC      UPF?        UPF?                 UPF?        run      run                 run
CC      UPC         UPC                  UPC         run      run                 run
"""
HEAD, *ROWS = [line.split() for line in MATRIX.strip().splitlines()]
CELLS = [
    (parents, run_if, cell)
    for parents, *cells in ROWS
    for run_if, cell in zip(HEAD[1:], cells, strict=True)
]


@pytest.mark.parametrize(("parents", "run_if", "cell"), CELLS)
@pytest.mark.parametrize("turned", [False, True])
def test_the_matrix(parents: str, run_if: str, cell: str, turned: bool) -> None:
    judgement = judge(run_if, parents[::-1] if turned else parents)
    assert NAMES[cell.rstrip("?")] is judgement.state
    # ALL_SUCCESS beside an excluded parent is observed once, and never graded either.
    assert cell.endswith("?") is judgement.rule.endswith("_assumed")


@pytest.mark.parametrize(
    ("run_if", "runs", "not_run"),
    [
        ("ALL_SUCCESS", "S", {"F": UPF, "C": UPC, "E": EXCL, "D": DIS}),
        ("AT_LEAST_ONE_SUCCESS", "S", {"F": UPF, "C": UPC, "E": EXCL, "D": DIS}),
        ("NONE_FAILED", "S", {"F": UPF, "C": UPC, "E": EXCL, "D": DIS}),
        ("ALL_DONE", "SFCD", {"E": EXCL}),
        ("AT_LEAST_ONE_FAILED", "FC", {"S": EXCL, "E": EXCL, "D": DIS}),
        ("ALL_FAILED", "FC", {"S": EXCL, "E": EXCL, "D": DIS}),
    ],
)
def test_one_parent(run_if: str, runs: str, not_run: dict[str, State]) -> None:
    assert runs == "".join(e for e in "SFCED" if judge(run_if, e).state is None)
    assert not_run == {e: s for e in "SFCED" if (s := judge(run_if, e).state)}


def test_a_parent_counts_by_its_state() -> None:
    assert {
        "SUCCESS": "S",
        "FAILED": "F",
        "TIMEDOUT": "F",
        "UPSTREAM_FAILED": "F",
        "CANCELED": "C",
        "UPSTREAM_CANCELED": "C",
        "EXCLUDED": "E",
        "DISABLED": "D",
    } == {str(state): edge for state, edge in EDGES.items()}


def test_what_decided_is_named() -> None:
    assert judge("ALL_SUCCESS", "SFF") == (UPF, "run_if.all_success.unmet", (1, 2))
    assert judge("AT_LEAST_ONE_FAILED", "SFC") == (None, "run_if.at_least_one_failed.met", (1, 2))
    assert judge("ALL_DONE", "SFCED") == (None, "run_if.all_done.met", (0, 1, 2, 3, 4))
    assert judge("NONE_FAILED", "SEF").because == (2,)
    assert judge("AT_LEAST_ONE_SUCCESS", "SES").because == (0, 2)
    assert judge("ALL_DONE", "EE") == (EXCL, "run_if.all_excluded", (0, 1))
    assert judge("ALL_FAILED", "FD") == (DIS, "run_if.all_failed.disabled", (1,))
    assert judge("ALL_FAILED", "FSE") == (EXCL, "run_if.all_failed.excluded", (1, 2))
    assert judge("NONE_FAILED", "CS").rule == "run_if.none_failed.canceled"


@pytest.mark.parametrize("run_if", RUN_IF)
def test_disabled_up_front_holds_whatever_the_others_do(run_if: str) -> None:
    for others in product("SFCE", repeat=2):
        edges = "".join(others) + "D"
        if is_disabled_by(run_if, edges):
            assert judge(run_if, edges).state in (DIS, EXCL)
        ends = {judge(run_if, "".join(o) + "D").state for o in product("SFC", repeat=2)}
        assert is_disabled_by(run_if, "SSD") is (ends == {DIS})


@pytest.mark.parametrize(
    ("op", "left", "right", "outcome"),
    [
        (Op.EQUAL_TO, "12", "12", "true"),
        (Op.EQUAL_TO, "12.0", "12", "false"),
        (Op.EQUAL_TO, "true", "true", "true"),
        (Op.EQUAL_TO, "11", "12", "false"),
        (Op.EQUAL_TO, "".join("12"), "12", "true"),
        (Op.NOT_EQUAL, "11", "12", "true"),
        (Op.NOT_EQUAL, "".join("ab"), "ab", "false"),
        (Op.NOT_EQUAL, "12.0", "12", "true"),
        (Op.NOT_EQUAL, "a", "a", "false"),
        (Op.GREATER_THAN, "0.97", "0.95", "true"),
        (Op.GREATER_THAN, "0.95", "0.95", "false"),
        (Op.GREATER_THAN, "10", "9", "true"),
        (Op.GREATER_THAN_OR_EQUAL, "12.0", "12", "true"),
        (Op.GREATER_THAN_OR_EQUAL, "11", "12", "false"),
        (Op.LESS_THAN, "9", "10", "true"),
        (Op.LESS_THAN, "10", "10", "false"),
        (Op.LESS_THAN_OR_EQUAL, " 1e2 ", "100", "true"),
        (Op.LESS_THAN_OR_EQUAL, "101", "100", "false"),
        (Op.GREATER_THAN, "-1", "-2", "true"),
        (Op.GREATER_THAN, ".5", "+0.25", "true"),
    ],
)
def test_conditions(op: Op, left: str, right: str, outcome: str) -> None:
    comparison = compare(op, left, right)
    kind = "text" if op in (Op.EQUAL_TO, Op.NOT_EQUAL) else "number"
    assert (outcome, f"condition.{kind}_{outcome}") == comparison


@pytest.mark.parametrize("text", ["", "abc", "1_000", "nan", "inf", "1,5", "0x10", "१", "1e9999"])
def test_what_is_no_number_is_not_ordered(text: str) -> None:
    assert (None, "condition.not_a_number") == compare(Op.LESS_THAN, text, "1")
    assert (None, "condition.not_a_number") == compare(Op.GREATER_THAN_OR_EQUAL, "1", text)


def failed(
    attempts: int = 1, compute: str = "job_cluster", timed_out: bool = False
) -> FailedAttempt:
    return FailedAttempt(ComputeKind(compute), timed_out, attempts, 10_000, 70_000)


@pytest.mark.parametrize(
    ("max_retries", "attempts", "rule"),
    [
        (0, 1, "retry.none"),
        (1, 1, "retry.waits"),
        (1, 2, "retry.exhausted"),
        (3, 3, "retry.waits"),
        (3, 4, "retry.exhausted"),
        (-1, 1, "retry.waits"),
        (-1, 500, "retry.waits"),
    ],
)
def test_retries(max_retries: int, attempts: int, rule: str) -> None:
    told = retry(a_task(max_retries=max_retries), failed(attempts))
    assert rule == told.rule
    assert (told.start_ms is not None) is (rule == "retry.waits")


def test_the_interval_counts_from_the_start_of_the_failed_attempt() -> None:
    assert 70_000 == retry(a_task(max_retries=1), failed()).start_ms
    near = a_task(max_retries=1, min_retry_interval_ms=30_000)
    assert 70_000 == retry(near, failed()).start_ms
    far = a_task(max_retries=1, min_retry_interval_ms=90_000)
    assert 100_000 == retry(far, failed()).start_ms


def test_a_timeout_is_retried_only_if_asked() -> None:
    silent, asked = a_task(max_retries=2), a_task(max_retries=2, retry_on_timeout=True)
    assert (None, "retry.not_on_timeout") == retry(silent, failed(timed_out=True))
    assert "retry.waits" == retry(asked, failed(timed_out=True)).rule
    assert (None, "retry.none") == retry(a_task(retry_on_timeout=True), failed(timed_out=True))
    on_serverless = failed(timed_out=True, compute="serverless")
    assert (None, "retry.not_on_timeout") == retry(
        a_task(disable_auto_optimization=False), on_serverless
    )


@pytest.mark.parametrize("compute", ["serverless", "serverless_standard"])
def test_serverless_retries_unasked_at_most_three_times(compute: str) -> None:
    plain = a_task(disable_auto_optimization=False)
    rules = [retry(plain, failed(n, compute)).rule for n in (1, 2, 3, 4)]
    assert [*["retry.auto_optimized"] * 3, "retry.auto_exhausted"] == rules
    two = a_task(max_retries=2, disable_auto_optimization=False)
    rules = [retry(two, failed(n, compute)).rule for n in (1, 2, 3, 4)]
    assert ["retry.waits"] * 2 + ["retry.auto_optimized", "retry.auto_exhausted"] == rules
    five = a_task(max_retries=5, disable_auto_optimization=False)
    assert ["retry.waits", "retry.exhausted"] == [
        retry(five, failed(n, compute)).rule for n in (5, 6)
    ]


def test_serverless_can_be_forbidden_to_retry() -> None:
    once = a_task(disable_auto_optimization=True)
    assert (None, "retry.none_forbidden") == retry(once, failed(compute="serverless"))
    pipeline = a_task(type="pipeline", disable_auto_optimization=False)
    assert (None, "retry.none_pipeline") == retry(pipeline, failed(compute="serverless"))
    assert "retry.none" == retry(a_task(disable_auto_optimization=True), failed()).rule
    other = a_task(disable_auto_optimization=True)
    assert "retry.none" == retry(other, failed(compute="all_purpose")).rule


S, F = State.SUCCESS, State.FAILED


@pytest.mark.parametrize(
    ("leaves", "states", "told"),
    [
        ([1], [S, S], (S, "run.all_succeeded", (1,))),
        ([1], [S, F], (F, "run.leaf_failed", (1,))),
        ([1], [F, UPF], (F, "run.leaf_failed", (1,))),
        ([1, 2], [S, S, State.TIMEDOUT], (F, "run.leaf_failed", (2,))),
        ([1], [F, S], (State.SUCCESS_WITH_FAILURES, "run.only_inner_failed", (0,))),
        ([2], [F, UPF, S], (State.SUCCESS_WITH_FAILURES, "run.only_inner_failed", (0, 1))),
        ([1], [S, EXCL], (S, "run.leaf_not_run", (1,))),
        ([0, 1], [S, EXCL], (S, "run.leaf_not_run", (0, 1))),
        ([1], [S, DIS], (S, "run.leaf_disabled", (1,))),
        ([1, 2], [S, DIS, EXCL], (S, "run.leaf_disabled", (1, 2))),
        ([1], [F, EXCL], (State.SUCCESS_WITH_FAILURES, "run.only_inner_failed", (0,))),
        ([1], [S, State.CANCELED], (State.CANCELED, "run.leaf_canceled", (1,))),
        ([1], [State.CANCELED, UPC], (State.CANCELED, "run.leaf_canceled", (1,))),
        ([0, 1], [State.CANCELED, F], (F, "run.leaf_failed", (1,))),
        (
            [1],
            [State.CANCELED, S],
            (State.SUCCESS_WITH_FAILURES, "run.only_inner_canceled", (0,)),
        ),
        (
            [2],
            [State.CANCELED, F, S],
            (State.SUCCESS_WITH_FAILURES, "run.only_inner_failed", (0, 1)),
        ),
    ],
)
def test_leaves_decide_the_run(leaves: list[int], states: list[State], told: tuple) -> None:  # type: ignore[type-arg]
    assert told == run_result(leaves, states)


def test_a_for_each_succeeds_only_if_every_iteration_did() -> None:
    assert (S, "for_each.all_succeeded", (0, 1)) == for_each_result([S, S])
    assert (S, "for_each.nothing_to_do", ()) == for_each_result([])
    others = [State.CANCELED, State.TIMEDOUT]
    assert (F, "for_each.iteration_failed", (1, 2, 3)) == for_each_result([S, F, *others])


def test_a_for_each_runs_as_many_at_a_time_as_it_says() -> None:
    assert 1 == concurrency(ForEach("[]", a_task()), 5)
    assert 3 == concurrency(ForEach("[]", a_task(), 3), 5)


DIAMOND = a_graph((), (0,), (0,), (1, 2))


def to_repair(*states: State, active: bool = False, skipped: bool = False) -> RunToRepair:
    index_of = {f"t{i}": i for i in range(len(states))}
    part = frozenset(range(len(states)))
    return RunToRepair(DIAMOND, index_of, states, part, active, skipped, None)


def rerun(states: tuple[State, ...], **asked: object) -> list[tuple[int, str]]:
    repair = Repair(**asked)  # type: ignore[arg-type]
    return [(task, rule) for task, rule in repair_selection(to_repair(*states), repair)]


def test_the_ui_preselects_the_unsuccessful_and_their_dependents() -> None:
    assert [(2, "repair.unsuccessful"), (3, "repair.unsuccessful")] == rerun((S, S, F, UPF))
    # An ALL_DONE task behind a failure had succeeded, and runs again as a dependent.
    assert [(2, "repair.unsuccessful"), (3, "repair.dependent")] == rerun((S, S, F, S))
    assert [0, 1, 2, 3] == [task for task, _ in rerun((State.CANCELED, UPC, UPC, UPC))]


def test_the_api_reruns_what_it_names() -> None:
    assert [(1, "repair.named")] == rerun((S, S, F, UPF), tasks=("t1",))
    with_dependents = rerun((S, S, F, UPF), tasks=("t1",), dependents=True)
    assert [(1, "repair.named"), (3, "repair.dependent")] == with_dependents
    assert [(2, "repair.unsuccessful")] == rerun((S, S, F, S), all_failed=True)
    both = rerun((S, S, F, S), all_failed=True, dependents=True)
    assert [(2, "repair.unsuccessful"), (3, "repair.dependent")] == both


def test_that_the_flag_takes_what_did_not_fail_by_itself_is_our_assumption() -> None:
    guessed = "repair.unsuccessful_assumed"
    flag, canceled = {"all_failed": True}, State.CANCELED
    assert [(2, "repair.unsuccessful"), (3, guessed)] == rerun((S, S, F, UPF), **flag)
    assert [(1, guessed), (3, guessed)] == rerun((S, canceled, S, UPC), **flag)
    # What depends on a failure comes along where dependents are asked for: nobody has to guess.
    both = rerun((S, S, F, UPF), all_failed=True, dependents=True)
    assert [(2, "repair.unsuccessful"), (3, "repair.dependent")] == both
    assert [(1, guessed), (3, guessed)] == rerun((S, canceled, S, UPC), **flag, dependents=True)
    timed_out = rerun((S, S, State.TIMEDOUT, S), **flag)
    assert [(2, "repair.unsuccessful")] == timed_out


def test_the_repair_of_a_run_of_chosen_tasks_stays_among_them() -> None:
    chosen = replace(to_repair(S, F, S, State.BLOCKED), part=frozenset({0, 1, 2}))
    assert [1] == [task for task, _ in repair_selection(chosen, Repair())]


@pytest.mark.parametrize(
    ("run", "asked", "rule"),
    [
        (to_repair(S, S, F, UPF, active=True), Repair(), "repair.refused_active"),
        (to_repair(S, S, F, UPF, skipped=True), Repair(), "repair.refused_skipped"),
        (to_repair(F), Repair(), "repair.refused_single_task"),
        (to_repair(S, F, S, S), Repair(("t1",), all_failed=True), "repair.refused_both"),
        (to_repair(S, F, S, S), Repair(("t1", "t1")), "repair.refused_duplicate"),
        (to_repair(S, F, S, S), Repair(("t9",)), "repair.refused_unknown_task"),
        (to_repair(S, S, S, S), Repair(), "repair.refused_nothing_to_do"),
        (to_repair(S, S, S, S), Repair(all_failed=True), "repair.refused_nothing_to_do"),
        (to_repair(S, S, EXCL, DIS), Repair(), "repair.refused_nothing_to_do"),
        (to_repair(S, F, S, S), Repair(), None),
        (to_repair(S, F), Repair(), None),
        (to_repair(S, S, S, S), Repair(("t1",)), None),
        (to_repair(S, F, S, S), Repair(all_failed=True), None),
    ],
)
def test_refused_repairs(run: RunToRepair, asked: Repair, rule: str | None) -> None:
    assert rule == repair_refusal(run, asked)


def test_the_latest_repair_id_is_needed_from_the_second_api_repair_on() -> None:
    once = replace(to_repair(S, F, S, S), latest_repair_id=1)
    assert "repair.refused_latest_repair_id" == repair_refusal(once, Repair(("t1",)))
    wrong = Repair(("t1",), latest_repair_id=7)
    assert "repair.refused_latest_repair_id" == repair_refusal(once, wrong)
    assert repair_refusal(once, Repair(("t1",), latest_repair_id=1)) is None
    assert repair_refusal(once, Repair()) is None


@pytest.mark.parametrize(
    ("active", "limit", "queue", "told"),
    [
        (0, 1, True, (Admit.START, "run_now.new_run")),
        (1, 1, True, (Admit.QUEUE, "limit.queued")),
        (1, 1, False, (Admit.SKIP, "limit.skipped")),
        (1, 2, False, (Admit.START, "run_now.new_run")),
        (2, 2, True, (Admit.QUEUE, "limit.queued")),
        (2, 1, True, (Admit.QUEUE, "limit.queued")),
        (3, 2, False, (Admit.SKIP, "limit.skipped")),
        (0, 0, True, (Admit.SKIP, "limit.none_allowed")),
        (0, -1, True, (Admit.SKIP, "limit.none_allowed")),
        (0, 0, False, (Admit.SKIP, "limit.none_allowed")),
    ],
)
def test_the_limit(active: int, limit: int, queue: bool, told: tuple[Admit, str]) -> None:
    assert told == admission(active, limit, queue)


@pytest.mark.parametrize(
    ("only", "tasks"),
    [
        (("t1",), {1}),
        (("+t1",), {0, 1}),
        (("t1+",), {1, 3}),
        (("+t1+",), {0, 1, 3}),
        (("t1", "t2"), {1, 2}),
        (("+t3",), {0, 1, 2, 3}),
    ],
)
def test_only(only: tuple[str, ...], tasks: set[int]) -> None:
    keys = ["t0", "t1", "t2", "t3"]
    assert tasks == selected_by(DIAMOND, keys, (), only)


def test_only_reaches_over_disabled_tasks_unless_they_are_named() -> None:
    keys = ["t0", "t1", "t2", "t3"]
    assert {0, 2, 3} == selected_by(DIAMOND, keys, [1], ("+t3",))
    assert {0, 1, 2, 3} == selected_by(DIAMOND, keys, [1], ("+t3", "t1"))
    with pytest.raises(ValueError, match="t9"):
        selected_by(DIAMOND, keys, (), ("t9",))


WHO = Notifications(on_failure=("a",))
LAST = Notifications(on_failure=("a",), alert_on_last_attempt=True)
QUIET = Notifications(no_alert_for_canceled_runs=True, no_alert_for_skipped_runs=True)


@pytest.mark.parametrize(
    ("level", "who", "state", "will_retry", "notice"),
    [
        ("job", WHO, S, False, "on_success"),
        ("job", WHO, State.SUCCESS_WITH_FAILURES, False, "on_success"),
        ("job", WHO, F, False, "on_failure"),
        ("job", WHO, State.TIMEDOUT, False, "on_failure"),
        ("job", WHO, State.CANCELED, False, "on_failure"),
        ("job", WHO, State.SKIPPED, False, "on_failure"),
        ("job", QUIET, State.CANCELED, False, None),
        ("job", QUIET, State.SKIPPED, False, None),
        ("job", QUIET, F, False, "on_failure"),
        ("job", WHO, F, True, None),
        ("task", WHO, F, True, "on_failure"),
        ("task", LAST, F, True, None),
        ("task", LAST, F, False, "on_failure"),
    ],
)
def test_alerts(
    level: str, who: Notifications, state: State, will_retry: bool, notice: str | None
) -> None:
    assert notice == alert(level, who, state, will_retry)


def test_a_run_waits_in_the_queue_for_48_hours() -> None:
    assert 172_800_000 == QUEUED_MS_MAX


def test_what_never_happens_on_databricks() -> None:
    for decision in (TRUTH.stops_the_run, TRUTH.undoes_run, TRUTH.undoes_attempt):
        assert decision(State.FAILED) is False
    assert TRUTH.warning_stops() is False
    assert TRUTH.knows_its_rows() is False


def test_what_a_run_uses() -> None:
    began, now = a_job("a"), a_job("b")
    assert TRUTH.repair_settings(began, now) is now
    assert range(3) == TRUTH.tasks_of_run_now(3, [F, S, S])
    assert "job" == TRUTH.parameter("job", "task")
    assert "1" == TRUTH.got("1")


@pytest.mark.parametrize("value", [TRUTH, Repair(), to_repair(S, S)])
def test_rules_and_what_they_decide_on_never_change(value: object) -> None:
    name = fields(value)[0].name  # type: ignore[arg-type]
    with pytest.raises(FrozenInstanceError):
        setattr(value, name, None)


def test_jobs_are_compared_by_value() -> None:
    assert a_job("a", a_task("b", "a")) == a_job("a", a_task("b", "a"))
