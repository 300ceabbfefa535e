"""The logs: one line a request, and nothing in it of who asked for what."""

import logging
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import ROOT, create_app
from tests.build import bundled
from tests.web.pages import SAME_SITE, first_choice, options_on, start_attempt
from trialrun.content import FixedShelf
from trialrun.settings import Settings

ADDRESS = {"REMOTE_ADDR": "203.0.113.77"}


@pytest.fixture
def client(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> FlaskClient:
    """A browser of an app that logs every request."""
    caplog.set_level(logging.INFO, "trialrun.access")
    settings = Settings(data=tmp_path / "data", content=ROOT, logs_access=True)
    return create_app(settings=settings, shelf=FixedShelf(bundled())).test_client()


def test_a_request_is_a_line_of_status_route_time_size_and_network(client, caplog):
    client.get("/practice/rollback/?secret=1", environ_base=ADDRESS)

    (line,) = caplog.messages
    assert re.fullmatch(r"200 GET /practice/<slug>/ 203\.0\.113\.0/24 \d+ ms \d+ B", line)


def test_nothing_private_is_in_any_line(client, caplog):
    url = first_choice(client, start_attempt(client, attempt="secretattempt"))
    option = options_on(client, url)[0]
    client.post(url, data={"option": option}, headers=SAME_SITE, environ_base=ADDRESS)
    text = '{"name": "n", "tasks": [{"task_key": "secret-task"}]}'
    own = client.post("/simulator/own/", data={"text": text}, headers=SAME_SITE).headers["Location"]
    client.get(f"{own}?fail=secret-task")
    client.get("/no/such/secret-page?secret-query")
    client.open("/", method="SECRET-METHOD")
    client.post("/practice/rollback/", data={}, headers={"Sec-Fetch-Site": "cross-site"})
    with client.session_transaction() as session:
        learner = session["learner"]

    told = "\n".join(caplog.messages)
    private = (option, learner, own, "secret", client.get_cookie("trialrun").value, "203.0.113.77")
    for text in private:
        assert text.lower() not in told.lower()


def test_a_refusal_is_in_the_log_of_security_without_being_asked(app, caplog):
    app.test_client().post(
        "/practice/rollback/", headers={"Sec-Fetch-Site": "cross-site"}, environ_base=ADDRESS
    )

    assert ["refused 403 POST /practice/<slug>/ 203.0.113.0/24"] == caplog.messages
    assert ["trialrun.security"] == [record.name for record in caplog.records]


def test_without_being_asked_no_access_is_logged(app, caplog):
    caplog.set_level(logging.INFO)
    app.test_client().get("/")

    assert [] == caplog.messages
