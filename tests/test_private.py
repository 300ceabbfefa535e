"""What lies in the data folder is for its owner alone, whatever the umask was and is."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import create_app
from tests.build import ROOT, bundled
from trialrun.content import FixedShelf
from trialrun.content.kept import Kept
from trialrun.private import make_private_folder
from trialrun.settings import Settings
from trialrun.store import open_stores
from trialrun.web.http.templates import compiled_templates


@pytest.fixture(autouse=True)
def _open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, str]:
    """Returns {name: mode} of a folder and all in it."""
    found = {".": folder, **{path.name: path for path in folder.rglob("*")}}
    return {name: oct(stat.S_IMODE(path.stat().st_mode)) for name, path in found.items()}


def fill(data: Path) -> list[object]:
    """Opens all that writes into the data folder, and returns what has to stay open."""
    kept = Kept(data / "content.db", "ours")
    kept.keep({}, {}, ())
    compiled_templates(data / "templates")
    return [open_stores(data / "trialrun.db"), kept]


FILES = {
    f"{file}{ending}" for file in ("trialrun.db", "content.db") for ending in ("", "-wal", "-shm")
}
CLOSED = {".": "0o700", "templates": "0o700"} | dict.fromkeys(FILES, "0o600")


def test_what_is_made_is_for_its_owner_alone(tmp_path: Path) -> None:
    data = tmp_path / "data"
    is_open = fill(data)

    assert CLOSED == modes(data)
    assert is_open


def test_what_was_open_to_others_is_closed(tmp_path: Path) -> None:
    data = tmp_path / "data"
    before = fill(data)
    for path in (data, *data.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)

    after = fill(data)

    assert CLOSED == modes(data)
    assert before
    assert after


def test_an_app_closes_its_folder(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o755)

    create_app(settings=Settings(data=data, content=ROOT), shelf=FixedShelf(bundled()))

    assert "0o700" == modes(data)["."]
    assert {"0o600"} == {mode for name, mode in modes(data).items() if name in FILES}


def test_a_folder_that_all_share_stays_open(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)

    make_private_folder(shared)

    assert "0o1777" == modes(shared)["."]


def test_what_may_not_be_closed_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("not yours")

    (tmp_path / "data").mkdir()
    monkeypatch.setattr(Path, "chmod", refuse)

    assert fill(tmp_path / "data")
