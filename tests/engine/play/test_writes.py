"""What is written again: by a retry, a repair or a new run; and restored.

Facts: delta-atomic-commit, no-cross-task-rollback, append-duplicates, idempotent-append,
same-rows-again, restore.
"""

import pytest

from tests.build import (
    a_failure,
    a_loop,
    a_script,
    a_story,
    a_task,
    a_world,
    a_write,
    rules_of,
    the_event,
    with_job,
)

MODES = [
    # rows and surplus rows after: a retry, a repair, a new run
    pytest.param("append", (20, 10), id="append"),
    pytest.param("overwrite", (10, 0), id="overwrite"),
    pytest.param("merge", (10, 0), id="merge"),
    pytest.param("idempotent", (10, 0), id="append with txnAppId and txnVersion"),
]
WAYS = [
    pytest.param(1, ("run_now",), id="retry"),
    pytest.param(0, ("run_now", "repair"), id="repair"),
    pytest.param(0, ("run_now", "run_now"), id="run now"),
]


@pytest.mark.parametrize(("mode", "end"), MODES)
@pytest.mark.parametrize(("max_retries", "do"), WAYS)
def test_what_is_written_again_is_there_twice_only_with_a_plain_append(mode, end, max_retries, do):
    script = a_script(a_write("t", 10, mode), fails=a_failure(0, after=1))

    trace = a_story(a_world(a_task("a", max_retries=max_retries), "b", a=script), *do)

    assert end == (trace.tables["t"].rows, trace.tables["t"].dup)


VERSIONS = [
    # a second execution makes a version, but for the write that is ignored
    pytest.param("append", 2),
    pytest.param("overwrite", 2),
    pytest.param("merge", 2),
    pytest.param("idempotent", 1),
]


@pytest.mark.parametrize(("mode", "version"), VERSIONS)
def test_every_write_is_a_version_but_one_that_is_ignored(mode, version):
    trace = a_story(a_world("a", a=a_script(a_write("t", 10, mode))), "run_now", "run_now")

    assert version == trace.tables["t"].version


def test_restore_takes_the_surplus_rows_out_again():
    world = a_world("a", a=a_script(a_write("t", 10)))

    trace = a_story(world, "run_now", "run_now", "restore:t;version=1")

    assert (3, 10, 0) == tuple(trace.tables["t"])
    assert "restore" == the_event(trace, "commit.restore").commit.op


RESTORES = [
    pytest.param("restore:nope", "restore.refused_unknown", id="no such table"),
    pytest.param("restore:t;version=2", "restore.refused_unknown", id="no such version"),
    pytest.param("restore:t;version=1", "restore.refused_newest", id="the newest version"),
]


@pytest.mark.parametrize(("do", "rule"), RESTORES)
def test_what_there_is_not_or_is_now_cannot_be_restored(do, rule):
    trace = a_story(a_world("a", a=a_script(a_write("t", 10))), "run_now", do)

    assert "refused" == the_event(trace, rule).kind
    assert (1, 10, 0) == tuple(trace.tables["t"])


def test_an_idempotent_append_is_ignored_even_after_a_restore():
    world = a_world("a", a=a_script(a_write("t", 10, "idempotent")))

    trace = a_story(world, "run_now", "restore:t", "run_now")

    assert (2, 0, 0) == tuple(trace.tables["t"])


def test_a_merge_of_another_input_adds_its_rows():
    world = with_job(
        a_world(a_loop("loop", "{{job.parameters.p}}"), one=a_script(a_write("t", 10, "merge"))),
        parameters=(("p", '["US"]'),),
    )

    trace = a_story(world, "run_now", 'run_now;p.p=["EU"]')

    assert (20, 0) == (trace.tables["t"].rows, trace.tables["t"].dup)


def test_rows_that_another_run_has_written_are_told_apart_from_a_rerun():
    world = a_world("a", "b", a=a_script(a_write("t", 10)))

    assert "commit.append_same_rows" in rules_of(a_story(world, "run_now", "run_now"))
    again = a_story(world, "run_now", "repair;tasks=a")
    assert "commit.append_again" in rules_of(again)
    twice = a_world(a_loop("l", '["US", "US"]'), one=a_script(a_write("t", 10)))
    assert "commit.append_same_rows" in rules_of(a_story(twice))
