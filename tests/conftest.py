"""Fixtures that more than one folder of tests needs."""

import os
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings

from app import ROOT, Settings, create_app
from tests.build import bundled
from trialrun.content import FixedShelf

settings.register_profile("test", max_examples=60, deadline=None, derandomize=True)
settings.register_profile("prove", max_examples=3000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    """An app on the bundled content, which is read and proven once, with an empty database."""
    settings = Settings(data=tmp_path / "data", content=ROOT)
    return create_app({"TESTING": False}, settings, FixedShelf(bundled()))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that has not been here before."""
    return app.test_client()


@pytest.fixture(autouse=True)
def _no_outside_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TRIALRUN_DATA", "TRIALRUN_CONTENT", "HOST", "PORT"):
        monkeypatch.delenv(name, raising=False)
