"""The start page leads with one thing: what it is, in which order, and for whom."""

import re
import shutil
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from tests.build import ROOT, bundled, copied
from tests.web.pages import (
    LESSON,
    SAME_SITE,
    answer_on,
    first_choice,
    options_on,
    size_of,
    start_attempt,
    strict,
    tags,
    text_of,
)
from trialrun.content import FixedShelf
from trialrun.diagram import WORDS
from trialrun.questions.kinds.options import PICKED

FIRST = "pipeline-vs-job/the-task-beside-it"
WITH_RUNS = [
    question.uid
    for found in bundled().sets.values()
    for question in found.questions.values()
    if question.runs
]
LED = re.compile(r"next__tag")


SLUG = LESSON.split("/")[2]


@pytest.fixture
def app(app):
    """The app with a course of one lesson: what leads does not hang on how many are written."""
    services = app.extensions["trialrun"]
    whole = services.shelf.current()
    one = replace(whole, lessons={SLUG: whole.lessons[SLUG]})
    app.extensions["trialrun"] = replace(services, shelf=FixedShelf(one))
    yield app
    app.extensions["trialrun"] = services


def ways(client: FlaskClient) -> list[str]:
    """Returns the tags of what there is to do, the first thing first."""
    root = strict(client.get("/"))
    return [text_of(e) for e in tags(root, "p") if LED.search(e.attrib.get("class", ""))]


def right(uid: str) -> dict[str, list[str]]:
    """Returns the right picks."""
    key = bundled().question(uid).key
    return {"option": [option for option, value in key.items() if value == PICKED]}


def answer_one(client: FlaskClient, uid: str = FIRST, **data: object) -> None:
    """Answers one question by itself."""
    client.post(f"/practice/{uid}/", data={"attempt": "one"}, headers=SAME_SITE)
    client.post("/attempts/one/1/", data=data or right(uid), headers=SAME_SITE)


def read_the_lesson(client: FlaskClient) -> None:
    """Opens all of it, its prompts answered rightly."""
    for uid in filter(None, (step.asks for step in bundled().lessons[SLUG].steps)):
        question = bundled().question(uid)
        is_match = question.kind_name == "match"
        sides = {f"side-{item}": side for item, side in question.key.items()}
        data = sides if is_match else right(uid)
        client.post(LESSON, data={"question": uid} | data, headers=SAME_SITE)


def test_a_first_visitor_is_asked_a_question_that_is_answered_there(client):
    root = strict(client.get("/"))
    (form,) = tags(root, "form")
    response = client.post(
        form.attrib["action"],
        data={i.attrib["name"]: i.attrib["value"] for i in tags(form, "input")}
        | answer_on(form)
        | right(FIRST),
        headers=SAME_SITE,
        follow_redirects=True,
    )
    verdict = strict(response)
    links = {text_of(a) for a in tags(verdict, "a")}

    assert f"/practice/{FIRST}/" == form.attrib["action"]
    assert "Right" in {text_of(h) for h in tags(verdict, "h2")}
    assert {"See how it went", "Read it again"} <= links
    assert f"1 of {size_of(FIRST.partition('/')[0])} right" in text_of(strict(client.get("/")))


def test_the_order_of_its_options_is_that_of_the_go_it_becomes(client):
    form = tags(strict(client.get("/")), "form")[0]
    fields = [i.attrib for i in tags(form, "input")]
    shown = [f["value"] for f in fields if f["name"] == "option"]
    hidden = {f["name"]: f["value"] for f in fields if f["type"] == "hidden"}
    refused = client.post(f"/practice/{FIRST}/", data=hidden, headers=SAME_SITE)

    assert 422 == refused.status_code
    assert "Pick an answer first" in text_of(strict(refused))
    assert shown == options_on(client, f"/attempts/{hidden['attempt']}/1/")


def test_a_reload_moves_no_option(client):
    client.get("/")
    first, again = (options_on(client, "/") for _ in range(2))

    assert 4 == len(first)
    assert first == again


def test_a_level_is_no_question_to_practise(client):
    level = bundled().level_question("pressed-twice")
    data = {"attempt": "one", "put": level.digest, "skip": "1"}
    client.get(f"/levels/{level.id}/")
    response = client.post(f"/practice/{level.uid}/", data=data, headers=SAME_SITE)

    assert 404 == response.status_code
    assert 404 == client.get("/attempts/one/").status_code


@pytest.mark.parametrize("uid", WITH_RUNS)
def test_the_graph_beside_the_first_question_tells_nothing_of_its_run(app, uid):
    services = app.extensions["trialrun"]
    shelf = FixedShelf(replace(bundled(), first_question=uid))
    app.extensions["trialrun"] = replace(services, shelf=shelf)
    hero = next(
        a for a in tags(strict(app.test_client().get("/")), "a") if a.attrib.get("class") == "hero"
    )

    assert {"none"} == {e.attrib["data-state"] for e in hero.iter() if "data-state" in e.attrib}
    assert [] == [word for state, word in WORDS.items() if state and word in text_of(hero)]


def test_no_graph_beside_an_open_question_tells_how_its_run_ends(client):
    """That of a goal is given with it: the question is how to get away from there."""
    looked_at = 0
    for at, (slug, found) in enumerate(bundled().sets.items()):
        attempt = start_attempt(client, slug, attempt=f"a{at}")
        for number in range(1, len(found.uids) + 1):
            root = strict(client.get(f"{attempt}{number}/"))
            if {"add", "dial"} & {e.attrib.get("name") for e in tags(root, "select")}:
                continue
            states = {e.attrib["data-state"] for e in root.iter() if "data-node" in e.attrib}
            assert states <= {"none"}, (slug, number)
            looked_at += bool(states)

    assert 10 < looked_at


def test_an_answer_sent_twice_counts_once(client):
    data = right(FIRST) | {"attempt": "one", "put": bundled().question(FIRST).digest}
    for _ in range(2):
        client.post(f"/practice/{FIRST}/", data=data, headers=SAME_SITE)

    assert "1 of 1 right." in text_of(strict(client.get("/attempts/one/")))


def test_the_id_of_another_go_is_not_taken(client):
    start_attempt(client, attempt="one")
    data = right(FIRST) | {"attempt": "one", "put": bundled().question(FIRST).digest}

    assert 400 == client.post(f"/practice/{FIRST}/", data=data, headers=SAME_SITE).status_code


def test_a_course_that_names_no_question_asks_what_its_first_lesson_asks(app, tmp_path):

    for folder in ("lessons", "scenarios", "levels", "quizzes"):
        shutil.copytree(ROOT / folder, tmp_path / "c" / folder)
    path = tmp_path / "c/lessons/outline.yaml"
    path.write_text(re.sub(r"first_question:.*\n", "", path.read_text("utf-8")), "utf-8")
    services = app.extensions["trialrun"]
    app.extensions["trialrun"] = replace(services, shelf=FixedShelf(copied(tmp_path / "c")))
    (form,) = tags(strict(app.test_client().get("/")), "form")
    asks = [step.asks for lesson in bundled().lessons.values() for step in lesson.steps]

    assert f"/practice/{next(filter(None, asks))}/" == form.attrib["action"]


def test_an_open_go_leads_then_what_was_missed_then_the_lesson_then_a_topic(client):
    answer_one(client, skip="1")
    start_attempt(client, attempt="open")

    assert ["Where you were", "Missed", "The lesson at hand", "Not met yet"] == ways(client)


def test_without_an_open_go_what_was_missed_leads_and_can_be_practised(client):
    answer_one(client, skip="1")
    root = strict(client.get("/"))
    (form,) = tags(root, "form")

    assert ["Missed", "The lesson at hand", "Not met yet"] == ways(client)
    assert "/practice/missed/" == form.attrib["action"]
    assert f"/practice/{FIRST}/" in {a.attrib["href"] for a in tags(root, "a")}


def test_the_lesson_stays_reachable_after_practice_began(client):
    first_choice(client, start_attempt(client))

    assert LESSON in {a.attrib["href"] for a in tags(strict(client.get("/")), "a")[6:]}


def test_a_lesson_that_was_read_to_its_end_is_offered_last(client):
    read_the_lesson(client)

    assert ["Not met yet", "Incident night", "The lesson"] == ways(client)
    assert "You have read it to its end" in client.get("/").text


def test_of_a_lesson_that_asks_nothing_nobody_is_told_to_have_read_it(app, client):
    answer_one(client)
    lesson = next(iter(bundled().lessons.values()))
    silent = replace(lesson, steps=tuple(replace(step, asks=None) for step in lesson.steps))
    content = replace(bundled(), lessons={lesson.slug: silent})
    services = app.extensions["trialrun"]
    app.extensions["trialrun"] = replace(services, shelf=FixedShelf(content))

    assert "The lesson" in ways(client)
    assert "read it to its end" not in client.get("/").text


def meet(client, slug: str, *, right_ones: int, wrong_ones: int) -> None:
    """Answers so many questions of a set, some of them rightly."""
    uids = [u for u in bundled().sets[slug].uids if bundled().question(u).body.get("options")]
    for number, uid in enumerate(uids[: right_ones + wrong_ones]):
        attempt = f"{slug.replace('-', '')}{number}"
        data = right(uid) if number < right_ones else {"skip": "1"}
        client.post(f"/practice/{uid}/", data={"attempt": attempt}, headers=SAME_SITE)
        client.post(f"/attempts/{attempt}/1/", data=data, headers=SAME_SITE)


def led_to(client, tag: str) -> list[str]:
    """Returns the titles of what is offered under a tag."""
    return re.findall(
        rf'next__tag">{tag}</p>\s*<(?:p|h2)[^>]*>(?:<a[^>]*>)?([^<]*)', client.get("/").text
    )


def test_nobody_is_weak_in_what_they_have_not_met(client):
    first, *_ = bundled().sets.values()
    assert [] == led_to(client, "The weakest topic")
    assert [first.title] == led_to(client, "Not met yet")
    meet(client, "repair-vs-rerun", right_ones=1, wrong_ones=6)

    assert ["Repair or run again"] == led_to(client, "The weakest topic")
    assert [first.title] == led_to(client, "Not met yet")


def test_the_weakest_topic_has_the_worst_share_right_of_what_was_met(client):
    meet(client, "rollback", right_ones=2, wrong_ones=1)
    meet(client, "repair-vs-rerun", right_ones=3, wrong_ones=4)
    meet(client, "pipeline-vs-job", right_ones=0, wrong_ones=2)

    assert ["Repair or run again"] == led_to(client, "The weakest topic")


def test_a_topic_of_which_all_that_was_met_is_right_is_not_weak(client):
    meet(client, "rollback", right_ones=4, wrong_ones=0)

    assert [] == led_to(client, "The weakest topic")
    assert [] != led_to(client, "Not met yet")


@pytest.mark.parametrize(
    ("data", "says"), [({"skip": "1"}, "You skipped it."), ({}, "You got it wrong.")]
)
def test_it_says_how_the_only_missed_question_was_missed(client, data, says):
    (wrong,) = [o for o, v in bundled().question(FIRST).key.items() if v != PICKED][:1]
    answer_one(client, **(data or {"option": wrong}))

    assert says in text_of(strict(client.get("/")))
