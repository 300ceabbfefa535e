"""Answers of 0.3.0, of which no text was kept: shown as graded then, and never graded again."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import Settings, create_app
from tests.build import bundled
from tests.store.old import ADA, BOB, LEARNERS, database_of_030, rows
from tests.web.pages import LESSON, SAME_SITE, ids_of, strict, tags, text_of
from trialrun.content import Catalog, FixedShelf
from trialrun.questions.kinds import KINDS
from trialrun.store import Attempt, Stores

NOT_KNOWN = "but not what the question said that day"
MARKS = {"right": "Right", "wrong": "Not this time", "skipped": "Skipped: here is what happens"}
WORKED = "rollback/what-is-committed"


def as_bundled(catalog: Catalog) -> Catalog:
    return catalog


def with_question(catalog: Catalog, uid: str, **parts: object) -> Catalog:
    slug, _, id_ = uid.partition("/")
    found = catalog.sets[slug]
    questions = dict(found.questions)
    questions[id_] = replace(questions[id_], **parts)
    return replace(catalog, sets={**catalog.sets, slug: replace(found, questions=questions)})


def reworded(catalog: Catalog) -> Catalog:
    return with_question(catalog, WORKED, stem="Said in other words?")


def keyed_anew(catalog: Catalog) -> Catalog:
    key = catalog.question(WORKED).key
    turned = {part: "no" if value == "yes" else "yes" for part, value in key.items()}
    return with_question(catalog, WORKED, key=turned)


def of_another_kind(catalog: Catalog) -> Catalog:
    other = next(
        question
        for question in catalog.sets["rollback"].questions.values()
        if question.kind_name == "predict"
    )
    parts = {"kind_name": "predict", "body": other.body, "key": other.key, "stem": "Predict."}
    return with_question(catalog, WORKED, **parts)


def a_level_now(catalog: Catalog) -> Catalog:
    level = catalog.level_question("keep-what-succeeded")
    parts = {"kind_name": "goal", "body": level.body, "key": level.key}
    return with_question(catalog, WORKED, **parts)


def without_question(catalog: Catalog) -> Catalog:
    found = catalog.sets["rollback"]
    questions = {id_: q for id_, q in found.questions.items() if f"rollback/{id_}" != WORKED}
    return replace(catalog, sets={**catalog.sets, "rollback": replace(found, questions=questions)})


def without_sets(catalog: Catalog) -> Catalog:
    return replace(catalog, sets={}, levels={})


def set_renamed(catalog: Catalog) -> Catalog:
    sets = dict(catalog.sets)
    sets["undone"] = replace(sets.pop("rollback"), slug="undone", title="What is undone")
    return replace(catalog, sets=sets)


CONTENTS = [
    as_bundled, reworded, keyed_anew, of_another_kind, a_level_now,
    without_question, without_sets, set_renamed,
]  # fmt: skip


@pytest.fixture(params=CONTENTS, ids=lambda change: change.__name__)
def app(request, tmp_path: Path) -> Flask:
    """An app of today on the database of 0.3.0, with content of another day."""
    database_of_030(tmp_path / "data" / "trialrun.db")
    shelf = FixedShelf(request.param(bundled()))
    return create_app({"TESTING": False}, Settings(data=tmp_path / "data"), shelf)


def as_learner(app: Flask, learner: str) -> FlaskClient:
    client = app.test_client()
    with client.session_transaction() as session:
        session["learner"] = learner
    return client


def stores_of(app: Flask) -> Stores:
    return app.extensions["trialrun"].stores


def attempts_of(app: Flask, learner: str) -> list[Attempt]:
    file = stores_of(app).answers._database._path
    ids = rows(file, f"SELECT id FROM attempt WHERE learner = '{learner}' ORDER BY seq")
    return [stores_of(app).attempts.find(learner, id_) for (id_,) in ids]


@pytest.mark.parametrize("learner", LEARNERS)
def test_every_page_of_the_past_is_there(app, learner, monkeypatch):
    client = as_learner(app, learner)
    pages = ["/", "/practice/", "/levels/", "/lessons/", LESSON]
    catalog = app.extensions["trialrun"].shelf.current()
    pages += [f"/practice/{slug}/" for slug in catalog.sets]
    for attempt in attempts_of(app, learner):
        pages += [f"/attempts/{attempt.id}/", f"/practice/{attempt.set_slug}/"]
    for url in pages:
        if url == "/practice/missed/":
            continue
        page = client.get(url)
        root = strict(page)
        assert page.status_code == 200, url
        assert sorted(set(ids_of(root))) == sorted(ids_of(root)), url
        assert not re.search(r"\b0 of 0\b", text_of(root)), url


@pytest.mark.parametrize("learner", LEARNERS)
def test_every_answer_is_shown_as_it_was_graded_then(app, learner):
    client = as_learner(app, learner)
    entries = {
        (entry.attempt, entry.question): entry for entry in stores_of(app).answers.entries(learner)
    }
    for attempt in attempts_of(app, learner):
        for number, uid in enumerate(attempt.questions, 1):
            entry = entries.get((attempt.id, uid))
            if entry is None:
                continue
            root = strict(client.get(f"/attempts/{attempt.id}/{number}/"))
            text = text_of(root)
            if app.extensions["trialrun"].shelf.current().question(uid) is None:
                assert f"Kept as {entry.outcome}" in text
                assert "what it said that day is not known" in text
            else:
                assert MARKS[entry.outcome] in text
                assert NOT_KNOWN in text
            for judged in ("your pick", "you missed it", "not so", "not met"):
                assert judged not in text, (uid, judged)


def test_nothing_is_graded_against_what_is_asked_today(app, monkeypatch):
    given: list[dict[str, str]] = []
    for name in KINDS:
        kind = KINDS[name]
        grade = kind.grade
        monkeypatch.setattr(
            kind,
            "grade",
            lambda question, response, grade=grade: (
                given.append(dict(response)) or grade(question, response)
            ),
        )
    client = as_learner(app, ADA)
    for attempt in attempts_of(app, ADA):
        for number in range(1, len(attempt.questions) + 1):
            client.get(f"/attempts/{attempt.id}/{number}/")
    client.get(LESSON)

    assert [{}] * len(given) == given


def test_the_way_on_leads_through_the_attempt_and_no_further(app):
    client = as_learner(app, ADA)
    for attempt in attempts_of(app, ADA):
        url, seen = f"/attempts/{attempt.id}/", 0
        root = strict(client.get(url))
        links = [a.attrib["href"] for a in tags(root, "a") if a.attrib["href"].startswith(url)]
        for link in links:
            assert client.get(link).status_code == 200, link
        number = next((int(link.split("/")[3]) for link in links if link != url), None)
        while number is not None and seen <= len(attempt.questions):
            page = strict(client.get(f"{url}{number}/"))
            seen += 1
            following = [a for a in tags(page, "a") if text_of(a) == "Next question"]
            number = int(following[0].attrib["href"].split("/")[3]) if following else None
        assert seen <= len(attempt.questions)


def test_a_half_finished_attempt_goes_on_with_what_can_still_be_put(app):
    client = as_learner(app, ADA)
    page = client.get("/attempts/rollback2/")
    catalog = app.extensions["trialrun"].shelf.current()
    attempt = stores_of(app).attempts.find(ADA, "rollback2")
    left = [uid for uid in attempt.questions[3:] if catalog.question(uid)]
    answered = "3 of 3 right" if not left else f"3 of {3 + len(left)} answered so far, 3 right"

    assert answered in text_of(strict(page))
    assert page.text.count("result--gone") == len(attempt.questions) - 3 - len(left)
    if left:
        url = next(a.attrib["href"] for a in tags(strict(page), "a") if "Go on at" in text_of(a))
        assert 303 == client.post(url, data={"skip": "1"}, headers=SAME_SITE).status_code
        assert NOT_KNOWN not in client.get(url).text
        gone = client.get(url).text.count("is not there any more</span>")
        assert gone == len(attempt.questions) - 3 - len(left)


def test_a_go_is_named_after_its_set_and_not_after_what_was_missed(app):
    client = as_learner(app, ADA)
    sets = app.extensions["trialrun"].shelf.current().sets
    for attempt in attempts_of(app, ADA):
        (title,) = [text_of(e) for e in tags(strict(client.get(f"/attempts/{attempt.id}/")), "h1")]
        slug = attempt.set_slug
        if slug == "missed":
            assert "What you missed" == title
        else:
            gone = f"“{slug}”, a set that is not there any more"
            assert (sets[slug].title if slug in sets else gone) == title


def test_a_set_called_level_solves_no_level(app):
    ada, bob = (as_learner(app, learner).get("/levels/").text for learner in (ADA, BOB))
    if not app.extensions["trialrun"].shelf.current().levels:
        return

    assert "You have solved 2 of" in ada
    assert "You have solved 1 of" in bob
    assert 2 == ada.count("solved in")
