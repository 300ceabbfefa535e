"""A level asked in a question set, from the form to the verdict, without JavaScript."""

import shutil
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import ROOT, Settings, create_app
from tests.build import bundled, copied
from tests.web.pages import HTMX, SAME_SITE, ids_of, start_attempt, strict, tags, text_of
from trialrun.content import FixedShelf
from trialrun.questions import Question

SET = """\
title: Mend it
summary: A level asked in a set.
lesson: s1-lakeflow-jobs
questions:
  - id: keep-it
    kind: goal
    level: keep-what-succeeded
    facts: [repair-same-run]
  - id: turn-it
    kind: goal
    level: the-download-that-hangs
    facts: [task-timeout]
"""


@pytest.fixture(scope="module")
def solving(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An app whose content has one set more."""
    content = tmp_path_factory.mktemp("content")
    for name in ("lessons", "levels", "quizzes", "scenarios"):
        shutil.copytree(ROOT / name, content / name)
    (content / "quizzes" / "mend-it.yaml").write_text(SET)
    settings = Settings(data=tmp_path_factory.mktemp("data"))
    return create_app({}, settings, FixedShelf(copied(content)))


@pytest.fixture
def client(solving: Flask) -> FlaskClient:
    return solving.test_client()


@pytest.fixture
def url(client: FlaskClient) -> str:
    return f"{start_attempt(client, 'mend-it')}1/"


def test_the_form_asks_for_actions_by_label(client: FlaskClient, url: str) -> None:
    root = strict(client.get(url))
    labels = {label.attrib["for"] for label in tags(root, "label")}

    assert ["add", "add"] == [select.attrib["name"] for select in tags(root, "select")]
    assert {select.attrib["id"] for select in tags(root, "select")} <= labels
    assert "Ingest does not run again." in text_of(root)


def test_the_form_names_dials_and_their_values_in_words(client: FlaskClient) -> None:
    root = strict(client.get(f"{start_attempt(client, 'mend-it', 'b1c2')}2/"))
    labels = [text_of(label) for label in tags(root, "label")]
    options = [text_of(option) for option in tags(root, "option")]

    assert {"download: Timeout of an attempt", "menu: Run if"} <= {*labels}
    assert {"None", "1:00", "10:00", "2:00:00", "All succeeded", "All done"} <= {*options}


def test_the_form_shows_the_job_as_it_ends(client: FlaskClient, url: str) -> None:
    boxes = [e.attrib for e in strict(client.get(url)).iter() if "data-node" in e.attrib]
    ends = {box["data-node"]: box["data-state"] for box in boxes}

    assert {"ingest": "success", "enrich": "failed", "report": "upstream_failed"} == ends


@pytest.mark.parametrize("headers", [SAME_SITE, SAME_SITE | HTMX], ids=["plain", "htmx"])
def test_a_refused_try_stays_in_the_form(client: FlaskClient, url: str, headers) -> None:
    nothing = client.post(url, data={"add": ["", ""]}, headers=headers)
    foreign = client.post(url, data={"add": ["repair", "cancel"]}, headers=headers)
    picked = [o.attrib["value"] for o in tags(strict(foreign), "option") if "selected" in o.attrib]

    assert (422, 422) == (nothing.status_code, foreign.status_code)
    assert "nothing is changed yet" in text_of(strict(nothing))
    assert "cancel cannot be added" in text_of(strict(foreign))
    assert ["repair"] == picked


TRIES = [
    pytest.param(["run_now", ""], "Not this time", "1 move, par 1.", id="runs ingest again"),
    pytest.param(["repair;tasks=enrich", "repair"], "Right", "2 moves, par 1.", id="a way round"),
    pytest.param(["repair", ""], "Right", "1 move, par 1.", id="par"),
]


@pytest.mark.parametrize(("added", "title", "moves"), TRIES)
def test_a_try_is_played_and_graded(client: FlaskClient, url: str, added, title, moves) -> None:
    response = client.post(url, data={"add": added}, headers=SAME_SITE, follow_redirects=True)
    root = strict(response)
    page = text_of(root)

    assert len(set(ids_of(root))) == len(ids_of(root))
    assert title in page
    assert moves in page
    assert "A repair runs what did not succeed" in page
    assert ("not met" in page) == (title == "Not this time")


def links(root, says: str) -> list[str]:
    return [a.attrib["href"] for a in tags(root, "a") if says in text_of(a)]


def plays(client: FlaskClient, link: str) -> str:
    """Returns the text of the page of a level that a link leads to."""
    response = client.get(link)
    assert 200 == response.status_code
    return text_of(strict(response))


def test_a_wrong_try_is_told_a_way_and_both_can_be_played(client: FlaskClient, url: str) -> None:
    response = client.post(
        url, data={"add": ["run_now", ""]}, headers=SAME_SITE, follow_redirects=True
    )
    root = strict(response)
    (tried,), (way,) = links(root, "Play what you tried"), links(root, "Play this way")

    assert "A new run does the whole graph again" in text_of(root)
    assert "One way that reaches all goals, in 1 move:" in text_of(root)
    assert ["Repair run"] == [text_of(li) for li in moves_in(root)]
    assert "Solved in 1 move, par 1." in plays(client, way)
    assert "1 of 2 goals met: 1 move, par 1." in plays(client, tried)
    assert "Back to question 1" in plays(client, way)


def moves_in(root) -> list:
    (way,) = (ol for ol in tags(root, "ol") if ol.attrib.get("class") == "goal__way")
    return tags(way, "li")


@pytest.mark.parametrize(
    ("added", "is_told"), [(["repair", ""], False), (["repair;tasks=enrich", "repair"], True)]
)
def test_who_found_a_way_is_told_another_only_if_it_is_shorter(
    client: FlaskClient, url: str, added, is_told
) -> None:
    response = client.post(url, data={"add": added}, headers=SAME_SITE, follow_redirects=True)
    root = strict(response)

    (own,) = links(root, "Play your way")
    assert "Solved in" in plays(client, own)
    assert is_told == bool(links(root, "Play this way"))


GOALS = [
    question
    for found in bundled().sets.values()
    for question in found.questions.values()
    if "goals" in question.body
]


def test_levels_are_asked_in_several_of_our_sets():
    assert len({question.set_slug for question in GOALS}) >= 3


@pytest.mark.parametrize("question", GOALS, ids=lambda question: question.uid)
def test_whoever_skips_a_level_of_ours_is_shown_a_way_that_solves_it(
    app: Flask, question: Question
) -> None:
    """From its own page: put, skipped, shown again later, and played without JavaScript."""
    client = app.test_client()
    own = f"/practice/{question.uid}/"
    assert "Send my answer" not in text_of(strict(client.get(own)))
    client.post(own, data={"attempt": "a1"}, headers=SAME_SITE)
    client.post("/attempts/a1/1/", data={"skip": "1"}, headers=SAME_SITE)
    root = strict(client.get("/attempts/a1/1/"))

    assert "Skipped" in text_of(root)
    assert "not met" not in text_of(root)
    assert question.body["par"] == len(moves_in(root))
    (way,) = links(root, "Play this way")
    assert "Solved in par" in plays(client, way)
    assert question.uid.partition("/")[2] in str(client.get("/attempts/a1/").get_data())


def test_of_a_level_that_has_changed_the_way_of_then_is_told_and_not_played(
    solving: Flask, client: FlaskClient, url: str, monkeypatch
) -> None:
    client.post(url, data={"skip": "1"}, headers=SAME_SITE)
    shelf = solving.extensions["trialrun"].shelf
    level = shelf.catalog.levels["keep-what-succeeded"]
    changed = {**shelf.catalog.levels, level.slug: replace(level, source=f"{level.source}# New.")}
    monkeypatch.setattr(shelf, "catalog", replace(shelf.catalog, levels=changed))
    root = strict(client.get(url))

    assert ["Repair run"] == [text_of(li) for li in moves_in(root)]
    assert [] == links(root, "Play this way")
    assert "The level has changed since, so it cannot be played here." in text_of(root)


def test_a_skipped_level_is_explained(client: FlaskClient, url: str) -> None:
    response = client.post(url, data={"skip": "1"}, headers=SAME_SITE, follow_redirects=True)

    assert "Skipped" in text_of(strict(response))
    assert "A repair runs what did not succeed" in text_of(strict(response))
    assert "par" not in text_of(strict(response)).split()
    assert "not met" not in text_of(strict(response))
