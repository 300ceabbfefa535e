"""Whatever is sent, a person gets a sentence and loses nothing that was kept."""

from pathlib import Path
from shutil import copytree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import ROOT, Settings, create_app
from tests.build import copied
from tests.content.files import FILES, write
from tests.store.inside import connection_of
from tests.web.pages import (
    LESSON,
    SAME_SITE,
    first_choice,
    options_on,
    start_attempt,
    strict,
    text_of,
)
from trialrun.content import FixedShelf
from trialrun.store.database import AppDatabase


@pytest.mark.parametrize(
    "url",
    [
        "/nope", "/lessons/nope/", "/practice/nope/", "/simulator/nope/",
        "/lessons/%2e%2e/", "/assets/x/../../app.py", "/practice/<script>/",
    ],
)  # fmt: skip
def test_an_unknown_address_is_404_in_our_own_page(client: FlaskClient, url: str) -> None:
    response = client.get(url)

    assert response.status_code == 404
    assert "There is no such page" in text_of(strict(response))


@pytest.mark.parametrize("url", ["/attempts/nope/", "/attempts/nope/1/"])
def test_a_go_that_is_not_here_is_404_in_our_own_page(client: FlaskClient, url: str) -> None:
    client.get("/practice/")
    response = client.get(url)

    assert response.status_code == 404
    assert "This practice round is not here" in text_of(strict(response))


def test_a_form_of_10_mb_is_refused(client: FlaskClient) -> None:
    url = first_choice(client, start_attempt(client))
    response = client.post(url, data={"option": "x" * 10_000_000}, headers=SAME_SITE)

    assert response.status_code == 413
    assert "too large" in text_of(strict(response))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://localhost"}, 303),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 403),
        ({}, 303),
    ],
    ids=str,
)
def test_a_post_from_another_site_is_refused(
    client: FlaskClient, headers: dict[str, str], status: int
) -> None:
    response = client.post("/practice/rollback/", data={"attempt": "aa"}, headers=headers)

    assert status == response.status_code


@pytest.mark.parametrize("attempt", ["", "../x", "a" * 41, "ä b", "a;drop"])
def test_an_attempt_id_that_no_form_of_ours_makes_is_refused(
    client: FlaskClient, attempt: str
) -> None:
    response = client.post("/practice/rollback/", data={"attempt": attempt}, headers=SAME_SITE)

    assert response.status_code == 400


def test_a_method_that_a_page_does_not_take_is_405(client: FlaskClient) -> None:
    assert client.post("/", headers=SAME_SITE).status_code == 405


def test_a_forged_cookie_is_nobody(client: FlaskClient) -> None:
    client.set_cookie("session", "eyJsZWFybmVyIjoieCJ9.forged.forged")

    assert client.get("/").status_code == 200


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """An app whose content has one mistake in each kind of file."""
    root = tmp_path_factory.mktemp("broken")
    for folder in ("lessons", "levels", "quizzes", "scenarios"):
        copytree(ROOT / folder, root / folder)
    (root / "lessons/bad.md").write_text("---\ntitle: Bad\norder: 1\nminutes: 3\n---\nNo.[^nope]\n")
    (root / "quizzes/bad.yaml").write_text("title: Bad\nsummary: [")
    (root / "scenarios/bad.yaml").write_text("title: Bad\ntitel: Bad\n")
    settings = Settings(data=root / "data", content=root, shows_author_pages=True)
    return create_app(settings=settings, shelf=FixedShelf(copied(root))).test_client()


def test_broken_files_are_named_and_the_rest_still_serves(broken: FlaskClient) -> None:
    today = text_of(strict(broken.get("/")))

    for place in ("lessons/bad.md:6", "quizzes/bad.yaml:", "scenarios/bad.yaml:"):
        assert place in today
    for url in (LESSON, "/practice/rollback/", "/simulator/repaired/"):
        assert broken.get(url).status_code == 200


@pytest.mark.parametrize("url", ["/lessons/bad/", "/practice/bad/", "/simulator/bad/"])
def test_the_page_of_a_broken_file_says_what_is_wrong(broken: FlaskClient, url: str) -> None:
    response = broken.get(url)

    assert response.status_code == 503
    assert "has a mistake in its file" in text_of(strict(response))
    assert "bad." in text_of(strict(response))


def test_broken_files_are_in_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    root = write(tmp_path, FILES | {"quizzes/bad.yaml": "title: Bad\nsummary: ["})
    create_app(settings=Settings(data=tmp_path / "data", content=root))

    assert any("quizzes/bad.yaml:2" in record.getMessage() for record in caplog.records)


@pytest.mark.parametrize(
    ("pragma", "says"),
    [("query_only=ON", "read-only"), ("max_page_count=1", "full")],
    ids=["read-only", "full"],
)
def test_a_database_that_takes_nothing_says_so_and_loses_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch, pragma: str, says: str
) -> None:
    client = app.test_client()
    url = first_choice(client, start_attempt(client))
    option = options_on(client, url)[0]
    client.post(url, data={"option": option}, headers=SAME_SITE)
    database: AppDatabase = app.extensions["trialrun"].stores.answers._database
    connection_of(database).execute(f"PRAGMA {pragma}")
    big = "b" * 40
    refused = None
    for number in range(200):
        refused = client.post(
            "/practice/rollback/", data={"attempt": f"{number}{big}"[:40]}, headers=SAME_SITE
        )
        if refused.status_code != 303:
            break

    assert refused is not None
    assert refused.status_code == 503
    assert says in text_of(strict(refused))
    assert "your pick" in text_of(strict(client.get(url)))


def test_a_bug_is_our_own_page_without_a_traceback(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken_simulation(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("trialrun.web.simulator.routes.simulate_address", broken_simulation)
    response = client.get("/simulator/repaired/")

    assert response.status_code == 500
    assert "Something broke on our side" in text_of(strict(response))
    assert "secret detail" not in response.get_data(as_text=True)
