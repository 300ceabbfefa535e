"""Delta tables as far as a job can tell: versions, rows, surplus copies."""

import pytest

from tests.build import a_write
from trialrun.engine.job.world import Write
from trialrun.engine.play.tables import Table, WriteId
from trialrun.engine.trace.commit import Commit

FIRST, SECOND = ("", "a", -1, 0), ("", "a", -1, 1)
"""Two different writes of one task."""


def an_entry(write_id: WriteId = FIRST, rows: int = 10, mode: str = "append", run: int = 1):
    """Returns a line of a table's log."""
    return run, 1, write_id, a_write("t", rows, mode)


def a_table(*entries: tuple[int, int, WriteId, Write]) -> Table:
    """Returns a table after commits."""
    table = Table("t")
    for entry in entries:
        table.commit(*entry)
    return table


STORIES = [
    # [(write id, mode, rows)] -> version, rows, dup
    pytest.param([], (0, 0, 0), id="created, never written"),
    pytest.param([(FIRST, "append", 10)], (1, 10, 0), id="append"),
    pytest.param([(FIRST, "append", 10)] * 2, (2, 20, 10), id="the same append twice"),
    pytest.param([(FIRST, "append", 10)] * 3, (3, 30, 20), id="the same append three times"),
    pytest.param(
        [(FIRST, "append", 10), (SECOND, "append", 5)], (2, 15, 0), id="two different appends"
    ),
    pytest.param([(FIRST, "overwrite", 10)], (1, 10, 0), id="overwrite"),
    pytest.param([(FIRST, "overwrite", 10)] * 2, (2, 10, 0), id="the same overwrite twice"),
    pytest.param(
        [(FIRST, "append", 10), (FIRST, "append", 10), (SECOND, "overwrite", 7)],
        (3, 7, 0),
        id="an overwrite ends the duplicates",
    ),
    pytest.param(
        [(FIRST, "append", 10), (SECOND, "overwrite", 7), (FIRST, "append", 10)],
        (3, 17, 0),
        id="an append after an overwrite is there once",
    ),
    pytest.param(
        [(FIRST, "overwrite", 10), (SECOND, "append", 5), (SECOND, "append", 5)],
        (3, 20, 5),
        id="appends behind an overwrite",
    ),
    pytest.param([(FIRST, "append", 0)] * 2, (2, 0, 0), id="an empty append"),
    pytest.param([(FIRST, "merge", 10)] * 2, (2, 10, 0), id="the same merge twice"),
    pytest.param(
        [(FIRST, "merge", 10), (SECOND, "merge", 5)], (2, 15, 0), id="two different merges"
    ),
    pytest.param(
        [(FIRST, "merge", 10), (SECOND, "overwrite", 7), (FIRST, "merge", 10)],
        (3, 17, 0),
        id="a merge after an overwrite finds its rows gone",
    ),
    pytest.param([(FIRST, "idempotent", 10)], (1, 10, 0), id="an append with a transaction"),
]


@pytest.mark.parametrize(("writes", "end"), STORIES)
def test_commits_change_a_table_as_their_mode_says(writes, end):
    table = a_table(*(an_entry(write_id, rows, mode) for write_id, mode, rows in writes))

    assert end == (table.version, table.rows, table.dup)


def test_a_commit_tells_what_it_wrote_and_the_table_after_it():
    table = a_table(an_entry())

    again = table.commit(*an_entry())

    assert Commit("t", 2, "append", 10, 10, 20, 10) == again


def test_an_overwrite_of_duplicates_adds_none():
    table = a_table(an_entry(), an_entry())

    commit = table.commit(*an_entry(SECOND, 3, "overwrite"))

    assert Commit("t", 3, "overwrite", 3, 0, 3, 0) == commit


def test_the_log_remembers_a_transaction_whatever_comes_after():
    table = a_table(an_entry(mode="idempotent"), an_entry(SECOND, 3, "overwrite"))

    assert {FIRST} == table.transactions


RESTORED = [
    # version -> rows and surplus rows of the table, rows gained
    pytest.param(0, (0, 0), -20, id="to its creation"),
    pytest.param(1, (10, 0), -10, id="to before the duplicates"),
]


@pytest.mark.parametrize(("version", "end", "gained"), RESTORED)
def test_restore_is_a_new_version_with_the_old_content(version, end, gained):
    table = a_table(an_entry(), an_entry())

    commit = table.restore(version)

    assert Commit("t", 3, "restore", gained, 0, *end, version) == commit
    assert (3, *end) == (table.version, table.rows, table.dup)


def test_a_write_after_a_restore_meets_what_was_restored():
    table = a_table(an_entry(), an_entry(SECOND, 3, "overwrite"))
    table.restore(1)

    commit = table.commit(*an_entry())

    assert Commit("t", 4, "append", 10, 10, 20, 10) == commit


def test_a_restore_can_be_taken_back_by_another():
    table = a_table(an_entry(), an_entry(SECOND, 3, "overwrite"))
    table.restore(1)

    commit = table.restore(2)

    assert Commit("t", 4, "restore", -7, 0, 3, 0, 2) == commit


@pytest.mark.parametrize("version", [-1, 1, 2])
def test_the_newest_version_or_one_that_there_is_not_cannot_be_restored(version):
    table = a_table(an_entry())

    assert table.restore(version) is None
    assert (1, 10, 0) == (table.version, table.rows, table.dup)


def test_forgetting_a_run_leaves_what_other_runs_have_written():
    table = a_table(an_entry(), an_entry(run=2))

    undone = table.forget(lambda entry: entry.run == 2)

    assert Commit("t", 1, "undo", -10, 0, 10, 0) == undone
    assert (1, 10, 0) == (table.version, table.rows, table.dup)


def test_forgetting_a_run_brings_back_what_it_had_overwritten():
    table = a_table(an_entry(), an_entry(SECOND, 3, "overwrite", run=2))

    undone = table.forget(lambda entry: entry.run == 2)

    assert Commit("t", 1, "undo", 7, 0, 10, 0) == undone


def test_forgetting_a_run_that_wrote_nothing_is_no_commit():
    assert a_table(an_entry()).forget(lambda entry: entry.run == 2) is None
