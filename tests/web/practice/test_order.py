"""A go asks in the order that its sets want, and says what a question follows."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import Settings, create_app
from tests.web.practice.content import SET, WRONG, Folder, a_question, option_of, question_now

FIRST, SECOND = "What is an egg?", "And how long does that one boil?"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Sets in which a question follows another."""
    made = Folder(tmp_path / "content")
    made.write_set(
        [
            a_question("second", stem=SECOND) | {"follows": "first"},
            a_question("third", stem="Why salt?"),
            a_question("fourth", stem="Why water?"),
            a_question("first", stem=FIRST),
        ]
    )
    return made


@pytest.fixture
def app(folder: Folder, tmp_path: Path) -> Flask:
    """The app over them."""
    return create_app({}, Settings(data=tmp_path / "data"), folder.shelf())


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a past."""
    return app.test_client()


def stems(client: FlaskClient, attempt: str, count: int = 4, slug: str = SET) -> list[str]:
    """Starts a go at a set and returns its stems in their order."""
    client.post(f"/practice/{slug}/", data={"attempt": attempt})
    pages = (client.get(f"/attempts/{attempt}/{n}/").text for n in range(1, count + 1))
    return [re.findall(r'question__stem"[^>]*>([^<]+)<', page)[0] for page in pages]


def url_of_finished(client: FlaskClient, count: int) -> str:
    """Skips through a go at the set, and returns where it says how it went."""
    stems(client, "done")
    for number in range(1, count + 1):
        client.post(f"/attempts/done/{number}/", data={"skip": "1"})
    return "/attempts/done/"


def test_a_go_may_be_repeated_in_another_order(client):
    assert "Again, in another order" in client.get(url_of_finished(client, 4)).text


def test_what_follows_comes_right_behind_in_every_go(client):
    orders = [stems(client, f"go{number}") for number in range(8)]

    assert {1} == {order.index(SECOND) - order.index(FIRST) for order in orders}
    assert 1 < len({tuple(order) for order in orders})


def test_a_set_that_is_not_shuffled_keeps_the_order_of_its_file(client, folder, tmp_path):
    questions = ("a", "b", "c", "d")
    folder.write_set([a_question(id_, stem=f"Is it {id_}?") for id_ in questions])
    text = (folder.root / f"quizzes/{SET}.yaml").read_text()
    folder.write(f"quizzes/{SET}.yaml", f"shuffle: no\n{text}")
    client = create_app({}, Settings(data=tmp_path / "other"), folder.shelf()).test_client()

    page = client.get(url_of_finished(client, 4)).text
    assert "Again" in page
    assert "in another order" not in page
    for number in range(5):
        assert [f"Is it {id_}?" for id_ in questions] == stems(client, f"go{number}")


def test_a_question_asked_without_the_one_it_follows_leads_there(client):
    client.post(f"/practice/{SET}/second/", data={"attempt": "alone"})

    alone, single = client.get("/attempts/alone/1/").text, client.get(f"/practice/{SET}/second/")
    for page in (alone, single.text):
        assert "This follows another question" in page
        assert f'<a href="/practice/{SET}/first/">{FIRST}</a>' in page


def test_with_the_one_it_follows_nothing_is_said(client):
    order = stems(client, "whole")

    page = client.get(f"/attempts/whole/{order.index(SECOND) + 1}/").text
    assert SECOND in page
    assert "This follows another question" not in page


def test_of_what_was_missed_the_follower_comes_behind(app, client):
    for id_ in ("second", "first"):
        wrong = option_of(question_now(app, f"{SET}/{id_}"), WRONG)
        client.post(f"/practice/{SET}/{id_}/", data={"attempt": f"miss{id_}"})
        client.post(f"/attempts/miss{id_}/1/", data={"option": wrong})

    assert {(FIRST, SECOND)} == {
        tuple(stems(client, f"missed{number}", 2, slug="missed")) for number in range(6)
    }


def test_a_go_made_anew_without_its_cookie_keeps_that_order(client, app):
    order = stems(client, "go7")
    page = client.get("/attempts/go7/3/").text
    form = dict(re.findall(r'type="hidden" name="(question|put)" value="([^"]*)"', page))
    other = app.test_client()
    other.post("/attempts/go7/3/", data=form | {"skip": "1"})

    assert order == [
        re.findall(r'question__stem"[^>]*>([^<]+)<', other.get(f"/attempts/go7/{n}/").text)[0]
        for n in range(1, 5)
    ]
