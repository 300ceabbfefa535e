"""A move shows its end by itself; only a script that may move plays it from where it begins."""

import pytest
from flask.testing import FlaskClient

from tests.proving import some_of
from tests.web.lab import SLUGS
from tests.web.pages import LESSON, SAME_SITE, Element, strict, tags

ALL = {"skip": "all"}
ENDS = {"task-ingest": "SUCCESS", "task-clean": "SUCCESS", "task-enrich": "SUCCESS"}


def moves(root: Element) -> list[Element]:
    """Returns the links that are to be watched."""
    return [e for e in root.iter() if e.attrib.get("data-nav") == "play"]


def slider(root: Element) -> tuple[str, str]:
    """Returns the step shown, and the last one."""
    (found,) = [e for e in tags(root, "input") if e.attrib.get("type") == "range"]
    return found.attrib["value"], found.attrib["max"]


def assert_all_show_their_end(client: FlaskClient, root: Element) -> None:
    found = {link.attrib["href"]: link for link in moves(root)}
    assert found
    for url, link in found.items():
        step, last = slider(strict(client.get(url)))
        assert last == step, url
        assert int(link.attrib["data-from"]) <= int(last)


@pytest.mark.parametrize("slug", some_of(SLUGS, every=12))
def test_every_move_of_a_page_shows_its_end(client: FlaskClient, slug: str) -> None:
    url = f"/simulator/{slug}/"
    root = strict(client.get(f"{url}?task={first_task(client, url)}&step=9999999"))

    assert_all_show_their_end(client, root)


def first_task(client: FlaskClient, url: str) -> str:
    root = strict(client.get(url))
    return next(e.attrib["data-task"] for e in root.iter() if e.attrib.get("data-task"))


def test_every_move_of_a_lesson_and_of_two_futures_shows_its_end(client: FlaskClient) -> None:
    client.post(LESSON, data=ALL, headers=SAME_SITE)
    for url in (LESSON, "/simulator/half-written/compare/"):
        assert_all_show_their_end(client, strict(client.get(url)))


def test_a_dial_that_is_turned_at_the_end_leads_to_the_next_end(client: FlaskClient) -> None:
    for step, leads_to in (("9999999", "9999999"), ("3", "3")):
        root = strict(client.get(f"/simulator/half-written/?step={step}"))
        form = next(form for form in tags(root, "form") if "dials" in form.attrib.get("class", ""))
        sent = {e.attrib["name"]: e.attrib["value"] for e in tags(form, "input")}
        assert leads_to == sent["step"]


def test_a_prediction_shows_the_end_where_nothing_can_play(client: FlaskClient) -> None:
    url = "/simulator/one-branch-fails/predict/"
    page = client.get(url).text
    assert '<noscript><input type="hidden" name="still" value="1"></noscript>' in page
    sent = {"attempt": "one", **ENDS, "still": "1"}
    leads_to = client.post(url, data=sent, headers=SAME_SITE).headers["Location"]
    root = strict(client.get(leads_to))

    step, last = slider(root)
    assert last == step
    assert not [e for e in root.iter() if "data-autoplay" in e.attrib]
    assert not [e for e in root.iter() if "data-later" in e.attrib]
