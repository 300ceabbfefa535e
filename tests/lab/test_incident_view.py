"""What the platform shows at a moment: nothing of what comes, and of each run what is its own."""

import pytest

from tests.build import (
    a_failure,
    a_scenario,
    a_script,
    a_task,
    a_world,
    a_write,
    bundled,
)
from trialrun.engine import State, WhatIfText
from trialrun.lab.incident_tasks import wall_clock
from trialrun.lab.incident_try import IncidentTry
from trialrun.lab.incident_view import IN_ORDER_MAX, platform_seen
from trialrun.questions import Message

HANGS = bundled().incidents["clinic-results"]
SPRING = bundled().incidents["seed-release"]


def seen(*does: str, until_ms: int | None = None, messages=None):
    world = a_world(
        "load",
        a_task("report", "load"),
        load=a_script(a_write("silver", 40), fails=a_failure(after=1)),
        report=a_script(a_write("gold", 10)),
    )
    trace = a_scenario("s", world).play_text(WhatIfText(do=does))
    return platform_seen(trace, trace.t_end_ms if until_ms is None else until_ms, messages or {})


@pytest.mark.parametrize(
    ("t_ms", "told"),
    [(0, "Mon 00:00"), (86_399_999, "Mon 23:59"), (86_400_000, "Tue 00:00"),
     (7 * 86_400_000, "Mon 00:00")],
)  # fmt: skip
def test_the_clock_on_the_wall(t_ms, told):
    assert told == wall_clock(1_795_392_000_000, t_ms)


def test_a_message_stands_at_a_task_while_it_has_failed_and_only_there():
    messages = {"load": Message("KeyError: 'day'"), "report": Message("never")}
    failed = seen("run_now", messages=messages)
    mended = seen("run_now", "fix", "repair", messages=messages)

    assert ["KeyError: 'day'", ""] == [task.message for task in failed.tasks]
    assert ["", ""] == [task.message for task in mended.tasks]


def test_a_failure_with_a_code_of_its_own_has_it_on_the_task_the_run_and_in_the_list():
    messages = {"load": Message("The driver has stopped.", "DRIVER_ERROR")}
    failed = seen("run_now", messages=messages)
    mended = seen("run_now", "fix", "run_now", messages=messages)

    assert ["DRIVER_ERROR", "SKIPPED"] == [task.line.code for task in failed.tasks]
    assert "DRIVER_ERROR" == failed.page.code == failed.runs[0].code
    assert "SUCCESS" == mended.page.code == mended.runs[0].code


def test_each_version_says_who_wrote_it():
    found = seen("run_now", "fix", "repair", "restore:silver")
    silver = next(table for table in found.tables if table.name == "silver")

    assert [
        (3, "RESTORE to version 0", "hand", "", 0),
        (2, "WRITE, mode Append", "run 1, task load, in a repair", "40", 80),
        (1, "WRITE, mode Append", "run 1, task load", "40", 40),
    ] == [(v.number, v.operation, v.by, v.written, v.rows) for v in silver.versions]


def test_the_page_is_that_of_the_run_that_started_last():
    found = seen("run_now", "fix", "run_now")

    assert (2, State.SUCCESS) == (found.page.run, found.page.state)
    assert [1, 1] == [task.line.attempts for task in found.tasks]
    assert [(2, "Succeeded"), (1, "Failed")] == [(run.number, run.word) for run in found.runs]


def test_at_the_call_a_run_that_goes_on_is_running_and_one_behind_it_waits():
    trace = HANGS.scenario.play_text()
    found = platform_seen(trace, HANGS.now_ms, {})

    assert [
        (3, "Queued", "", ""),
        (2, "Running", "Tue 01:00", "2:00:00"),
        (1, "Succeeded", "Mon 18:00", "20:00"),
    ] == [(run.number, run.word, run.started, run.took) for run in found.runs]
    assert ["Succeeded", "Running"] == [task.line.word for task in found.tasks]
    assert ("Tue 01:10", "1:50:00") == (found.tasks[1].since, found.tasks[1].line.took)
    assert {"clinic.export": 640, "laboratory.results": 640} == {
        table.name: table.rows for table in found.tables
    }
    assert ["laboratory: run 2 takes longer than expected"] == [m.says for m in found.mails]


def test_before_anything_happened_nothing_is_shown():
    found = platform_seen(HANGS.scenario.play_text(), 3_600_000 - 1, {})

    assert [1] == [run.number for run in found.runs]
    assert () == found.mails


def test_a_task_shows_what_it_was_given_and_an_if_else_what_it_compared():
    trace = SPRING.scenario.play_text()
    tests, in_season, release, _ = platform_seen(trace, trace.t_end_ms, {}).tasks

    assert (("season", "Spring"),) == tests.parameters
    assert "“Spring” EQUAL_TO “spring”: false" == in_season.decided
    assert ("Excluded", "") == (release.line.word, release.decided)


def test_what_a_repair_decides_without_a_start_shows_nothing_of_the_time_before():
    one = IncidentTry(SPRING, SPRING.level.solution.do[1:])
    tests, _, release, hold_back = one.seen.tasks

    assert ("Excluded", 0, "", ()) == (
        hold_back.line.word, hold_back.line.attempts, hold_back.line.took, hold_back.parameters
    )  # fmt: skip
    assert (("season", "Spring"),) == tests.parameters
    assert (("season", "spring"),) == release.parameters


@pytest.mark.parametrize("incident", bundled().incidents.values(), ids=lambda one: one.slug)
def test_once_all_is_over_each_run_stands_as_it_ended(incident):
    for act in incident.level.may.do:
        trace = IncidentTry(incident, (act,)).trace
        found = platform_seen(trace, trace.t_end_ms, {})

        assert [str(run.result) for run in trace.runs] == [run.state for run in found.runs[::-1]]


def test_a_run_is_canceled_in_the_queue_from_that_moment_on():
    trace = IncidentTry(HANGS, ("cancel;run=3@32400",)).trace
    before, then = (platform_seen(trace, ms, {}).runs[0] for ms in (32_399_000, 32_400_000))

    assert ("Queued", "Canceled") == (before.word, then.word)
    assert ("", "") == (then.started, then.took)


def test_after_an_act_that_names_its_moment_nothing_is_shown_of_later_ones():
    waited = IncidentTry(HANGS, ("wait@36000",))

    assert "Tue 04:00" == waited.seen.at
    assert ["Queued", "Running", "Succeeded"] == [run.word for run in waited.seen.runs]
    assert ["cancel;run=2@36000"] == waited.offered
    assert "Tue 03:00" == IncidentTry(HANGS, ("cancel;run=2@32400",)).seen.at


def test_what_names_no_moment_is_shown_once_it_is_over():
    trace = IncidentTry(SPRING, ("run_now;p.season=spring",))

    assert trace.trace.t_end_ms == trace.until_ms
    assert list(SPRING.level.may.do) == trace.offered


@pytest.mark.parametrize(("count", "place"), [(IN_ORDER_MAX, 20), (IN_ORDER_MAX + 1, 0)])
def test_of_many_tasks_those_that_failed_come_first(count, place):
    keys = [f"t{number}" for number in range(count)]
    world = a_world(*map(a_task, keys), t20=a_script(fails=a_failure()))
    trace = a_scenario("s", world).play_text(WhatIfText(do=("run_now",)))
    shown = [task.line.key for task in platform_seen(trace, trace.t_end_ms, {}).tasks]

    assert place == shown.index("t20")
    assert [key for key in keys if key != "t20"] == [key for key in shown if key != "t20"]
