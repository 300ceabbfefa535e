"""Rounds: mixed, of a lesson, an objective or a belief; of the length that was asked for."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.build import bundled
from tests.web.pages import SAME_SITE, answer_on, strict, tags, text_of
from trialrun.web.practice.pools import by_belief, by_exam, by_lesson

MIXED = "/rounds/mixed/"


def begin(client: FlaskClient, url: str = MIXED, attempt: str = "r1", length: str | None = None):
    data = {"attempt": attempt} | ({"length": length} if length is not None else {})
    return client.post(url, data=data, headers=SAME_SITE)


def asked(app: Flask, client: FlaskClient, attempt: str = "r1") -> list[str]:
    """Returns what a go asks, by the forms of its pages."""
    found = []
    for number in range(1, 400):
        page = client.get(f"/attempts/{attempt}/{number}/")
        if page.status_code != 200:
            break
        fields = tags(strict(page), "input")
        found += [f.attrib["value"] for f in fields if f.attrib.get("name") == "question"]
    return found


def test_the_first_thing_to_press_on_practice_starts_a_mixed_round_of_ten(app, client):
    main = next(e for e in strict(client.get("/practice/")).iter() if e.attrib.get("id") == "main")
    form = tags(main, "form")[0]
    button = tags(form, "button")[0]
    begun = begin(client, form.attrib["action"], length=button.attrib["value"])
    uids = asked(app, client)

    assert "Practise, 10 questions" == text_of(button)
    assert "/attempts/r1/1/" == begun.headers["Location"]
    assert 10 == len(set(uids))
    topics = [uid.partition("/")[0] for uid in uids]
    assert 10 == len(set(topics))


@pytest.mark.parametrize(
    ("length", "count"),
    [("5", 5), ("20", 20), (None, 10), ("", 10), ("0", 10), ("-3", 10), ("²", 10), ("9" * 40, 10)],
)
def test_a_round_is_as_long_as_was_asked_for(app, client, length, count):
    begin(client, length=length)

    assert f"of {count}" in text_of(strict(client.get("/attempts/r1/1/")))


def test_what_was_met_is_not_asked_again_while_there_is_other(app, client):
    begin(client, attempt="r1", length="5")
    first = asked(app, client, "r1")
    for number in range(1, 6):
        url = f"/attempts/r1/{number}/"
        client.post(url, data=answer_on(strict(client.get(url))), headers=SAME_SITE)
    result = text_of(strict(client.get("/attempts/r1/")))
    begin(client, attempt="r2", length="20")

    assert "Another round" in result
    assert set(first).isdisjoint(asked(app, client, "r2"))


def test_a_set_and_what_was_missed_can_be_practised_in_part(app, client):
    begin(client, "/practice/rollback/", "s1", "5")
    for number in range(1, 6):
        client.post(f"/attempts/s1/{number}/", data={"skip": "1"}, headers=SAME_SITE)
    begin(client, "/practice/missed/", "m1", "3")

    of_missed = asked(app, client, "m1")
    assert 3 == len(of_missed)
    assert all(uid.startswith("rollback/") for uid in of_missed)


def test_rounds_are_listed_by_lesson_objective_and_belief_and_each_asks_its_own(app, client):
    page = strict(client.get("/rounds/"))
    hrefs = {a.attrib["href"] for a in tags(page, "a")}
    with app.test_request_context():
        objective = next(by_exam()).pools[0]
        pools = [next(by_lesson()), objective, *list(by_belief())[:3]]

    assert 5 == len(pools)
    assert {200} == {client.get(href).status_code for href in hrefs if "/rounds/" in href}
    for number, pool in enumerate(pools):
        assert f"/rounds/{pool.of}/" in hrefs
        begin(client, f"/rounds/{pool.of}/", f"p{number}", "5")
        uids = asked(app, client, f"p{number}")
        assert min(5, len(pool.uids)) == len(uids)
        assert set(uids) <= set(pool.uids)
    name = objective.of.removeprefix("objective.").replace(".", "/", 1)
    assert all(name in bundled().tags(uid).objectives for uid in objective.uids)


def test_a_round_of_a_lesson_asks_whatever_that_lesson_decides(app):
    with app.test_request_context():
        pools = {pool.of.removeprefix("lesson."): set(pool.uids) for pool in by_lesson()}
    decided: dict[str, set[str]] = {}
    for found in bundled().sets.values():
        for question in found.questions.values():
            decided.setdefault(question.lesson, set()).add(question.uid)

    assert decided == pools
    assert "pipeline-vs-job/minus-three-degrees" in pools["s1-lakeflow-sdp"]


def test_a_round_that_is_open_is_gone_on_with(client):
    begin(client, length="5")
    client.post("/attempts/r1/1/", data={"skip": "1"}, headers=SAME_SITE)

    assert "Go on at question 2 of 5" in text_of(strict(client.get("/practice/")))
    assert "Go on at question 2 of 5" in text_of(strict(client.get(MIXED)))
    assert "A mixed round" in text_of(strict(client.get("/")))
    assert "Sets that are gone" not in text_of(strict(client.get("/practice/")))


@pytest.mark.parametrize("of", ["nothing", "lesson.no", "objective.x.y", "belief.no", "%00"])
def test_a_round_about_nothing_says_so(client, of):
    for response in (client.get(f"/rounds/{of}/"), begin(client, f"/rounds/{of}/")):
        assert 404 == response.status_code
        assert "There is no such round" in text_of(strict(response))
