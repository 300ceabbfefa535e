"""What can be done to one task: each choice is an address, and does what its label says."""

from collections.abc import Iterator
from itertools import permutations

import pytest
from flask.testing import FlaskClient

from tests.build import (
    a_failure,
    a_loop,
    a_run_job,
    a_script,
    a_task,
    a_world,
    a_write,
    an_if,
    with_job,
    with_jobs,
)
from tests.proving import some_of
from tests.web.lab import SLUGS, an_address, choice, faults, own_story, scenario, trace_of
from trialrun.engine import Event, Op, State, Trace
from trialrun.lab.address import Address
from trialrun.questions import Scenario

OURS = own_story(
    a_world(
        "a",
        a_task("b", "a"),
        "z",
        b=a_script(a_write("menu"), a_write("price"), takes_s=90),
    )
)
SUCCEED, TIME_OUT, SLOW = "Let it succeed", "Time out", "Take 3 times as long"
BEFORE, BETWEEN = "Fail before it writes", "Fail after write 1 of 2"
AFTER, CANCEL = "Fail after its last write", "Cancel it halfway"
NO_NOTEBOOK, NO_LIBRARY = "Its notebook is missing", "A library is missing"
LABELS = [SUCCEED, BEFORE, BETWEEN, AFTER, NO_NOTEBOOK, NO_LIBRARY, TIME_OUT, SLOW, CANCEL]


def told(trace: Trace, key: str) -> tuple[str, int, list[str]]:
    """Returns how a task ended, how long its first attempt took in s, and what it wrote."""
    index = trace.keys.index(key)
    of_it = [event for event in trace.own_events("task") if event.task == index]
    began = next(event.t_ms for event in of_it if event.after == State.RUNNING)
    writes = [e.commit.table for e in trace.events if e.task == index and e.commit]
    return of_it[-1].after, (of_it[-1].t_ms - began) // 1000, writes


# What a choice does.

DOES = [
    pytest.param(SUCCEED, ("SUCCESS", 90, ["menu", "price"]), id="succeeds"),
    pytest.param(BEFORE, ("FAILED", 15, []), id="before it writes"),
    pytest.param(BETWEEN, ("FAILED", 45, ["menu"]), id="between its writes"),
    pytest.param(AFTER, ("FAILED", 75, ["menu", "price"]), id="after its writes"),
    pytest.param(TIME_OUT, ("TIMEDOUT", 90, ["menu"]), id="times out"),
    pytest.param(SLOW, ("SUCCESS", 270, ["menu", "price"]), id="is slow"),
    pytest.param(CANCEL, ("CANCELED", 45, ["menu"]), id="is canceled"),
]


@pytest.mark.parametrize(("label", "expected"), DOES)
def test_a_choice_does_what_it_says(label, expected):
    chosen = choice(OURS, an_address(OURS), "b", label)

    assert expected == told(trace_of(OURS, chosen.address), "b")


@pytest.mark.parametrize("label", LABELS)
def test_a_choice_is_the_current_one_where_it_leads_and_no_other_is(label):
    chosen = choice(OURS, an_address(OURS), "b", label)

    there = faults(OURS, chosen.address).choices("b")

    assert [label] == [each.label for each in there if each.is_current]


@pytest.mark.parametrize("label", LABELS)
def test_a_choice_leaves_the_other_tasks_alone(label):
    chosen = choice(OURS, an_address(OURS), "b", label)

    trace = trace_of(OURS, chosen.address)

    assert ("SUCCESS", "SUCCESS") == (trace.tasks["a"].state, trace.tasks["z"].state)


@pytest.mark.parametrize("label", LABELS)
def test_a_choice_selects_the_task_just_before_it_runs(label):
    chosen = choice(OURS, an_address(OURS), "b", label).address

    began = next(
        event.q
        for event in trace_of(OURS, an_address(OURS)).own_events("task")
        if event.task == 1 and event.after == State.RUNNING
    )
    assert ("b", None, began) == (chosen.task, chosen.table, chosen.step)


@pytest.mark.parametrize(
    ("first", "second"), list(permutations(LABELS, 2)), ids=lambda label: label.split("after ")[-1]
)
def test_a_choice_after_another_leaves_nothing_of_it(first, second):
    once = choice(OURS, an_address(OURS), "b", first).address
    both = choice(OURS, once, "b", second).address

    assert choice(OURS, an_address(OURS), "b", second).address.what_if == both.what_if


def test_letting_it_succeed_takes_a_failure_of_the_scenario_away():
    story = scenario("half-written")
    there = choice(story, an_address(story), "enrich", SUCCEED).address

    assert ("none",) == there.what_if.fail
    assert "SUCCESS" == trace_of(story, there).tasks["enrich"].state


def test_a_choice_keeps_what_is_done_to_another_task():
    failing = choice(OURS, an_address(OURS), "a", "Fail").address
    both = choice(OURS, failing, "z", SLOW).address
    back = choice(OURS, both, "a", SUCCEED).address

    assert (("a",), ("z@180",)) == (both.what_if.fail, both.what_if.slow)
    assert ((), ("z@180",)) == (back.what_if.fail, back.what_if.slow)


def test_a_choice_keeps_turned_dials_and_what_the_operator_does():
    address = an_address(OURS, dial=("queue:off", "b.run_if:ALL_DONE"), do=("run_now", "run_now"))

    for label in LABELS[:-1]:
        there = choice(OURS, address, "b", label).address
        assert {*address.what_if.dial} <= {*there.what_if.dial}
        assert address.what_if.do == there.what_if.do


def test_a_timeout_that_the_scenario_sets_is_kept():
    story = scenario("too-slow")
    there = choice(story, an_address(story), "load", TIME_OUT).address

    assert () == there.what_if.dial
    assert ("load:0@420",) == there.what_if.slow
    assert ["TIMEDOUT"] == [
        str(e.after) for e in trace_of(story, there).events if e.kind == "attempt"
    ]


def test_whoever_runs_it_again_meanwhile_cancels_in_the_first_run():
    story = scenario("second-run-waits")
    trace = trace_of(story, choice(story, an_address(story), "gold", CANCEL).address)

    assert [(0, "CANCELED")] == [
        (event.segment, event.after)
        for event in trace.own_events("task")
        if event.after == State.CANCELED
    ]
    assert [0, 300_000] == [run.created_ms for run in trace.runs]


# Scopes: which attempts, which iterations.

AGAIN = own_story(a_world(a_task("a", max_retries=2), "z"))


def attempts(trace: Trace, key: str = "a") -> list[str]:
    """Returns how each attempt of a task ended."""
    index = trace.keys.index(key)
    ends = [
        str(event.after)
        for event in trace.events
        if event.task == index
        and event.before == State.RUNNING
        and event.kind in ("attempt", "task")
        and event.after != State.WAITING_FOR_RETRY
    ]
    # The last attempt and the task end in two events when it fails.
    return ends[:-1] if ends[-2:] == ["FAILED", "FAILED"] and len(ends) == 4 else ends


SCOPES = [
    ("Every time, until it is fixed", ["FAILED", "FAILED", "FAILED"]),
    ("First attempt only", ["FAILED", "SUCCESS"]),
    ("Second attempt only", ["SUCCESS"]),
    ("First two attempts", ["FAILED", "FAILED", "SUCCESS"]),
]


@pytest.mark.parametrize(("label", "expected"), SCOPES, ids=[label for label, _ in SCOPES])
def test_a_scope_says_which_attempts_fail(label, expected):
    failing = choice(AGAIN, an_address(AGAIN), "a", "Fail").address
    there = choice(AGAIN, failing, "a", label).address

    assert expected == attempts(trace_of(AGAIN, there))
    assert [label] == [s.label for s in faults(AGAIN, there).scopes("a") if s.is_current]


def test_a_second_attempt_fails_where_there_is_one():
    failing = choice(AGAIN, an_address(AGAIN, do=("run_now", "run_now")), "a", "Fail").address
    trace = trace_of(AGAIN, choice(AGAIN, failing, "a", "Second attempt only").address)

    assert ["SUCCESS", "FAILED", "SUCCESS"] == attempts(trace)


def test_a_scope_says_which_attempts_are_slow():
    slow = choice(AGAIN, an_address(AGAIN, do=("run_now", "run_now")), "a", SLOW).address
    there = choice(AGAIN, slow, "a", "First attempt only").address
    trace = trace_of(AGAIN, there)

    assert [180, 60] == [(run.t1_ms - run.t0_ms) // 1000 for run in trace.runs]
    assert "Every time" == faults(AGAIN, slow).scopes("a")[0].label


def test_a_timeout_keeps_its_scope():
    first = choice(
        AGAIN, choice(AGAIN, an_address(AGAIN), "a", TIME_OUT).address, "a", "First attempt only"
    ).address
    still = choice(AGAIN, first, "a", "Fail").address

    assert "SUCCESS" != trace_of(AGAIN, first).tasks["a"].state
    assert ("a:0",) == still.what_if.fail
    assert ((), ()) == (still.what_if.dial, still.what_if.slow)


def test_what_has_no_fault_has_no_scopes():
    offered = faults(OURS, an_address(OURS))

    assert ([], []) == (offered.scopes("b"), offered.iterations("b"))


LOOPING = own_story(a_world(a_loop("each", '["US", "EU", "APAC"]'), "z"))


def test_each_iteration_can_be_struck_alone():
    failing = choice(LOOPING, an_address(LOOPING), "each", "Fail").address
    offered = faults(LOOPING, failing).iterations("each")
    ends = {
        each.label: trace_of(LOOPING, each.address).tasks["each"].iterations for each in offered
    }

    assert {
        "All iterations": ("FAILED", "FAILED", "FAILED"),
        "Iteration 1 only": ("FAILED", "SUCCESS", "SUCCESS"),
        "Iteration 2 only": ("SUCCESS", "FAILED", "SUCCESS"),
        "Iteration 3 only": ("SUCCESS", "SUCCESS", "FAILED"),
    } == ends
    assert ["All iterations"] == [each.label for each in offered if each.is_current]


def test_another_choice_keeps_the_iteration():
    failing = choice(LOOPING, an_address(LOOPING), "each", "Fail").address
    second = choice(LOOPING, failing, "each", "Iteration 2 only").address
    slow = choice(LOOPING, second, "each", SLOW).address

    assert ((), ("one.1@180",)) == (slow.what_if.fail, slow.what_if.slow)


def test_so_many_iterations_are_offered():
    story = own_story(a_world(a_loop("each", str(list(range(20)))), "z"))
    failing = choice(story, an_address(story), "each", "Fail").address

    labels = [each.label for each in faults(story, failing).iterations("each")]

    assert ["All iterations", *(f"Iteration {n} only" for n in range(1, 13))] == labels


# Toggling.


def test_a_toggle_lets_a_task_fail_and_succeed_again():
    failing = faults(OURS, an_address(OURS)).toggle("b")
    back = faults(OURS, failing).toggle("b")

    assert (("b",), ()) == (failing.what_if.fail, back.what_if.fail)
    assert [False, True, False] == [
        faults(OURS, address).is_failing("b") for address in (an_address(OURS), failing, back)
    ]


@pytest.mark.parametrize("slug", SLUGS)
def test_toggling_twice_gives_the_same_story(slug):
    story = scenario(slug)
    plain = an_address(story)
    for task in story.world.job.tasks:
        once = faults(story, plain).toggle(task.key)
        if once is None:
            continue
        twice = faults(story, once).toggle(task.key)
        was = faults(story, plain).is_failing(task.key)

        assert was is not faults(story, once).is_failing(task.key)
        assert plain.what_if == twice.what_if


def test_control_flow_without_work_has_no_faults():
    world = with_jobs(
        a_world(an_if("check", "1", Op.EQUAL_TO, "1"), a_run_job("x", "child"), "z"),
        child=a_world("c", c=a_script(fails=a_failure())),
    )
    story = own_story(world)
    offered = faults(story, an_address(story))

    for key in ("check", "x", "nobody"):
        assert (None, [], [], []) == (
            offered.toggle(key),
            offered.choices(key),
            offered.scopes(key),
            offered.iterations(key),
        )


def test_a_choice_of_our_own_tasks_leaves_a_child_job_alone():
    story = scenario("a-job-runs-a-job")
    plain = [str(s.result) for s in trace_of(story, an_address(story)).segments]

    calm = choice(story, an_address(story), "ingest", SUCCEED).address

    assert plain == [str(s.result) for s in trace_of(story, calm).segments]
    assert an_address(story).what_if == calm.what_if


# A task that does not run.


def test_a_task_that_never_ran_cannot_be_canceled():
    story = own_story(a_world("a", a_task("b", "a"), a=a_script(fails=a_failure())))

    labels = [each.label for each in faults(story, an_address(story)).choices("b")]

    assert [SUCCEED, "Fail", NO_NOTEBOOK, NO_LIBRARY, TIME_OUT, SLOW] == labels


def test_without_a_run_by_hand_nothing_can_be_canceled():
    story = own_story(with_job(a_world("a", "z"), max_concurrent_runs=0))

    labels = [each.label for each in faults(story, an_address(story)).choices("a")]

    assert [SUCCEED, "Fail", NO_NOTEBOOK, NO_LIBRARY, TIME_OUT, SLOW] == labels


# Every scenario, task and choice.


def ends_of(trace: Trace, key: str) -> Iterator[Event]:
    """Yields what ends an attempt or a stretch of a task or of what it runs."""
    index = trace.keys.index(key)
    for event in trace.own_events("task", "iteration", "attempt"):
        if event.task == index and event.before == State.RUNNING:
            yield event


def does_it(story: Scenario, key: str, label: str, trace: Trace, before: Trace) -> bool:
    """Says whether what a label says can be seen in the run, or the task does not run at all."""
    index = trace.keys.index(key)
    work = next(t for t in story.world.job.tasks if t.key == key)
    work_key = work.for_each.task.key if work.for_each else key
    entry = trace.world.script[work_key]
    states = {str(event.after) for event in ends_of(trace, key)}
    runs = any(e.task == index and e.after == State.RUNNING for e in trace.own_events("task"))
    lacks = any(e.task == index and e.rule == "value.missing" for e in trace.events)
    if not runs or lacks:
        # It fails before its own work begins, whatever that would do.
        return label != CANCEL
    fixed = [e.q for e in trace.events if e.kind == "fix" and e.data.key == work_key]
    began = [e.q for e in trace.own_events("task") if e.task == index and e.after == State.RUNNING]
    is_failing = label.startswith("Fail") or label in (NO_NOTEBOOK, NO_LIBRARY)
    if is_failing and fixed and fixed[0] < began[0]:
        # The operator of this scenario mends whatever fails before this task is reached.
        return states <= {"SUCCESS"}
    if label == SUCCEED:
        # Continuous mode makes room for a run that somebody starts.
        states = {str(e.after) for e in ends_of(trace, key) if e.rule != "continuous.restarted"}
        return states <= {"SUCCESS"} and entry.fails is None and entry.slow is None
    if label == CANCEL:
        return "CANCELED" in states
    if label == TIME_OUT:
        return "TIMEDOUT" in states or entry.slow.on not in (None, frozenset({0}))
    if label == SLOW:
        plain = before.world.script[work_key].takes_ms
        return entry.slow.takes_ms == 3 * plain
    kind = {NO_NOTEBOOK: "missing_notebook", NO_LIBRARY: "missing_library"}.get(label, "")
    after = 0 if kind or label in ("Fail", BEFORE) else len(entry.writes)
    if "after write" in label:
        after = int(label.split()[3])
    found = entry.fails.after_write, entry.fails.kind
    return "FAILED" in states and found == (after, kind)


@pytest.mark.parametrize("slug", some_of(SLUGS, every=4))
def test_every_choice_of_every_task_is_a_page_and_does_what_it_says(
    client: FlaskClient, slug: str
) -> None:
    story = scenario(slug)
    plain = an_address(story)
    before = trace_of(story, plain)
    count = 0
    for task in story.world.job.tasks:
        for each in faults(story, plain).choices(task.key):
            count += 1
            where = f"{task.key}: {each.label}: {each.address.url()}"
            trace = trace_of(story, each.address)

            assert client.get(each.address.url()).status_code == 200, where
            assert does_it(story, task.key, each.label, trace, before), where
            for scope in (
                *faults(story, each.address).scopes(task.key),
                *faults(story, each.address).iterations(task.key),
            ):
                assert trace_of(story, scope.address).events, where
    assert count >= 8


def test_addresses_of_choices_are_read_back(client: FlaskClient) -> None:
    """The page of a choice says the address that it was asked for: it is canonical."""
    for label in LABELS:
        story = scenario("everything-works")
        wanted = label if "1 of 2" not in label else "Fail after its last write"
        address: Address = choice(story, an_address(story), "silver", wanted).address

        assert f'data-url="{address.url()}"'.replace("&", "&amp;") in client.get(address.url()).text
