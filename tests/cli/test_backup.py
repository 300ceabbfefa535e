"""`trialrun backup`: says where the answers are now, and what is not in there."""

from pathlib import Path

import pytest

from tests.build import an_answer
from trialrun.cli import main
from trialrun.store import open_stores


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with an answer."""
    folder = tmp_path / "data"
    monkeypatch.setenv("TRIALRUN_DATA", str(folder))
    stores = open_stores(folder / "trialrun.db")
    stores.answers.keep("ada", an_answer())
    stores.close()
    return folder


def test_a_backup_says_that_the_key_is_not_in_it(data, tmp_path, capsys):
    file = tmp_path / "copy.db"

    assert 0 == main(["backup", str(file)])

    said = capsys.readouterr().out
    assert said.startswith(f"{file} holds all answers until now, and was proven.\n")
    assert "The key that signs the cookies is not in it." in said
    assert f"{data / 'secret_key'}, too" in said
    assert "each browser that comes back is a new learner" in said


def test_a_file_that_is_there_is_replaced_only_if_it_is_said(data, tmp_path, capsys):
    file = tmp_path / "copy.db"
    file.write_text("mine")

    assert 1 == main(["backup", str(file)])
    assert "add --replace" in capsys.readouterr().out
    assert 0 == main(["backup", "--replace", str(file)])


def test_a_name_is_read_from_where_one_stands(data, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert 0 == main(["backup", "copy.db"])
    assert (tmp_path / "copy.db").is_file()
