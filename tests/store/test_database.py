"""The SQLite file: what it refuses is a sentence, and what was kept stays."""

import re
from concurrent.futures import ThreadPoolExecutor, wait
from itertools import count
from pathlib import Path

import pytest
from sqlite_utils.utils import sqlite3

from tests.build import an_answer
from tests.store.inside import connection_of, schema_of
from trialrun.store import Answer, Answers, StoreError, open_stores
from trialrun.store.belongings import TABLES
from trialrun.store.database import MIGRATIONS, AppDatabase
from trialrun.store.questions import Questions
from trialrun.store.schema import migrations
from trialrun.store.settings import AppSettings

ADA = "ada"
FULL = r"disk is full, so nothing new can be kept\. .*arlier answers are safe\."
READ_ONLY = r"database is read-only, so nothing new can be kept\. .*arlier answers are safe\."
BUSY = r"database is busy .* Try again"
DAMAGED = r"database file is damaged\. Restore it from a backup"
A_QUESTION = "INSERT INTO question VALUES ('d1', 'a/b', 1, '{}')"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the database is."""
    return tmp_path / "trialrun.db"


@pytest.fixture
def database(file: Path) -> AppDatabase:
    """An empty database whose connection a test may set up."""
    return AppDatabase(file)


def pragma(database: AppDatabase, text: str) -> object:
    row = connection_of(database).execute(f"PRAGMA {text}").fetchone()
    return row[0] if row else None


SETTINGS = [
    pytest.param("journal_mode", "wal", id="write-ahead log"),
    pytest.param("synchronous", 2, id="synchronous FULL: an answer survives a power cut"),
    pytest.param("foreign_keys", 1, id="foreign keys"),
    pytest.param("busy_timeout", 25, id="asks anew for the lock rather than ever more seldom"),
]


@pytest.mark.parametrize(("name", "value"), SETTINGS)
def test_a_connection_is_set_up(database, name, value):
    assert value == pragma(database, name)


def test_the_folder_of_the_file_is_made(tmp_path):
    open_stores(tmp_path / "new" / "folder" / "trialrun.db")

    assert (tmp_path / "new" / "folder" / "trialrun.db").is_file()


def test_learner_is_first_in_every_primary_key(database):
    of_learners = [t for t in schema_of(database).tables if "learner" in t.columns_dict]

    assert dict.fromkeys(TABLES, "learner") == {t.name: t.pks[0] for t in of_learners}


def test_a_setting_is_of_the_app_and_not_of_a_learner(database):
    setting = schema_of(database)["setting"]

    assert (["name"], {"name": str, "value": str}) == (setting.pks, setting.columns_dict)


def test_a_thread_keeps_its_connection(database):
    assert connection_of(database) is connection_of(database)


def questions_in(database: AppDatabase) -> int:
    return connection_of(database).execute("SELECT count(*) FROM question").fetchone()[0]


def write(database: AppDatabase, *statements: str, error: Exception | None = None) -> None:
    """Does all of it in one transaction, then breaks off if told to."""
    with database.writing() as db:
        for statement in statements:
            db.conn.execute(statement)
        if error is not None:
            raise error


def test_a_write_is_kept(database):
    write(database, A_QUESTION)

    assert 1 == questions_in(database)


def test_a_write_that_breaks_off_leaves_nothing(database):
    with pytest.raises(KeyError):
        write(database, A_QUESTION, error=KeyError())

    assert 0 == questions_in(database)


def test_a_refused_statement_leaves_nothing_and_says_so(database):
    with pytest.raises(StoreError, match=r"The database cannot be used: no such table: nope\."):
        write(database, A_QUESTION, "INSERT INTO nope VALUES (1)")

    assert 0 == questions_in(database)


def test_a_write_works_after_one_that_was_refused(database):
    with pytest.raises(StoreError):
        write(database, "INSERT INTO nope VALUES (1)")

    assert an_answer(seq=1) == Answers(database).keep(ADA, an_answer())


def test_a_read_only_database_says_so_and_keeps_what_it_has(database):
    answers = Answers(database)
    answers.keep(ADA, an_answer("q1"))
    pragma(database, "query_only=ON")

    with pytest.raises(StoreError, match=READ_ONLY):
        answers.keep(ADA, an_answer("q2"))

    assert (an_answer("q1", seq=1),) == answers.entries(ADA)


def test_a_setting_can_be_read_from_a_read_only_database_and_not_taken_out(database):
    settings = AppSettings(database)
    remember(database, "key", "first")
    pragma(database, "query_only=ON")

    assert "first" == settings.value("key")
    with pytest.raises(StoreError, match=READ_ONLY):
        settings.forget("key")


def test_a_setting_that_is_taken_out_leaves_no_byte(database, tmp_path):
    secret = "0123456789abcdef" * 4
    remember(database, "key", secret)
    AppSettings(database).forget("key")

    assert AppSettings(database).value("key") is None
    for file in database._path.parent.iterdir():
        assert secret.encode() not in file.read_bytes()


def remember(database: AppDatabase, name: str, value: str) -> None:
    with database.writing() as db:
        db.conn.execute("INSERT INTO setting VALUES (?, ?)", (name, value))


def keep_until_refused(answers: Answers) -> tuple[tuple[Answer, ...], str]:
    """Returns the answers that were acknowledged, and the sentence that refused the next."""
    acknowledged = []
    for number in count():
        answer = an_answer(f"q{number:05}", response={"a": "x" * 500}, answered_ms=number)
        try:
            acknowledged.append(answers.keep(ADA, answer))
        except StoreError as error:
            return tuple(acknowledged), str(error)
    raise AssertionError("the disk never got full")


def test_a_full_disk_says_so_and_keeps_what_it_has(database, file):
    answers = Answers(database)
    pragma(database, f"max_page_count={pragma(database, 'page_count') + 10}")

    acknowledged, sentence = keep_until_refused(answers)

    assert re.search(FULL, sentence)
    assert len(acknowledged) > 10
    assert acknowledged == answers.entries(ADA) == open_stores(file).answers.entries(ADA)


def test_a_locked_database_says_so_and_works_afterwards(database, file):
    answers, other = Answers(database), AppDatabase(file)

    with other.writing(), pytest.raises(StoreError, match=BUSY):
        answers.keep(ADA, an_answer())

    assert an_answer(seq=1) == answers.keep(ADA, an_answer())


def test_a_write_waits_for_another_one_that_ends(database, file):
    other = AppDatabase(file)
    with ThreadPoolExecutor(1) as pool:
        with other.writing():
            kept = pool.submit(Answers(database).keep, ADA, an_answer())
            assert not wait([kept], timeout=0.2).done

        assert an_answer(seq=1) == kept.result(timeout=10)


def test_a_write_that_may_not_wait_is_refused(database, file):
    other = AppDatabase(file)

    with other.writing(), pytest.raises(StoreError, match=BUSY):
        Questions(database).keep([("d1", "a/b", "{}")], 1, wait_ms=0)


def test_a_file_that_is_no_database_says_so(file):
    file.write_bytes(b"This was a shopping list. " * 500)

    with pytest.raises(StoreError, match=DAMAGED):
        open_stores(file)


def test_a_file_that_is_no_database_is_left_as_it_is(file):
    file.write_bytes(b"This was a shopping list. " * 500)

    with pytest.raises(StoreError):
        open_stores(file)

    assert b"This was a shopping list. " * 500 == file.read_bytes()


def test_a_damaged_page_says_so(database, file):
    answers = Answers(database)
    for number in range(50):
        answers.keep(ADA, an_answer(f"q{number}"))
    pragma(database, "wal_checkpoint(TRUNCATE)")
    connection_of(database).close()
    size = file.stat().st_size
    file.write_bytes(file.read_bytes()[:4096] + b"\xff" * (size - 4096))

    with pytest.raises(StoreError, match=DAMAGED):
        open_stores(file).answers.entries(ADA)


def test_a_folder_in_the_place_of_the_file_says_so(file):
    file.mkdir()

    with pytest.raises(StoreError, match=r"The database cannot be used: unable to open"):
        open_stores(file)


def test_a_file_in_the_place_of_the_folder_says_so(tmp_path):
    (tmp_path / "data").write_text("")

    with pytest.raises(StoreError, match=r"The data folder .*data cannot be made: "):
        open_stores(tmp_path / "data" / "trialrun.db")


def test_the_sqlite_in_use_is_without_the_bug_of_the_write_ahead_log():
    # Docs: sqlite.org, the WAL-reset bug of 3.7.0 to 3.51.2.
    assert sqlite3.sqlite_version_info > (3, 51, 2)


def test_the_app_knows_the_names_of_its_migrations(database):
    assert {migration.name for migration in migrations.applied(schema_of(database))} == MIGRATIONS
    assert [] == migrations.pending(schema_of(database))
