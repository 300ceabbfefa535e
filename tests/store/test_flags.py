"""What learners find wrong in questions: kept, counted, replied to, and gone with all of theirs."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from trialrun.store import FLAGS_MAX, Flag, Stores, open_stores

ADA, BOB = "ada", "bob"
A_FLAG = Flag("f1", "rollback/a", "d1", "one", '{"x": "yes"}', "key", "It is not.", 1_000)


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    return open_stores(tmp_path / "trialrun.db")


def test_a_flag_is_kept_once_and_read_by_its_learner_alone(stores):
    assert stores.flags.keep(ADA, A_FLAG)
    assert stores.flags.keep(ADA, replace(A_FLAG, says="Twice."))

    assert (replace(A_FLAG, number=1),) == stores.flags.of_learner(ADA)
    assert () == stores.flags.of_learner(BOB)


def test_a_reply_reaches_the_flag_and_it_waits_no_longer(stores):
    stores.flags.keep(ADA, A_FLAG)
    stores.flags.keep(BOB, replace(A_FLAG, question="rollback/b"))

    assert stores.flags.reply(1, "Mended.", 2_000)
    assert not stores.flags.reply(3, "Mended.", 2_000)
    assert [2] == [flag.number for flag in stores.flags.listed(is_all=False)]
    assert [1, 2] == [flag.number for flag in stores.flags.listed(is_all=True)]
    assert [("rollback/b", 1, 1), ("rollback/a", 0, 1)] == stores.flags.counts(9)
    (found,) = stores.flags.of_learner(ADA)
    assert ("Mended.", 2_000) == (found.reply, found.replied_ms)


def test_one_learner_keeps_no_more_than_so_many(stores):
    for number in range(FLAGS_MAX):
        assert stores.flags.keep(ADA, replace(A_FLAG, id=f"f{number}"))

    assert not stores.flags.keep(ADA, replace(A_FLAG, id="more"))
    assert stores.flags.keep(ADA, replace(A_FLAG, id="f7"))
    assert FLAGS_MAX == len(stores.flags.of_learner(ADA))


def test_flags_go_along_when_a_learner_becomes_another(stores):
    stores.flags.keep(ADA, A_FLAG)
    stores.flags.reply(1, "Mended.", 2_000)
    stores.flags.keep(BOB, replace(A_FLAG, id="f2"))
    stores.learners.move(ADA, BOB, 9_000)

    assert () == stores.flags.of_learner(ADA)
    assert {"f1": "Mended.", "f2": ""} == {f.id: f.reply for f in stores.flags.of_learner(BOB)}
    stores.learners.delete(BOB)
    assert () == stores.flags.listed(is_all=True)


def test_a_number_is_never_given_again(stores):
    stores.flags.keep(ADA, A_FLAG)
    stores.flags.keep(ADA, A_FLAG)
    stores.learners.delete(ADA)
    stores.flags.keep(BOB, A_FLAG)

    assert not stores.flags.reply(1, "Meant for Ada.", 2_000)
    assert [2] == [flag.number for flag in stores.flags.listed(is_all=True)]


def test_numbers_go_on_in_a_database_that_had_flags_before_they_were_counted(tmp_path):
    path = tmp_path / "trialrun.db"
    first = open_stores(path)
    first.flags.keep(ADA, A_FLAG)
    first.close()
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute("DROP TABLE flag_number")
        conn.execute("DELETE FROM _sqlite_migrations WHERE name = 'flag_numbers'")
    again = open_stores(path)
    again.flags.keep(BOB, A_FLAG)

    assert [1, 2] == [flag.number for flag in again.flags.listed(is_all=True)]
