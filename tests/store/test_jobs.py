"""Job texts are kept under their digest, once, and within bounds."""

import sqlite3
from pathlib import Path

import pytest

from tests.store.inside import connection_of
from trialrun.store import TEXT_BYTES_MAX, Jobs, StoreError, open_stores
from trialrun.store.database import AppDatabase


@pytest.fixture
def database(tmp_path: Path) -> AppDatabase:
    """An empty database."""
    return AppDatabase(tmp_path / "trialrun.db")


@pytest.fixture
def jobs(database: AppDatabase) -> Jobs:
    """An empty store of jobs."""
    return Jobs(database)


def kept(database: AppDatabase) -> list[str]:
    rows = (
        connection_of(database)
        .execute("SELECT digest FROM job ORDER BY kept_ms, digest")
        .fetchall()
    )
    return [row["digest"] for row in rows]


def test_a_text_is_found_under_its_digest(jobs):
    jobs.keep("d1", "tasks: [é]\n", 1)

    assert "tasks: [é]\n" == jobs.text("d1")


def test_a_digest_that_nobody_brought_has_no_text(jobs):
    assert jobs.text("d1") is None


def test_the_same_digest_again_changes_nothing(jobs, database):
    jobs.keep("d1", "first", 1)
    jobs.keep("d1", "second", 2)

    (row,) = connection_of(database).execute("SELECT * FROM job").fetchall()
    assert {"digest": "d1", "bytes": 5, "kept_ms": 1, "text": "first"} == dict(row)


def test_a_text_outlives_the_process(tmp_path):
    open_stores(tmp_path / "trialrun.db").jobs.keep("d1", "text", 1)

    assert "text" == open_stores(tmp_path / "trialrun.db").jobs.text("d1")


def test_a_database_from_before_jobs_takes_them(tmp_path):
    file = tmp_path / "trialrun.db"
    AppDatabase(file)
    with sqlite3.connect(file) as old:
        old.execute("DROP TABLE job")
        old.execute("DELETE FROM _sqlite_migrations WHERE name = 'jobs'")

    jobs = open_stores(file).jobs
    jobs.keep("d1", "text", 1)
    assert "text" == jobs.text("d1")


def test_the_oldest_texts_go_beyond_the_count(database):
    jobs = Jobs(database, texts_max=3)
    for number in range(5):
        jobs.keep(f"d{number}", "text", number)

    assert ["d2", "d3", "d4"] == kept(database)


def test_the_oldest_texts_go_beyond_the_bytes(database):
    jobs = Jobs(database, bytes_max=10)
    for number, text in enumerate(["é" * 2, "b" * 4, "c" * 6]):
        jobs.keep(f"d{number}", text, number)

    assert ["d1", "d2"] == kept(database)


def test_a_new_text_stays_even_when_the_clock_went_back(database):
    jobs = Jobs(database, texts_max=2)
    for digest, kept_ms in (("d1", 10), ("d2", 11), ("d3", 1)):
        jobs.keep(digest, "text", kept_ms)

    assert jobs.text("d3") is not None


def test_a_text_of_exactly_the_bound_is_kept(jobs):
    jobs.keep("d1", "x" * TEXT_BYTES_MAX, 1)

    assert TEXT_BYTES_MAX == len(jobs.text("d1") or "")


def test_a_larger_text_is_refused(jobs):
    with pytest.raises(ValueError, match="the text has 1000001 bytes; at most 1000000 are kept"):
        jobs.keep("d1", "é" + "x" * (TEXT_BYTES_MAX - 1), 1)

    assert jobs.text("d1") is None


def test_a_database_that_takes_nothing_says_so(jobs, database):
    jobs.keep("d1", "text", 1)
    connection_of(database).execute("PRAGMA query_only=ON")

    with pytest.raises(StoreError, match="read-only"):
        jobs.keep("d2", "text", 2)
    assert "text" == jobs.text("d1")
