"""Pictures beside sets and lessons: served under their digest, and missed without harm."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import Settings, create_app
from tests.content.pictures import a_jpeg, a_png
from tests.content.test_author_texts import GRAPH, changed, site
from trialrun.content import FixedShelf, load_catalog
from trialrun.content.picture_bytes import read_picture

WITH_PICTURE = changed("quizzes/one.yaml", "Nothing.", "'![A graph](img/graph.png)'")
PICTURE = read_picture(GRAPH, a_png(640, 480))


@pytest.fixture
def shelf(tmp_path: Path) -> FixedShelf:
    return FixedShelf(load_catalog(site(tmp_path / "content", WITH_PICTURE)))


@pytest.fixture
def client(shelf: FixedShelf, tmp_path: Path) -> FlaskClient:
    return create_app({"TESTING": False}, Settings(data=tmp_path / "data"), shelf).test_client()


def test_a_picture_is_served_for_good_as_what_it_is(client):
    response = client.get(PICTURE.address)

    assert (200, "image/png") == (response.status_code, response.mimetype)
    assert a_png(640, 480) == response.data
    assert "public, max-age=31536000, immutable" == response.headers["Cache-Control"]
    assert "nosniff" == response.headers["X-Content-Type-Options"]
    assert "Set-Cookie" not in response.headers


def test_its_bytes_say_what_it_is_and_not_its_name(client, tmp_path):
    (tmp_path / "content" / GRAPH).write_bytes(a_jpeg(64, 48))

    response = client.get(read_picture(GRAPH, a_jpeg(64, 48)).address)

    assert (200, "image/jpeg") == (response.status_code, response.mimetype)


NOT_THERE = [
    pytest.param(PICTURE.address.replace(PICTURE.digest[:16], "0" * 16), id="another digest"),
    pytest.param(PICTURE.address.replace("640x480", "1x1"), id="another size"),
    pytest.param(PICTURE.address.replace("graph", "nope"), id="another name"),
    pytest.param(PICTURE.address.replace(GRAPH, "quizzes/one.yaml"), id="no picture"),
    pytest.param(PICTURE.address.replace(GRAPH, "../secret.png"), id="out of the folder"),
    pytest.param(
        PICTURE.address.replace(GRAPH, "quizzes/%2e%2e/lessons/run.png"), id="a way round"
    ),
]


@pytest.mark.parametrize("address", NOT_THERE)
def test_nothing_else_is_served(client, address):
    assert 404 == client.get(address).status_code


def asked(client: FlaskClient, attempt: str = "a" * 22) -> str:
    """Starts a go at the set and returns the page of its question."""
    client.post("/practice/one/", data={"attempt": attempt})
    return client.get(f"/attempts/{attempt}/1/").text


def test_a_question_shows_its_picture_with_its_size(client):
    page = asked(client)

    assert f'src="{PICTURE.address}" alt="A graph" width="640" height="480"' in page


def test_of_a_picture_that_went_the_words_are_shown(client, shelf, tmp_path):
    asked(client)
    (tmp_path / "content" / GRAPH).unlink()
    shelf.catalog = load_catalog(tmp_path / "content")

    page = client.get(f"/attempts/{'a' * 22}/1/")

    assert 200 == page.status_code
    assert '<span class="picture-gone">[Picture: A graph]</span>' in page.text
    assert "<img" not in page.text
    assert 404 == client.get(PICTURE.address).status_code


def test_of_a_picture_that_was_replaced_the_new_one_is_not_shown(client, shelf, tmp_path):
    asked(client)
    (tmp_path / "content" / GRAPH).write_bytes(a_png(640, 480, grey=1))
    shelf.catalog = load_catalog(tmp_path / "content")

    assert "[Picture: A graph]" in client.get(f"/attempts/{'a' * 22}/1/").text
    assert "<img" in asked(client, "b" * 22)
