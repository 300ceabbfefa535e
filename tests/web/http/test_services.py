"""A request sees one catalog from its beginning to its end, and the next one what the files say."""

from pathlib import Path

import pytest
from flask import Flask

from app import Settings, create_app
from tests.content.files import SET, write
from tests.web.pages import SAME_SITE, options_on, start_attempt, strict, text_of
from trialrun.content import FixedShelf, load_catalog
from trialrun.web import register
from trialrun.web.http.services import catalog


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The small content."""
    return write(tmp_path / "content")


@pytest.fixture
def app(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """An app on it, whose shelf looks at the files at every request."""
    monkeypatch.setattr("app.register", register)  # with a hook of its own
    settings = Settings(data=tmp_path / "data", content=root, shows_author_pages=True)
    made = create_app(settings=settings)
    shelf = made.extensions["trialrun"].shelf

    @made.before_request
    def look() -> None:
        shelf._looked_s = -1_000.0

    return made


def another(root: Path, title: str = "Another") -> None:
    write(root, {"quizzes/one.yaml": SET.format(title=title, order=1)})


def test_a_request_sees_one_catalog_from_beginning_to_end(app: Flask, root: Path) -> None:
    shelf = app.extensions["trialrun"].shelf
    with app.test_request_context():
        first = catalog()
        another(root)
        shelf._looked_s = -1_000.0
        assert shelf.current() is not first
        assert catalog() is first


def test_pages_follow_the_files(app: Flask, root: Path) -> None:
    client = app.test_client()
    assert "One" in text_of(strict(client.get("/practice/one/")))

    another(root)
    assert "Another" in text_of(strict(client.get("/practice/one/")))

    write(root, {"quizzes/one.yaml": "title: ["})
    assert 503 == client.get("/practice/one/").status_code
    assert 200 == client.get("/practice/two/").status_code

    (root / "quizzes/one.yaml").unlink()
    assert 404 == client.get("/practice/one/").status_code


def test_an_open_question_is_graded_as_it_was_put_though_its_file_is_gone(
    app: Flask, root: Path
) -> None:
    client = app.test_client()
    url = f"{start_attempt(client, 'one')}1/"
    options = options_on(client, url)
    (root / "quizzes/one.yaml").unlink()
    response = client.post(url, data={"option": options[0]}, headers=SAME_SITE)

    assert 303 == response.status_code
    page = text_of(strict(client.get(url)))
    assert "What is left of One?" in page
    assert "your pick" in page


def test_a_page_of_a_lesson_follows_its_text(app: Flask, root: Path) -> None:
    client = app.test_client()
    client.post("/lessons/jobs/", data={"skip": "all"}, headers=SAME_SITE)
    assert "More." in client.get("/lessons/jobs/").text

    path = root / "lessons/jobs.md"
    path.write_text(path.read_text().replace("More.", "Other words."))
    assert "Other words." in client.get("/lessons/jobs/").text


def test_a_shelf_may_be_fixed(tmp_path: Path, root: Path) -> None:
    settings = Settings(data=tmp_path / "data", content=root)
    client = create_app(settings=settings, shelf=FixedShelf(load_catalog(root))).test_client()
    another(root)

    assert "One" in text_of(strict(client.get("/practice/one/")))


def test_a_set_names_the_question_that_is_left_out_of_it(app: Flask, root: Path) -> None:
    text = SET.format(title="One", order=1) + SET.format(title="One", order=1).partition(
        "questions:\n"
    )[2].replace("what-is-left", "another").replace("kind: choice", "kind: choize")
    write(root, {"quizzes/one.yaml": text})
    page = text_of(strict(app.test_client().get("/practice/one/")))

    assert "A mistake in the file of this set" in page
    assert "kind choize is unknown; did you mean choice?" in page
    assert "Start, 1 question" in page
