"""What a learner does on the pages of My data, over HTTP. No test in here."""

import json
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import ROOT, Settings, create_app
from tests.build import bundled
from tests.web.mine.notes import code_on
from tests.web.pages import SAME_SITE, answer_on, options_on, start_attempt, strict
from trialrun.content import FixedShelf
from trialrun.store import Answer, Stores

DATA = "/my-data/"
EDGE = "edge-of-a-part-0123456789"
ASKED = "rollback/what-is-committed"
JOB = "tasks: [{task_key: t, notebook_task: {notebook_path: /n}}]\nname: mine\n"


def elsewhere(folder: Path) -> Flask:
    """Returns another place that runs this app, with an empty database."""
    settings = Settings(data=folder / "elsewhere", content=ROOT, shows_author_pages=True)
    return create_app({"TESTING": False}, settings, FixedShelf(bundled()))


def post(client: FlaskClient, path: str, **form: str) -> TestResponse:
    """Posts a form of My data."""
    return client.post(f"{DATA}{path}", data=form, headers=SAME_SITE)


def export(client: FlaskClient) -> bytes:
    """Returns the file that Export gives."""
    response = client.get(f"{DATA}export")
    assert response.status_code == 200
    return response.data


def bring(client: FlaskClient, file: bytes, name: str = "mine.json") -> TestResponse:
    """Imports a file."""
    # By hand: for a large form Flask's own client leaves a file open.
    head = f'--{EDGE}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return client.post(
        f"{DATA}import",
        data=head.encode() + file + f"\r\n--{EDGE}--\r\n".encode(),
        content_type=f"multipart/form-data; boundary={EDGE}",
        headers=SAME_SITE,
    )


def answer_all(client: FlaskClient, attempt: str = "a1b2", slug: str = "rollback") -> str:
    """Answers every question of a set, whatever; returns the address of the attempt."""
    url = start_attempt(client, slug, attempt)
    for number in range(1, len(bundled().sets[slug].questions) + 1):
        page = strict(client.get(f"{url}{number}/"))
        client.post(f"{url}{number}/", data=answer_on(page), headers=SAME_SITE)
    return url


def answer_one(client: FlaskClient, attempt: str, option: int) -> str:
    """Answers one and the same question with its n-th option; returns what was picked."""
    start_attempt(client, "rollback", attempt)
    number = 1
    while uid_at(client, attempt, number) != ASKED:
        number += 1
    url = f"/attempts/{attempt}/{number}/"
    picked = sorted(options_on(client, url))[option]
    assert client.post(url, data={"option": picked}, headers=SAME_SITE).status_code == 303
    return picked


def uid_at(client: FlaskClient, attempt: str, number: int) -> str:
    """Returns which question an attempt puts at a number."""
    found = kept(client).attempts.find(learner_in(client), attempt)
    assert found is not None
    return found.questions[number - 1]


def kept(client: FlaskClient) -> Stores:
    """Returns the stores behind a client."""
    stores: Stores = client.application.extensions["trialrun"].stores
    return stores


def learner_in(client: FlaskClient) -> str:
    """Returns whose cookie a client has; "" for nobody's."""
    with client.session_transaction() as session:
        return str(session.get("learner", ""))


def entries(client: FlaskClient) -> tuple[Answer, ...]:
    """Returns the log of a client's learner."""
    return kept(client).answers.entries(learner_in(client))


def copy_of(client: FlaskClient) -> FlaskClient:
    """Returns another browser with the cookie that this one has now."""
    other = client.application.test_client()
    cookie = client.get_cookie("trialrun")
    assert cookie is not None
    other.set_cookie("trialrun", cookie.value)
    return other


def new_link(client: FlaskClient) -> str:
    """Makes a private link and returns its code."""
    return code_on(post(client, "link"))


def as_json(file: bytes) -> dict[str, Any]:
    """Reads an export."""
    found: dict[str, Any] = json.loads(file)
    return found


def as_file(found: object) -> bytes:
    """Writes what was changed in an export."""
    return json.dumps(found).encode()
