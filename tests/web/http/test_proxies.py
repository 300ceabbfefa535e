"""Behind a proxy: who is believed, which host is served, what the browser is told."""

from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from app import ROOT, create_app
from tests.build import bundled
from tests.web.pages import SAME_SITE, start_attempt, strict, text_of
from trialrun.content import FixedShelf
from trialrun.settings import Settings
from trialrun.web import register

PROXY = {"REMOTE_ADDR": "10.0.0.1"}
PUBLIC = "https://study.example.org"


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Flask]:
    """Makes an app with settings; its page /seen/ says what it sees of a request."""
    monkeypatch.setattr("app.register", register)  # with pages of its own

    def made(**settings: Any) -> Flask:
        given = Settings(data=tmp_path / "data", content=ROOT, **settings)
        app = create_app(settings=given, shelf=FixedShelf(bundled()))

        @app.get("/seen/")
        def seen() -> str:
            return f"{request.remote_addr} {request.scheme} {request.host}"

        return app

    return made


def seen(app: Flask, headers: dict[str, str], peer: str) -> str:
    return app.test_client().get(
        "/seen/", headers=headers, environ_base={"REMOTE_ADDR": peer}
    ).text  # fmt: skip


TOLD = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "study.example.org",
}


def test_anybody_may_send_what_proxies_send_and_is_not_believed(make):
    assert "192.0.2.7 http localhost" == seen(make(), TOLD, "192.0.2.7")


def test_a_trusted_proxy_is_believed_but_for_the_host_that_clients_send_through_it(make):
    app = make(trusted_proxies=(ip_network("10.0.0.0/8"),))

    assert "203.0.113.9 https localhost" == seen(app, TOLD, "10.0.0.1")
    assert "192.0.2.7 http localhost" == seen(app, TOLD, "192.0.2.7")
    assert "10.0.0.1 http localhost" == seen(app, {}, "10.0.0.1")


def test_a_proxy_that_comes_as_ipv6_writes_ipv4_is_believed(make):
    app = make(trusted_proxies=(ip_network("10.0.0.0/8"),))

    assert "203.0.113.9 https localhost" == seen(app, TOLD, "::ffff:10.0.0.1")


@pytest.mark.parametrize(
    ("told", "client"),
    [
        ("6.6.6.6, 203.0.113.9", "203.0.113.9"),
        ("6.6.6.6, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("203.0.113.9, 10.0.0.3, 10.0.0.2", "203.0.113.9"),
        ("10.0.0.3, 10.0.0.2", "10.0.0.3"),
    ],
)
def test_of_a_chain_the_last_that_is_no_proxy_is_the_client(make, told, client):
    app = make(trusted_proxies=(ip_network("10.0.0.0/8"),))

    assert client == seen(app, {"X-Forwarded-For": told}, "10.0.0.1").split()[0]


def test_a_public_url_is_the_scheme_and_host_of_every_redirect(make):
    app = make(public_url=PUBLIC)
    response = app.test_client().get("/practice", base_url="http://127.0.0.1:8000")

    assert 308 == response.status_code
    assert f"{PUBLIC}/practice/" == response.headers["Location"]


def test_a_form_of_the_public_page_is_taken_though_the_proxy_asks_by_another_name(make):
    client = make(public_url=PUBLIC).test_client()
    response = client.post(
        "/practice/rollback/", data={"attempt": "aa"}, base_url="http://127.0.0.1:8000",
        headers={"Origin": PUBLIC},
    )  # fmt: skip

    assert 303 == response.status_code
    foreign = client.post(
        "/practice/rollback/", data={"attempt": "bb"}, base_url="http://127.0.0.1:8000",
        headers={"Origin": "https://evil.example"},
    )  # fmt: skip
    assert 403 == foreign.status_code


@pytest.mark.parametrize(
    ("url", "hsts"), [(PUBLIC, "max-age=31536000"), ("http://a.example", None)]
)
def test_https_is_remembered_where_it_is_there(make, url, hsts):
    response = make(public_url=url).test_client().get("/")

    assert hsts == response.headers.get("Strict-Transport-Security")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("study.example.org", 200),
        ("study.example.org:8443", 200),
        ("STUDY.Example.Org", 200),
        ("", 421),
        ("a.example.net", 200),
        ("evil.example", 421),
        ("study.example.org.evil.example", 421),
        ("127.0.0.1:8000", 421),
    ],
)
def test_with_trusted_hosts_any_other_is_refused_in_words(make, host, status):
    client = make(trusted_hosts=("study.example.org", ".example.net")).test_client()
    response = client.get("/", headers={"Host": host})

    assert status == response.status_code
    if status != 200:
        assert "This host is not served here" in text_of(strict(response))


def test_without_trusted_hosts_all_are_served(make):
    assert 200 == make().test_client().get("/", headers={"Host": "any.example"}).status_code


def test_the_proxy_is_asked_for_its_host_before_the_public_url_is_taken(make):
    app = make(public_url=PUBLIC, trusted_hosts=("study.example.org",))

    assert 421 == app.test_client().get("/", headers={"Host": "evil.example"}).status_code


@pytest.fixture
def own(client: FlaskClient) -> str:
    """The address of a job that somebody brought."""
    text = '{"name": "n", "tasks": [{"task_key": "a"}]}'
    response = client.post("/simulator/own/", data={"text": text}, headers=SAME_SITE)
    assert 303 == response.status_code
    return response.headers["Location"]


def test_pages_with_forms_are_kept_for_going_back(client, own):
    url = f"{start_attempt(client)}1/"
    for page in ("/", url, "/simulator/own/", f"{own}predict/", "/simulator/repaired/"):
        assert "private, no-cache" == client.get(page).headers["Cache-Control"]


def test_private_links_and_files_to_take_away_are_kept_nowhere(client, own):
    for page in (
        own, f"{own}map/", f"{own}compare/", f"{own}events.csv",
        "/simulator/repaired/events.csv", "/simulator/repaired/picture.svg",
    ):  # fmt: skip
        response = client.get(page)
        assert (200, "no-store") == (response.status_code, response.headers["Cache-Control"])


def test_pages_of_authors_are_there_when_they_are_wanted(make):
    assert 404 == make().test_client().get("/patterns/").status_code
    assert 200 == make(shows_author_pages=True).test_client().get("/patterns/").status_code
