"""A backup is one whole file, taken while others write; it has its name only when it is proven."""

import stat
from pathlib import Path

import pytest

from tests.build import an_answer
from tests.store.inside import connection_of
from tests.store.others import questions_in, writing
from trialrun.sqlite import sqlite3
from trialrun.store import StoreError, Stores, open_stores
from trialrun.store.backup import back_up, opened

ADA = "ada"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the database is."""
    return tmp_path / "data" / "trialrun.db"


@pytest.fixture
def stores(file: Path) -> Stores:
    """A store with an answer that is in its log."""
    stores = open_stores(file)
    stores.answers.keep(ADA, an_answer("s/one"))
    return stores


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """The file of the backup, in a folder with nothing else."""
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups" / "copy.db"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_backup_is_one_file_for_its_owner(stores, file, target):
    back_up(file, target, may_replace=False)

    assert ["copy.db"] == names(target.parent)
    assert 0o600 == stat.S_IMODE(target.stat().st_mode)
    assert {"s/one"} == questions_in(target, ADA)


def test_the_database_is_as_it_was(stores, file, target):
    before = file.read_bytes(), file.with_name("trialrun.db-wal").read_bytes()

    back_up(file, target, may_replace=False)

    assert before == (file.read_bytes(), file.with_name("trialrun.db-wal").read_bytes())
    assert "s/two" == stores.answers.keep(ADA, an_answer("s/two")).question


def test_a_backup_beside_writers_has_all_that_was_acknowledged_before(file, target):
    with writing(file, "bob", "cleo") as writers:
        before = [writer.acknowledged for writer in writers]
        back_up(file, target, may_replace=False)

    for writer, acknowledged in zip(writers, before, strict=True):
        assert acknowledged <= questions_in(target, writer.learner)
        assert not any(said.startswith("refused") for said in writer.said)


def test_a_backup_of_what_a_killed_app_left_has_its_log(file, target):
    with writing(file, "bob") as (writer,):
        pass
    assert file.with_name("trialrun.db-wal").stat().st_size

    back_up(file, target, may_replace=False)

    assert writer.acknowledged <= questions_in(target, "bob")


def test_a_file_is_not_replaced_unless_it_is_said(stores, file, target):
    target.write_text("mine")

    with pytest.raises(StoreError, match=r"copy.db is there already. .* or add --replace\."):
        back_up(file, target, may_replace=False)
    assert "mine" == target.read_text()

    back_up(file, target, may_replace=True)
    assert {"s/one"} == questions_in(target, ADA)


def test_the_database_itself_is_not_replaced(stores, file, target):
    target.hardlink_to(file)

    with pytest.raises(StoreError, match="is the database itself"):
        back_up(file, target, may_replace=True)


def test_a_folder_that_is_not_there_is_said(stores, file, tmp_path):
    with pytest.raises(StoreError, match=r"nowhere/copy.db cannot be written: No such file"):
        back_up(file, tmp_path / "nowhere" / "copy.db", may_replace=False)


def test_no_database_is_said(file, target):
    with pytest.raises(StoreError, match=r"There is no database at .* Set TRIALRUN_DATA"):
        back_up(file, target, may_replace=False)


def damage(stores: Stores, file: Path) -> None:
    """Destroys a page in the middle of a database that is closed."""
    for number in range(200):
        stores.answers.keep(ADA, an_answer(f"s/{number}", response={"a": "x" * 200}))
    stores.close()
    whole = bytearray(file.read_bytes())
    at = len(whole) // 2 // 4096 * 4096
    whole[at : at + 4096] = b"\xff" * 4096
    file.write_bytes(whole)


def test_a_damaged_database_is_no_backup_and_the_last_one_stays(stores, file, target):
    back_up(file, target, may_replace=False)
    damage(stores, file)

    with pytest.raises(StoreError, match=r"trialrun.db is damaged: "):
        back_up(file, target, may_replace=True)

    assert ["copy.db"] == names(target.parent)
    assert {"s/one"} == questions_in(target, ADA)


def test_another_database_is_no_backup(file, target):
    file.parent.mkdir()
    other = sqlite3.connect(file)
    other.execute("CREATE TABLE song (title)")
    other.close()

    with pytest.raises(StoreError, match=r"is no database of Trial Run"):
        back_up(file, target, may_replace=False)
    assert [] == names(target.parent)


def test_a_row_that_refers_to_nothing_is_said(stores, file, target):
    conn = connection_of(stores.database)
    conn.execute("PRAGMA foreign_keys=OFF")
    conn.execute("CREATE TABLE part (name REFERENCES setting (name))")
    conn.execute("INSERT INTO part VALUES ('nothing')")

    with pytest.raises(StoreError, match=r"a row of part refers to nothing in setting"):
        back_up(file, target, may_replace=False)


def test_a_full_disk_leaves_nothing_and_says_so(stores, file, target, monkeypatch):
    monkeypatch.setattr("trialrun.store.backup.opened", a_small_disk(file))

    with pytest.raises(StoreError, match=r"copy.db cannot be written: The disk is full"):
        back_up(file, target, may_replace=False)
    assert [] == names(target.parent)


def a_small_disk(of: Path):
    """Returns `opened` for a disk on which nothing but the database has room."""

    def small(path: Path, mode: str = "rw"):
        conn = opened(path, mode)
        if path != of:
            conn.execute("PRAGMA max_page_count=3")
        return conn

    return small
