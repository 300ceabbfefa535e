"""What a run is for: the same write twice for one occasion is surplus, for two it is not.

Facts: same-rows-again, append-duplicates, idempotent-append.
"""

from dataclasses import replace

import pytest

from tests.build import (
    ALWAYS,
    FIRST,
    a_failure,
    a_file,
    a_loop,
    a_run_job,
    a_script,
    a_story,
    a_task,
    a_world,
    a_write,
    an_update,
    rules_of,
    with_edit,
    with_job,
    with_jobs,
)
from trialrun.engine import Arrival, Continuous, Periodic, Schedule, Trace, World, simulate
from trialrun.engine.job.world import Action, Do

NIGHTLY = Schedule("0 0 2 * * ?")
MONDAY, TUESDAY = "2026-11-23T02:00:00Z", "2026-11-24T02:00:00Z"
NOON_S, NEXT_NOON_S = 12 * 3600, 36 * 3600
"""The story begins on Monday 2026-11-23, 00:00 UTC."""


def a_nightly(mode: str = "append", **fields) -> World:
    """Returns a job that writes ten rows to `t` each night."""
    script = a_script(a_write("t", 10, mode), **fields)
    return with_job(a_world("a", a_task("b", "a"), a=script), trigger=NIGHTLY)


def occasions(trace: Trace) -> list[str]:
    """Returns what each run of the world's own job was for, skipped ones included."""
    return [run.occasion for run in trace.runs]


def end_of(trace: Trace) -> tuple[int, int]:
    """Returns rows and surplus rows of the only table."""
    (end,) = trace.tables.values()
    return end.rows, end.dup


NIGHTS = [
    # rows and surplus rows after two nights, and after the second one again
    pytest.param("append", (20, 0), (30, 10)),
    pytest.param("overwrite", (10, 0), (10, 0)),
    pytest.param("merge", (20, 0), (20, 0)),
    pytest.param("idempotent", (20, 0), (20, 0)),
]


@pytest.mark.parametrize(("mode", "two_nights", "and_again"), NIGHTS)
def test_each_night_writes_rows_of_its_own(mode, two_nights, and_again):
    world = a_nightly(mode)
    two = a_story(world, f"wait@{NEXT_NOON_S}")
    three = a_story(world, f"wait@{NEXT_NOON_S}", "run_now")

    assert [MONDAY, TUESDAY] == occasions(two)
    assert two_nights == end_of(two)
    assert [MONDAY, TUESDAY, TUESDAY] == occasions(three)
    assert and_again == end_of(three)


def test_rows_of_another_night_are_written_for_the_first_time():
    trace = a_story(a_nightly("merge"), f"wait@{NEXT_NOON_S}", "run_now")

    assert ["commit.merge", "commit.merge", "commit.merge_again"] == [
        rule for rule in rules_of(trace) if rule.startswith("commit.")
    ]


RUN_NOW = [
    # what is done, what each run is for, rows and surplus rows
    pytest.param(["run_now"], ["run-1"], (10, 0), id="the first begins one"),
    pytest.param(["run_now", "run_now"], ["run-1", "run-1"], (20, 10), id="the next goes on"),
    pytest.param(
        ["run_now;for=mon", "run_now;for=tue"], ["mon", "tue"], (20, 0), id="for two occasions"
    ),
    pytest.param(
        ["run_now;for=mon", "run_now;for=tue", "run_now;for=mon"],
        ["mon", "tue", "mon"],
        (30, 10),
        id="for one that others came after",
    ),
    pytest.param(
        ["run_now;for=mon", "run_now;for=tue", "run_now"],
        ["mon", "tue", "tue"],
        (30, 10),
        id="for that of the run before",
    ),
    pytest.param(
        ["run_now", "run_now;for=tue", "run_now;for=run-1"],
        ["run-1", "tue", "run-1"],
        (30, 10),
        id="the first has a name, too",
    ),
    pytest.param(
        ["run_now;for=mon", "run_now;for=tue", "repair;tasks=a;run=1", "run_now"],
        ["mon", "tue", "tue"],
        (40, 20),
        id="a repair is of its run, and no run",
    ),
    pytest.param(
        ["run_now;token=x;for=mon", "run_now;token=x;for=tue", "run_now"],
        ["mon", "mon"],
        (20, 10),
        id="a token that is known makes no run",
    ),
    pytest.param(
        ["run_now;for=2026-11-23T01:00+00:00", "run_now;for=2026-11-23T02:00+01:00"],
        ["2026-11-23T01:00:00Z", "2026-11-23T01:00:00Z"],
        (20, 10),
        id="a moment has one name",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("do", "named", "end"), RUN_NOW)
def test_run_now_is_for_what_the_run_before_was_or_for_what_it_says(do, named, end):
    trace = a_story(a_world("a", "b", a=a_script(a_write("t", 10))), *do)

    assert named == occasions(trace)
    assert end == end_of(trace)


def test_a_retry_and_a_repair_are_for_the_same_as_their_run():
    script = a_script(a_write("t", 10), fails=a_failure(0, after=1))
    retried = a_story(a_world(a_task("a", max_retries=1), a=script))
    repaired = a_story(a_world("a", "b", a=script), "run_now;for=mon", "repair")

    assert (20, 10) == end_of(retried) == end_of(repaired)
    assert ["mon", "mon"] == [segment.occasion for segment in repaired.segments]


def test_a_late_rerun_is_for_the_night_that_it_names():
    world = a_nightly(fails=FIRST)
    late = a_story(world, f"wait@{NEXT_NOON_S}", f"run_now;for={MONDAY}")
    twice = a_story(world, f"wait@{NEXT_NOON_S}", f"run_now;for={MONDAY}", "run_now")

    assert [MONDAY, TUESDAY, MONDAY] == occasions(late)
    assert (20, 0) == end_of(late)
    assert (30, 10) == end_of(twice)


def test_the_night_is_named_in_utc():
    world = with_job(a_nightly(), trigger=Schedule("0 30 3 * * ?", "Europe/Berlin"))

    assert ["2026-11-23T02:30:00Z"] == occasions(a_story(world, f"wait@{NOON_S}"))


def test_a_schedule_that_comes_late_is_for_its_scheduled_time():
    world = with_job(a_world("a", a=a_script(takes_s=7200)), trigger=Periodic(3_600_000))

    trace = a_story(world, "run_now", "fix", "wait@8000")

    assert [(0, "run-1"), (7200, "2026-11-23T01:00:00Z"), (14_400, "2026-11-23T02:00:00Z")] == [
        (run.t0_ms // 1000, run.occasion) for run in trace.runs
    ]


def test_a_run_that_waits_keeps_what_it_is_for():
    script = a_script(a_write("t", 10), takes_s=100)
    world = with_job(a_world("a", a=script), trigger=Periodic(60_000))

    trace = a_story(world, "wait@125", "run_now;for=mon")

    assert [60, 160, 260] == [run.t0_ms // 1000 for run in trace.runs]
    assert ["2026-11-23T00:01:00Z", "2026-11-23T00:02:00Z", "mon"] == occasions(trace)
    assert (30, 0) == end_of(trace)


def test_run_now_makes_up_for_a_run_that_was_skipped():
    script = a_script(a_write("t", 10), takes_s=100)
    world = with_job(a_world("a", a=script), trigger=Periodic(60_000), queue=False)

    trace = a_story(world, "wait@125", "run_now")

    assert ["SUCCESS", "SKIPPED", "SUCCESS"] == [run.result for run in trace.runs]
    assert ["00:01:00Z", "00:02:00Z", "00:02:00Z"] == [o[11:] for o in occasions(trace)]
    assert (20, 0) == end_of(trace)


def test_a_run_that_was_canceled_in_the_queue_counts_as_the_run_before():
    world = a_world("a", a=a_script(a_write("t", 10), takes_s=100))

    trace = a_story(world, "run_now;for=mon", "run_now;for=tue@1", "cancel@2", "run_now")

    assert ["mon", "tue", "tue"] == occasions(trace)


FILES = a_file(60, "/in/1"), a_file(600, "/in/2")
UPDATES = an_update(61, "x"), an_update(700, "x")
TRIGGERS = [
    pytest.param(Arrival("file", ("/in",)), FILES, [60, 600], id="files"),
    pytest.param(Arrival("table", ("x",)), UPDATES, [61, 700], id="tables"),
    pytest.param(Continuous(), (), [0, 70, 140, 210], id="continuous"),
]


@pytest.mark.parametrize(("trigger", "happenings", "moments"), TRIGGERS)
def test_each_event_of_a_trigger_is_an_occasion(trigger, happenings, moments):
    world = with_job(a_world("a", a=a_script(a_write("t", 10))), trigger=trigger)

    trace = a_story(replace(world, happenings=happenings), f"wait@{moments[-1] + 60}")

    assert [f"2026-11-23T00:{s // 60:02}:{s % 60:02}Z" for s in moments] == occasions(trace)
    assert (10 * len(moments), 0) == end_of(trace)


def test_a_continuous_job_that_has_failed_tries_the_same_again():
    script = a_script(a_write("t", 10), takes_s=10, fails=a_failure(1, after=1))
    world = with_job(a_world("a", a=script), trigger=Continuous())

    trace = a_story(world, "wait@100")

    assert [0, 20, 87] == [run.t0_ms // 1000 for run in trace.runs]
    assert ["00:00:00Z", "00:00:20Z", "00:00:20Z"] == [o[11:] for o in occasions(trace)]
    assert (30, 10) == end_of(trace)


def test_run_now_of_a_continuous_job_begins_the_same_anew():
    script = a_script(a_write("t", 10), takes_s=60)
    world = with_job(a_world("a", a=script), trigger=Continuous())

    trace = a_story(world, "run_now@40")

    assert ["CANCELED", "SUCCESS"] == [run.result for run in trace.runs]
    assert 1 == len(set(occasions(trace)))
    assert (20, 10) == end_of(trace)


def test_another_trigger_does_not_change_what_the_next_run_now_is_for():
    world = with_edit(a_nightly(), "noon", trigger=Schedule("0 0 12 * * ?"))

    trace = a_story(world, f"wait@{NOON_S - 60}", "edit:noon", "run_now")

    assert [MONDAY, MONDAY] == occasions(trace)


# Child jobs

CHILD = a_world("x", x=a_script(a_write("t", 10)))


def test_a_child_run_is_for_what_its_parent_is():
    world = with_jobs(a_world(a_run_job("call", "child"), "b"), child=CHILD)
    do = ["run_now;for=mon", "run_now;for=tue"]

    assert (20, 0) == end_of(a_story(world, *do))
    assert (30, 10) == end_of(a_story(world, *do, "run_now"))
    assert ["mon", "mon > call", "tue", "tue > call"] == [
        segment.occasion for segment in a_story(world, *do).segments
    ]


def test_a_child_that_is_started_again_for_the_same_task_writes_the_same_again():
    broken = a_world("x", x=a_script(a_write("t", 10), fails=a_failure(0, after=1)))
    retried = with_jobs(a_world(a_run_job("call", "child", max_retries=1), "b"), child=broken)
    repaired = with_jobs(a_world(a_run_job("call", "child"), "b"), child=broken)

    assert (20, 10) == end_of(a_story(retried))
    assert (20, 10) == end_of(a_story(repaired, "run_now", "repair"))


def test_two_tasks_that_run_one_job_are_two_occasions():
    world = with_jobs(a_world(a_run_job("eu", "child"), a_run_job("us", "child")), child=CHILD)

    assert (20, 0) == end_of(a_story(world))
    assert (40, 20) == end_of(a_story(world, "run_now", "run_now"))


def test_each_element_of_a_loop_that_runs_a_job_is_an_occasion():
    loop = a_loop("each", '["EU", "US", "EU"]', task=a_run_job("one", "child"))
    world = with_jobs(a_world(loop), child=CHILD)

    trace = a_story(world, "run_now;for=mon")

    assert ["mon", 'mon > one "EU"', 'mon > one "US"', 'mon > one "EU"'] == [
        segment.occasion for segment in trace.segments
    ]
    assert (30, 10) == end_of(trace)


def test_a_child_of_a_child_is_for_all_that_is_above_it():
    inner = with_jobs(a_world(a_run_job("down", "grandchild")), grandchild=CHILD)
    world = with_jobs(a_world(a_run_job("call", "child")), child=inner)

    assert "run-1 > call > down" == a_story(world).segments[-1].occasion


def test_what_a_run_is_for_changes_nothing_but_which_rows_are_the_same():
    world = a_nightly(fails=ALWAYS)

    assert simulate(world).rows == simulate(world, (Action(Do.RUN_NOW, occasion="mon"),)).rows
