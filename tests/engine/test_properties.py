"""What holds in every story: of order, states, attempts, repairs, results and limits."""

from collections import defaultdict
from dataclasses import replace

from tests.build import ALWAYS, a_failure, a_loop, a_script, a_task, a_world, with_job
from tests.engine.rich import (
    Place,
    asked_and_done,
    endings,
    moves,
    of_every_plain_story,
    of_every_story,
    openings,
    part_of,
    place_of,
    states_when,
)
from trialrun.engine import (
    TRUTH,
    Action,
    Do,
    Graph,
    Periodic,
    Segment,
    State,
    Trace,
    simulate,
)
from trialrun.engine.job.state import UNFINISHED_STATES
from trialrun.engine.rules import Repair, RunToRepair

RUN = Action(Do.RUN_NOW)
BUSY = frozenset({State.PENDING, State.RUNNING, State.WAITING_FOR_RETRY})
BAD = frozenset({"FAILED", "TIMEDOUT", "UPSTREAM_FAILED", "CANCELED", "UPSTREAM_CANCELED"})
STOPS = frozenset({"cancel.run", "run_job.canceled", "run.stopped_by_timeout"})
FROM_PARENT = ("attempt.timed_out", "cancel.task", "continuous.restarted")


@of_every_story
def test_time_never_goes_back(told):
    events = told.trace.events

    assert list(range(len(events))) == [event.q for event in events]
    assert sorted(event.t_ms for event in events) == [event.t_ms for event in events]


@of_every_story
def test_every_event_but_the_first_follows_from_earlier_ones(told):
    events = told.trace.events

    assert [0] == [event.q for event in events if not event.cause]
    for event in events:
        assert event.rule
        assert all(0 <= q < event.q for q in event.cause)
        assert sorted(set(event.cause)) == list(event.cause)


@of_every_story
def test_each_change_starts_from_the_state_there_was(told):
    trace = told.trace

    for event, latest in moves(trace):
        place = place_of(trace, event)
        assert event.before == (latest[place].after if place in latest else State.BLOCKED)


@of_every_story
def test_only_a_repair_leaves_an_end_state(told):
    trace = told.trace

    for event, latest in moves(trace):
        if event.before not in UNFINISHED_STATES:
            before = latest[place_of(trace, event)]
            assert "repair" == trace.segments[event.segment].kind
            assert before.segment < event.segment


@of_every_story
def test_nothing_is_left_unfinished(told):
    trace = told.trace

    ends: dict[Place, str] = {}
    for event, _ in moves(trace):
        ends[place_of(trace, event)] = event.after
    assert not UNFINISHED_STATES & set(ends.values())
    assert not UNFINISHED_STATES & {segment.result for segment in trace.segments}
    assert not UNFINISHED_STATES & {run.result for run in trace.runs}


@of_every_story
def test_a_run_begins_and_ends_once_in_each_segment(told):
    trace = told.trace

    first, last = openings(trace), endings(trace)
    assert list(range(len(trace.segments))) == [segment.id for segment in trace.segments]
    assert set(first) == set(last) == set(range(len(trace.segments)))
    assert 2 * len(trace.segments) == sum(
        event.kind == "run" and event.segment >= 0 for event in trace.events
    )
    for segment in trace.segments:
        begins, ends = first[segment.id], last[segment.id]
        assert (begins.t_ms, begins.after) == (segment.t0_ms, State.RUNNING)
        assert (ends.t_ms, ends.before, ends.after) == (segment.t1_ms, "RUNNING", segment.result)
        if segment.of >= 0:
            assert begins.before == trace.segments[segment.of].result


@of_every_story
def test_what_happens_in_a_segment_happens_between_its_begin_and_its_end(told):
    trace = told.trace

    first, last = openings(trace), endings(trace)
    for event in trace.events:
        if event.segment >= 0 and event.kind not in ("refused", "notice", "compute"):
            assert first[event.segment].q <= event.q <= last[event.segment].q


@of_every_story
def test_attempts_of_one_task_count_up_and_never_overlap(told):
    trace = told.trace

    attempts: dict[Place, int] = {}
    for event, latest in moves(trace):
        place = place_of(trace, event)
        if event.kind == "iteration" and place not in latest:
            attempts.pop(place, None)
        made = attempts.get(place, 0)
        is_decided_at_once = event.after in ("SUCCESS", "FAILED") and event.before == "BLOCKED"
        if event.after == State.RUNNING or is_decided_at_once:
            assert event.before != State.RUNNING
            made += 1
        assert event.attempt == made - 1
        attempts[place] = made


@of_every_story
def test_work_is_done_only_while_an_attempt_is_running(told):
    trace = told.trace

    states: dict[Place, tuple[str, int]] = {}
    for event in trace.events:
        if event.kind in ("task", "iteration"):
            states[place_of(trace, event)] = event.after, event.attempt
        if event.kind in ("attempt", "ignored", "value", "commit") and event.segment >= 0:
            assert (State.RUNNING, event.attempt) == states[place_of(trace, event)]


@of_every_story
def test_executions_are_the_attempts_of_work(told):
    trace = told.trace

    assert trace.executions == sum(
        event.after == State.RUNNING and _is_work(trace, event) for event, _ in moves(trace)
    )


@of_every_plain_story
def test_the_ends_of_tasks_are_those_of_the_run_that_started_or_was_repaired_last(told):
    trace = told.trace

    latest = next((s.run for s in reversed(trace.segments) if not s.job), 0)
    states, attempts, iterations = {}, defaultdict(int), defaultdict(dict)
    for event, _ in moves(trace):
        place = place_of(trace, event)
        if place.run != latest:
            continue
        if event.kind == "task":
            states[place.task], attempts[place.task] = event.after, event.attempt + 1
        else:
            iterations[place.task][place.iteration] = event.after
    for index, end in enumerate(trace.tasks.values()):
        assert states.get(index, "BLOCKED") == end.state
        assert attempts[index] == end.attempts
        assert set(end.iterations) <= set(iterations[index].values())


@of_every_plain_story
def test_a_for_each_runs_no_more_at_a_time_than_it_may(told):
    trace = told.trace

    busy: dict[tuple[int, int], set[int]] = defaultdict(set)
    for event, _ in moves(trace):
        if event.kind == "iteration":
            place = place_of(trace, event)
            running = busy[place.run, place.task]
            running.discard(place.iteration)
            if event.after in BUSY:
                running.add(place.iteration)
            loop = trace.segments[event.segment].settings.tasks[event.task].for_each
            assert loop is not None
            assert len(running) <= loop.concurrency


@of_every_plain_story
def test_a_for_each_ends_when_its_iterations_have_ended(told):
    trace = told.trace

    states: dict[tuple[int, int], dict[int, str]] = defaultdict(dict)
    for event, _ in moves(trace):
        place = place_of(trace, event)
        task = trace.segments[event.segment].settings.tasks[event.task]
        if event.kind == "iteration":
            states[place.run, place.task][place.iteration] = event.after
        elif task.for_each is not None and event.before == State.RUNNING:
            assert not UNFINISHED_STATES & set(states[place.run, place.task].values())


@of_every_story
def test_an_iteration_that_succeeded_is_kept_by_a_repair_with_the_same_inputs(told):
    for event, _ in moves(told.trace):
        assert event.kind == "task" or event.before != State.SUCCESS


@of_every_plain_story
def test_a_repair_runs_what_its_segment_lists_and_nothing_else(told):
    trace = told.trace

    touched: dict[int, set[int]] = defaultdict(set)
    for event, _ in moves(trace):
        if event.kind == "task":
            touched[event.segment].add(event.task)
    for segment in trace.segments:
        assert touched[segment.id] == set(segment.tasks)


@of_every_plain_story
def test_a_repair_runs_what_was_previewed(told):
    world, actions, trace = told

    for action, opening in asked_and_done(trace, actions, Do.REPAIR, "repair.refused"):
        repair = trace.segments[opening.segment]
        states = _states_of(trace, repair.run, opening.q)
        found = RunToRepair(
            world.job.graph,
            {key: index for index, key in enumerate(trace.keys)},
            states,
            _part_before(trace, repair),
            is_active=False,
            was_skipped=False,
            latest_repair_id=None,
        )
        asked = Repair(action.tasks, action.all_failed, action.dependents)
        previewed = [rerun.task for rerun in TRUTH.repair_selection(found, asked)]
        assert previewed == list(repair.tasks)
        assert set(previewed) == _selected(world.job.graph, trace.keys, states, action)


@of_every_plain_story
def test_a_repair_by_the_ui_reruns_no_success_that_nothing_bad_led_to(told):
    world, actions, trace = told

    graph = world.job.graph
    for action, opening in asked_and_done(trace, actions, Do.REPAIR, "repair.refused"):
        if action.tasks or action.all_failed:
            continue
        repair = trace.segments[opening.segment]
        states = _states_of(trace, repair.run, opening.q)
        bad = {task for task, state in enumerate(states) if state in BAD}
        for task in repair.tasks:
            assert bad & graph.with_upstream([task])
        assert bad <= set(repair.tasks)


@of_every_plain_story
def test_tasks_that_a_repair_leaves_alone_keep_state_attempts_and_times(told):
    world, actions, before = told
    after = simulate(world, (*actions, Action(Do.FIX), Action(Do.REPAIR)))

    repaired = [s for s in after.segments[len(before.segments) :] if s.kind == "repair"]
    shown = [segment.run for segment in before.segments if not segment.job][-1:]
    if [segment.run for segment in repaired] not in ([], shown):
        # An older run was repaired last: its tasks are shown before, those of the latest after.
        return
    touched = {task for segment in repaired for task in segment.tasks}
    for index, key in enumerate(before.keys):
        if index not in touched:
            assert before.tasks[key] == after.tasks[key]


@of_every_plain_story
def test_the_leaves_alone_decide_the_result(told):
    trace = told.trace

    last = endings(trace)
    for segment in trace.segments:
        end = last[segment.id]
        if end.rule in STOPS or end.rule in FROM_PARENT:
            stopped = State.TIMEDOUT if end.rule == "run.stopped_by_timeout" else State.CANCELED
            assert segment.result == stopped
            continue
        states = _states_of(trace, segment.run, end.q)
        part = part_of(trace, segment)
        graph = segment.settings.graph
        leaves = [task for task in part if not part & set(graph.children[task])]
        assert _result({states[leaf] for leaf in leaves}, {states[t] for t in part}) == end.after


@of_every_story
def test_a_run_starts_only_where_the_limit_leaves_room(told):
    """Repairs start beside active runs, whatever the limit; a run counts them."""
    world, actions, trace = told

    jobs = {"": world.job, **{key: child.job for key, child in world.jobs.items()}}
    edited = {q.q: a.name for a, q in asked_and_done(trace, actions, Do.EDIT, "edit.refused")}
    active: dict[str, set[int]] = defaultdict(set)
    for event in trace.events:
        if event.q in edited:
            jobs[""] = world.edits[edited[event.q]]
        if event.kind != "run" or event.segment < 0:
            continue
        segment = trace.segments[event.segment]
        running = active[segment.job]
        if event.after == State.RUNNING:
            assert segment.run not in running
            running.add(segment.run)
            if segment.kind == "run":
                assert len(running) <= jobs[segment.job].max_concurrent_runs
        else:
            running.discard(segment.run)


@of_every_story
def test_the_queue_is_left_in_the_order_of_entering(told):
    trace = told.trace

    left = [
        (trace.segments[event.segment].job, trace.segments[event.segment].run)
        for event in trace.events
        if event.rule == "limit.dequeued"
    ]
    for job in {job for job, _ in left}:
        runs = [run for other, run in left if other == job]
        assert sorted(runs) == runs


@of_every_plain_story
def test_a_run_that_is_refused_or_never_leaves_the_queue_does_nothing(told):
    trace = told.trace

    begun = {segment.run for segment in trace.segments if not segment.job}
    for run in trace.runs:
        assert (run.run in begun) == (run.t0_ms >= 0)
        if run.t0_ms < 0:
            assert run.result in ("SKIPPED", "CANCELED")


@of_every_plain_story
def test_prices_alone_move_nothing(told):
    world, actions, trace = told
    dearer = {
        kind: replace(
            rate,
            cents_per_dbu=rate.cents_per_dbu * 3 + 1,
            dbu_milli_per_hour=rate.dbu_milli_per_hour + 500,
            machine_cents_per_hour=7,
        )
        for kind, rate in world.prices.items()
    }

    assert trace.rows == simulate(replace(world, prices=dearer), actions).rows


@of_every_story
def test_a_story_told_twice_is_the_same(told):
    assert told.trace.rows == simulate(told.world, told.actions).rows


def test_an_alarm_that_is_due_while_the_operator_is_busy_does_not_turn_back_the_clock():
    world = with_job(a_world("a"), trigger=Periodic(30_000))
    trace = simulate(world, (RUN, Action(Do.FIX), Action(Do.WAIT, at_ms=100_000)))

    assert [60_000, 60_000, 90_000] == [e.t_ms for e in trace.events if e.kind == "trigger"]


def test_a_run_that_is_over_does_not_time_out():
    trace = simulate(with_job(a_world("a"), timeout_ms=300_000))

    assert 60_000 == trace.t_end_ms
    assert 0 == sum(event.rule == "run.timed_out" for event in trace.events)


def test_a_repair_of_a_for_each_runs_the_failed_iterations_only():
    world = a_world(a_loop("l", "[1, 2, 3]"), "z", one=a_script(fails=a_failure(iterations=[1])))

    trace = simulate(world, (RUN, Action(Do.FIX), Action(Do.REPAIR)))

    assert {1} == {e.iteration for e in trace.events if e.kind == "iteration" and e.segment == 1}
    assert State.SUCCESS == trace.result


def test_a_repair_of_a_run_of_chosen_tasks_stays_among_them():
    world = a_world("a", a_task("b", "a"), a_task("c", "b"), a=a_script(fails=ALWAYS))

    trace = simulate(world, (Action(Do.RUN_NOW, tasks=("a", "b")), Action(Do.REPAIR)))

    assert [(0, 1), (0, 1)] == [segment.tasks for segment in trace.segments]


def test_a_for_each_that_was_canceled_is_repaired_with_the_same_concurrency():
    world = a_world(a_loop("l", "[1, 2, 3]"), "z")

    trace = simulate(world, (RUN, Action(Do.CANCEL, at_ms=10_000), Action(Do.REPAIR)))

    again = [e.t_ms for e in trace.events if e.kind == "iteration" and e.segment == 1]
    assert [10_000, 70_000, 70_000, 130_000, 130_000, 190_000] == again
    assert State.SUCCESS == trace.result


def test_a_run_that_leaves_the_queue_was_queued():
    trace = simulate(a_world("a"), (RUN, Action(Do.RUN_NOW, at_ms=0)))

    assert ["QUEUED"] == [e.before for e in trace.events if e.rule == "limit.dequeued"]


def _is_work(trace: Trace, event) -> bool:
    task = trace.segments[event.segment].settings.tasks[event.task]
    is_flow = task.condition or task.for_each or task.run_job
    return event.kind == "iteration" or not is_flow


def _states_of(trace: Trace, run: int, q: int) -> list[State]:
    """Returns the states of a run's tasks just before an event; BLOCKED where it has none."""
    states = states_when(trace, q)
    job = next(segment.settings for segment in trace.segments if segment.run == run)
    return [State(states.get(Place(run, index, -1), "BLOCKED")) for index in range(len(job.tasks))]


def _part_before(trace: Trace, repair: Segment) -> frozenset[int]:
    return frozenset(part_of(trace, trace.segments[repair.of]))


def _selected(graph: Graph, keys, states, action: Action) -> set[int]:
    """Says in the plainest way what a repair reruns; dependents are those that are in the run."""
    named = {index for index, state in enumerate(states) if state in BAD}
    if action.tasks:
        named = {index for index, key in enumerate(keys) if key in action.tasks}
    if not action.dependents and (action.tasks or action.all_failed):
        return named
    reached = set(named)
    for _ in keys:
        reached |= {child for task in reached for child in graph.children[task]}
    return named | {task for task in reached if states[task] != State.BLOCKED}


def _result(leaves: set[State], tasks: set[State]) -> str:
    if leaves & {"FAILED", "TIMEDOUT", "UPSTREAM_FAILED"}:
        return "FAILED"
    if leaves & {"CANCELED", "UPSTREAM_CANCELED"}:
        return "CANCELED"
    return "SUCCESS_WITH_FAILURES" if tasks & BAD else "SUCCESS"
