"""A database that is restored, deleted or replaced under a running app, as its pages tell it."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.store.others import trialrun
from tests.store.test_place import another
from tests.web.pages import (
    HTMX,
    LESSON,
    SAME_SITE,
    first_choice,
    options_on,
    start_attempt,
    strict,
    tags,
    text_of,
)

OTHERS = "The database file was moved, deleted or replaced by other hands"


@pytest.fixture
def data(tmp_path: Path, app: Flask) -> Path:
    """The data folder of the app, and a backup of its empty database beside it."""
    assert 0 == trialrun(tmp_path / "data", "backup", tmp_path / "copy.db").returncode
    return tmp_path / "data"


def answer(client: FlaskClient, url: str, headers: dict[str, str] = SAME_SITE):
    return client.post(url, data={"option": options_on(client, url)[0]}, headers=headers)


def put_on(client: FlaskClient) -> str:
    """Returns the digest of the first question that a lesson's page puts."""
    found = [e for e in tags(strict(client.get(LESSON)), "input") if e.attrib.get("name") == "put"]
    return found[0].attrib["value"]


def test_what_was_put_before_a_restore_is_put_again(app, client, data):
    questions = app.extensions["trialrun"].stores.questions
    digest = put_on(client)
    assert questions.text(digest)
    assert 0 == trialrun(data, "restore", data.parent / "copy.db").returncode
    assert questions.text(digest) is None

    put_on(client)

    assert questions.text(digest)


def test_a_learner_goes_on_after_a_restore(client, data):
    url = first_choice(client, start_attempt(client))
    answer(client, url)
    assert 0 == trialrun(data, "restore", data.parent / "copy.db").returncode

    assert 404 == client.get(url).status_code
    assert 303 == answer(client, first_choice(client, start_attempt(client))).status_code


@pytest.mark.parametrize("headers", [SAME_SITE, SAME_SITE | HTMX], ids=["plain", "htmx"])
def test_an_answer_to_a_deleted_database_is_refused_and_pages_are_there(client, data, headers):
    url = first_choice(client, start_attempt(client))
    (data / "trialrun.db").unlink()

    refused = answer(client, url, headers)

    assert 503 == refused.status_code
    assert OTHERS in text_of(strict(refused))
    assert 200 == client.get(url).status_code
    assert not (data / "trialrun.db").exists()


def test_a_page_that_would_show_what_others_put_there_says_so(client, data):
    start_attempt(client)
    another(data).replace(data / "trialrun.db")

    page = client.get("/practice/")

    assert 503 == page.status_code
    assert f"This cannot be shown right now {OTHERS}" in text_of(strict(page))
