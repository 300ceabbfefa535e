"""What tests of commands have in common."""

from functools import partial
from pathlib import Path

import pytest

from tests.build import copied


@pytest.fixture(scope="session")
def _kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(autouse=True)
def _kept_elsewhere(_kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets commands keep what they prove in a folder of the session, not in that of the app."""
    monkeypatch.setenv("TRIALRUN_DATA", str(_kept))


@pytest.fixture(autouse=True)
def _proven_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets commands prove what is not as in this repository; that itself is proven already."""
    monkeypatch.setattr("trialrun.content.load_catalog", partial(copied, is_new=True))
