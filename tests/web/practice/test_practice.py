"""Practice keeps every answer at once, once, and shows it again."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.pages import (
    HTMX,
    SAME_SITE,
    first_choice,
    options_on,
    size_of,
    start_attempt,
    strict,
    tags,
    text_of,
)
from trialrun.questions import shuffled
from trialrun.questions.kinds.options import LEFT, PICKED
from trialrun.store import UNANSWERED_MAX


def test_a_go_that_was_left_without_an_answer_says_so_when_it_is_gone(client):
    first = start_attempt(client, attempt="first")
    for number in range(UNANSWERED_MAX):
        start_attempt(client, attempt=f"a{number}")
    page = client.get(first)
    posted = client.post(f"{first}1/", data={"skip": "1"}, headers=SAME_SITE | HTMX)

    assert [404, 404] == [page.status_code, posted.status_code]
    for response in (page, posted):
        assert "of such rounds the newest 20 are kept, for 14 days." in text_of(strict(response))


def test_start_leads_to_the_first_question(client: FlaskClient) -> None:
    response = client.post("/practice/rollback/", data={"attempt": "aa"}, headers=SAME_SITE)

    assert (response.status_code, response.location) == (303, "/attempts/aa/1/")


def test_a_double_click_on_start_makes_one_attempt(client: FlaskClient) -> None:
    start_attempt(client, attempt="twice")
    start_attempt(client, attempt="twice")
    url = first_choice(client, "/attempts/twice/")
    client.post(url, data={"option": options_on(client, url)[0]}, headers=SAME_SITE)

    assert "You are at question" in text_of(strict(client.get("/")))
    assert client.get("/practice/rollback/").get_data(as_text=True).count("Go on at question") == 1


def test_options_keep_their_order_over_reloads(client: FlaskClient) -> None:
    url = first_choice(client, start_attempt(client))

    assert options_on(client, url) == options_on(client, url)


def test_options_come_in_another_order_in_another_attempt(client: FlaskClient) -> None:
    orders: dict[frozenset[str], set[tuple[str, ...]]] = {}
    for attempt in ("a", "b", "c", "d"):
        start_attempt(client, attempt=attempt)
        for number in range(1, size_of() + 1):
            options = tuple(options_on(client, f"/attempts/{attempt}/{number}/"))
            orders.setdefault(frozenset(options), set()).add(options)

    assert [] == [options for options, seen in orders.items() if options and len(seen) < 2]


def test_an_answer_is_kept_and_shown_with_reasons(client: FlaskClient) -> None:
    url = first_choice(client, start_attempt(client))
    option = options_on(client, url)[0]
    client.post(url, data={"option": option}, headers=SAME_SITE)
    root = strict(client.get(url))
    reasons = [e for e in root.iter() if e.attrib.get("class") == "reason__why"]

    assert "your pick" in text_of(root)
    assert len(reasons) >= 3
    assert all(text_of(reason) for reason in reasons)


def test_tags_are_told_on_the_page_of_a_set_and_after_an_answer_only(client: FlaskClient) -> None:
    told = "Data Engineer Associate (guide of 4 May 2026): "
    url = first_choice(client, start_attempt(client))
    option = options_on(client, url)[0]
    before = text_of(strict(client.get(url)))
    client.post(url, data={"option": option}, headers=SAME_SITE)
    after = text_of(strict(client.get(url)))
    of_set = text_of(strict(client.get("/practice/rollback/")))

    assert told not in before
    assert "Difficulty: " in after
    assert told in after or "Data Engineer Professional (guide of October 2026): " in after
    assert told in of_set
    assert re.search(r"[1-9]\d* easy, [1-9]\d* medium, [1-9]\d* hard\.", of_set)


def test_the_same_answer_twice_counts_once(client: FlaskClient) -> None:
    url = first_choice(client, start_attempt(client))
    option = options_on(client, url)[0]
    for _ in range(2):
        client.post(url, data={"option": option}, headers=SAME_SITE)

    assert f"1 of {size_of()} answered so far" in text_of(strict(client.get("/attempts/a1b2/")))


def test_the_first_answer_counts(client: FlaskClient) -> None:
    url = first_choice(client, start_attempt(client))
    first, second = options_on(client, url)[:2]
    client.post(url, data={"option": first}, headers=SAME_SITE)
    kept = client.get(url).get_data(as_text=True)
    client.post(url, data={"option": second}, headers=SAME_SITE)

    assert kept == client.get(url).get_data(as_text=True)


def test_blank_answer_is_422_with_the_form_kept(client: FlaskClient) -> None:
    url = first_choice(client, start_attempt(client))
    response = client.post(url, headers=SAME_SITE)
    root = strict(response)

    assert response.status_code == 422
    assert "Pick an answer first" in text_of(root)
    assert [e for e in tags(root, "input") if e.attrib.get("name") == "option"] != []


def test_half_painted_prediction_is_422_and_keeps_what_was_painted(client: FlaskClient) -> None:
    attempt = start_attempt(client)
    url = next(
        f"{attempt}{number}/"
        for number in range(1, size_of() + 1)
        if 'name="task-' in client.get(f"{attempt}{number}/").get_data(as_text=True)
    )
    name = tags(strict(client.get(url)), "select")[0].attrib["name"]
    response = client.post(url, data={name: "SUCCESS"}, headers=SAME_SITE)
    picked = [o.attrib["value"] for o in tags(strict(response), "option") if "selected" in o.attrib]

    assert response.status_code == 422
    assert "Still open" in text_of(strict(response))
    assert ["SUCCESS"] == list(filter(None, picked))


def test_an_option_that_does_not_exist_is_422(client: FlaskClient) -> None:
    url = first_choice(client, start_attempt(client))
    response = client.post(url, data={"option": "nonsense"}, headers=SAME_SITE)

    assert response.status_code == 422
    assert "not part of this question" in text_of(strict(response))


def test_another_learners_attempt_is_not_found(app: Flask) -> None:
    start_attempt(app.test_client(), attempt="mine")

    assert app.test_client().get("/attempts/mine/1/").status_code == 404


def test_numbers_outside_the_attempt_are_not_found(client: FlaskClient) -> None:
    attempt = start_attempt(client)

    assert [client.get(f"{attempt}{n}/").status_code for n in (0, size_of() + 1)] == [404, 404]


@pytest.mark.parametrize(("picked", "is_missed"), [(PICKED, False), (LEFT, True)])
def test_what_was_missed_is_listed_and_can_be_practised(
    app: Flask, client: FlaskClient, picked: str, is_missed: bool
) -> None:
    url = next(url for url in questions_of(client) if key_of(app, url))
    option = next(id_ for id_, value in key_of(app, url).items() if value == picked)
    client.post(url, data={"option": option}, headers=SAME_SITE)
    today = text_of(strict(client.get("/")))
    response = client.post("/practice/missed/", data={"attempt": "again"}, headers=SAME_SITE)

    assert is_missed == ("Practise it" in today)
    assert ("/attempts/again/1/" if is_missed else "/practice/") == response.location


def questions_of(client: FlaskClient) -> list[str]:
    """Starts an attempt and returns the addresses of its questions."""
    attempt = start_attempt(client)
    return [f"{attempt}{number}/" for number in range(1, size_of() + 1)]


def key_of(app: Flask, url: str) -> dict[str, str]:
    """Returns the key of the choice question at an address; {} for another kind."""
    services = app.extensions["trialrun"]
    _, attempt, number = url.strip("/").split("/")
    order = shuffled(
        [question.uid for question in services.shelf.catalog.sets["rollback"].questions.values()],
        seed=attempt,
    )
    question = services.shelf.catalog.question(order[int(number) - 1])
    return dict(question.key) if question.kind_name == "choice" else {}


def test_today_says_where_to_go_on(client: FlaskClient) -> None:
    start_attempt(client)

    assert "/attempts/a1b2/1/" in client.get("/").get_data(as_text=True)


def test_a_verdict_names_the_belief_behind_a_wrong_pick(app: Flask) -> None:
    client = app.test_client()
    attempt = start_attempt(client)
    said = []
    for number in range(1, size_of() + 1):
        url = f"{attempt}{number}/"
        for option in options_on(client, url):
            probe = app.test_client()
            start_attempt(probe)
            probe.post(url, data={"option": option}, headers=SAME_SITE)
            said.append(text_of(strict(probe.get(url))))

    assert any("the whole job rolls back" in text and "is rolled back to" in text for text in said)


@pytest.mark.parametrize(("number", "near"), [(1, 1), (12, 10), (size_of(), size_of() - 4)])
def test_a_long_round_shows_the_neighbours_and_folds_all(client, number, near):
    root = strict(client.get(f"{start_attempt(client, 'rollback', 'long')}{number}/"))
    lists = {e.attrib["aria-label"]: e for e in tags(root, "ol") if "aria-label" in e.attrib}
    (fold,) = [e for e in tags(root, "details") if lists["Questions of this round"] in e.iter()]

    assert [f"/attempts/long/{at}/" for at in range(near, near + 5)] == [
        a.attrib["href"] for a in tags(lists["Questions near this one"], "a")
    ]
    assert len(list(tags(fold, "a"))) == size_of()
    assert "open" not in fold.attrib


def test_a_short_round_shows_all_its_questions(client):
    form = {"attempt": "short", "length": "20"}
    client.post("/practice/rollback/", data=form, headers=SAME_SITE)
    root = strict(client.get("/attempts/short/1/"))
    (dots,) = [e for e in tags(root, "ol") if e.attrib.get("class") == "dots"]

    assert len(list(tags(dots, "a"))) == 20
