"""Content changes under a running attempt: it goes on with what was put, and says so."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import Settings, create_app
from tests.web.pages import HTMX, SAME_SITE, ids_of, strict, tags, text_of
from tests.web.practice.content import (
    LESSON,
    RIGHT,
    SAYS,
    SET,
    UID,
    WRONG,
    Folder,
    a_prediction,
    a_question,
    option_of,
    question_now,
)
from trialrun.questions import Question
from trialrun.store import Outcome

LESSON_URL = f"/lessons/{LESSON}/"
SALT = a_question("why-salt", stem="Why salt?")
QUIZ = f"quizzes/{SET}.yaml"

CHANGED = "It says something else today"
GONE = "It is not in its set any more"
BROKEN = "Its set has a mistake in its file just now"
NO_NOTICE = ""

Change = Callable[[Folder], None]


def rewritten(*questions: dict[str, object], **parts: str) -> Change:
    def change(folder: Folder) -> None:
        folder.write_set(questions, **parts)

    return change


def moved(folder: Folder) -> None:
    folder.remove(QUIZ)
    folder.write_set([a_question(), SALT], slug="boiled", title="Boiled")


CHANGES = [
    pytest.param(
        rewritten(a_question(says=("10 minutes", "four min", "1 minute"), right=("four min",))),
        CHANGED,
        id="options reworded",
    ),
    pytest.param(rewritten(a_question(stem="How long, then?"), SALT), CHANGED, id="stem reworded"),
    pytest.param(rewritten(a_question(why="For sure."), SALT), CHANGED, id="reason reworded"),
    pytest.param(rewritten(a_question(right=(WRONG,)), SALT), CHANGED, id="keyed anew"),
    pytest.param(
        rewritten(a_question(kind="choices", right=(RIGHT, WRONG)), SALT), CHANGED, id="choices now"
    ),
    pytest.param(rewritten(a_prediction(), SALT), CHANGED, id="a prediction now"),
    pytest.param(rewritten(SALT), GONE, id="question deleted"),
    pytest.param(rewritten(a_question("how-many"), SALT), GONE, id="question renamed"),
    pytest.param(lambda folder: folder.remove(QUIZ), GONE, id="set deleted"),
    pytest.param(moved, GONE, id="set renamed"),
    pytest.param(lambda folder: folder.write(QUIZ, "title: [\n"), BROKEN, id="file broken"),
    pytest.param(lambda folder: None, NO_NOTICE, id="nothing changed"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """The content as it is at first."""
    return Folder(tmp_path / "content")


@pytest.fixture
def app(folder: Folder, tmp_path: Path) -> Flask:
    """An app that serves it."""
    return create_app({"TESTING": False}, Settings(data=tmp_path / "data"), folder.shelf())


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody who has started a go at the set."""
    client = app.test_client()
    client.post(f"/practice/{SET}/", data={"attempt": "one"}, headers=SAME_SITE)
    return client


def url_of(client: FlaskClient, stem: str = "How long") -> str:
    """Returns the address of the question in the attempt."""
    urls = (f"/attempts/one/{number}/" for number in (1, 2))
    return next(url for url in urls if stem in client.get(url).get_data(as_text=True))


def form_of(client: FlaskClient, url: str, says: str, question: Question) -> dict[str, str]:
    """Fills the form of a page as a browser would."""
    form = next(
        form
        for form in tags(strict(client.get(url)), "form")
        if "-form" in form.attrib.get("id", "")
    )
    hidden = [e for e in tags(form, "input") if e.attrib.get("type") == "hidden"]
    data = {e.attrib["name"]: e.attrib["value"] for e in hidden}
    return data | {"option": option_of(question, says)}


def check_verdict(root: object, says: str, notice: str) -> None:
    """Pick, key and verdict agree on what was put."""
    text = text_of(root)
    right = says == RIGHT
    assert ("Right" if right else "Not this time") in titles(root)
    assert [f"{'Holds' if right else 'Does not hold'} · your pick {says}"] == picked(root)
    assert {f"Holds {RIGHT}", f"Holds · your pick {RIGHT}"} & set(held(root))
    assert len(SAYS) == len(reasons(root))
    for sentence in (BROKEN, CHANGED, GONE):
        assert (sentence in text) is (sentence == notice)
    assert sorted(set(ids_of(root))) == sorted(ids_of(root))


def reasons(root: object) -> list[str]:
    return [text_of(e) for e in root.iter() if e.attrib.get("class") == "reason__says"]


def picked(root: object) -> list[str]:
    return [text for text in reasons(root) if "your pick" in text]


def held(root: object) -> list[str]:
    return [text for text in reasons(root) if text.startswith("Holds")]


def titles(root: object) -> list[str]:
    return [text_of(e) for e in root.iter() if "verdict__title" in e.attrib.get("class", "")]


def check_pages(client: FlaskClient, says: str) -> None:
    """Every page that could speak of it says the same of it, and none breaks."""
    for url in (
        "/",
        "/practice/",
        f"/practice/{SET}/",
        "/practice/boiled/",
        LESSON_URL,
        "/levels/",
    ):
        assert client.get(url).status_code in (200, 404, 503), url
        assert client.get(url).status_code != 500
    result = text_of(strict(client.get("/attempts/one/")))
    assert ("1 of 2 answered so far, 1 right" if says == RIGHT else "answered so far, 0 right") in (
        result
    )
    assert "How long does an egg take?" in result
    assert "Eggs" in titles_of(client.get("/attempts/one/"))


def titles_of(response: object) -> list[str]:
    return [text_of(e) for e in tags(strict(response), "h1")]


@pytest.mark.parametrize("says", [RIGHT, WRONG])
@pytest.mark.parametrize("headers", [SAME_SITE, SAME_SITE | HTMX], ids=["plain", "htmx"])
@pytest.mark.parametrize(("change", "notice"), CHANGES)
def test_changed_between_the_page_and_the_post(app, folder, client, change, notice, headers, says):
    url = url_of(client)
    form = form_of(client, url, says, question_now(app))
    change(folder)
    folder.serve(app)

    posted = client.post(url, data=form, headers=headers, follow_redirects=True)

    assert 200 == posted.status_code
    check_verdict(strict(posted), says, notice)
    check_verdict(strict(client.get(url)), says, notice)
    check_pages(client, says)


@pytest.mark.parametrize(("change", "notice"), CHANGES)
def test_changed_after_the_answer(app, folder, client, change, notice):
    url = url_of(client)
    form = form_of(client, url, WRONG, question_now(app))
    client.post(url, data=form, headers=SAME_SITE)
    change(folder)
    folder.serve(app)

    check_verdict(strict(client.get(url)), WRONG, notice)
    check_pages(client, WRONG)


@pytest.mark.parametrize(("change", "notice"), CHANGES)
def test_changed_before_the_question_is_seen(app, folder, client, change, notice):
    put = question_now(app)
    change(folder)
    folder.serve(app)
    url = url_of(client, "How long does an egg take?")

    client.post(url, data=form_of(client, url, RIGHT, put), headers=SAME_SITE)

    check_verdict(strict(client.get(url)), RIGHT, notice)
    check_pages(client, RIGHT)


@pytest.mark.parametrize("headers", [SAME_SITE, SAME_SITE | HTMX], ids=["plain", "htmx"])
@pytest.mark.parametrize(("change", "notice"), CHANGES)
def test_changed_while_a_lesson_asks(app, folder, change, notice, headers):
    client = app.test_client()
    form = form_of(client, LESSON_URL, WRONG, question_now(app))
    change(folder)
    folder.serve(app)

    posted = client.post(LESSON_URL, data=form, headers=headers, follow_redirects=True)

    assert 200 == posted.status_code
    check_verdict(strict(posted), WRONG, notice)
    check_verdict(strict(client.get(LESSON_URL)), WRONG, notice)
    assert "The egg is eaten." in text_of(strict(client.get(LESSON_URL)))
    assert "asks this no more" not in text_of(strict(posted))


LESSON_CHANGES = [
    pytest.param(lambda f: f.remove(f"lessons/{LESSON}.md"), id="lesson deleted"),
    pytest.param(lambda f: f.write(f"lessons/{LESSON}.md", "title: ["), id="lesson broken"),
    pytest.param(
        lambda f: f.change(f"lessons/{LESSON}.md", f":::{{predict}} {UID}\n:::\n", ""),
        id="prompt taken out",
    ),
]


@pytest.mark.parametrize("headers", [SAME_SITE, SAME_SITE | HTMX], ids=["plain", "htmx"])
@pytest.mark.parametrize("change", LESSON_CHANGES)
def test_a_prompt_that_is_asked_no_more_is_answered_all_the_same(app, folder, change, headers):
    client = app.test_client()
    form = form_of(client, LESSON_URL, RIGHT, question_now(app))
    change(folder)
    folder.serve(app)

    posted = client.post(LESSON_URL, data=form, headers=headers)

    assert 200 == posted.status_code
    check_verdict(strict(posted), RIGHT, NO_NOTICE)
    assert "asks this no more. Your answer is kept." in text_of(strict(posted))
    assert [Outcome.RIGHT] == outcomes(app, client)
    refused = client.post(LESSON_URL, data=form | {"option": ""}, headers=headers)
    assert 422 == refused.status_code
    assert strict(refused) is not None


def outcomes(app: Flask, client: FlaskClient) -> list[Outcome]:
    with client.session_transaction() as session:
        learner = session["learner"]
    return [e.outcome for e in app.extensions["trialrun"].stores.answers.entries(learner)]


@pytest.mark.parametrize("headers", [SAME_SITE, SAME_SITE | HTMX], ids=["plain", "htmx"])
@pytest.mark.parametrize("digest", ["0" * 32, "x'; --", "1" * 5000], ids=["zeros", "odd", "long"])
@pytest.mark.parametrize("where", ["attempt", "lesson"])
def test_a_digest_that_was_never_put_gets_a_sentence_and_keeps_the_picks(
    app, client, where, digest, headers
):
    url = url_of(client) if where == "attempt" else LESSON_URL
    form = form_of(client, url, RIGHT, question_now(app)) | {"put": digest}

    posted = client.post(url, data=form, headers=headers)

    root = strict(posted)
    checked = [e.attrib["value"] for e in tags(root, "input") if "checked" in e.attrib]
    assert 422 == posted.status_code
    assert "This question has changed since you were asked." in text_of(root)
    assert [option_of(question_now(app), RIGHT)] == checked
    assert [] == titles(root)


def test_the_digest_of_another_question_is_none_of_this_one(app, client):
    url = url_of(client)
    other = question_now(app, f"{SET}/why-salt").digest
    form = form_of(client, url, RIGHT, question_now(app)) | {"put": other}

    assert 422 == client.post(url, data=form, headers=SAME_SITE).status_code


def test_a_changed_question_leads_to_todays_version_which_can_be_practised(app, folder, client):
    url = url_of(client)
    client.post(url, data=form_of(client, url, WRONG, question_now(app)), headers=SAME_SITE)
    folder.write_set([a_question(stem="How long today?"), SALT])
    folder.serve(app)

    link = next(a for a in tags(strict(client.get(url)), "a") if "today’s version" in text_of(a))
    page = client.get(link.attrib["href"])
    started = client.post(link.attrib["href"], data={"attempt": "two"}, headers=SAME_SITE)

    assert "How long today?" in text_of(strict(page))
    assert "How long today?" in client.get(started.location).text


def test_a_go_at_one_question_leaves_the_go_at_its_set_to_go_on_with(app, client):
    url = url_of(client)
    client.post(url, data=form_of(client, url, WRONG, question_now(app)), headers=SAME_SITE)
    client.post(f"/practice/{UID}/", data={"attempt": "two"}, headers=SAME_SITE)
    single = "/attempts/two/1/"
    client.post(single, data=form_of(client, single, RIGHT, question_now(app)), headers=SAME_SITE)

    assert "Go on at question" in client.get(f"/practice/{SET}/").text
    assert "/attempts/one/" in client.get("/").text
    assert "gone" not in client.get("/practice/").text
    again = [f.attrib["action"] for f in tags(strict(client.get("/attempts/two/")), "form")]
    assert [f"/practice/{UID}/"] == again


def test_a_renamed_set_keeps_the_title_of_its_goes_and_lists_them(app, folder, client):
    moved(folder)
    folder.serve(app)
    index = client.get("/practice/")
    old = client.get(f"/practice/{SET}/")

    assert "Sets that are gone" in text_of(strict(index))
    assert f'href="/practice/{SET}/"' in index.text
    assert ["Eggs"] == titles_of(old)
    assert "0 of 2 answered so far, 0 right" in text_of(strict(old))
    assert ["Eggs"] == titles_of(client.get("/attempts/one/"))


def test_a_broken_set_says_so_above_what_was_done_in_it(app, folder, client):
    folder.write(QUIZ, "title: [\n")
    folder.serve(app)
    page = client.get(f"/practice/{SET}/")

    assert "has a mistake in its file" in text_of(strict(page))
    assert "/attempts/one/" in page.text
    assert 503 == app.test_client().get(f"/practice/{SET}/").status_code
