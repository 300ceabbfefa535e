"""Notifications and duration warnings: who is told of what, and when.

Facts: notify-events, notify-failure, notify-retries, notify-swf, duration-warning.
"""

import pytest

from tests.build import (
    ALWAYS,
    FIRST,
    a_script,
    a_story,
    a_task,
    a_world,
    rules_of,
    sent,
    starts,
    the_event,
    with_job,
)
from trialrun.engine import Notice, Notifications

ME = ("me",)
ENDS = {"on_success": ME, "on_failure": ME}


def told(**fields) -> Notifications:
    """Returns notifications of every end, unless the test says something else."""
    return Notifications(**ENDS | fields)


FAILS = a_script(fails=ALWAYS)
SAVED = a_task("b", "a", run_if="ALL_DONE")

JOB = [
    pytest.param(a_world("a"), ["on_success"], id="success"),
    pytest.param(a_world("a", a=FAILS), ["on_failure"], id="failure"),
    pytest.param(
        a_world("a", SAVED, a=FAILS), ["on_success"], id="success with failures counts as success"
    ),
    pytest.param(with_job(a_world("a"), timeout_ms=5000), ["on_failure"], id="timed out"),
    pytest.param(
        a_world(a_task("a", max_retries=2), a=FAILS), ["on_failure"], id="once after all retries"
    ),
    pytest.param(
        a_world(a_task("a", max_retries=1), a=a_script(fails=FIRST)),
        ["on_success"],
        id="silent on a retry",
    ),
]


@pytest.mark.parametrize(("world", "notices"), JOB)
def test_a_job_tells_of_the_end_of_a_run(world, notices):
    trace = a_story(with_job(world, notifications=told()))

    assert [("job", notice) for notice in notices] == [found[1:] for found in sent(trace)]


def test_a_job_tells_of_its_start_and_of_each_repair():
    world = with_job(a_world("a", "b", a=a_script(fails=FIRST)), notifications=told(on_start=ME))

    trace = a_story(world, "run_now", "repair@100")

    assert [
        (0, "job", "on_start"),
        (60, "job", "on_failure"),
        (100, "job", "on_start"),
        (160, "job", "on_success"),
    ] == sent(trace)


CANCELED = [
    pytest.param({}, ["on_failure"], id="like a failure"),
    pytest.param({"no_alert_for_canceled_runs": True}, [], id="unless that is off"),
    pytest.param({"no_alert_for_skipped_runs": True}, ["on_failure"], id="the other switch"),
]


@pytest.mark.parametrize(("fields", "notices"), CANCELED)
def test_a_canceled_run_alerts(fields, notices):
    world = with_job(a_world("a"), notifications=told(**fields))

    assert notices == [found[2] for found in sent(a_story(world, "run_now", "cancel@5"))]


SKIPPED = [
    pytest.param({}, [(5, "job", "on_failure"), (60, "job", "on_success")], id="like a failure"),
    pytest.param(
        {"no_alert_for_skipped_runs": True}, [(60, "job", "on_success")], id="unless that is off"
    ),
]


@pytest.mark.parametrize(("fields", "notices"), SKIPPED)
def test_a_skipped_run_alerts(fields, notices):
    world = with_job(a_world("a"), queue=False, notifications=told(**fields))

    assert notices == sent(a_story(world, "run_now", "run_now@5"))


ATTEMPTS = [
    # settings of a task that fails and then succeeds -> (moment in s, kind)
    pytest.param(
        {},
        [(0, "on_start"), (30, "on_failure"), (30, "on_start"), (90, "on_success")],
        id="every attempt",
    ),
    pytest.param(
        {"alert_on_last_attempt": True}, [(0, "on_start"), (90, "on_success")], id="the last alone"
    ),
]


@pytest.mark.parametrize(("fields", "notices"), ATTEMPTS)
def test_a_task_tells_of_each_attempt_or_of_the_last(fields, notices):
    task = a_task("a", max_retries=1, notifications=told(on_start=ME, **fields))

    trace = a_story(a_world(task, a=a_script(fails=FIRST)))

    assert [(t_s, "task", notice) for t_s, notice in notices] == sent(trace)


def test_a_task_that_fails_for_good_tells_so_on_its_last_attempt():
    task = a_task("a", max_retries=1, notifications=told(alert_on_last_attempt=True))

    assert [(60, "task", "on_failure")] == sent(a_story(a_world(task, a=FAILS)))


NOT_RUN = [
    pytest.param(a_task("b", "a", notifications=told()), id="upstream failed"),
    pytest.param(a_task("b", disabled=True, notifications=told()), id="disabled"),
]


@pytest.mark.parametrize("task", NOT_RUN)
def test_a_task_that_never_ran_tells_nothing(task):
    assert [] == sent(a_story(a_world("a", task, a=FAILS)))


def test_job_and_task_are_told_apart():
    world = a_world(a_task("a", notifications=Notifications(on_success=("team", "lead"))))

    trace = a_story(with_job(world, notifications=Notifications(on_success=("boss",))))

    assert [
        Notice("task", "on_success", ("team", "lead")),
        Notice("job", "on_success", ("boss",)),
    ] == [event.data for event in trace.events if event.kind == "notice"]


def test_who_asks_for_nothing_is_told_nothing():
    trace = a_story(with_job(a_world("a"), notifications=Notifications(on_failure=ME)))

    assert [] == sent(trace)


def test_a_notice_follows_from_what_it_tells():
    trace = a_story(with_job(a_world("a"), notifications=told()))

    assert (the_event(trace, "run.all_succeeded").q,) == the_event(trace, "notify.on_success").cause


def test_a_notice_in_json_keeps_the_fields_of_every_event():
    body = a_story(with_job(a_world("a"), notifications=told())).to_dict()

    assert [str] == [type(event["to"]) for event in body["events"] if event["k"] == "notice"]


# Duration warnings

LATE = [
    # threshold in s of a task of 60 s -> moments of the warning
    pytest.param(59, [59], id="shorter than it takes"),
    pytest.param(
        60,
        [],
        id="as long: not greater",
    ),
    pytest.param(61, [], id="longer"),
]


@pytest.mark.parametrize(("threshold_s", "moments"), LATE)
def test_a_task_that_takes_longer_than_its_threshold_warns_and_goes_on(threshold_s, moments):
    warns = Notifications(on_duration_warning=ME, warns_after_ms=threshold_s * 1000)

    trace = a_story(a_world(a_task("a", notifications=warns)))

    assert [(t_s, "task", "on_duration_warning") for t_s in moments] == sent(trace)
    assert "SUCCESS" == trace.result
    assert 60_000 == trace.t_end_ms


@pytest.mark.parametrize(("threshold_s", "moments"), LATE)
def test_a_run_that_takes_longer_than_its_threshold_warns_and_goes_on(threshold_s, moments):
    warns = Notifications(on_duration_warning=ME, warns_after_ms=threshold_s * 1000)

    trace = a_story(with_job(a_world("a"), notifications=warns))

    assert [(t_s, "job", "on_duration_warning") for t_s in moments] == sent(trace)
    assert "SUCCESS" == trace.result
    assert 60_000 == trace.t_end_ms


def test_a_warning_is_an_event_even_if_nobody_is_told():
    world = with_job(a_world("a"), notifications=Notifications(warns_after_ms=5000))

    trace = a_story(world)

    assert (5000, "warning") == (the_event(trace, "health.duration").t_ms, trace.events[2].kind)
    assert [] == sent(trace)


def test_each_attempt_warns_by_its_own_time():
    warns = Notifications(on_duration_warning=ME, warns_after_ms=20_000)
    task = a_task("a", max_retries=1, notifications=warns)

    trace = a_story(a_world(task, a=FAILS))

    assert [0, 30_000] == starts(trace, "a")
    assert [20, 50] == [t_s for t_s, _, _ in sent(trace)]


def test_a_queued_run_is_not_late_while_it_waits():
    world = with_job(a_world("a"), notifications=Notifications(warns_after_ms=90_000))

    assert "health.duration" not in rules_of(a_story(world, "run_now", "run_now@1"))
