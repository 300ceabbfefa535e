"""What holds in every story: random jobs of up to eight tasks, random failures and operators."""

import json
from collections.abc import Iterator

from hypothesis import given

from tests.strategies import operators, patient_operators, worlds
from trialrun.engine import (
    CANCELED_STATES,
    FAILED_STATES,
    UNSUCCESSFUL_STATES,
    Do,
    Event,
    State,
    Trace,
    canonical_json,
    graph_of,
    simulate,
)

EVENT_KEYS = {"q", "t", "k", "i", "attempt", "iteration", "segment", "from", "to", "cause", "rule"}


def tables_by_hand(trace: Trace, restored: Iterator[int]) -> dict[str, tuple[int, int, int]]:
    """Folds the commit events in the plainest way: all versions of a table, each a list of rows.

    What is written is known by (who wrote, which of its writes, rows); `restored` yields the
    versions that the operator goes back to.
    """
    versions: dict[str, list[list[tuple[int, int, int]]]] = {name: [[]] for name in trace.tables}
    writes_done: dict[tuple[int, int, int], int] = {}
    for event in trace.events:
        attempt = (event.segment, event.task, event.attempt)
        number = writes_done.get(attempt, 0)
        if event.kind in ("commit", "ignored"):
            writes_done[attempt] = number + 1
        if event.rule.startswith("restore.refused"):
            next(restored)
        commit = event.commit
        if commit is None:
            continue
        before = versions[commit.table][-1]
        written = (event.task, number, commit.rows)
        if commit.op == "restore":
            after = versions[commit.table][next(restored)]
        elif commit.op == "overwrite":
            after = [written]
        elif commit.op == "merge" and written in before:
            after = before
        else:
            after = [*before, written]
        versions[commit.table].append(after)
    return {
        name: (
            len(history) - 1,
            sum(rows for _, _, rows in history[-1]),
            sum(rows for _, _, rows in history[-1]) - sum(rows for _, _, rows in set(history[-1])),
        )
        for name, history in versions.items()
    }


def segment_states(trace: Trace) -> Iterator[list[str]]:
    """Yields the states of all tasks at the end of each segment."""
    states = [""] * len(trace.tasks)
    for event in trace.events:
        if event.kind == "task":
            states[event.task] = event.after
        if event.kind == "run" and event.segment >= 0 and event.after != State.RUNNING:
            yield list(states)


def ends(trace: Trace) -> list[Event]:
    """Returns the event that ends each segment."""
    return [
        e for e in trace.events if e.kind == "run" and e.segment >= 0 and e.after != State.RUNNING
    ]


def starts_in(trace: Trace, segment: int) -> set[int]:
    return {
        e.task for e in trace.events if e.segment == segment and e.kind == "task" and e.task >= 0
    }


@given(worlds(), operators)
def test_tables_are_the_fold_of_their_commits(world, actions):
    trace = simulate(world, actions)

    restored = (action.version for action in actions if action.do is Do.RESTORE)
    assert tables_by_hand(trace, restored) == {
        name: tuple(end) for name, end in trace.tables.items()
    }


@given(worlds(), operators)
def test_commits_never_vanish(world, actions):
    versions: dict[str, int] = {}
    for event in simulate(world, actions).events:
        if event.commit is not None:
            assert versions.get(event.commit.table, 0) + 1 == event.commit.version
            versions[event.commit.table] = event.commit.version

        assert event.kind != "undo"


@given(worlds(), operators)
def test_a_repair_never_reruns_untouched_successes(world, actions):
    trace = simulate(world, actions)

    ends = list(segment_states(trace))
    for segment in trace.segments:
        if segment.kind == "repair":
            before = ends[segment.of]
            broken = {i for i, state in enumerate(before) if state in UNSUCCESSFUL_STATES}
            touched = graph_of(world.job).with_dependents(broken)
            assert touched == set(segment.tasks)
            assert touched == starts_in(trace, segment.id)


@given(worlds(), operators)
def test_the_leaves_decide_each_segment_that_nobody_cancels(world, actions):
    trace = simulate(world, actions)

    named_as_parent = {dep.task_key for task in world.job.tasks for dep in task.depends_on}
    leaves = [i for i, task in enumerate(world.job.tasks) if task.key not in named_as_parent]
    for states, end, segment in zip(
        segment_states(trace), ends(trace), trace.segments, strict=True
    ):
        ended = {states[leaf] for leaf in leaves}
        result = "CANCELED" if ended & CANCELED_STATES else "SUCCESS"
        if end.rule != "cancel.run":
            assert ("FAILED" if ended & FAILED_STATES else result) == segment.result


@given(worlds(), operators)
def test_a_canceled_run_leaves_nothing_unfinished(world, actions):
    trace = simulate(world, actions)

    for states, end, segment in zip(
        segment_states(trace), ends(trace), trace.segments, strict=True
    ):
        if end.rule == "cancel.run":
            assert "CANCELED" == segment.result
        assert not {"BLOCKED", "PENDING", "RUNNING", "WAITING_FOR_RETRY"} & set(states)


@given(worlds(), operators)
def test_a_task_runs_only_when_all_its_parents_have_succeeded(world, actions):
    parents = graph_of(world.job).parents
    states: dict[int, str] = {}
    for event in simulate(world, actions).events:
        if event.rule in ("run_now.new_run", "limit.dequeued"):
            states = {}
        if event.kind == "task":
            if event.after == State.RUNNING:
                assert {"SUCCESS"} >= {states.get(parent) for parent in parents[event.task]}
            states[event.task] = event.after


@given(worlds(), operators)
def test_a_story_is_told_in_order(world, actions):
    events = simulate(world, actions).events

    assert list(range(len(events))) == [event.q for event in events]
    assert sorted(event.t_ms for event in events) == [event.t_ms for event in events]


@given(worlds(), operators)
def test_every_event_has_a_rule_and_a_cause_before_it(world, actions):
    events = simulate(world, actions).events

    assert [] == [event for event in events if not event.rule]
    assert [] == [event for event in events if not all(0 <= q < event.q for q in event.cause)]
    assert [0] == [event.q for event in events if not event.cause]


@given(worlds(), operators)
def test_attempts_are_what_was_started(world, actions):
    trace = simulate(world, actions)

    ran = [e for e in trace.events if e.kind == "task" and e.after == State.RUNNING]
    last_run = trace.runs[-1].run
    segments = {segment.id for segment in trace.segments if segment.run == last_run}
    for index, end in enumerate(trace.tasks.values()):
        assert sum(e.task == index and e.segment in segments for e in ran) == end.attempts
        assert max(sum(e.task == index for e in ran) - 1, 0) == end.again


@given(worlds(), operators)
def test_a_trace_is_json_with_the_keys_of_the_schema(world, actions):
    body = simulate(world, actions).to_dict()

    assert json.loads(canonical_json(body)) == body
    assert [] == [event for event in body["events"] if not set(event) >= EVENT_KEYS]


@given(worlds(fail=False), patient_operators)
def test_where_nothing_fails_all_succeed(world, actions):
    trace = simulate(world, actions)

    assert {"SUCCESS"} == set(trace.final()["segments"])
    assert {"SUCCESS"} == {str(end.state) for end in trace.tasks.values()}
