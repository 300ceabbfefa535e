"""Whoever creates things too fast is told to wait, in our own words; what was said is kept."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import ROOT, Settings, create_app
from tests.build import bundled
from tests.web.http.test_pace import Clock
from tests.web.pages import (
    HTMX,
    LESSON,
    SAME_SITE,
    first_choice,
    options_on,
    start_attempt,
    strict,
    text_of,
)
from trialrun.content import FixedShelf
from trialrun.settings import LEARNERS_PER_ADDRESS, SettingsError
from trialrun.web.http.pace import (
    ANSWERS,
    ATTEMPTS,
    CHECK_BYTES,
    CHECKS,
    DOORS,
    DRILLS,
    FLAGS,
    IMPORTS,
    JOBS,
    QUIZZES,
    RUNS,
)
from trialrun.web.http.rates import count_creations, rates_of

OWN = "/simulator/own/"
CHECK = "/simulator/own/check"
LEVEL = "/levels/after-the-fork/solved/?dial=report.run_if:NONE_FAILED"
PREDICT = "/simulator/chain-breaks/predict/"
SAID = {
    False: "are taken at once. What you sent is still here",
    True: "are taken at once. Nothing was kept of this one, and what you typed or picked is where",
}
"""By whether htmx asked."""
ROUTES = {
    "practice.start": {ATTEMPTS},
    "practice.start_question": {ATTEMPTS},
    "practice.start_missed": {ATTEMPTS},
    "practice.answer": {ANSWERS},
    "rounds.start": {ATTEMPTS},
    "flags.keep": {FLAGS},
    "drill.answer": {DRILLS},
    "quiz.start": {QUIZZES},
    "lessons.answer": {ANSWERS},
    "recall.judge": {ANSWERS},
    "levels.keep": {RUNS},
    "incidents.name": {ANSWERS},
    "incidents.judge": {RUNS},
    "predict.keep": {RUNS},
    "doing.say": {CHECKS},
    "own.keep": {CHECKS, JOBS},
    "own.check": {CHECKS},
    "own.files": {CHECKS},
    "mine.bring": {IMPORTS},
    "mine.delete_job": {DOORS},
    "doors.renew_link": {DOORS},
    "doors.revoke_link": {DOORS},
    "doors.go_on": {DOORS},
    "doors.sign_out": {DOORS},
    "doors.sign_out_others": {DOORS},
    "doors.delete": {DOORS},
}


@pytest.fixture
def clock() -> Clock:
    """The clock of the rates."""
    return Clock()


@pytest.fixture
def app(app: Flask, clock: Clock) -> Flask:
    """An app that counts what comes, with ten learners behind an address."""
    count_creations(app, 10, clock)
    return app


def post(client: FlaskClient, url: str, data: object, *, address: str = "192.0.2.1", **headers):
    return client.post(
        url,
        data=data,
        headers=SAME_SITE | headers,
        environ_overrides={"REMOTE_ADDR": address},
    )


def refused(client: FlaskClient, url: str, data: dict[str, str], **more: str) -> TestResponse:
    """Posts until it is refused."""
    for _ in range(2_000):
        response = post(client, url, data, **more)
        if response.status_code == 429:
            return response
    raise AssertionError("never refused")


def test_whatever_creates_something_has_a_rate(app):
    posts = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in rule.methods}

    assert ROUTES == {endpoint: rates_of(app.view_functions[endpoint]) for endpoint in posts}


POSTS = [
    pytest.param("/practice/rollback/", {"attempt": "two"}, "attempts", id="start"),
    pytest.param("/practice/missed/", {"attempt": "two"}, "attempts", id="start what was missed"),
    pytest.param(
        "/practice/rollback/what-is-committed/", {"attempt": "two"}, "attempts", id="start one"
    ),
    pytest.param("/attempts/a1b2/10/", {"skip": "1"}, "answers", id="answer"),
    pytest.param(LESSON, {"skip": "all"}, "answers", id="all prompts"),
    pytest.param(LEVEL, {"attempt": "two"}, "predictions and levels", id="level"),
    pytest.param(PREDICT, {"attempt": "two"}, "predictions and levels", id="prediction"),
    pytest.param(OWN, {"text": ""}, "jobs", id="own job"),
    pytest.param(CHECK, {"text": ""}, "checks of jobs", id="check"),
    pytest.param("/simulator/chain-breaks/tasks/", {}, "checks of jobs", id="what tasks do"),
    pytest.param("/my-data/import", {"file": ""}, "imports", id="import"),
    *(
        pytest.param(f"/my-data/{path}", {"code": "x"}, DOORS.things, id=path)
        for path in (
            "jobs/delete",
            "link",
            "link/revoke",
            "go-on/",
            "sign-out/",
            "others",
            "delete/sure/",
        )
    ),
]


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
@pytest.mark.parametrize(("url", "data", "things"), POSTS)
def test_too_much_is_refused_in_a_sentence(app, url, data, things, headers):
    response = refused(app.test_client(), url, data, **headers)
    text = text_of(strict(response))

    assert f"More {things} came from you, or from your network, than {SAID[bool(headers)]}" in text
    assert 0 < int(response.headers["Retry-After"]) <= 60
    assert re.search(r"[Ss]end it again in \d+ seconds?\b", text)
    assert ("#alerts" if headers else None) == response.headers.get("HX-Retarget")
    assert (b"Send it again</button>" in response.data) is not bool(headers)


@pytest.mark.parametrize(("url", "data", "things"), POSTS)
def test_who_waits_as_long_as_was_said_is_taken(app, clock, url, data, things):
    client = app.test_client()
    for _ in range(3):
        clock.now_s += int(refused(client, url, data).headers["Retry-After"])

        assert 429 != post(client, url, data).status_code


def test_an_answer_that_is_refused_is_not_kept_and_can_be_sent_again(app, clock):
    client = app.test_client()
    url = first_choice(client, start_attempt(client))
    response = refused(client, url, {"option": "nope"}, **HTMX)
    kept = app.extensions["trialrun"].stores.answers
    with client.session_transaction() as session:
        learner = session["learner"]
    assert () == kept.entries(learner)

    clock.now_s += int(response.headers["Retry-After"])
    picked = options_on(client, url)[0]
    assert 303 == post(client, url, {"option": picked}).status_code
    assert 1 == len(kept.entries(learner))


def bring(client: FlaskClient, number: int, address: str = "192.0.2.1") -> int:
    task = f"tasks: [{{task_key: t, notebook_task: {{notebook_path: /n}}}}]\nname: j{number}\n"
    return post(client, OWN, {"text": task}, address=address).status_code


def test_one_address_brings_so_many_jobs_with_however_many_cookies(app):
    statuses = [bring(app.test_client(), number) for number in range(40)]

    assert [303] * 20 + [429] * 20 == statuses
    assert 303 == bring(app.test_client(), 99, "192.0.2.2")


def test_an_address_of_ipv6_is_counted_by_its_line(app):
    for number in range(20):
        assert 303 == bring(app.test_client(), number, f"2001:db8:1:2::{number:x}")

    assert [429, 303] == [bring(app.test_client(), 99, f"2001:db8:1:{line}::9") for line in (2, 3)]


def test_a_learner_leaves_the_others_at_the_address_what_is_theirs(app):
    greedy = app.test_client()
    greedy_statuses = [bring(greedy, number) for number in range(40)]

    # The first has no cookie yet.
    assert [303] * 11 == [status for status in greedy_statuses if status == 303]
    assert [303] * 9 == [bring(app.test_client(), 100 + number) for number in range(9)]


def test_a_large_text_counts_more_than_a_small_one(app):
    def checks(size: int) -> int:
        """Counts how many of such texts are taken at once."""
        count_creations(app, 1, Clock())
        sent = (post(app.test_client(), CHECK, {"text": "a" * size}) for _ in range(601))
        return next(number for number, one in enumerate(sent) if one.status_code == 429)

    assert [600, 60] == [checks(1), checks(9 * CHECK_BYTES)]


def test_reading_is_never_counted(app):
    client = app.test_client()
    refused(client, "/practice/rollback/", {"attempt": "two"})

    assert {200} == {client.get("/practice/rollback/").status_code for _ in range(50)}


def test_the_number_of_learners_behind_an_address_is_set(tmp_path, monkeypatch):
    # By a clock that stands: as time goes on, more are taken.
    stopped = Clock()
    monkeypatch.setattr(
        "app.count_creations", lambda app, learners: count_creations(app, learners, stopped)
    )
    taken = {}
    for learners in (0, 1, 40):
        settings = Settings(
            data=tmp_path / str(learners), content=ROOT, learners_per_address=learners
        )
        made = create_app({}, settings, FixedShelf(bundled()))
        taken[learners] = sum(303 == bring(made.test_client(), n) for n in range(82))

    assert {0: 82, 1: 10, 40: 80} == taken


@pytest.mark.parametrize(
    ("text", "learners"), [("", LEARNERS_PER_ADDRESS), ("0", 0), ("7", 7), (" 7 ", 7)]
)
def test_the_setting_is_read_from_the_environment(monkeypatch, text, learners):
    monkeypatch.setenv("LEARNERS_PER_ADDRESS", text)

    assert learners == Settings.from_environment().learners_per_address


@pytest.mark.parametrize("text", ["off", "-1", "1.5", "²"])
def test_a_setting_that_is_no_number_says_so(monkeypatch, text):
    monkeypatch.setenv("LEARNERS_PER_ADDRESS", text)

    with pytest.raises(SettingsError, match=f"LEARNERS_PER_ADDRESS is '{text}'; write a whole"):
        Settings.from_environment()
