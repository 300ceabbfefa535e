"""What a worker keeps to be read offline is everybody's, whole, and listed anew when it changes."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.build import bundled
from tests.web.pages import LESSON, SAME_SITE, strict, tags, text_of
from trialrun.content import FixedShelf

NO_CONNECTION = "without a connection"


def listed(client: FlaskClient) -> dict[str, Any]:
    """Returns what the worker is told to keep."""
    first, _, _ = client.get("/sw.js").get_data(as_text=True).partition("\n")
    found: dict[str, Any] = json.loads(first.removeprefix("const KEPT = ").removesuffix(";"))
    return found


def test_the_worker_is_asked_for_anew_and_knows_nobody(app: Flask) -> None:
    client = app.test_client()
    client.post(LESSON, data={"skip": "all"}, headers=SAME_SITE)
    somebodys, nobodys = client.get("/sw.js"), app.test_client().get("/sw.js")
    again = client.get("/sw.js", headers={"If-None-Match": somebodys.headers["ETag"]})

    assert somebodys.get_data() == nobodys.get_data()
    assert "text/javascript" == somebodys.mimetype
    assert "no-cache" == somebodys.headers["Cache-Control"]
    assert 304 == again.status_code
    for answer in (somebodys, nobodys, again):
        assert "Set-Cookie" not in answer.headers


def test_all_that_it_keeps_is_there_for_everybody(app: Flask) -> None:
    client = app.test_client()
    urls = listed(client)["urls"]

    assert len(set(urls)) == len(urls)
    for url in urls:
        answer = client.get(url)
        assert (url, 200) == (url, answer.status_code)
        assert answer.headers["Cache-Control"].startswith("public")
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers["Vary"]


def test_a_text_is_the_same_whether_it_is_asked_for_or_listed_first(app: Flask) -> None:
    services, url = app.extensions["trialrun"], f"{LESSON}read/"
    made = []
    for first in ("/sw.js", url):
        shelf = FixedShelf(replace(bundled()))
        app.extensions["trialrun"] = replace(services, shelf=shelf)
        app.test_client().get(first)
        made.append(app.test_client().get(url).get_data())

    assert made[0] == made[1]
    assert b'<a href="/lessons/" aria-current="page">' in made[0]


def test_it_keeps_each_lesson_and_each_file_that_those_ask_for(client: FlaskClient) -> None:
    urls = listed(client)["urls"]
    texts = [f"/lessons/{slug}/read/" for slug in bundled().lessons]
    pages = [client.get(url).get_data(as_text=True) for url in ("/offline/", *texts)]
    asked = {found for page in pages for found in re.findall(r'"(/assets/[^"]+)"', page)}
    css = next(client.get(url).get_data(as_text=True) for url in asked if url.endswith("/app.css"))
    fonts = {url.rpartition("/")[2] for url in re.findall(r"url\(([^)]+)\)", css)}

    assert set() == {"/offline/", *texts, *asked} - set(urls)
    assert set() == {font.strip("\"'") for font in fonts} - {u.rpartition("/")[2] for u in urls}
    assert [] == [url for url in urls if url.endswith(("/worker.js", "/icons.svg", "/tokens.css"))]


@pytest.mark.parametrize("changed", ["a text", "a lesson less", "nothing"])
def test_what_has_changed_makes_another_worker(app: Flask, changed: str) -> None:
    before = listed(app.test_client())
    lessons = dict(bundled().lessons)
    if changed == "a text":
        lessons[next(iter(lessons))] = replace(next(iter(lessons.values())), title="Quite another")
    elif changed == "a lesson less":
        lessons.popitem()
    shelf = FixedShelf(replace(bundled(), lessons=lessons))
    app.extensions["trialrun"] = replace(app.extensions["trialrun"], shelf=shelf)
    after = listed(app.test_client())

    assert (changed == "nothing") == (before["version"] == after["version"])
    assert (changed == "a lesson less") == (len(after["urls"]) < len(before["urls"]))


def test_no_page_promises_it_before_a_script_has_seen_it(client: FlaskClient) -> None:
    for url in ("/lessons/", LESSON, f"{LESSON}read/"):
        root = strict(client.get(url))
        hidden = [e for e in root.iter() if "hidden" in e.attrib and NO_CONNECTION in text_of(e)]
        assert [url] == [url for _ in hidden]
        assert 1 == text_of(root).count(NO_CONNECTION)
        assert client.get(hidden[0].attrib["data-kept"]).status_code == 200


def test_what_is_shown_instead_of_a_page_lists_the_texts(client: FlaskClient) -> None:
    root = strict(client.get("/offline/"))
    links = [e.attrib["href"] for e in tags(root, "a")]

    assert [f"/lessons/{entry.slug}/read/" for entry in bundled().outline] == [
        link for link in links if link.endswith("/read/")
    ]
