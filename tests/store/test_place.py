"""Other hands at the database of a running app: it refuses, until what belongs there is back."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.build import ROOT, an_answer
from tests.server.conftest import wait_until
from tests.store.inside import connection_of
from tests.store.old import database_of_030
from trialrun.private import with_logs
from trialrun.sqlite import sqlite3
from trialrun.store import StoreError, Stores, open_stores

ADA = "ada"
REPLACED = r"moved, deleted or replaced by other hands, .* put that file back, .* or restart"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The folder of the database."""
    return tmp_path / "data"


@pytest.fixture
def stores(data: Path) -> Stores:
    """A store with an answer, and one more in its log."""
    stores = open_stores(data / "trialrun.db")
    stores.answers.keep(ADA, an_answer("s/first"))
    checkpoint(stores)
    stores.answers.keep(ADA, an_answer("s/second"))
    return stores


def checkpoint(stores: Stores) -> None:
    """Brings what is in the log into the file."""
    connection_of(stores.database).execute("PRAGMA wal_checkpoint(TRUNCATE)")


def aside(path: Path) -> Path:
    return path.with_name(f"{path.name}.aside")


def another(data: Path) -> Path:
    """Makes another database, somewhere else."""
    other = open_stores(data.parent / "other" / "trialrun.db")
    other.answers.keep("bob", an_answer("s/of-bob"))
    other.close()
    return data.parent / "other" / "trialrun.db"


def delete(data: Path) -> None:
    (data / "trialrun.db").unlink()


def move(data: Path) -> None:
    (data / "trialrun.db").rename(data / "elsewhere.db")


def move_all(data: Path) -> None:
    for path in with_logs(data / "trialrun.db"):
        path.rename(aside(path))


def move_folder(data: Path) -> None:
    data.rename(aside(data))


def replace(data: Path) -> None:
    another(data).replace(data / "trialrun.db")


def copy_over(data: Path) -> None:
    shutil.copyfile(another(data), data / "trialrun.db")


def empty(data: Path) -> None:
    os.truncate(data / "trialrun.db", 0)


def delete_log(data: Path) -> None:
    (data / "trialrun.db-wal").unlink()


def replace_log(data: Path) -> None:
    delete_log(data)
    (data / "trialrun.db-wal").touch()


def delete_index(data: Path) -> None:
    (data / "trialrun.db-shm").unlink()


HANDS = [
    delete, move, move_all, move_folder, replace, copy_over, empty, delete_log, replace_log,
    delete_index,
]  # fmt: skip


@pytest.mark.parametrize("hands", HANDS)
def test_the_next_answer_is_refused(stores, data, hands: Callable[[Path], None]):
    hands(data)

    with pytest.raises(StoreError, match=REPLACED):
        stores.answers.keep(ADA, an_answer("s/third"))


@pytest.mark.parametrize("hands", HANDS)
def test_another_thread_is_refused_too_and_makes_no_new_file(stores, data, hands):
    hands(data)
    before = sorted(data.parent.rglob("*"))

    with ThreadPoolExecutor(1) as pool, pytest.raises(StoreError, match=REPLACED):
        pool.submit(stores.answers.keep, ADA, an_answer("s/third")).result()

    assert before == sorted(data.parent.rglob("*"))


@pytest.mark.parametrize("hands", [replace, copy_over, empty])
def test_a_read_that_would_show_something_else_is_refused(stores, data, hands):
    hands(data)

    with pytest.raises(StoreError, match=REPLACED):
        stores.answers.entries(ADA)


@pytest.mark.parametrize("hands", [delete, move, move_folder, delete_log])
def test_a_read_of_what_was_moved_shows_what_was_kept(stores, data, hands):
    hands(data)

    assert ["s/first", "s/second"] == [found.question for found in stores.answers.entries(ADA)]


@pytest.mark.parametrize("folder", [True, False], ids=["folder", "files"])
def test_it_works_on_when_the_right_file_is_back(stores, data, folder):
    paths = [data] if folder else with_logs(data / "trialrun.db")
    for path in paths:
        path.rename(aside(path))
    with pytest.raises(StoreError):
        stores.answers.keep(ADA, an_answer("s/third"))

    for path in paths:
        aside(path).rename(path)

    assert "s/third" == stores.answers.keep(ADA, an_answer("s/third")).question
    stores.close()
    assert 3 == len(open_stores(data / "trialrun.db").answers.entries(ADA))


def test_an_older_copy_of_the_same_database_is_another_one(stores, data):
    """Also where the copy was made since the app began, as backups are."""
    copy = data.parent / "copy.db"
    with_copy = sqlite3.connect(copy)
    connection_of(stores.database).backup(with_copy)
    with_copy.close()
    connection_of(stores.database).execute("PRAGMA wal_autocheckpoint=1")
    stores.answers.keep(ADA, an_answer("s/third"))

    shutil.copyfile(copy, data / "trialrun.db")

    with pytest.raises(StoreError, match=REPLACED):
        stores.answers.keep(ADA, an_answer("s/fourth"))


def test_checkpoints_and_writes_of_others_are_no_replacing(stores, data):
    for number in range(20):
        other = sqlite3.connect(data / "trialrun.db", isolation_level=None)
        other.execute("CREATE TABLE IF NOT EXISTS note (text TEXT)")
        other.execute("INSERT INTO note VALUES ('x')")
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        other.close()
        second = open_stores(data / "trialrun.db")
        second.answers.keep("bob", an_answer(f"s/q{number}"))
        checkpoint(second)
        stores.answers.keep(ADA, an_answer(f"s/q{number}"))

    assert 22 == len(stores.answers.entries(ADA))


APP = """
import sys
from pathlib import Path
from tests.build import an_answer
from trialrun.store import StoreError, open_stores
stores = open_stores(Path(sys.argv[1]))
stores.answers.keep("ada", an_answer("s/third"))
print("kept", flush=True)
for line in sys.stdin:
    try:
        stores.answers.keep("ada", an_answer(line.strip()))
        print("kept", flush=True)
    except StoreError as error:
        print("refused", flush=True)
if sys.argv[2] == "closes":
    stores.close()
"""


def an_app(file: Path, end: str) -> subprocess.Popen[str]:
    """Starts a process that keeps an answer for each line it is given."""
    app = subprocess.Popen(
        [sys.executable, "-c", APP, str(file), end],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert app.stdout is not None
    assert "kept\n" == app.stdout.readline()
    return app


@pytest.mark.parametrize("end", ["closes", "just ends"])
def test_a_file_that_was_copied_over_survives_the_end_of_the_app(stores, data, end):
    stores.close()
    other = another(data).read_bytes()
    app = an_app(data / "trialrun.db", end)
    shutil.copyfile(another(data), data / "trialrun.db")
    other = (data / "trialrun.db").read_bytes()

    assert "refused\n" == app.communicate("s/fourth\n")[0]
    assert other == (data / "trialrun.db").read_bytes()
    with pytest.raises(
        StoreError, match=r"trialrun.db was replaced .* `python -m trialrun restore"
    ):
        open_stores(data / "trialrun.db")
    assert other == (data / "trialrun.db").read_bytes()

    (data / "trialrun.db-wal").rename(data / "log-moved-away")
    assert ["s/of-bob"] == [
        a.question for a in open_stores(data / "trialrun.db").answers.entries("bob")
    ]


@pytest.mark.parametrize("is_old", [True, False], ids=["of the same", "another"])
def test_what_a_killed_app_left_is_not_replayed_over_a_copy(stores, data, is_old):
    stores.close()
    backup = data.parent / "backup.db"
    shutil.copyfile(data / "trialrun.db", backup)
    again = open_stores(data / "trialrun.db")
    again.answers.keep(ADA, an_answer("s/between"))
    again.close()
    app = an_app(data / "trialrun.db", "closes")
    app.send_signal(signal.SIGKILL)
    app.communicate()

    shutil.copyfile(backup if is_old else another(data), data / "trialrun.db")

    with pytest.raises(StoreError, match=r"replaced by another file than the one that"):
        open_stores(data / "trialrun.db")


def test_what_a_killed_app_left_is_replayed_over_its_own_file(stores, data):
    stores.close()
    app = an_app(data / "trialrun.db", "closes")
    app.send_signal(signal.SIGKILL)
    app.communicate()

    found = open_stores(data / "trialrun.db").answers.entries(ADA)

    assert ["s/first", "s/second", "s/third"] == [answer.question for answer in found]


def test_a_database_of_before_numbers_is_opened_with_its_log(stores, data):
    """As it is after an update that was killed before its first checkpoint."""
    connection_of(stores.database).execute("PRAGMA user_version=0")
    stores.close()
    app = an_app(data / "trialrun.db", "closes")
    app.send_signal(signal.SIGKILL)
    app.communicate()

    assert 3 == len(open_stores(data / "trialrun.db").answers.entries(ADA))


def test_an_update_that_was_killed_before_its_first_checkpoint_is_opened(data):
    file = database_of_030(data / "trialrun.db")
    reader = sqlite3.connect(file, isolation_level=None)
    reader.execute("PRAGMA journal_mode=WAL")
    reader.execute("BEGIN")
    before = reader.execute("SELECT count(*) FROM answer").fetchone()[0]
    # While somebody reads what was before, nothing of the log can be brought into the file.
    stores = open_stores(file)
    killed = data.parent / "killed"
    shutil.copytree(data, killed)

    assert before
    assert (killed / "trialrun.db-wal").stat().st_size
    again = connection_of(open_stores(killed / "trialrun.db").database)
    assert before == again.execute("SELECT count(*) FROM answer").fetchone()[0]
    assert stores
    reader.close()


def test_a_read_looks_again_after_a_while(stores, data, monkeypatch):
    monkeypatch.setattr("trialrun.store.database.LOOK_S", 0.05)
    stores.answers.entries(ADA)
    another(data).replace(data / "trialrun.db")

    wait_until(lambda: is_refused(lambda: stores.answers.entries(ADA)))


def is_refused(read: Callable[[], object]) -> bool:
    try:
        read()
    except StoreError:
        return True
    return False
