"""A restore goes into the open database: the app goes on, and nothing acknowledged is lost."""

import os
import shutil
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.build import ROOT, an_answer
from tests.proving import PROVES
from tests.store.inside import connection_of
from tests.store.old import ADA as ADA_OF_030
from tests.store.old import database_of_030
from tests.store.others import NOW, STAMP, questions_in, trialrun, writing
from tests.store.test_backup import a_small_disk, damage
from trialrun.private import with_logs
from trialrun.sqlite import sqlite3
from trialrun.store import StoreError, Stores, open_stores
from trialrun.store.backup import back_up, opened
from trialrun.store.restore import _alone, restore

ADA = "ada"
OLD = f"trialrun-before-restore-{STAMP}.db"
ASIDE = f"trialrun-aside-{STAMP}.db"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the database is."""
    return tmp_path / "data" / "trialrun.db"


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A backup with one answer."""
    path = tmp_path / "from" / "trialrun.db"
    stores = open_stores(path)
    stores.answers.keep(ADA, an_answer("s/of-backup"))
    stores.close()
    back_up(path, tmp_path / "copy.db", may_replace=False)
    return tmp_path / "copy.db"


@pytest.fixture
def stores(file: Path) -> Stores:
    """A store with another answer, which is in its log."""
    stores = open_stores(file)
    stores.answers.keep(ADA, an_answer("s/of-live"))
    return stores


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_running_app_goes_on_with_what_was_restored(stores, file, backup):
    inode = file.stat().st_ino

    done = trialrun(file.parent, "restore", backup)

    assert (0, "") == (done.returncode, done.stderr)
    assert inode == file.stat().st_ino
    assert ["s/of-backup"] == [a.question for a in stores.answers.entries(ADA)]
    assert "s/next" == stores.answers.keep(ADA, an_answer("s/next")).question
    stores.close()
    assert {"s/of-backup", "s/next"} == questions_in(file, ADA)
    (old,) = file.parent.glob("trialrun-before-restore-*.db")
    assert 0o600 == stat.S_IMODE(old.stat().st_mode)
    assert {"trialrun.db", old.name} == names(file.parent)
    assert {"s/of-live"} == questions_in(old, ADA)


def test_other_threads_go_on_too(stores, file, backup):
    with ThreadPoolExecutor(1) as pool:
        pool.submit(stores.answers.entries, ADA).result()
        trialrun(file.parent, "restore", backup)

        kept = pool.submit(stores.answers.keep, ADA, an_answer("s/next")).result()

    assert (2, "s/next") == (kept.seq, kept.question)


def test_what_was_known_as_kept_is_kept_again(stores, file, backup):
    put = [("d1", "s/of-live", "{}")]
    stores.questions.keep(put, 1)
    assert stores.questions.text("d1")

    trialrun(file.parent, "restore", backup)
    assert stores.questions.text("d1") is None
    stores.questions.keep(put, 2)

    assert "{}" == stores.questions.text("d1")


RESTORES = 30 if PROVES else 2


def test_every_acknowledged_answer_is_in_the_old_copy_or_in_the_database(file, backup):
    with writing(file, "bob", "cleo", "dan") as writers:
        for _ in range(RESTORES):
            done = trialrun(file.parent, "restore", backup)
            assert (0, "") == (done.returncode, done.stderr)
            for writer in writers:
                writer.wait_for(20)

    copies = list(file.parent.glob("trialrun-before-restore-*.db"))
    assert RESTORES == len(copies)
    for writer in writers:
        kept = set().union(*(questions_in(copy, writer.learner) for copy in [file, *copies]))
        assert writer.acknowledged <= kept
        refused = {said for said in writer.said if said.startswith("refused")}
        assert refused <= {
            "refused: The database is busy with something else. Try again in a moment."
        }
    assert {"s/of-backup"} == questions_in(file, ADA)


def test_a_log_that_a_killed_app_left_is_in_the_old_copy_alone(file, backup):
    with writing(file, "bob") as (writer,):
        pass
    assert file.with_name("trialrun.db-wal").stat().st_size

    done = restore(backup, file, NOW)

    assert file.with_name(OLD) == done.old
    assert {"trialrun.db", OLD} == names(file.parent)
    assert set() == questions_in(file, "bob")
    assert {"s/of-backup"} == questions_in(file, ADA)
    assert writer.acknowledged <= questions_in(done.old, "bob")


def test_a_log_that_lies_beside_another_file_is_not_replayed(file, backup, tmp_path):
    """As after `kill -9`, and then `cp backup data/trialrun.db`."""
    with writing(file, "bob"):
        pass
    shutil.copyfile(backup, file)

    done = restore(backup, file, NOW)

    assert done.old is None
    assert {"trialrun.db", ASIDE, f"{ASIDE}-wal", f"{ASIDE}-shm"} == names(file.parent)
    assert {"s/of-backup"} == questions_in(file, ADA)


def test_what_the_log_of_the_backup_holds_is_restored(file, tmp_path):
    with writing(tmp_path / "from" / "trialrun.db", "bob") as (writer,):
        pass

    restore(tmp_path / "from" / "trialrun.db", file, NOW)

    assert {"trialrun.db"} == names(file.parent)
    assert writer.acknowledged <= questions_in(file, "bob")


def test_a_backup_that_sqlite_cannot_open_where_it_lies_is_copied(file, tmp_path, monkeypatch):
    """As in a folder that is read-only: a log needs an index beside it, even to be read."""
    source = tmp_path / "from" / "trialrun.db"
    with writing(source, "bob") as (writer,):
        pass

    monkeypatch.setattr("trialrun.store.restore._readable", lambda _: None)
    restore(source, file, NOW)

    assert writer.acknowledged <= questions_in(file, "bob")


def test_a_foreign_log_beside_the_backup_is_left_alone(file, backup, tmp_path):
    with writing(tmp_path / "killed" / "trialrun.db", "bob"):
        pass
    log = backup.with_name(f"{backup.name}-wal")
    shutil.copyfile(tmp_path / "killed" / "trialrun.db-wal", log)
    before = backup.read_bytes(), log.read_bytes()

    restore(backup, file, NOW)

    assert before == (backup.read_bytes(), log.read_bytes())
    assert {"s/of-backup"} == questions_in(file, ADA)
    assert set() == questions_in(file, "bob")


def test_a_backup_that_is_in_use_is_copied_as_it_is(stores, file, tmp_path):
    with writing(tmp_path / "other" / "trialrun.db", "bob") as (writer,):
        before = writer.acknowledged
        restore(tmp_path / "other" / "trialrun.db", file, NOW)

    assert before <= {answer.question for answer in stores.answers.entries("bob")}


def test_no_database_yet_is_no_fault(file, backup):
    done = restore(backup, file, NOW)

    assert (None, ()) == (done.old, done.aside)
    assert (0o600, 0o700) == (
        stat.S_IMODE(file.stat().st_mode),
        stat.S_IMODE(file.parent.stat().st_mode),
    )
    assert {"s/of-backup"} == questions_in(file, ADA)


def test_a_database_of_nothing_takes_a_restore(file, backup):
    file.parent.mkdir()
    file.touch()

    restore(backup, file, NOW)

    assert {"s/of-backup"} == questions_in(file, ADA)


def test_a_restore_after_a_restore_keeps_both(file, backup):
    restore(backup, file, NOW)
    restore(backup, file, NOW)
    restore(backup, file, NOW)

    second = f"trialrun-before-restore-{STAMP}-2.db"
    assert {"trialrun.db", OLD, second} == names(file.parent)


def garbage(stores: Stores, file: Path) -> None:
    stores.close()
    file.write_bytes(b"This was a shopping list. " * 500)


@pytest.mark.parametrize("harm", [garbage, damage], ids=["no database", "a page"])
def test_a_damaged_database_makes_room_or_is_copied_as_it_is(stores, file, backup, harm):
    harm(stores, file)
    before = file.read_bytes()

    done = restore(backup, file, NOW)

    assert {"s/of-backup"} == questions_in(file, ADA)
    kept = done.old or done.aside[0]
    assert before[4096:] == kept.read_bytes()[4096:]


def test_an_app_refuses_what_it_would_write_into_a_database_that_made_room(stores, file, backup):
    file.write_bytes(b"This was a shopping list. " * 500)
    assert 0 == trialrun(file.parent, "restore", backup).returncode

    with pytest.raises(StoreError, match="moved, deleted or replaced"):
        stores.answers.keep(ADA, an_answer("s/next"))
    assert {"s/of-backup"} == questions_in(file, ADA)


def old(tmp_path: Path) -> Path:
    return database_of_030(tmp_path / "old.db")


def test_a_backup_of_an_older_version_is_brought_up_and_stays_itself(stores, file, tmp_path):
    source = old(tmp_path)
    before = source.read_bytes()

    restore(source, file, NOW)

    assert before == source.read_bytes()
    assert stores.answers.entries(ADA_OF_030)
    assert stores.answers.keep(ADA, an_answer("s/next"))


@pytest.mark.parametrize("size", [1024, 65536])
def test_pages_of_another_size_are_no_hindrance(stores, file, backup, size):
    conn = sqlite3.connect(backup, isolation_level=None)
    conn.execute(f"PRAGMA page_size={size}")
    conn.execute("VACUUM")
    conn.close()

    restore(backup, file, NOW)

    assert ["s/of-backup"] == [a.question for a in stores.answers.entries(ADA)]
    assert "s/next" == stores.answers.keep(ADA, an_answer("s/next")).question


def no_file(path: Path) -> None:
    path.unlink()


def no_database(path: Path) -> None:
    path.write_bytes(b"This was a shopping list. " * 500)


def cut_off(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def of_others(path: Path) -> None:
    no_file(path)
    execute(path, "CREATE TABLE song (title)")


def newer(path: Path) -> None:
    execute(path, "INSERT INTO _sqlite_migrations VALUES (99, 'trialrun', 'teleport', '2030')")


def lacking(path: Path) -> None:
    execute(path, "ALTER TABLE attempt DROP COLUMN title")


def nothing(path: Path) -> None:
    path.write_bytes(b"")


def execute(path: Path, sql: str) -> None:
    conn = sqlite3.connect(path, isolation_level=None)
    conn.execute(sql)
    conn.close()


BAD = [
    pytest.param(no_file, r"There is no file .*copy\.db\.", id="no file"),
    pytest.param(no_database, r"copy.db is no whole database: file is not", id="no database"),
    pytest.param(cut_off, r"copy.db is (damaged|no whole database): ", id="cut off"),
    pytest.param(nothing, r"copy.db is no database of Trial Run\.", id="nothing"),
    pytest.param(of_others, r"copy.db is no database of Trial Run\.", id="of others"),
    pytest.param(newer, r"made by a newer Trial Run \(teleport\). Update", id="newer"),
    pytest.param(lacking, r"Trial Run: it lacks attempt\.title\.", id="lacking a column"),
]


@pytest.mark.parametrize(("spoil", "says"), BAD)
def test_what_is_no_backup_is_refused_and_the_old_one_stays(stores, file, backup, spoil, says):
    spoil(backup)
    before = names(file.parent), file.read_bytes()

    with pytest.raises(StoreError, match=says):
        restore(backup, file, NOW)

    assert before == (names(file.parent), file.read_bytes())
    assert ["s/of-live"] == [a.question for a in stores.answers.entries(ADA)]


@pytest.mark.parametrize("link", [Path.hardlink_to, Path.symlink_to], ids=["hard", "soft"])
def test_the_database_itself_is_refused(stores, file, tmp_path, link):
    link(tmp_path / "link.db", file)

    for path in (file, tmp_path / "link.db"):
        with pytest.raises(StoreError, match=r"is the database itself\. Nothing was changed"):
            restore(path, file, NOW)


@pytest.mark.parametrize("where", ["the copy of the backup", "the copy of the old one"])
def test_a_full_disk_changes_nothing(stores, file, backup, monkeypatch, where):
    small = a_small_disk(file)

    def on_a_full_disk(path: Path, mode: str = "rw"):
        is_old = path.name == "old.db"
        is_new = path.parent.name.startswith(".restore-") and not is_old
        is_full = is_old if where == "the copy of the old one" else is_new
        return (small if is_full else opened)(path, mode)

    monkeypatch.setattr("trialrun.store.restore.opened", on_a_full_disk)
    before = names(file.parent)

    with pytest.raises(StoreError, match=r"trialrun.db stays as it is: The disk is full"):
        restore(backup, file, NOW)

    assert before == names(file.parent)
    assert ["s/of-live"] == [a.question for a in stores.answers.entries(ADA)]
    assert stores.answers.keep(ADA, an_answer("s/next"))


def test_a_full_disk_while_the_backup_goes_in_changes_nothing(stores, file, backup, monkeypatch):
    def on_a_full_disk(path: Path, mode: str = "rw"):
        conn = opened(path, mode)
        if path == file and mode == "rw":
            conn.execute("PRAGMA max_page_count=10")
        return conn

    big = sqlite3.connect(backup, isolation_level=None)
    big.execute("CREATE TABLE padding (text)")
    big.executemany("INSERT INTO padding VALUES (?)", [("x" * 4000,)] * 200)
    big.close()
    monkeypatch.setattr("trialrun.store.restore.opened", on_a_full_disk)

    with pytest.raises(StoreError, match=r"stays as it is: The disk is full"):
        restore(backup, file, NOW)

    assert ["s/of-live"] == [a.question for a in stores.answers.entries(ADA)]
    assert stores.answers.keep(ADA, an_answer("s/next"))


def test_the_second_of_two_restores_is_refused(stores, file, backup):
    with _alone(file.parent):
        done = trialrun(file.parent, "restore", backup)

    assert (1, f"Another restore is at work in {file.parent}. Wait for it.\n") == (
        done.returncode, done.stdout,
    )  # fmt: skip
    assert 0 == trialrun(file.parent, "restore", backup).returncode


KILLED = """
import os, sys
from pathlib import Path
from tests.store.others import NOW
from trialrun.store import restore
class Killed(restore._Keeper):
    def __call__(self, status, remaining, total):
        super().__call__(status, remaining, total)
        if remaining * 2 < total:
            os._exit(9)
restore._Keeper = Killed
restore.restore(Path(sys.argv[1]), Path(sys.argv[2]), NOW)
"""


def test_a_restore_that_is_killed_half_way_changes_nothing(stores, file, backup):
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(backup), str(file)], cwd=ROOT, check=False
    )

    assert 9 == killed.returncode
    assert ["s/of-live"] == [a.question for a in stores.answers.entries(ADA)]
    assert "s/next" == stores.answers.keep(ADA, an_answer("s/next")).question
    stores.close()
    assert {"s/of-live", "s/next"} == questions_in(file, ADA)


def test_what_a_killed_restore_left_is_cleared(stores, file, backup):
    (file.parent / ".restore-abc").mkdir()

    restore(backup, file, NOW)

    assert ".restore-abc" not in names(file.parent)


def test_a_program_that_holds_the_database_is_said(stores, file, backup, monkeypatch):
    monkeypatch.setattr("trialrun.store.restore.LOCK_WAIT_S", 0)

    with stores.database.writing(), pytest.raises(StoreError, match="held by another program"):
        restore(backup, file, NOW)

    assert {path.name for path in with_logs(file)} == names(file.parent)


def test_a_restored_database_is_no_other_file_to_a_later_start(stores, file, backup):
    """Killed before a checkpoint: the log has what was restored, the file the old database."""
    reader = connection_of(open_stores(file).database)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM answer").fetchone()
    assert 0 == trialrun(file.parent, "restore", backup).returncode
    killed = file.parent.parent / "killed"
    shutil.copytree(file.parent, killed)

    assert (killed / "trialrun.db-wal").stat().st_size
    assert {"s/of-backup"} == questions_in(killed / "trialrun.db", ADA)
