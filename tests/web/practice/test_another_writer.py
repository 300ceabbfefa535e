"""Another process holds the write lock: pages are there at once, posts say so and lose nothing."""

import time
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.store.holder import held
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
from tests.web.practice.test_refused_writes import LEVEL, PAGES, POSTS
from trialrun.store import Questions
from trialrun.store.database import AppDatabase

BUSY = "The database is busy with something else. Try again in a moment."
ROUNDS = 5
DEADLINE_S = 20
"""Far more than all rounds need: 2 s beside two busy loops. Pages that wait took over 100 s."""


@pytest.fixture(autouse=True)
def _writers_wait_shortly(monkeypatch: pytest.MonkeyPatch) -> None:
    """tests/store looks at the whole second."""
    for waits in (AppDatabase.writing.__wrapped__, Questions.keep):
        monkeypatch.setitem(waits.__kwdefaults__, "wait_ms", 100)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The database of the app."""
    return tmp_path / "data" / "trialrun.db"


@pytest.fixture
def somebody(app: Flask) -> FlaskClient:
    """Somebody who has skipped a question, and so missed one."""
    client = app.test_client()
    url = first_choice(client, start_attempt(client))
    client.post(url, data={"skip": "1"}, headers=SAME_SITE)
    return client


@pytest.mark.parametrize("mode", ["IMMEDIATE", "EXCLUSIVE"])
def test_no_page_that_is_read_waits_for_a_writer(app, somebody, file, mode):
    with held(file, mode):
        began = time.monotonic()
        for _ in range(ROUNDS):
            for url in PAGES:
                assert 200 == somebody.get(url).status_code, url
                if not url.startswith("/attempts/"):
                    assert 200 == app.test_client().get(url).status_code, url
        took_s = time.monotonic() - began

    assert took_s < DEADLINE_S


def test_an_answer_to_what_was_put_meanwhile_is_taken(app, file):
    client = app.test_client()
    with held(file):
        page = strict(client.get(LESSON))
    asked = {
        e.attrib["name"]: e.attrib["value"]
        for e in tags(page, "input")
        if e.attrib.get("name") in ("question", "put")
    }

    posted = client.post(LESSON, data=asked | {"skip": "1"}, headers=SAME_SITE)

    assert 303 == posted.status_code
    stores = app.extensions["trialrun"].stores
    assert stores.questions.text(asked["put"])


@pytest.mark.parametrize("headers", [SAME_SITE, SAME_SITE | HTMX], ids=["plain", "htmx"])
@pytest.mark.parametrize(("url", "data"), POSTS)
def test_a_post_says_so(somebody, file, url, data, headers):
    with held(file):
        response = somebody.post(url, data=data, headers=headers)

    assert 503 == response.status_code
    assert BUSY in text_of(strict(response))


def again(response) -> tuple[str, list[tuple[str, str]]]:
    """Returns where the form of a page leads, and what it holds."""
    (form,) = tags(strict(response), "form")
    fields = [(e.attrib["name"], e.attrib["value"]) for e in tags(form, "input")]
    return form.attrib["action"], fields


@pytest.mark.parametrize(("url", "data"), POSTS)
def test_without_scripts_the_page_holds_what_was_sent(somebody, file, url, data):
    with held(file):
        refused = somebody.post(url, data=data, headers=SAME_SITE)
    assert 503 == refused.status_code

    action, fields = again(refused)
    assert (url, data) == (action, dict(fields))
    assert 303 == somebody.post(action, data=dict(fields), headers=SAME_SITE).status_code


def test_what_was_picked_counts_when_it_is_sent_again(somebody, file):
    url = first_choice(somebody, start_attempt(somebody, attempt="two"))
    picked = options_on(somebody, url)[1]
    with held(file):
        refused = somebody.post(url, data={"option": picked}, headers=SAME_SITE)
    action, fields = again(refused)

    somebody.post(action, data=dict(fields), headers=SAME_SITE)

    assert "your pick" in text_of(strict(somebody.get(url)))


def test_several_picks_of_one_name_are_all_held(somebody, file):
    picks = {"option": ["<a>", 'b"']}
    with held(file):
        refused = somebody.post(f"{LEVEL}solved/", data=picks, headers=SAME_SITE)
        lesson = somebody.post(LESSON, data=picks | {"skip": "all"}, headers=SAME_SITE)

    assert 400 == refused.status_code
    assert [("option", "<a>"), ("option", 'b"'), ("skip", "all")] == again(lesson)[1]


def test_a_file_that_was_sent_has_to_be_sent_from_its_form(somebody, file):
    from io import BytesIO

    text = b"name: a\ntasks: [{task_key: one, notebook_task: {notebook_path: /a}}]\n"
    data = {"text": "", "file": (BytesIO(text), "job.yml")}
    with held(file):
        refused = somebody.post("/simulator/own/", data=data, headers=SAME_SITE)

    assert 503 == refused.status_code
    assert "Go back to send it again" in text_of(strict(refused))
    assert [] == tags(strict(refused), "form")
