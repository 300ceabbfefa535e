"""Fixtures that more than one folder of tests needs."""

import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings
from jinja2 import FileSystemBytecodeCache
from werkzeug.routing import Rule

from app import ROOT, Settings, create_app
from tests.build import bundled
from trialrun.collector import collect_less_often
from trialrun.content import FixedShelf
from trialrun.web.http.assets import Assets
from trialrun.web.http.rates import count_creations

Builder = Callable[..., tuple[str, str]]

settings.register_profile("test", max_examples=40, deadline=None, derandomize=True)
settings.register_profile("prove", max_examples=3000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))
collect_less_often()  # as the app itself and `simulate` do


@pytest.fixture(scope="session", autouse=True)
def _templates_compiled_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Lets all apps of a session share what Jinja compiled: it was half the time of the pages."""
    folder = str(tmp_path_factory.mktemp("templates"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.compiled_templates", lambda _: FileSystemBytecodeCache(folder))
        # What is static is read once, too; a quarter of what it takes to make an app.
        patch.setattr("trialrun.web.http.assets.Assets", cache(Assets))
        patch.setattr(Rule, "_compile_builder", _compiled_once(Rule._compile_builder))
        yield


def _compiled_once(compile_builder: Callable[[Rule, bool], Builder]) -> Callable[..., Builder]:
    """Keeps what werkzeug compiles of a route: it depends on the route alone."""
    made: dict[tuple[object, ...], Builder] = {}

    def compiled(rule: Rule, append_unknown: bool = True) -> Builder:
        key = (rule.rule, str(rule.defaults), append_unknown)
        if key not in made:
            made[key] = compile_builder(rule, append_unknown)
        return made[key]

    return compiled


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
    return create_app({"TESTING": False}, settings, FixedShelf(bundled()))


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
