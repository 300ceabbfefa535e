"""Schedules and triggers: which runs start by themselves as the clock is moved.

Facts: triggers, periodic, schedule-gap, schedule-on-time, file-arrival, file-check-minute,
table-update, trigger-waits, continuous-mode, continuous-run-now, continuous-gap,
continuous-backoff.
"""

from dataclasses import replace

import pytest

from tests.build import (
    ALWAYS,
    FIRST,
    a_failure,
    a_file,
    a_script,
    a_story,
    a_task,
    a_world,
    an_update,
    rules_of,
    seen,
    the_event,
    with_edit,
    with_job,
)
from trialrun.engine import (
    Arrival,
    Continuous,
    Happening,
    Periodic,
    Schedule,
    TaskScript,
    Trace,
    World,
)
from trialrun.engine.job.job import Trigger


def a_job_on(
    trigger: Trigger, *happenings: Happening, a: TaskScript | None = None, **settings
) -> World:
    """Returns a job of one task, of ten seconds, with a trigger."""
    world = a_world("a", a=a or a_script(takes_s=10))
    return replace(with_job(world, trigger=trigger, **settings), happenings=happenings)


def starts_s(trace: Trace) -> list[int]:
    """Returns when each run started, in s."""
    return [run.t0_ms // 1000 for run in trace.runs]


def details(trace: Trace) -> list[str]:
    """Returns what each run was started by."""
    return [e.data.detail for e in trace.events if e.kind == "run" and e.data is not None]


def test_time_does_not_move_by_itself():
    assert () == a_story(a_job_on(Periodic(60_000)), "fix").runs


SCHEDULES = [
    # The story begins on Monday 2026-11-23, 00:00 UTC; it is watched for four hours.
    pytest.param(Schedule("0 0 * * * ?"), [3600, 7200, 10_800], id="every hour"),
    pytest.param(Schedule("0 30 2 * * ?"), [9000], id="at half past two"),
    pytest.param(Schedule("0 30 2 ? * TUE"), [], id="on another day"),
    pytest.param(Schedule("0 30 2 ? * 2"), [9000], id="Monday is day 2"),
    pytest.param(Schedule("0 30 3 * * ?", "Europe/Berlin"), [9000], id="in another zone"),
    pytest.param(Schedule("0 0/45 0 * * ?"), [2700], id="not at the very start"),
    pytest.param(Periodic(3_600_000), [3600, 7200, 10_800], id="simple: every hour"),
]


@pytest.mark.parametrize(("trigger", "moments"), SCHEDULES)
def test_a_schedule_starts_runs_while_the_clock_is_moved(trigger, moments):
    assert moments == starts_s(a_story(a_job_on(trigger), "wait@14400"))


def test_a_scheduled_run_is_periodic_and_says_so():
    world = a_world(a_task("a", parameters=(("t", "{{job.trigger.type}}"),)))

    trace = a_story(with_job(world, trigger=Periodic(60_000)), "wait@90")

    assert [{"t": "periodic"}] == seen(trace, "a")


PAUSED = [Schedule("0 * * * * ?"), Periodic(60_000), Arrival("file", ("/in/",)), Continuous()]


@pytest.mark.parametrize("trigger", PAUSED, ids=lambda trigger: type(trigger).__name__)
def test_a_paused_trigger_starts_nothing_but_a_person_does(trigger):
    world = a_job_on(trigger, a_file(5, "/in/f"), paused=True)

    assert [100] == starts_s(a_story(world, "run_now@100", "wait@300"))


def test_pausing_does_not_stop_the_run_that_is_active():
    world = with_edit(a_job_on(Periodic(60_000)), "pause", paused=True)

    trace = a_story(world, "edit:pause@65", "wait@300")

    assert [60] == starts_s(trace)
    assert "SUCCESS" == trace.result


def test_resuming_starts_the_next_run_when_it_is_due():
    world = with_edit(a_job_on(Schedule("0 * * * * ?"), paused=True), "resume", paused=False)

    assert [120] == starts_s(a_story(world, "edit:resume@90", "wait@150"))


OVERLAPS = [
    pytest.param(True, [60, 160, 260], ["SUCCESS"] * 3, id="queued"),
    pytest.param(False, [60, -1, 180], ["SUCCESS", "SKIPPED", "SUCCESS"], id="skipped"),
]


@pytest.mark.parametrize(("queue", "moments", "results"), OVERLAPS)
def test_a_schedule_meets_the_limit_like_a_person(queue, moments, results):
    world = a_job_on(Periodic(60_000), queue=queue, a=a_script(takes_s=100))

    trace = a_story(world, "wait@200")

    assert moments == starts_s(trace)
    assert results == trace.final()["runs"]


def test_the_clock_never_goes_back_to_a_moment_that_was_missed():
    world = a_job_on(Periodic(60_000), a=a_script(takes_s=90))

    trace = a_story(world, "run_now", "fix", "wait@300")

    moments = [event.t_ms for event in trace.events]
    assert sorted(moments) == moments


# Files and tables

FILES = [
    # files, fields of the trigger -> starts of runs, in s
    pytest.param([a_file(5, "/in/f")], {}, [60], id="seen at the next look, every minute"),
    pytest.param([a_file(60, "/in/f")], {}, [60], id="there at the look"),
    pytest.param([a_file(61, "/in/f")], {}, [120], id="just after it"),
    pytest.param([a_file(5, "/in/f"), a_file(7, "/in/g")], {}, [60], id="two in a minute: one run"),
    pytest.param([a_file(5, "/in/f"), a_file(65, "/in/g")], {}, [60, 120], id="two minutes"),
    pytest.param([a_file(5, "/in/deep/er/f")], {}, [60], id="in a folder below"),
    pytest.param([a_file(5, "/out/f")], {}, [], id="elsewhere"),
    pytest.param(
        [a_file(5, "/inbox/f")],
        {},
        [],
        id="where the name only begins alike",
    ),
    pytest.param([an_update(5, "/in/f")], {}, [], id="no file"),
    pytest.param(
        [a_file(5, "/in/f"), a_file(200, "/in/f")],
        {},
        [60],
        id="an overwrite is no new file",
    ),
    pytest.param(
        [a_file(5, "/in/f"), a_file(65, "/in/g")],
        {"min_between_ms": 300_000},
        [60, 360],
        id="some time between runs",
    ),
    pytest.param(
        [a_file(5, "/in/f"), a_file(65, "/in/g"), a_file(125, "/in/h")],
        {"wait_after_change_ms": 90_000},
        [270],
        id="some time after the last change",
    ),
]


@pytest.mark.parametrize(("happenings", "fields", "moments"), FILES)
def test_a_file_arrival_starts_a_run(happenings, fields, moments):
    world = a_job_on(Arrival("file", ("/in",), **fields), *happenings)

    assert moments == starts_s(a_story(world, "wait@900"))


def test_a_run_names_what_has_arrived():
    world = a_job_on(Arrival("file", ("/in/",)), a_file(5, "/in/g"), a_file(7, "/in/f"))

    assert ["/in/f, /in/g"] == details(a_story(world, "wait@900"))


ORDERS, MENU = "main.silver.orders", "main.silver.menu"
BOTH = (ORDERS, MENU)

TABLES = [
    pytest.param([an_update(5, ORDERS)], False, [5], id="any: one of two"),
    pytest.param(
        [an_update(5, ORDERS), an_update(50, MENU)], False, [5, 50], id="any: one after the other"
    ),
    pytest.param([an_update(5, "main.silver.other")], False, [], id="any: another table"),
    pytest.param([an_update(5, ORDERS)], True, [], id="all: one of two is not enough"),
    pytest.param([an_update(5, ORDERS), an_update(50, MENU)], True, [50], id="all: both"),
    pytest.param(
        [an_update(5, ORDERS), an_update(6, ORDERS), an_update(50, MENU), an_update(70, MENU)],
        True,
        [50],
        id="all: both anew since the last run",
    ),
    pytest.param(
        [an_update(5, ORDERS), an_update(50, MENU), an_update(70, MENU), an_update(90, ORDERS)],
        True,
        [50, 90],
        id="all: both twice",
    ),
]


@pytest.mark.parametrize(("happenings", "all_updated", "moments"), TABLES)
def test_a_table_update_starts_a_run(happenings, all_updated, moments):
    world = a_job_on(Arrival("table", BOTH, all_updated=all_updated), *happenings)

    assert moments == starts_s(a_story(world, "wait@900"))


def test_a_change_follows_to_its_run():
    world = a_job_on(Arrival("table", (ORDERS,)), an_update(5, ORDERS))

    trace = a_story(world, "wait@900")

    found, fired = the_event(trace, "trigger.table_seen"), the_event(trace, "trigger.table")
    assert (found.q,) == fired.cause
    assert (fired.q,) == the_event(trace, "run_now.new_run").cause


def test_a_change_that_was_seen_before_an_edit_is_not_lost():
    trigger = Arrival("file", ("/in/",))
    world = with_edit(a_job_on(trigger, a_file(5, "/in/f")), "e", timeout_ms=500_000)

    assert [60] == starts_s(a_story(world, "edit:e@20", "wait@300"))


# Continuous


def test_a_continuous_job_keeps_exactly_one_run_going():
    assert [0, 20, 40, 60, 80] == starts_s(a_story(a_job_on(Continuous()), "wait@95"))


BACKING_OFF = [
    # executions that fail -> starts in s: a minute, doubled each time, until a success
    pytest.param((), [0, 20, 40], id="none"),
    pytest.param((0,), [0, 65, 85], id="one"),
    pytest.param((0, 1), [0, 65, 190], id="two"),
    pytest.param((0, 1, 2), [0, 65, 190, 435], id="three"),
    pytest.param((0, 2), [0, 65, 85, 150], id="it begins anew after a success"),
]


@pytest.mark.parametrize(("on", "moments"), BACKING_OFF)
def test_a_continuous_job_backs_off_after_failures(on, moments):
    fails = a_failure(*on) if on else None

    trace = a_story(a_job_on(Continuous(), a=a_script(takes_s=10, fails=fails)), "wait@440")

    assert moments == starts_s(trace)[: len(moments)]


def test_the_wait_after_failures_is_an_hour_at_most():
    world = a_job_on(Continuous(), a=a_script(takes_s=10, fails=ALWAYS))

    trace = a_story(world, "wait@36000")

    begun = starts_s(trace)
    assert 3605 == begun[-1] - begun[-2]


def test_run_now_restarts_a_continuous_job():
    trace = a_story(a_job_on(Continuous(), a=a_script(takes_s=60)), "run_now@30", "wait@60")

    assert ["CANCELED", "SUCCESS"] == trace.final()["runs"]
    assert [0, 30] == starts_s(trace)


def test_an_edit_does_not_start_a_second_run_of_a_continuous_job():
    world = with_edit(a_job_on(Continuous(), a=a_script(takes_s=60)), "e", timeout_ms=500_000)

    assert [0, 70] == starts_s(a_story(world, "edit:e@20", "wait@100"))


def test_a_continuous_job_that_is_paused_ends_its_run_and_starts_no_other():
    world = with_edit(a_job_on(Continuous(), a=a_script(takes_s=60)), "pause", paused=True)

    trace = a_story(world, "edit:pause@20", "wait@300")

    assert [0] == starts_s(trace)
    assert "SUCCESS" == trace.result


def test_an_edit_may_take_the_trigger_away():
    world = with_edit(a_job_on(Periodic(60_000), a=a_script(fails=FIRST)), "e", trigger=None)

    trace = a_story(world, "edit:e@70", "wait@300")

    assert [60] == starts_s(trace)
    assert 1 == rules_of(trace).count("trigger.periodic")


def test_a_run_that_ends_when_the_schedule_fires_is_over():
    world = a_job_on(Periodic(60_000), a=a_script(takes_s=60), queue=False)
    trace = a_story(world, "wait@310")

    assert [60, 120, 180, 240, 300] == starts_s(trace)
    assert "limit.skipped" not in rules_of(trace)


def test_scheduled_runs_are_ten_seconds_apart_at_least():
    world = a_job_on(Schedule("* * * * * ?"), a=a_script(takes_s=1))

    assert [1, 11, 21, 31] == starts_s(a_story(world, "wait@40"))


def test_a_start_that_an_edit_took_off_the_clock_keeps_none_back():
    world = a_job_on(Schedule("0 5 * * * ?"))
    world = with_edit(world, "sooner", trigger=Schedule("0 * * * * ?"))

    assert [120, 180, 240] == starts_s(a_story(world, "edit:sooner@90", "wait@250"))


def test_a_file_that_came_before_the_trigger_was_on_is_not_new_later():
    files = a_file(10, "/in/x"), a_file(130, "/in/x"), a_file(200, "/in/y")
    world = a_job_on(Arrival("file", ("/in",)), *files, paused=True)
    trace = a_story(with_edit(world, "on", paused=False), "edit:on@60", "wait@400")

    assert ["/in/y"] == details(trace)


def test_queued_runs_that_have_nothing_to_do_end_one_after_the_other():
    world = a_job_on(Schedule("0/10 * * * * ?"), a=a_script(takes_s=9_000))
    off = (a_task("a", disabled=True),)
    trace = a_story(with_edit(world, "off", tasks=off), "edit:off@15", "wait@9500")

    assert {"SUCCESS"} == {str(run.result) for run in trace.runs}
    assert len(trace.runs) > 900
