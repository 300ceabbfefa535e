"""The flag wherever a question is shown: in sets, rounds, lessons, drills and quizzes on a job.

Kept with what was put (its digest), what orders its options (the go), and the answer.
"""

import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.build import ROOT, bundled
from tests.proving import some_of
from tests.web.mine.doing import learner_in
from tests.web.pages import LESSON, SAME_SITE, answer_on, strict, tags, text_of
from trialrun.cli import main
from trialrun.families import FAMILIES
from trialrun.lab.own_examples import EXAMPLES
from trialrun.store import Activity, Answer, Flag

SAID = "The second option holds as well."
ROUND = 5


class Place(NamedTuple):
    """Where a question is shown: its address, its uid, and how it is answered there."""

    url: str
    uid: str
    answer: Callable[[], str]
    """Answers it, and returns where the verdict is."""


def hidden(root, name: str) -> str:
    return next(e.attrib["value"] for e in tags(root, "input") if e.attrib.get("name") == name)


def in_a_go(client: FlaskClient, begin: str, data: dict[str, Any], number: int = 1) -> Place:
    begun = client.post(begin, data={"attempt": "g1"} | data, headers=SAME_SITE)
    assert begun.status_code == 303, begin
    url = f"/attempts/g1/{number}/"

    def answer() -> str:
        client.post(url, data=answer_on(strict(client.get(url))), headers=SAME_SITE)
        return url

    return Place(url, hidden(strict(client.get(url)), "question"), answer)


def of_a_set(client: FlaskClient) -> Place:
    return in_a_go(client, "/practice/rollback/", {})


def by_itself(client: FlaskClient) -> Place:
    return in_a_go(client, "/practice/rollback/what-is-committed/", {})


def of_a_round(client: FlaskClient) -> Place:
    return in_a_go(client, "/rounds/mixed/", {"length": ROUND}, ROUND)


def of_a_quiz_on_a_story(client: FlaskClient) -> Place:
    return in_a_go(client, "/quiz/half-written/", {"count": 5}, 3)


def of_a_quiz_on_ones_own_job(client: FlaskClient) -> Place:
    sent = client.post("/simulator/own/", data={"text": EXAMPLES["bundle"]}, headers=SAME_SITE)
    return in_a_go(client, sent.location.replace("/simulator/", "/quiz/"), {"count": 5}, 2)


def of_a_quiz_on_what_was_said_of_tasks(client: FlaskClient) -> Place:
    return in_a_go(client, "/quiz/half-written/?deed=takes:ingest=90s", {"count": 5})


def of_a_lesson(client: FlaskClient) -> Place:
    uid = hidden(strict(client.get(LESSON)), "question")
    question = bundled().question(uid)

    def answer() -> str:
        data = {"question": uid, "option": next(iter(question.key))}
        client.post(LESSON, data=data, headers=SAME_SITE)
        return LESSON

    return Place(LESSON, uid, answer)


def of_a_drill(family: str) -> Callable[[FlaskClient], Place]:
    def place(client: FlaskClient) -> Place:
        url = f"/drill/{family}/v{FAMILIES[family].version}/7/"
        root = strict(client.get(url))

        def answer() -> str:
            data = answer_on(root) | {
                "put": hidden(root, "put"),
                "attempt": hidden(root, "attempt"),
            }
            sent = client.post(url, data=data | {"question": uid}, headers=SAME_SITE)
            return str(sent.location)

        uid = hidden(root, "question")
        return Place(url, uid, answer)

    return place


PLACES = [
    pytest.param(of_a_set, id="a set"),
    pytest.param(by_itself, id="a question by itself"),
    pytest.param(of_a_round, id="a round"),
    pytest.param(of_a_lesson, id="a lesson"),
    pytest.param(of_a_quiz_on_a_story, id="a quiz on a story"),
    pytest.param(of_a_quiz_on_ones_own_job, id="a quiz on one’s own job"),
    pytest.param(of_a_quiz_on_what_was_said_of_tasks, id="a quiz on what was said of tasks"),
    *(
        pytest.param(of_a_drill(family), id=f"drill {family}")
        for family in some_of(list(FAMILIES), every=5)
    ),
]
everywhere = pytest.mark.parametrize("place_of", PLACES)


def flag_links(client: FlaskClient, url: str) -> list[str]:
    found = [a.attrib["href"] for a in tags(strict(client.get(url)), "a")]
    return [href for href in dict.fromkeys(found) if href.startswith("/flags/")]


def send(client: FlaskClient, link: str, **said: str):
    form = strict(client.get(link))
    held = {
        e.attrib["name"]: e.attrib["value"]
        for e in tags(form, "input")
        if e.attrib.get("type") == "hidden"
    }
    data = held | {"flag": "f1", "reason": "key", "says": SAID} | said
    return client.post("/flags/", data=data, headers=SAME_SITE)


def kept_flags(app: Flask):
    return app.extensions["trialrun"].stores.flags.listed(is_all=True)


def answer_kept(app: Flask, client: FlaskClient, flag: Flag) -> Answer:
    """The answer to the flagged question in the go that the flag names."""
    stores, owner = app.extensions["trialrun"].stores, learner_in(client)
    found = [
        answer
        for activity in Activity
        for answer in stores.answers.in_attempt(owner, activity, flag.attempt)
        if answer.question == flag.question
    ]
    return found[-1]


def the_link(client: FlaskClient, url: str, uid: str) -> str:
    return next(link for link in flag_links(client, url) if uid in unquote(link))


@everywhere
def test_before_an_answer_the_flag_is_there_and_kept_with_what_was_put(app, client, place_of):
    place = place_of(client)
    link = the_link(client, place.url, place.uid)
    shown = text_of(strict(client.get(link)))
    sent = send(client, link)

    assert 303 == sent.status_code
    assert "Received" in text_of(strict(client.get(sent.location)))
    (flag,) = kept_flags(app)
    assert (place.uid, "key", SAID, "") == (flag.question, flag.reason, flag.says, flag.response)
    assert flag.attempt
    text = app.extensions["trialrun"].stores.questions.text(flag.put)
    assert json.loads(text)["stem"].replace("`", "")[:40] in shown


@everywhere
def test_behind_an_answer_it_is_kept_with_the_answer_and_its_seed(app, client, place_of):
    place = place_of(client)
    verdict = place.answer()
    sent = send(client, the_link(client, verdict, place.uid))

    assert 303 == sent.status_code
    (flag,) = kept_flags(app)
    answer = answer_kept(app, client, flag)
    assert (place.uid, answer.put) == (flag.question, flag.put)
    assert answer.response
    assert dict(answer.response) == json.loads(flag.response)
    back = {a.attrib["href"] for a in tags(strict(client.get(sent.location)), "a")}
    assert verdict.partition("#")[0] in {way.partition("#")[0] for way in back}


@everywhere
def test_an_author_reads_what_was_asked_and_the_reply_is_read_where_it_was_asked(
    client, place_of, tmp_path, capsys, monkeypatch
):
    monkeypatch.setenv("TRIALRUN_DATA", str(tmp_path / "data"))
    place = place_of(client)
    link = the_link(client, place.answer(), place.uid)
    send(client, link)

    assert 0 == main(["flags", "--json"])
    (told,) = json.loads(capsys.readouterr().out)
    assert (place.uid, SAID) == (told["question"], told["says"])
    assert told["put"]
    assert told["response"]
    assert 0 == main(["flags", "--reply", str(told["number"]), "It is mended."])
    for page in (link, "/my-data/"):
        assert "It is mended." in text_of(strict(client.get(page)))


def is_of_jobs(form) -> bool:
    return "/jobs/delete" in form.attrib.get("action", "")


def test_a_quiz_on_a_job_that_was_deleted_since_is_still_flagged_as_it_was_put(app, client):
    place = of_a_quiz_on_ones_own_job(client)
    place.answer()
    form = next(f for f in tags(strict(client.get("/my-data/")), "form") if is_of_jobs(f))
    data = {e.attrib["name"]: e.attrib["value"] for e in tags(form, "input")}
    client.post("/my-data/jobs/delete", data=data, headers=SAME_SITE)
    assert not any(map(is_of_jobs, tags(strict(client.get("/my-data/")), "form")))
    sent = send(client, the_link(client, place.url, place.uid))

    assert 303 == sent.status_code
    (flag,) = kept_flags(app)
    assert json.loads(flag.response)
    assert app.extensions["trialrun"].stores.questions.text(flag.put)


def test_a_question_without_a_go_is_flagged_as_it_stands_today(app, client):
    for url in ("/", "/practice/rollback/what-is-committed/"):
        (link,) = flag_links(client, url)
        assert 303 == send(client, link, flag=f"f{len(kept_flags(app)) + 1}").status_code

    assert {"", bundled().question("rollback/what-is-committed").digest} <= {
        "",
        *(flag.put for flag in kept_flags(app)),
    }
    assert 2 == len(kept_flags(app))


SHOWS_A_STEM = re.compile(r'include "questions/_stem.html"')


def test_no_template_shows_a_question_without_its_flag():
    """But for the page of the flag itself."""
    shown = [
        file.relative_to(ROOT).as_posix()
        for file in sorted((ROOT / "templates").rglob("*.html"))
        if SHOWS_A_STEM.search(text := file.read_text("utf-8")) and "flag_url" not in text
    ]

    assert ["templates/flags/page.html"] == shown
