"""The whole text of a lesson: the same bytes for everybody, nothing left out, nothing sent."""

import gzip
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.build import bundled
from tests.web.pages import SAME_SITE, ids_of, strict, tags, text_of
from trialrun.content import FixedShelf
from trialrun.diagram import ending_told

SLUGS = list(bundled().lessons)
LESSON, READ = "/lessons/s1-lakeflow-jobs/", "/lessons/s1-lakeflow-jobs/read/"
MISSING = "is missing here just now"


def test_it_is_the_same_for_whoever_asks_and_whatever_they_said(app: Flask) -> None:
    nobody, somebody = app.test_client(use_cookies=False), app.test_client()
    somebody.get(LESSON)
    before = somebody.get(READ)
    somebody.post(LESSON, data={"skip": "all"}, headers=SAME_SITE)
    forged = nobody.get(READ, headers={"Cookie": "trialrun=nonsense"})
    answers = [before, nobody.get(READ), somebody.get(READ), forged]

    assert 1 == len({answer.get_data() for answer in answers})
    for answer in answers:
        assert "public, no-cache" == answer.headers["Cache-Control"]
        assert "Accept-Encoding" == answer.headers["Vary"]
        assert "Set-Cookie" not in answer.headers


def test_who_has_it_already_is_told_so_in_no_bytes(client: FlaskClient) -> None:
    found = client.get(READ, headers={"Accept-Encoding": "gzip"})
    again = client.get(READ, headers={"If-None-Match": found.headers["ETag"]})
    other = client.get("/lessons/f1-the-one-job/read/")

    assert client.get(READ).get_data() == gzip.decompress(found.get_data())
    assert (304, b"") == (again.status_code, again.get_data())
    assert "Set-Cookie" not in again.headers
    assert found.headers["ETag"] != other.headers["ETag"]


@pytest.mark.parametrize("slug", SLUGS)
def test_it_holds_all_of_a_lesson(client: FlaskClient, slug: str) -> None:
    lesson = bundled().lessons[slug]
    root = strict(client.get(f"/lessons/{slug}/read/"))
    ids, says = ids_of(root), text_of(root)

    assert sorted(set(ids)) == sorted(ids)
    assert lesson.anchors - {"onward"} - set(ids) == set()
    for step in lesson.steps:
        question = bundled().question(step.asks) if step.asks else None
        if question is not None:
            place = next(e for e in root.iter() if e.attrib.get("id", "") == _id_of(step.asks))
            fold = next(e for e in tags(place, "details") if "The answer" in text_of(e))
            assert "open" not in fold.attrib
            for fact in question.facts:
                assert fact.source in text_of(fold)
    for prompt in lesson.recalls.values():
        assert prompt.asks in says
    labelled = {label.attrib.get("for") for label in tags(root, "label")}
    fields = [e.attrib for e in tags(root, "input") if e.attrib.get("type") != "hidden"]
    assert [field for field in fields if field.get("id") not in labelled] == []
    assert {"get", "dialog"} >= {e.attrib["method"] for e in tags(root, "form")}
    assert MISSING not in says


@pytest.mark.parametrize("slug", SLUGS)
def test_each_moment_of_what_plays_is_told(client: FlaskClient, slug: str) -> None:
    content = bundled()
    says = text_of(strict(client.get(f"/lessons/{slug}/read/")))
    blocks = [b for step in content.lessons[slug].steps for b in step.blocks]
    for block in blocks:
        if block.kind == "figure":
            for moment in content.figures[block.content].moments:
                assert " ".join(moment.told.split()) in says
        elif block.kind == "sim":
            story = content.scenarios[block.content]
            assert f"Simulator: {story.title}" in says
            assert " ".join(ending_told(story.play_text()).split()) in says


def test_the_lesson_links_to_it_and_still_keeps_its_answers_back(client: FlaskClient) -> None:
    page = client.get(LESSON).get_data(as_text=True)

    assert f'href="{READ}"' in page
    assert "The answer, and why" not in page


def test_one_that_is_not_there_says_so_and_may_not_be_kept(client: FlaskClient) -> None:
    gone = client.get("/lessons/nothing/read/")

    assert 404 == gone.status_code
    assert "public" not in gone.headers["Cache-Control"]


def test_another_text_has_another_tag(app: Flask) -> None:
    services, slug = app.extensions["trialrun"], "s1-lakeflow-jobs"
    before = app.test_client().get(READ)
    lesson = replace(bundled().lessons[slug], title="Quite another title")
    changed = replace(bundled(), lessons={**bundled().lessons, slug: lesson})
    app.extensions["trialrun"] = replace(services, shelf=FixedShelf(changed))
    after = app.test_client().get(READ, headers={"If-None-Match": before.headers["ETag"]})

    assert 200 == after.status_code
    assert "Quite another title" in after.get_data(as_text=True)
    assert before.headers["ETag"] != after.headers["ETag"]


def test_what_cannot_be_shown_just_now_is_said_to_be_missing(app: Flask) -> None:
    services = app.extensions["trialrun"]
    changed = replace(bundled(), figures={}, scenarios={}, sets={})
    app.extensions["trialrun"] = replace(services, shelf=FixedShelf(changed))
    says = text_of(strict(app.test_client().get("/lessons/f2-delta-transaction-log/read/")))
    steps = bundled().lessons["f2-delta-transaction-log"].steps
    played = sum(block.kind in ("figure", "sim") for step in steps for block in step.blocks)

    assert played + sum(bool(step.asks) for step in steps) == says.count(MISSING)


def _id_of(uid: str | None) -> str:
    return f"q-{(uid or '').replace('/', '-')}"
