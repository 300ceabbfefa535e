"""`trialrun restore`: says where the old answers are, and what learners will meet."""

from pathlib import Path

import pytest

from tests.build import an_answer
from trialrun.cli import main
from trialrun.store import open_stores


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with an answer, and a backup of it beside it."""
    folder = tmp_path / "data"
    monkeypatch.setenv("TRIALRUN_DATA", str(folder))
    monkeypatch.delenv("SECRET_KEY", raising=False)
    stores = open_stores(folder / "trialrun.db")
    stores.answers.keep("ada", an_answer())
    stores.close()
    assert 0 == main(["backup", str(tmp_path / "copy.db")])
    return folder


def test_a_restore_says_where_the_old_answers_are(data, tmp_path, capsys):
    capsys.readouterr()

    assert 0 == main(["restore", str(tmp_path / "copy.db")])

    (old,) = data.glob("trialrun-before-restore-*.db")
    said = capsys.readouterr().out
    assert f"{data / 'trialrun.db'} is what {tmp_path / 'copy.db'} holds.\n" in said
    assert f"What was there before is in {old}. An app that runs goes on.\n" in said


def test_without_the_key_it_says_what_learners_will_meet(data, tmp_path, capsys, monkeypatch):
    copy = str(tmp_path / "copy.db")
    told = "browsers that come back are new learners"
    capsys.readouterr()

    main(["restore", copy])
    assert told in capsys.readouterr().out

    (data / "secret_key").write_text("k")
    main(["restore", copy])
    assert told not in capsys.readouterr().out

    (data / "secret_key").unlink()
    monkeypatch.setenv("SECRET_KEY", "k" * 16)
    main(["restore", copy])
    assert told not in capsys.readouterr().out


def test_a_damaged_database_is_moved_and_named(data, tmp_path, capsys):
    (data / "trialrun.db").write_bytes(b"This was a shopping list. " * 500)

    assert 0 == main(["restore", str(tmp_path / "copy.db")])

    (aside,) = data.glob("trialrun-aside-*.db")
    said = capsys.readouterr().out
    assert f"could not be written into. It was moved: {aside.name}" in said
    assert "takes nothing more until it is started again" in said


def test_what_is_no_backup_is_refused(data, tmp_path, capsys):
    assert 1 == main(["restore", str(tmp_path / "nothing.db")])
    assert f"There is no file {tmp_path / 'nothing.db'}.\n" in capsys.readouterr().out
