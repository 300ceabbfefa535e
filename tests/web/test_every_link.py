"""Every link leads somewhere, also when parts of the content are not there any more."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import Settings, create_app
from tests.web.pages import SAME_SITE, answer_on, strict, tags, text_of
from tests.web.practice.content import LESSON, LEVEL, SET, STORY, UID, Folder, a_question
from trialrun.web.practice.goes import GOES_SHOWN

FILES = {
    "lesson": f"lessons/{LESSON}.md",
    "set": f"quizzes/{SET}.yaml",
    "story": f"scenarios/{STORY}.yaml",
    "level": f"levels/{LEVEL}.yaml",
}
SOLVED = f"/levels/{LEVEL}/?dial=report.run_if:NONE_FAILED"
SET_URL = f"/practice/{SET}/"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """The content as it is at first."""
    return Folder(tmp_path / "content")


@pytest.fixture
def app(folder: Folder, tmp_path: Path) -> Flask:
    """An app that serves it."""
    return create_app({"TESTING": False}, Settings(data=tmp_path / "data", content=folder.root))


def go(client: FlaskClient, attempt: str, questions: int = 2) -> None:
    """Starts a go at the set, and answers so many of its questions."""
    client.post(SET_URL, data={"attempt": attempt}, headers=SAME_SITE)
    for number in range(1, questions + 1):
        url = f"/attempts/{attempt}/{number}/"
        client.post(url, data=answer_on(strict(client.get(url))), headers=SAME_SITE)


def links_on(client: FlaskClient, url: str) -> list[str]:
    """Returns where a page leads to on this site."""
    hrefs = (a.attrib["href"].partition("#")[0] for a in tags(strict(client.get(url)), "a"))
    return [href for href in dict.fromkeys(hrefs) if href.startswith("/")]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody who has done a bit of everything."""
    client = app.test_client()
    go(client, "whole")
    client.post(f"/practice/{UID}/", data={"attempt": "single"}, headers=SAME_SITE)
    client.post("/practice/missed/", data={"attempt": "missed"}, headers=SAME_SITE)
    lesson = f"/lessons/{LESSON}/"
    form = answer_on(strict(client.get(lesson))) | {"question": UID}
    client.post(lesson, data=form, headers=SAME_SITE)
    go(client, "half", questions=1)
    return client


@pytest.mark.parametrize("how", ["removed", "broken"])
@pytest.mark.parametrize("what", [*FILES, "all"])
def test_every_link_leads_somewhere(app, folder, client, what, how):
    for path in FILES.values() if what == "all" else [FILES[what]]:
        if how == "removed":
            folder.remove(path)
        else:
            folder.write(path, "title: [")
    folder.serve(app)
    pages = ["/", "/lessons/", "/practice/", "/levels/", "/simulator/", SET_URL]
    pages += [f"/attempts/{id_}/" for id_ in ("whole", "half", "single", "missed")]
    pages += [f"/attempts/half/{number}/" for number in (1, 2)]
    pages += [f"/lessons/{LESSON}/", f"/levels/{LEVEL}/", f"/practice/{UID}/"]
    dead = {
        (url, link): status
        for url in pages
        for link in links_on(client, url)
        if (status := client.get(link).status_code) != 200
    }

    assert {} == dead


@pytest.mark.parametrize("is_gone", [False, True], ids=["there", "gone"])
@pytest.mark.parametrize("goes", [GOES_SHOWN - 1, GOES_SHOWN, GOES_SHOWN + 1, 2 * GOES_SHOWN + 3])
def test_every_go_at_a_set_is_led_to(app, folder, goes, is_gone):
    client = app.test_client()
    folder.write_set([a_question()])
    folder.serve(app)
    for number in range(goes):
        go(client, f"g{number}", questions=1)
    if is_gone:
        folder.remove(FILES["set"])
        folder.serve(app)
    listed, url, pages = [], SET_URL, 0
    while url:
        root = strict(client.get(url))
        hrefs = {text_of(a): a.attrib["href"] for a in tags(root, "a")}
        listed += [a.attrib["href"] for a in tags(root, "a") if "/attempts/" in a.attrib["href"]]
        url, pages = hrefs.get("Rounds before these", ""), pages + 1

    assert [f"/attempts/g{number}/" for number in reversed(range(goes))] == listed
    assert -(-goes // GOES_SHOWN) == pages


def test_a_try_at_a_level_that_is_gone_leads_to_the_levels(app, folder):
    client = app.test_client()
    put = next(
        e.attrib["value"]
        for e in tags(strict(client.get(SOLVED)), "input")
        if e.attrib.get("name") == "put"
    )
    folder.remove(FILES["level"])
    folder.serve(app)
    form = {"attempt": "one", "put": put}
    url = f"/levels/{LEVEL}/solved/?dial=report.run_if:AT_LEAST_ONE_FAILED"
    response = client.post(url, data=form, headers=SAME_SITE)

    assert 303 == response.status_code
    assert 200 == client.get(response.headers["Location"]).status_code
