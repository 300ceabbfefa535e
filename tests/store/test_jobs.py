"""Job texts are kept under their digest, once, for whoever brought them, and within bounds."""

import sqlite3
from pathlib import Path

import pytest

from tests.store.inside import connection_of
from trialrun.store import TEXT_BYTES_MAX, Jobs, Quotas, StoreError, open_stores
from trialrun.store.database import AppDatabase
from trialrun.store.jobs import DAY_MS, QUOTAS

ADA, BOB, CY = "ada", "bob", "cy"
HOME, SCHOOL = "10.0.0.0/24", "10.1.0.0/24"
NO_BOUND = 10**9
SMALL = 100
"""What a text of the tests below weighs; three of them fill a quota of 300."""


@pytest.fixture
def database(tmp_path: Path) -> AppDatabase:
    """An empty database."""
    return AppDatabase(tmp_path / "trialrun.db")


@pytest.fixture
def jobs(database: AppDatabase) -> Jobs:
    """An empty store of jobs."""
    return Jobs(database)


def bounded(database: AppDatabase, **quotas: int) -> Jobs:
    """Returns a store that holds so many bytes of a learner, an address, or all."""
    open_wide = {"learner": NO_BOUND, "address": NO_BOUND, "whole": NO_BOUND}
    return Jobs(database, quotas=Quotas(**(open_wide | {"least": 1, "left_pct": 100} | quotas)))


def keep(jobs: Jobs, digest: str, now_ms: int, learner: str = ADA, address: str = HOME) -> None:
    jobs.keep(digest, digest.ljust(SMALL), now_ms, learner=learner, address=address)


def kept(database: AppDatabase) -> list[str]:
    rows = connection_of(database).execute("SELECT digest FROM job ORDER BY digest").fetchall()
    return [row["digest"] for row in rows]


def holdings(database: AppDatabase) -> list[tuple[object, ...]]:
    rows = connection_of(database).execute(
        "SELECT learner, digest, address, bytes, used_ms FROM holding ORDER BY digest, learner"
    )
    return [tuple(row) for row in rows.fetchall()]


def test_a_text_is_found_under_its_digest(jobs):
    jobs.keep("d1", "tasks: [é]\n", 1, learner=ADA, address=HOME)

    assert "tasks: [é]\n" == jobs.text("d1")


def test_a_digest_that_nobody_brought_has_no_text(jobs):
    assert jobs.text("d1") is None
    assert not jobs.use("d1", 1)


def test_the_same_digest_again_changes_nothing(jobs, database):
    jobs.keep("d1", "first", 1, learner=ADA, address=HOME)
    jobs.keep("d1", "second", 2, learner=ADA, address=SCHOOL)

    (row,) = connection_of(database).execute("SELECT * FROM job").fetchall()
    assert {"digest": "d1", "bytes": 5, "kept_ms": 1, "text": "first"} == dict(row)
    assert [(ADA, "d1", HOME, 5, 1)] == holdings(database)


def test_a_text_that_two_brought_is_on_the_account_of_both(jobs, database):
    jobs.keep("d1", "text", 1, learner=ADA, address=HOME)
    jobs.keep("d1", "text", 2, learner=BOB, address=SCHOOL)

    assert [(ADA, "d1", HOME, 4, 1), (BOB, "d1", SCHOOL, 4, 2)] == holdings(database)


def test_a_text_outlives_the_process(tmp_path):
    open_stores(tmp_path / "trialrun.db").jobs.keep("d1", "text", 1, learner=ADA, address=HOME)

    assert "text" == open_stores(tmp_path / "trialrun.db").jobs.text("d1")


def test_a_database_from_before_holdings_keeps_its_texts_for_nobody(tmp_path):
    file = tmp_path / "trialrun.db"
    AppDatabase(file)
    with sqlite3.connect(file) as old:
        old.execute("DROP TABLE holding")
        old.execute("DELETE FROM _sqlite_migrations WHERE name = 'holdings'")
        old.execute("INSERT INTO job VALUES ('d1', 4, 7, 'text')")

    database = AppDatabase(file)
    assert [("", "d1", "", 4, 7)] == holdings(database)
    assert Jobs(database).use("d1", 8)


def test_a_learner_pushes_out_what_they_used_least(database):
    jobs = bounded(database, learner=3 * SMALL)
    keep(jobs, "other", 0, BOB)
    for number in range(5):
        keep(jobs, f"d{number}", number, address=(HOME, SCHOOL)[number % 2])

    assert ["d2", "d3", "d4", "other"] == kept(database)


def test_a_text_whose_link_is_used_stays(database):
    jobs = bounded(database, learner=3 * SMALL)
    for number in range(3):
        keep(jobs, f"d{number}", number)
    assert jobs.use("d0", 3)
    keep(jobs, "d3", 4)
    jobs.keep("d2", "brought again", 5, learner=ADA, address=HOME)
    keep(jobs, "d4", 6)

    assert ["d2", "d3", "d4"] == kept(database)


def test_who_holds_most_at_an_address_gives_first(database):
    jobs = bounded(database, address=4 * SMALL)
    keep(jobs, "bobs", 0, BOB)
    keep(jobs, "elsewhere", 0, CY, SCHOOL)
    for number in range(1, 9):
        keep(jobs, f"d{number}", number)

    assert ["bobs", "d6", "d7", "d8", "elsewhere"] == kept(database)


def test_the_address_that_holds_most_gives_first_when_all_is_full(database):
    jobs = bounded(database, whole=5 * SMALL)
    keep(jobs, "school1", 1, BOB, SCHOOL)
    keep(jobs, "school2", 2, CY, SCHOOL)
    for number in range(1, 100):
        # Each with a new cookie.
        keep(jobs, f"d{number:02}", 2 + number, f"learner{number}")

    assert ["d97", "d98", "d99", "school1", "school2"] == kept(database)


def test_a_newcomer_finds_room_when_others_hold_all(database):
    jobs = bounded(database, whole=4 * SMALL)
    for number in range(4):
        keep(jobs, f"d{number}", number)
    keep(jobs, "new", 9, BOB, SCHOOL)

    assert ["d1", "d2", "d3", "new"] == kept(database)


def test_texts_of_nobody_go_by_their_last_use(database):
    jobs = bounded(database, whole=4 * SMALL)
    for number in range(4):
        keep(jobs, f"old{number}", number, "", "")
    assert jobs.use("old0", 5)
    keep(jobs, "new1", 6)
    keep(jobs, "new2", 7)

    assert ["new1", "new2", "old0", "old3"] == kept(database)


def test_a_text_stays_as_long_as_anybody_holds_it(database):
    jobs = bounded(database, learner=1 * SMALL)
    keep(jobs, "shared", 1)
    keep(jobs, "shared", 2, BOB)
    keep(jobs, "more", 3)
    assert ["more", "shared"] == kept(database)

    keep(jobs, "last", 4, BOB)
    assert ["last", "more"] == kept(database)


def test_a_text_that_a_class_brings_counts_once(database):
    jobs = bounded(database, address=3 * SMALL)
    keep(jobs, "adas", 1)
    for number in range(50):
        keep(jobs, "example", 2 + number, f"learner{number}")

    assert ["adas", "example"] == kept(database)
    assert 51 == len(holdings(database))


def test_small_texts_are_bounded_in_number_and_so_are_those_who_hold_one(database):
    jobs = bounded(database, whole=10 * SMALL, least=SMALL)
    for number in range(30):
        jobs.keep("d", "one for all", number, learner=f"learner{number}", address=HOME)
        jobs.keep(f"d{number}", "x", number, learner=ADA, address=SCHOOL)

    assert 10 >= len(holdings(database))


def test_what_is_full_is_emptied_a_little_further(database):
    jobs = bounded(database, learner=10 * SMALL, left_pct=50)
    for number in range(11):
        keep(jobs, f"d{number:02}", number)

    assert [f"d{number:02}" for number in range(6, 11)] == kept(database)


def test_all_texts_together_are_bounded_on_the_disk():
    assert 200_000_000 == QUOTAS.whole
    assert QUOTAS.learner < QUOTAS.address < QUOTAS.whole
    assert TEXT_BYTES_MAX * 10 == QUOTAS.learner


def test_a_new_text_stays_even_when_the_clock_went_back(database):
    jobs = bounded(database, learner=2 * SMALL)
    for digest, now_ms in (("d1", 10), ("d2", 11), ("d3", 1)):
        keep(jobs, digest, now_ms)

    assert "d3" in kept(database)


def used_ms(database: AppDatabase) -> int:
    return connection_of(database).execute("SELECT max(used_ms) FROM holding").fetchone()[0]


def test_a_use_is_written_once_a_day(jobs, database):
    keep(jobs, "d1", 1)
    written = []
    for now_ms in (2, DAY_MS, DAY_MS + 1, DAY_MS + 2, 2 * DAY_MS + 1):
        jobs.use("d1", now_ms)
        written.append(used_ms(database))

    assert [1, 1, DAY_MS + 1, DAY_MS + 1, 2 * DAY_MS + 1] == written


def test_a_use_after_the_clock_was_set_back_is_written(jobs, database):
    keep(jobs, "d1", 10 * DAY_MS)
    jobs.use("d1", DAY_MS)

    assert DAY_MS == used_ms(database)


def test_a_use_waits_for_no_writer_and_counts_all_the_same(database, tmp_path):
    jobs, other = bounded(database, learner=2 * SMALL), AppDatabase(tmp_path / "trialrun.db")
    keep(jobs, "d1", 1)
    keep(jobs, "d2", 2)
    # So long that a test which waits for it is one that hangs.
    connection_of(database).execute("PRAGMA busy_timeout=600000")
    with other.writing():
        assert jobs.use("d1", 3 * DAY_MS)

    keep(jobs, "d3", 3 * DAY_MS + 1)
    assert ["d1", "d3"] == kept(database)


def test_a_use_counts_though_the_text_that_pushed_others_out_was_refused_first(database, tmp_path):
    jobs, other = bounded(database, learner=2 * SMALL), AppDatabase(tmp_path / "trialrun.db")
    keep(jobs, "d1", 1)
    keep(jobs, "d2", 2)
    jobs.use("d1", 3)
    connection_of(database).execute("PRAGMA busy_timeout=1")
    with other.writing(), pytest.raises(StoreError):
        keep(jobs, "d3", 4)

    keep(jobs, "d3", 5)
    assert ["d1", "d3"] == kept(database)


def test_a_text_of_exactly_the_bound_is_kept(jobs):
    jobs.keep("d1", "x" * TEXT_BYTES_MAX, 1, learner=ADA, address=HOME)

    assert TEXT_BYTES_MAX == len(jobs.text("d1") or "")


def test_a_larger_text_is_refused(jobs):
    with pytest.raises(ValueError, match="the text has 1000001 bytes; at most 1000000 are kept"):
        jobs.keep("d1", "é" + "x" * (TEXT_BYTES_MAX - 1), 1, learner=ADA, address=HOME)

    assert jobs.text("d1") is None


def test_a_database_that_takes_nothing_says_so(jobs, database):
    keep(jobs, "d1", 1)
    connection_of(database).execute("PRAGMA query_only=ON")

    with pytest.raises(StoreError, match="read-only"):
        keep(jobs, "d2", 2)
    assert "d1".ljust(SMALL) == jobs.text("d1")
    assert jobs.use("d1", 9 * DAY_MS)
