"""A prediction of a story that is not there any more: taken on a page of its own."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import Settings, create_app
from tests.web.pages import HTMX, SAME_SITE, answer_on, ids_of, strict, tags, text_of
from tests.web.practice.content import STORY, Folder

VARIED = f"/simulator/{STORY}/predict/?fail=silver@1&do=run_now&do=repair"
WAYS = [pytest.param(SAME_SITE, id="plain"), pytest.param(SAME_SITE | HTMX, id="htmx")]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """The content as it is at first."""
    return Folder(tmp_path / "content")


@pytest.fixture
def app(folder: Folder, tmp_path: Path) -> Flask:
    """An app that serves it."""
    return create_app({"TESTING": False}, Settings(data=tmp_path / "data", content=folder.root))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody who has not been here before."""
    return app.test_client()


def asked(client: FlaskClient, url: str) -> dict[str, str]:
    """Returns the form of a page, filled in."""
    root = strict(client.get(url))
    hidden = [e for e in tags(root, "input") if e.attrib.get("type") == "hidden"]
    return {e.attrib["name"]: e.attrib["value"] for e in hidden} | answer_on(root)


@pytest.mark.parametrize("headers", WAYS)
def test_a_varied_prediction_is_refused_then_taken(app, folder, client, headers):
    form = asked(client, VARIED)
    folder.remove(f"scenarios/{STORY}.yaml")
    folder.serve(app)
    open_ = {name: value for name, value in form.items() if not name.startswith("task-")}

    refused = client.post(VARIED, data=open_, headers=headers)
    root = strict(refused)
    (shown,) = [e for e in tags(root, "form") if "hx-post" in e.attrib]
    taken = client.post(shown.attrib["hx-post"], data=form, headers=headers)

    assert (422, 200) == (refused.status_code, taken.status_code)
    assert "Say how each task ends." in text_of(root)
    assert "Your answer is kept." in text_of(strict(taken))
    assert shown.attrib["action"].startswith(shown.attrib["hx-post"])
    target = shown.attrib["hx-target"]
    assert re.fullmatch(r"#[a-z][a-z0-9-]*", target)
    assert target[1:] in ids_of(root)
    assert target[1:] in ids_of(strict(taken))


def test_what_cannot_be_skipped_offers_no_skip(app, folder, client):
    form = asked(client, VARIED)
    folder.remove(f"scenarios/{STORY}.yaml")
    folder.serve(app)
    refused = client.post(VARIED, data=form | {"task-silver": ""}, headers=SAME_SITE)

    assert ["Send my answer"] == [
        text_of(button)
        for form in tags(strict(refused), "form")
        if "hx-post" in form.attrib
        for button in tags(form, "button")
    ]
