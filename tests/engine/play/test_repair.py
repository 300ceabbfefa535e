"""A repair runs tasks again inside the same run; a new run does everything again."""

import pytest

from tests.build import (
    ALWAYS,
    a_failure,
    a_script,
    a_story,
    a_task,
    a_world,
    a_write,
    starts,
    states,
    the_event,
)

FORK = ("a", a_task("b", "a"), a_task("c", "a"), a_task("d", "b", "c"))


def a_half_written_fork(mode: str = "append"):
    """`c` fails after the first of its two writes, until it is fixed."""
    return a_world(
        *FORK,
        a=a_script(a_write("bronze", 100, mode)),
        b=a_script(a_write("silver", 90, mode)),
        c=a_script(a_write("menu", 4, mode), a_write("price", 4, mode), fails=a_failure(after=1)),
        d=a_script(a_write("gold", 1, mode)),
    )


def test_repair_keeps_successes():
    trace = a_story(a_half_written_fork(), "run_now", "fix", "repair")

    assert dict.fromkeys("abcd", "SUCCESS") == states(trace)
    assert {"a": 1, "b": 1, "c": 2, "d": 1} == {key: t.attempts for key, t in trace.tasks.items()}
    assert [0] == starts(trace, "a")
    assert [60_000] == starts(trace, "b")


def test_a_task_goes_on_because_of_the_repair_and_not_only_of_kept_parents():
    trace = a_story(a_half_written_fork(), "run_now", "fix", "repair")

    again = the_event(trace, "repair.same_run").q + 1
    (goes_on,) = [e for e in trace.events if e.q > again and e.task == 2 and e.after == "RUNNING"]
    assert ("repair.unsuccessful", 2) == (trace.events[again].rule, trace.events[again].task)
    assert again in goes_on.cause


def test_repair_is_a_second_segment_of_the_same_run():
    trace = a_story(a_half_written_fork(), "run_now", "fix", "repair")

    assert [("run", 1, -1), ("repair", 1, 0)] == [(s.kind, s.run, s.of) for s in trace.segments]
    assert ["FAILED", "SUCCESS"] == [str(s.result) for s in trace.segments]
    assert (2, 3) == trace.segments[1].tasks


def test_the_segment_of_a_second_repair_points_to_the_first():
    trace = a_story(a_half_written_fork(), "run_now", "repair", "fix", "repair")

    assert [-1, 0, 1] == [segment.of for segment in trace.segments]
    assert ["FAILED", "FAILED", "SUCCESS"] == trace.final()["segments"]


def test_repair_without_a_fix_fails_again():
    trace = a_story(a_half_written_fork(), "run_now", "repair")

    assert ["FAILED", "FAILED"] == trace.final()["segments"]
    assert 8 == trace.tables["menu"].rows


def test_repair_repeats_the_append_before_the_failure():
    trace = a_story(a_half_written_fork(), "run_now", "fix", "repair")

    assert {
        "bronze": (1, 100, 0),
        "gold": (1, 1, 0),
        "menu": (2, 8, 4),
        "price": (1, 4, 0),
        "silver": (1, 90, 0),
    } == {name: tuple(table) for name, table in trace.tables.items()}


def test_repair_of_overwrites_leaves_no_duplicates():
    trace = a_story(a_half_written_fork("overwrite"), "run_now", "fix", "repair")

    assert 0 == trace.final()["dup"]
    assert (2, 4, 0) == tuple(trace.tables["menu"])


def test_repair_gives_every_task_its_retries_again():
    world = a_world(a_task("a", max_retries=1), "b", a=a_script(fails=ALWAYS))

    trace = a_story(world, "run_now", "repair")

    assert 4 == trace.tasks["a"].attempts
    assert [0, 1, 2, 3] == [e.attempt for e in trace.events if e.task == 0 and e.kind == "attempt"]


def test_a_fix_of_one_task_leaves_the_others_broken():
    world = a_world("a", "b", a=a_script(fails=ALWAYS), b=a_script(fails=ALWAYS))

    trace = a_story(world, "run_now", "fix:a", "repair")

    assert {"a": "SUCCESS", "b": "FAILED"} == states(trace)


def test_a_fix_during_an_attempt_does_not_save_it():
    world = a_world(a_task("a", max_retries=1), a=a_script(takes_s=100, fails=ALWAYS))

    trace = a_story(world, "run_now", "fix@10")

    assert 2 == trace.tasks["a"].attempts
    assert {"a": "SUCCESS"} == states(trace)


NOTHING_TO_FIX = [
    pytest.param("run_now fix", id="nothing fails"),
    pytest.param("run_now fix:a", id="this task does not fail"),
    pytest.param("run_now fix:b fix:b", id="fixed already"),
]


@pytest.mark.parametrize("do", NOTHING_TO_FIX)
def test_a_fix_of_nothing_is_refused(do):
    broken = {"b": a_script(fails=ALWAYS)} if "fix:b" in do else {}

    trace = a_story(a_world("a", "b", **broken), *do.split())

    assert "refused" == the_event(trace, "operator.nothing_to_fix").kind


def test_a_repair_follows_from_the_failed_run_and_the_fixes_since():
    trace = a_story(a_half_written_fork(), "run_now", "fix", "repair")

    failed, fix = the_event(trace, "run.leaf_failed").q, the_event(trace, "operator.fix").q
    assert (failed, fix) == the_event(trace, "repair.same_run").cause


def test_a_fix_follows_from_the_failure_it_mends():
    trace = a_story(a_half_written_fork(), "run_now", "fix")

    assert (the_event(trace, "retry.none_forbidden").q,) == the_event(trace, "operator.fix").cause


def test_a_repair_without_a_fix_follows_from_the_failed_run_alone():
    trace = a_story(a_half_written_fork(), "run_now", "repair")

    first = next(event.q for event in trace.events if event.rule == "run.leaf_failed")
    assert (first,) == the_event(trace, "repair.same_run").cause


WITHOUT_RETRIES = [
    pytest.param("serverless", "retry.none_forbidden", id="serverless"),
    pytest.param("main", "retry.none", id="job cluster"),
    pytest.param("team", "retry.none", id="all-purpose"),
]


@pytest.mark.parametrize(("compute", "rule"), WITHOUT_RETRIES)
def test_the_last_failure_without_retries_tells_serverless_apart(compute, rule):
    trace = a_story(a_world(a_task("a", compute=compute), a=a_script(fails=ALWAYS)))

    assert ["FAILED"] == [event.after for event in trace.events if event.rule == rule]
    assert [rule] == [e.rule for e in trace.events if e.rule.startswith("retry.none")]


def test_retries_on_serverless_are_used_up_as_anywhere():
    trace = a_story(a_world(a_task("a", max_retries=1), a=a_script(fails=ALWAYS)))

    assert "FAILED" == the_event(trace, "retry.exhausted").after


BROKEN = a_script(fails=ALWAYS)

REFUSED = [
    pytest.param(
        a_world("a", "b", a=BROKEN), "run_now repair@5", "repair.refused_active", id="active"
    ),
    pytest.param(
        a_world("a", a=BROKEN), "run_now repair", "repair.refused_single_task", id="single task"
    ),
    pytest.param(
        a_world("a", "b"), "run_now repair", "repair.refused_nothing_to_do", id="nothing to do"
    ),
    pytest.param(
        a_world("a", "b", a=BROKEN),
        "run_now fix repair repair",
        "repair.refused_nothing_to_do",
        id="repaired already",
    ),
    pytest.param(a_world("a", "b"), "repair", "repair.refused_no_run", id="no run"),
]


@pytest.mark.parametrize(("world", "do", "rule"), REFUSED)
def test_a_refused_repair_changes_nothing_but_the_story(world, do, rule):
    before, refused = a_story(world, *do.split()[:-1] or ["fix"]), a_story(world, *do.split())

    assert "refused" == the_event(refused, rule).kind
    assert before.final() == refused.final()


def test_run_now_is_a_new_run_that_does_everything_again():
    trace = a_story(a_half_written_fork(), "run_now", "fix", "run_now")

    assert [("run", 1), ("run", 2)] == [(s.kind, s.run) for s in trace.segments]
    assert dict.fromkeys("abcd", 1) == {key: task.attempts for key, task in trace.tasks.items()}
    assert {"a": 1, "b": 1, "c": 1, "d": 0} == {key: t.again for key, t in trace.tasks.items()}


def test_run_now_appends_again_also_what_had_succeeded():
    trace = a_story(a_half_written_fork(), "run_now", "fix", "run_now")

    assert {"bronze": 100, "gold": 0, "menu": 4, "price": 0, "silver": 90} == {
        name: table.dup for name, table in trace.tables.items()
    }


def test_run_now_of_overwrites_leaves_no_duplicates():
    trace = a_story(a_half_written_fork("overwrite"), "run_now", "fix", "run_now")

    assert 0 == trace.final()["dup"]
