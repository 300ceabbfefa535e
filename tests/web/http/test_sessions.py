"""Who is asking: the cookie is given on the first page, and no step of the clock takes it away."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import ROOT, create_app
from tests.build import bundled
from tests.store.test_database import remember
from tests.web.pages import (
    SAME_SITE,
    answer_on,
    first_choice,
    options_on,
    start_attempt,
    strict,
)
from trialrun.content import FixedShelf
from trialrun.settings import Settings
from trialrun.store import open_stores

DAY_S = 24 * 3600
START_S = time.time()
OLD_KEY = "the-key-of-the-database-of-before"

Make = Callable[..., Flask]


class Clock:
    """The wall clock of the app, and of what signs its cookies."""

    def __init__(self) -> None:
        self.now_s = START_S

    def time(self) -> float:
        return self.now_s

    def time_ns(self) -> int:
        return int(self.now_s * 1e9)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("trialrun.web.http.services.time", clock)
    monkeypatch.setattr("itsdangerous.timed.time", clock)
    return clock


@pytest.fixture
def make(tmp_path: Path, clock: Clock) -> Make:
    """Makes an app on the same data folder, with settings."""

    def made(**settings: object) -> Flask:
        given = Settings(data=tmp_path / "data", content=ROOT, **settings)  # type: ignore[arg-type]
        return create_app(settings=given, shelf=FixedShelf(bundled()))

    return made


def cookies_of(response: TestResponse) -> list[str]:
    return response.headers.getlist("Set-Cookie")


def learner_in(client: FlaskClient) -> str:
    with client.session_transaction() as session:
        return str(session.get("learner", ""))


def test_the_first_page_gives_the_cookie_and_no_learner_yet(make):
    client = make().test_client()

    (cookie,) = cookies_of(client.get("/"))
    assert cookie.startswith("trialrun=")
    assert "; HttpOnly" in cookie
    assert "; SameSite=Lax" in cookie
    assert f"; Max-Age={400 * DAY_S}" in cookie
    assert "Secure" not in cookie
    assert "" == learner_in(client)


@pytest.mark.parametrize("path", ["/assets/x/app.css", "/nothing-here", "/favicon.ico"])
def test_what_is_no_page_gives_none(make, path):
    assert [] == cookies_of(make().test_client().get(path))


def test_two_tabs_whose_first_posts_overlap_are_one_learner(make):
    app = make()
    one = app.test_client()
    one.get("/")
    given = one.get_cookie("trialrun").value
    other = app.test_client()
    other.set_cookie("trialrun", given)
    start_attempt(one, attempt="aa")
    start_attempt(other, attempt="bb")

    assert "" != learner_in(one)
    assert learner_in(one) == learner_in(other)


def test_the_cookie_is_sent_once_a_day(make, clock):
    client = make().test_client()
    assert 1 == len(cookies_of(client.get("/")))
    start_attempt(client)
    for url in ("/", "/practice/", "/attempts/a1b2/1/"):
        assert [] == cookies_of(client.get(url))
    clock.now_s += DAY_S

    assert 1 == len(cookies_of(client.get("/")))
    assert [] == cookies_of(client.get("/practice/"))


@pytest.mark.parametrize("years", [-40, -1, 1, 3, 40])
def test_a_step_of_the_clock_loses_no_learner(make, clock, years):
    client = make().test_client()
    start_attempt(client)
    before = learner_in(client)
    clock.now_s += years * 365 * DAY_S
    client.get("/")
    start_attempt(client, attempt="again")
    assert before == learner_in(client)
    clock.now_s = START_S
    client.get("/")

    assert before == learner_in(client)


def test_a_forged_cookie_is_nobody_and_is_logged(make, caplog):
    client = make().test_client()
    client.get("/")
    value = client.get_cookie("trialrun").value
    client.set_cookie("trialrun", "x" + value[1:])

    assert 1 == len(cookies_of(client.get("/")))
    assert ["cookie not signed by us 127.0.0.0/24"] == caplog.messages


def test_what_is_signed_and_no_session_is_nobody(make):
    app = make()
    client = app.test_client()
    signed = SecureCookieSessionInterface().get_signing_serializer(app)
    client.set_cookie("trialrun", signed.dumps([1, 2]))

    assert 200 == client.get("/").status_code


@pytest.fixture
def of_before(make, tmp_path: Path) -> FlaskClient:
    """A browser with the cookie of a learner of 0.3.0, whose key was in the database."""
    stores = open_stores(tmp_path / "data/trialrun.db")
    remember(stores.settings._database, "secret_key", OLD_KEY)
    signer = Flask("of before")
    signer.secret_key = OLD_KEY
    client: FlaskClient = make().test_client()
    cookie = SecureCookieSessionInterface().get_signing_serializer(signer)
    client.set_cookie("trialrun", cookie.dumps({"learner": "ada", "_permanent": True}))
    return client


def test_a_cookie_of_before_is_read_and_signed_anew(of_before, make, clock):
    assert 1 == len(cookies_of(of_before.get("/practice/")))
    anew = of_before.get_cookie("trialrun").value
    clock.now_s += 300 * DAY_S
    later = make().test_client()
    later.set_cookie("trialrun", anew)
    later.get("/")

    assert "ada" == learner_in(later)


def test_a_cookie_of_before_is_read_for_sixty_days_without_a_restart(of_before, clock):
    clock.now_s += 61 * DAY_S

    assert [] == cookies_of(of_before.get("/"))
    start_attempt(of_before)
    assert learner_in(of_before) not in ("", "ada")


def test_a_step_of_the_clock_beyond_the_sixty_days_replaces_no_cookie(of_before, clock):
    before = of_before.get_cookie("trialrun").value
    clock.now_s += 200 * DAY_S
    of_before.get("/")
    assert before == of_before.get_cookie("trialrun").value
    clock.now_s -= 200 * DAY_S
    of_before.get("/")

    assert "ada" == learner_in(of_before)


def test_by_https_the_cookie_is_bound_to_the_host_and_the_old_name_is_reissued(make):
    plain = make().test_client()
    start_attempt(plain)
    before = learner_in(plain)
    client = make(public_url="https://study.example.org").test_client()
    base = {"base_url": "https://study.example.org"}
    client.set_cookie("trialrun", plain.get_cookie("trialrun").value, domain="study.example.org")
    anew, gone = cookies_of(client.get("/practice/", **base))

    assert anew.startswith("__Host-trialrun=")
    for part in ("; Secure", "; HttpOnly", "; Path=/", "; SameSite=Lax"):
        assert part in anew
    assert "Domain" not in anew
    assert gone.startswith("trialrun=; ")
    assert "; Max-Age=0" in gone
    assert [] == cookies_of(client.get("/practice/", **base))
    with client.session_transaction(**base) as session:
        assert before == session["learner"]


def test_answers_of_a_new_browser_are_found_again(make):
    client = make().test_client()
    client.get("/")
    url = first_choice(client, start_attempt(client))
    option = options_on(client, url)[0]
    form = answer_on(strict(client.get(url))) | {"option": option}
    client.post(url, data=form, headers=SAME_SITE)

    assert "your pick" in client.get(url).text
