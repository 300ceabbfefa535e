"""Delta tables as far as a job can tell: versions, rows, surplus copies."""

import pytest

from tests.build import a_write
from trialrun.engine.tables import Commit, Table

FIRST, SECOND = (0, 0), (0, 1)
"""Two different writes of one task."""

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
]


@pytest.mark.parametrize(("writes", "end"), STORIES)
def test_commits_change_a_table_as_their_mode_says(writes, end):
    table = Table("t")
    for write_id, mode, rows in writes:
        table.commit(1, write_id, a_write("t", rows, mode))

    assert end == (table.version, table.rows, table.dup)


def test_a_commit_tells_what_it_wrote_and_the_table_after_it():
    table = Table("t")
    table.commit(1, FIRST, a_write("t", 10))

    again = table.commit(1, FIRST, a_write("t", 10))

    assert Commit("t", 2, "append", 10, 10, 20, 10) == again


def test_an_overwrite_of_duplicates_adds_none():
    table = Table("t")
    table.commit(1, FIRST, a_write("t", 10))
    table.commit(1, FIRST, a_write("t", 10))

    commit = table.commit(1, SECOND, a_write("t", 3, "overwrite"))

    assert Commit("t", 3, "overwrite", 3, 0, 3, 0) == commit


def test_forgetting_a_run_leaves_what_other_runs_have_written():
    table = Table("t")
    table.commit(1, FIRST, a_write("t", 10))
    table.commit(2, FIRST, a_write("t", 10))

    undone = table.forget_run(2)

    assert Commit("t", 1, "undo", -10, 0, 10, 0) == undone
    assert (1, 10, 0) == (table.version, table.rows, table.dup)


def test_forgetting_a_run_brings_back_what_it_had_overwritten():
    table = Table("t")
    table.commit(1, FIRST, a_write("t", 10))
    table.commit(2, SECOND, a_write("t", 3, "overwrite"))

    undone = table.forget_run(2)

    assert Commit("t", 1, "undo", 7, 0, 10, 0) == undone


def test_forgetting_a_run_that_wrote_nothing_is_no_commit():
    table = Table("t")
    table.commit(1, FIRST, a_write("t", 10))

    assert table.forget_run(2) is None
