"""A database that takes nothing new: pages are there, posts say so. And two posts at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.store.inside import connection_of
from tests.web.pages import (
    HTMX,
    LESSON,
    SAME_SITE,
    first_choice,
    options_on,
    size_of,
    start_attempt,
    strict,
    text_of,
)

READ_ONLY = "The database is read-only, so nothing new can be kept. Earlier answers are safe."
LEVEL = "/levels/after-the-fork/"
PREDICT = "/simulator/chain-breaks/predict/"
PAGES = [
    "/", "/practice/", "/practice/rollback/", "/practice/rollback/what-is-committed/",
    "/attempts/a1b2/", "/attempts/a1b2/1/", "/attempts/a1b2/2/",
    "/lessons/", LESSON, "/levels/", LEVEL, PREDICT, "/simulator/chain-breaks/",
]  # fmt: skip


def seal(app: Flask) -> None:
    """Lets the database of this thread take nothing any more."""
    database = app.extensions["trialrun"].stores.answers._database
    connection_of(database).execute("PRAGMA query_only=ON")


@pytest.fixture
def sealed(app: Flask) -> FlaskClient:
    """Somebody who has skipped a question, when the database can no longer be written."""
    client = app.test_client()
    url = first_choice(client, start_attempt(client))
    client.post(url, data={"skip": "1"}, headers=SAME_SITE)
    seal(app)
    return client


@pytest.mark.parametrize("url", PAGES)
def test_pages_are_there_though_nothing_can_be_kept(sealed, app, url):
    assert 200 == sealed.get(url).status_code
    if not url.startswith("/attempts/"):
        assert 200 == app.test_client().get(url).status_code


PREDICTION = {f"task-{key}": "SUCCESS" for key in ("ingest", "silver", "gold")}
POSTS = [
    pytest.param("/practice/rollback/", {"attempt": "two"}, id="start"),
    pytest.param("/practice/rollback/what-is-committed/", {"attempt": "two"}, id="start one"),
    pytest.param("/practice/missed/", {"attempt": "two"}, id="start what was missed"),
    pytest.param("/attempts/a1b2/10/", {"skip": "1"}, id="answer"),
    pytest.param(LESSON, {"question": "pipeline-vs-job/b-and-c-start", "skip": "1"}, id="prompt"),
    pytest.param(LESSON, {"skip": "all"}, id="all prompts"),
    pytest.param(f"{LEVEL}solved/?dial=report.run_if:NONE_FAILED", {"attempt": "two"}, id="level"),
    pytest.param(PREDICT, {"attempt": "two"} | PREDICTION, id="prediction"),
]


@pytest.mark.parametrize("headers", [SAME_SITE, SAME_SITE | HTMX], ids=["plain", "htmx"])
@pytest.mark.parametrize(("url", "data"), POSTS)
def test_a_post_that_cannot_be_kept_says_so(sealed, url, data, headers):
    response = sealed.post(url, data=data, headers=headers)
    text = text_of(strict(response))

    assert 503 == response.status_code
    assert READ_ONLY in text
    assert "This cannot be kept right now" in text


def test_two_answers_to_one_question_at_once_are_one_answer(app):
    client = app.test_client()
    url = first_choice(client, start_attempt(client))
    options = options_on(client, url)[:2]
    cookie = client.get_cookie("trialrun").value
    barrier = Barrier(2)

    def answer(option: str) -> str:
        other = app.test_client()
        other.set_cookie("trialrun", cookie)
        barrier.wait()
        posted = other.post(url, data={"option": option}, headers=SAME_SITE | HTMX)
        assert 200 == posted.status_code
        return text_of(strict(posted))

    with ThreadPoolExecutor(2) as pool:
        pages = list(pool.map(answer, options))

    assert 1 == sum("You had answered this before." in page for page in pages)
    assert f"1 of {size_of()} answered so far" in text_of(strict(client.get("/attempts/a1b2/")))
