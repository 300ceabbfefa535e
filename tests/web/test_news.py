"""What a returning learner is told has changed: what did, and nothing where nothing did."""

import re
import shutil
from dataclasses import replace

import pytest

from tests.build import ROOT, bundled, copied
from tests.web.pages import SAME_SITE, strict, tags, text_of
from trialrun.content import FixedShelf

UID = "rollback/what-is-committed"
NEW = "New since your last answer"
LEVEL = "pressed-thrice"


@pytest.fixture
def learner(app, monkeypatch):
    """Somebody who has answered one question, and has seen Today after it."""
    client = app.test_client()
    client.post(f"/practice/{UID}/", data={"attempt": "one"}, headers=SAME_SITE)
    client.post("/attempts/one/1/", data={"skip": "1"}, headers=SAME_SITE)
    assert NEW not in text_of(strict(client.get("/")))
    return client


@pytest.fixture
def change(app, tmp_path):
    """Changes the content that is served."""
    root = tmp_path / "content"
    for folder in ("lessons", "scenarios", "levels", "quizzes"):
        shutil.copytree(ROOT / folder, root / folder)

    def changed(path: str, text: str) -> None:
        (root / path).write_text(text, "utf-8")
        services = app.extensions["trialrun"]
        app.extensions["trialrun"] = replace(services, shelf=FixedShelf(copied(root)))

    changed.root = root
    return changed


def news(client) -> list[tuple[str, str]]:
    """Returns what is told to be new, with where each leads."""
    found = [e for e in tags(strict(client.get("/")), "section") if NEW in text_of(e)]
    return [(text_of(li), tags(li, "a")[0].attrib["href"]) for s in found for li in tags(s, "li")]


def test_nothing_is_told_where_nothing_changed(app, learner):
    services = app.extensions["trialrun"]
    again = replace(bundled())
    app.extensions["trialrun"] = replace(services, shelf=FixedShelf(again))

    assert [] == news(learner)


def test_a_level_and_a_set_that_came_are_told_until_the_next_answer(learner, change):
    levels = change.root / "levels"
    change("levels/a-new-one.yaml", (levels / "after-the-fork.yaml").read_text("utf-8"))
    quiz = (change.root / "quizzes/cluster-choice.yaml").read_text("utf-8")
    change("quizzes/new-set.yaml", quiz.replace("title: ", "title: New, ", 1))
    told = dict(news(learner))

    assert {"/levels/a-new-one/", "/practice/new-set/"} == set(told.values())
    learner.post("/practice/rollback/", data={"attempt": "two"}, headers=SAME_SITE)
    learner.post("/attempts/two/1/", data={"skip": "1"}, headers=SAME_SITE)
    assert [] == news(learner)


def test_an_answer_of_a_day_to_come_hides_no_news(app, learner, change):
    with learner.session_transaction() as cookie:
        id_ = cookie["learner"]
    stores = app.extensions["trialrun"].stores
    (last,) = stores.answers.entries(id_)[-1:]
    later = replace(last, attempt="later", answered_ms=last.answered_ms + 10**12)
    stores.answers.keep(id_, later)
    change(f"levels/{LEVEL}.yaml", (ROOT / "levels/pressed-twice.yaml").read_text("utf-8"))

    assert [f"/levels/{LEVEL}/"] == [url for _, url in news(learner)]


def test_a_question_that_says_something_else_is_told_to_who_has_answered_it(app, learner, change):
    quiz = (change.root / "quizzes/rollback.yaml").read_text("utf-8")
    other = app.test_client()
    other.post("/practice/cluster-choice/", data={"attempt": "o"}, headers=SAME_SITE)
    other.post("/attempts/o/1/", data={"skip": "1"}, headers=SAME_SITE)
    reworded = re.sub(r"What is the state of the data\s+now\?", "What do the tables hold?", quiz)
    assert reworded != quiz
    change("quizzes/rollback.yaml", reworded)
    ((says, url),) = news(learner)

    assert says.startswith("A question that you have answered says something else today: ")
    assert f"/practice/{UID}/" == url
    assert [] == news(other)


def test_who_cannot_be_told_still_gets_the_page(app, learner, change, monkeypatch):
    from trialrun.store import Changes, StoreError

    def refuse(*_):
        raise StoreError("The disk is full.")

    monkeypatch.setattr(Changes, "_note", refuse)
    change("levels/a-new-one.yaml", (ROOT / "levels/after-the-fork.yaml").read_text("utf-8"))

    assert 200 == learner.get("/").status_code
    assert [] == news(learner)
