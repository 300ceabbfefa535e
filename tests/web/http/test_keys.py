"""The key of cookies stands in a file of its own; that of before is moved out and wears off."""

import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.store.test_database import remember
from trialrun.settings import Settings
from trialrun.store import StoreError, open_stores
from trialrun.store.backup import back_up
from trialrun.store.restore import restore
from trialrun.web.http.keys import FILE, OLD_FILE, keys_of, note_old_key
from trialrun.web.http.sessions import OldKey

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
OLD = "the-key-of-the-database-of-before"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data")


def keys(settings: Settings, now: datetime = NOW):
    return keys_of(settings, open_stores(settings.database).settings, now)


def mode_of(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def test_a_new_folder_gets_a_key_that_only_its_owner_reads(settings):
    first = keys(settings)

    assert first == keys(settings)
    assert () == first.old
    assert 64 == len(first.signing)
    assert 0o600 == mode_of(settings.data / FILE)
    assert {FILE} == {file.name for file in settings.data.iterdir() if "secret" in file.name}


def test_a_key_of_the_environment_signs_and_that_of_the_file_is_read(settings):
    before = keys(settings).signing
    given = Settings(
        data=settings.data, secret_key="k" * 32, secret_key_fallbacks=("older", "oldest")
    )

    found = keys(given)
    assert "k" * 32 == found.signing
    assert (OldKey(before), OldKey("older"), OldKey("oldest")) == found.old


def test_a_key_of_the_environment_makes_no_file(settings):
    keys(Settings(data=settings.data, secret_key="k" * 32))

    assert not (settings.data / FILE).exists()


def test_the_key_in_the_database_is_moved_and_read_for_sixty_days(settings):
    stores = open_stores(settings.database)
    remember(stores.settings._database, "secret_key", OLD)
    found = keys(settings)

    until = int(datetime(2027, 1, 26, tzinfo=UTC).timestamp() * 1000)
    assert (OldKey(OLD, until),) == found.old
    assert OLD != found.signing
    assert stores.settings.value("secret_key") is None
    assert f"{OLD} 2027-01-26\n" == (settings.data / OLD_FILE).read_text()
    assert 0o600 == mode_of(settings.data / OLD_FILE)
    assert found == keys(settings, NOW + timedelta(days=30))


def test_an_older_database_that_is_put_back_brings_its_key_again(settings):
    stores = open_stores(settings.database)
    for key in (OLD, "another-key-of-before"):
        remember(stores.settings._database, "secret_key", key)
        found = keys(settings)

    assert {OLD, "another-key-of-before"} == {old.key for old in found.old}


def test_a_crash_before_the_key_is_taken_out_notes_it_once(settings, monkeypatch):
    stores = open_stores(settings.database)
    remember(stores.settings._database, "secret_key", OLD)
    with monkeypatch.context() as patch:
        patch.setattr(
            "trialrun.store.AppSettings.forget", lambda *_: (_ for _ in ()).throw(SystemExit)
        )
        with pytest.raises(SystemExit):
            keys(settings)

    assert (OLD,) == tuple(old.key for old in keys(settings).old)
    assert stores.settings.value("secret_key") is None


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_folder_that_cannot_be_written_serves_all_the_same(settings):
    keys(settings)
    (settings.data / FILE).unlink()
    settings.data.chmod(0o500)

    assert 64 == len(keys(settings).signing)


def test_a_key_that_cannot_be_written_is_made_for_the_time_being(settings, monkeypatch, caplog):
    open_stores(settings.database)
    monkeypatch.setattr("trialrun.web.http.keys.os.link", lambda *_: (_ for _ in ()).throw(OSError))

    assert 64 == len(keys(settings).signing)
    assert ["The key of cookies cannot be kept: "] == caplog.messages
    assert not [file for file in settings.data.iterdir() if "secret" in file.name]


@pytest.mark.parametrize("text", [b"", b"short\n", b"\xff\xfe"])
def test_a_file_without_a_key_is_told(settings, text):
    settings.data.mkdir()
    (settings.data / FILE).write_bytes(text)

    with pytest.raises(StoreError, match="key of cookies"):
        keys(settings)


def test_a_line_of_old_keys_that_is_none_is_passed_over(settings):
    settings.data.mkdir()
    (settings.data / OLD_FILE).write_text("\nnonsense\nkey 2027-99-99\nkey 2027-01-26\n")

    assert ["key"] == [old.key for old in keys(settings).old]


def test_a_backup_has_no_key_whatever_the_database_has(settings, tmp_path):
    stores = open_stores(settings.database)
    remember(stores.settings._database, "secret_key", OLD)
    copy = tmp_path / "copy.db"
    back_up(settings.database, copy, may_replace=False)

    assert OLD.encode() not in copy.read_bytes()
    assert OLD == stores.settings.value("secret_key")


def test_a_key_that_a_backup_of_before_has_is_not_restored_but_noted(settings, tmp_path):
    older = open_stores(tmp_path / "older.db")
    remember(older.settings._database, "secret_key", OLD)
    older.close()
    stores = open_stores(settings.database)
    done = restore(tmp_path / "older.db", settings.database, NOW)

    assert OLD == done.key
    assert stores.settings.value("secret_key") is None
    note_old_key(settings.data, done.key, NOW)
    assert OLD in {old.key for old in keys(settings).old}
