"""Goes at a set: which are open, when they were begun, and what had been shown before."""

import re
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from tests.build import bundled
from tests.web.pages import (
    LESSON,
    SAME_SITE,
    first_choice,
    options_on,
    size_of,
    start_attempt,
    strict,
    tags,
    text_of,
)
from trialrun.questions.kinds.options import PICKED

DAY_MS = 24 * 3600 * 1000
SET = "/practice/rollback/"
UID = "rollback/what-is-committed"
ONE = f"/practice/{UID}/"


def link(client: FlaskClient, page: str, says: str) -> str:
    """Returns where the only link that says so leads."""
    found = [a.attrib["href"] for a in tags(strict(client.get(page)), "a") if text_of(a) == says]
    (href,) = found
    return href


def skip(client: FlaskClient, attempt: str) -> str:
    """Starts a go at the one question and has it shown; returns where its result is."""
    client.post(ONE, data={"attempt": attempt}, headers=SAME_SITE)
    client.post(f"/attempts/{attempt}/1/", data={"skip": "1"}, headers=SAME_SITE)
    return f"/attempts/{attempt}/"


def get_right(client: FlaskClient, attempt: str) -> str:
    """Starts a go at the one question and answers it rightly."""
    client.post(ONE, data={"attempt": attempt}, headers=SAME_SITE)
    key = bundled().question(UID).key
    data = {"option": [option for option, value in key.items() if value == PICKED]}
    client.post(f"/attempts/{attempt}/1/", data=data, headers=SAME_SITE)
    return f"/attempts/{attempt}/"


def test_what_was_right_at_once_is_told_so(client):
    assert "1 of 1 right." in text_of(strict(client.get(get_right(client, "a"))))


@pytest.mark.parametrize(("shown", "told"), [(1, "once"), (2, "twice"), (3, "3 times")])
def test_what_was_shown_and_then_got_right_is_told_so(client, shown, told):
    for number in range(shown):
        skip(client, f"s{number}")
    result = get_right(client, "right")
    says = f"1 of 1 right, after it was shown {told}"

    assert f"{says}." in text_of(strict(client.get(result)))
    assert says in text_of(strict(client.get(ONE)))


def test_what_a_lesson_has_shown_counts_as_shown(client):
    client.post(LESSON, data={"skip": "all"}, headers=SAME_SITE)
    result = get_right(client, "right")

    assert "1 of 1 right, after it was shown once." in text_of(strict(client.get(result)))


def test_of_a_set_it_is_told_how_many_had_been_shown(client):
    get_right(client, "before")
    attempt = start_attempt(client)
    key = bundled().question(UID).key
    for number in range(1, size_of() + 1):
        url = f"{attempt}{number}/"
        options = options_on(client, url)
        is_it = set(options) == set(key)
        picked = {"option": [o for o in options if key.get(o) == PICKED]} if is_it else {"skip": 1}
        client.post(url, data=picked, headers=SAME_SITE)

    assert f"1 of {size_of()} right, after it was shown." in text_of(strict(client.get(attempt)))


def test_a_go_carries_the_day_on_which_it_was_begun(client, monkeypatch):
    now = int(datetime(2026, 11, 14, 12, tzinfo=UTC).timestamp() * 1000)
    for days, attempt in ((2, "a"), (1, "b"), (0, "c")):
        told = now - days * DAY_MS
        monkeypatch.setattr("trialrun.web.practice.starting.now_ms", lambda told=told: told)
        skip(client, attempt)
    monkeypatch.setattr("trialrun.web.practice.progress.now_ms", lambda: now)
    root = strict(client.get(ONE))
    times = [(text_of(t), t.attrib["datetime"]) for t in tags(root, "time")]

    assert [
        ("today", "2026-11-14T12:00:00Z"),
        ("yesterday", "2026-11-13T12:00:00Z"),
        ("12 November 2026", "2026-11-12T12:00:00Z"),
    ] == times


def test_starting_over_asks_first_and_names_what_stays(client):
    first_choice(client, start_attempt(client, attempt="first"))
    root = strict(client.get(SET))
    (asks,) = [e for e in tags(root, "details") if "Start over" in text_of(e)]
    (form,) = tags(root, "form")

    assert "open" not in asks.attrib
    assert form in list(asks.iter())
    assert f"The round that is open, at question 1 of {size_of()}, stays" in text_of(asks)


def test_a_go_that_is_open_stays_reachable_after_starting_over(client):
    url = first_choice(client, start_attempt(client, attempt="first"))
    client.post(url, data={"option": options_on(client, url)[0]}, headers=SAME_SITE)
    open_at = re.search(rf"question (\d+) of {size_of()}", text_of(strict(client.get(SET))))[1]
    start_attempt(client, attempt="second")

    assert "/attempts/second/1/" == link(client, SET, f"Go on at question 1 of {size_of()}")
    start_attempt(client, attempt="third")
    goes = [a.attrib["href"] for a in tags(strict(client.get(SET)), "a")]
    assert f"/attempts/first/{open_at}/" in goes
    assert "/attempts/second/1/" in goes
    assert f"1 of {size_of()} answered so far" in text_of(strict(client.get(SET)))


def test_a_go_at_what_was_missed_stays_reachable_too(client):
    skip(client, "a")
    for attempt in ("one", "two"):
        client.post("/practice/missed/", data={"attempt": attempt}, headers=SAME_SITE)
    hrefs = [a.attrib["href"] for a in tags(strict(client.get("/practice/missed/")), "a")]

    assert {"/attempts/one/1/", "/attempts/two/1/", ONE} <= set(hrefs)


def test_of_nothing_that_was_missed_the_page_says_so(client):
    assert "Nothing just now." in text_of(strict(client.get("/practice/missed/")))
