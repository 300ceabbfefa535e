"""What holds in every story: random jobs of up to eight tasks, random failures and operators."""

import json
from collections.abc import Iterator

from hypothesis import given

from tests.strategies import operators, worlds
from trialrun.engine import FAILED_STATES, State, Trace, canonical_json, graph_of, simulate

EVENT_KEYS = {"q", "t", "k", "i", "attempt", "iteration", "segment", "from", "to", "cause", "rule"}


def tables_by_hand(trace: Trace) -> dict[str, tuple[int, int, int]]:
    """Folds the commit events in the plainest way: a list of (who wrote, rows) for each table."""
    copies: dict[str, list[tuple[int, int, int]]] = {name: [] for name in trace.tables}
    versions = dict.fromkeys(trace.tables, 0)
    writes_done: dict[tuple[int, int], int] = {}
    for event in trace.events:
        if event.commit is None:
            continue
        attempt = (event.segment, event.task * 1000 + event.attempt)
        number = writes_done.get(attempt, 0)
        writes_done[attempt] = number + 1
        versions[event.commit.table] += 1
        if event.commit.op == "overwrite":
            copies[event.commit.table].clear()
        copies[event.commit.table].append((event.task, number, event.commit.rows))
    return {
        name: (
            versions[name],
            sum(rows for _, _, rows in found),
            sum(rows for _, _, rows in found) - sum(rows for _, _, rows in set(found)),
        )
        for name, found in copies.items()
    }


def segment_states(trace: Trace) -> Iterator[list[str]]:
    """Yields the states of all tasks at the end of each segment."""
    states = [""] * len(trace.tasks)
    for event in trace.events:
        if event.kind == "task":
            states[event.task] = event.after
        if event.kind == "run" and event.after != State.RUNNING:
            yield list(states)


def starts_in(trace: Trace, segment: int) -> set[int]:
    return {
        e.task for e in trace.events if e.segment == segment and e.kind == "task" and e.task >= 0
    }


@given(worlds(), operators)
def test_tables_are_the_fold_of_their_commits(world, actions):
    trace = simulate(world, actions)

    assert tables_by_hand(trace) == {name: tuple(end) for name, end in trace.tables.items()}


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
            broken = {i for i, state in enumerate(before) if state in FAILED_STATES}
            touched = graph_of(world.job).with_dependents(broken)
            assert touched == set(segment.tasks)
            assert touched == starts_in(trace, segment.id)


@given(worlds(), operators)
def test_the_leaves_decide_each_segment(world, actions):
    trace = simulate(world, actions)

    named_as_parent = {dep.task_key for task in world.job.tasks for dep in task.depends_on}
    leaves = [i for i, task in enumerate(world.job.tasks) if task.key not in named_as_parent]
    assert [
        "FAILED" if any(states[leaf] in FAILED_STATES for leaf in leaves) else "SUCCESS"
        for states in segment_states(trace)
    ] == [str(segment.result) for segment in trace.segments]


@given(worlds(), operators)
def test_a_task_runs_only_when_all_its_parents_have_succeeded(world, actions):
    parents = graph_of(world.job).parents
    states: dict[int, str] = {}
    for event in simulate(world, actions).events:
        if event.kind == "run" and event.rule == "run_now.new_run":
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
    last_run = max(segment.run for segment in trace.segments)
    segments = {segment.id for segment in trace.segments if segment.run == last_run}
    for index, end in enumerate(trace.tasks.values()):
        assert sum(e.task == index and e.segment in segments for e in ran) == end.attempts
        assert max(sum(e.task == index for e in ran) - 1, 0) == end.again


@given(worlds(), operators)
def test_a_trace_is_json_with_the_keys_of_the_schema(world, actions):
    body = simulate(world, actions).to_dict()

    assert json.loads(canonical_json(body)) == body
    assert [] == [event for event in body["events"] if not set(event) >= EVENT_KEYS]


@given(worlds(fail=False), operators)
def test_where_nothing_fails_all_succeed(world, actions):
    trace = simulate(world, actions)

    assert {"SUCCESS"} == set(trace.final()["segments"])
    assert {"SUCCESS"} == {str(end.state) for end in trace.tasks.values()}
