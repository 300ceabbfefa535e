"""Fixtures that more than one folder of tests needs."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings
from jinja2 import FileSystemBytecodeCache

from app import ROOT, Settings, create_app
from tests.build import bundled
from tests.sharing import (
    OLDER_MAX,
    YOUNG_MAX,
    keep_files_in_memory,
    migrated_once,
    registered_once,
)
from trialrun.content import FixedShelf
from trialrun.store.database import migrate
from trialrun.web import register
from trialrun.web.authors import WORKS
from trialrun.web.http.rates import count_creations

settings.register_profile("test", max_examples=40, deadline=None, derandomize=True)
settings.register_profile("prove", max_examples=3000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))
keep_files_in_memory()
gc.set_threshold(YOUNG_MAX, OLDER_MAX, OLDER_MAX)


def pytest_collection_finish() -> None:
    """Lets the collector pass over what is there before the first test: all of it stays."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _made_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Lets all apps of a session share what is the same in each: it was half the time of the pages.

    What Jinja compiled, the pages, and the tables of an empty database.
    """
    folder = str(tmp_path_factory.mktemp("templates"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.compiled_templates", lambda _: FileSystemBytecodeCache(folder))
        patch.setattr("app.register", registered_once(register))
        patch.setattr("trialrun.store.database.migrate", migrated_once(migrate))
        # Commands would set the thresholds of the app for all tests after them.
        patch.setattr("trialrun.collector.collect_less_often", lambda: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def _nobody_is_counted() -> Iterator[None]:
    """Lets tests hurry; those of rates count what comes, by a clock of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.count_creations", lambda app, _: count_creations(app, 0))
        yield


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    """An app on the bundled content, which is read and proven once, with an empty database."""
    settings = Settings(data=tmp_path / "data", content=ROOT, shows_author_pages=True)
    # What the page for authors has played behind it would go on beside other tests.
    config = {"TESTING": False, WORKS: False}
    return create_app(config, settings, FixedShelf(bundled()))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that has not been here before."""
    return app.test_client()


@pytest.fixture(autouse=True)
def _no_outside_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "TRIALRUN_DATA", "TRIALRUN_CONTENT", "HOST", "PORT", "PUBLIC_URL", "TRUSTED_HOSTS",
        "TRUSTED_PROXIES", "SECRET_KEY", "SECRET_KEY_FALLBACKS", "CONNECTIONS_PER_ADDRESS",
        "TRIALRUN_AUTHORS", "ACCESS_LOG", "LEARNERS_PER_ADDRESS",
    ):  # fmt: skip
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _looks_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A store looks at its file at each read; else a test would have to wait for the next look."""
    monkeypatch.setattr("trialrun.store.database.LOOK_S", 0.0)
