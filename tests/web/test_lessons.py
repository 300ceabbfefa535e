"""The lesson asks before it tells, keeps what was said, and opens only then."""

import gc
from dataclasses import replace
from weakref import ref

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.build import bundled
from tests.proving import some_of
from tests.web.pages import (
    HTMX,
    LESSON,
    SAME_SITE,
    options_on,
    size_of,
    start_attempt,
    strict,
    tags,
    text_of,
)
from trialrun.content import FixedShelf

FIRST = "pipeline-vs-job/b-and-c-start"
SECOND = "rollback/what-is-committed"
TOLD_AFTER_FIRST = "Neither lists the other, so neither waits for the other"
TOLD_AFTER_SECOND = ("There is no rollback across tasks", "Takeaways", "sim-one-branch-fails")


def body(client: FlaskClient) -> str:
    return client.get(LESSON).get_data(as_text=True)


def answer(client: FlaskClient, uid: str, **data: str):
    return client.post(LESSON, data={"question": uid} | data, headers=SAME_SITE)


def test_the_outcome_is_in_no_byte_before_the_answer(client: FlaskClient) -> None:
    page = body(client)

    assert FIRST in page
    for told in (TOLD_AFTER_FIRST, *TOLD_AFTER_SECOND, "reason__why", SECOND, "Not this time"):
        assert told not in page


def test_an_answer_opens_the_next_step_only(client: FlaskClient) -> None:
    answer(client, FIRST, option=options_on(client, LESSON)[0])
    page = body(client)

    assert TOLD_AFTER_FIRST in page
    assert SECOND in page
    for told in TOLD_AFTER_SECOND:
        assert told not in page


def test_skipping_is_allowed_and_kept_as_skipped(client: FlaskClient) -> None:
    body(client)
    response = answer(client, FIRST, skip="1")

    assert response.status_code == 303
    assert "Skipped: here is what happens" in body(client)


def test_the_prompt_ahead_cannot_be_answered_yet(client: FlaskClient) -> None:
    assert answer(client, SECOND, skip="1").status_code == 404
    assert SECOND not in body(client)


def test_the_whole_lesson_opens_by_skipping_all(client: FlaskClient) -> None:
    client.post(LESSON, data={"skip": "all"}, headers=SAME_SITE)
    page = body(client)

    for told in (TOLD_AFTER_FIRST, *TOLD_AFTER_SECOND):
        assert told in page


LANDMARKS = ("section", "nav", "aside", "form")


@pytest.mark.parametrize("slug", some_of(list(bundled().lessons), every=4))
def test_no_two_landmarks_of_a_lesson_that_is_open_have_one_name(client, slug):
    client.post(f"/lessons/{slug}/", data={"skip": "all"}, headers=SAME_SITE)
    root = strict(client.get(f"/lessons/{slug}/"))
    names = [
        (tag, name)
        for tag in LANDMARKS
        for each in tags(root, tag)
        if (name := each.attrib.get("aria-label"))
    ]

    assert sorted(set(names)) == sorted(names)


def test_skipping_all_leaves_right_what_is_right(client: FlaskClient) -> None:
    start_attempt(client)
    places = {
        field.attrib["value"]: f"/attempts/a1b2/{number}/"
        for number in range(1, size_of() + 1)
        for field in tags(strict(client.get(f"/attempts/a1b2/{number}/")), "input")
        if field.attrib["name"] == "question"
    }
    question = bundled().question(SECOND)
    assert question is not None
    right = next(id_ for id_, value in question.key.items() if value == "yes")
    client.post(places[SECOND], data={"option": right}, headers=SAME_SITE)
    client.post(LESSON, data={"skip": "all"}, headers=SAME_SITE)
    body(client)
    client.post("/practice/missed/", data={"attempt": "missed"}, headers=SAME_SITE)
    asked = [step.asks for step in bundled().lessons[LESSON.split("/")[2]].steps if step.asks]
    missed = {
        uid for uid in asked for number in range(1, len(asked))
        if f'value="{uid}"' in client.get(f"/attempts/missed/{number}/").text
    }  # fmt: skip

    assert "Skipped: here is what happens" in body(client)
    assert set(asked) - {SECOND} == missed


def test_an_answer_stays_when_it_is_sent_again(client: FlaskClient) -> None:
    first, second = options_on(client, LESSON)[:2]
    answer(client, FIRST, option=first)
    answer(client, FIRST, option=second)
    picked = [
        e
        for e in strict(client.get(LESSON)).iter()
        if "reason--picked" in e.attrib.get("class", "")
    ]

    assert len(picked) == 1


def test_blank_prompt_keeps_the_form_and_says_why(client: FlaskClient) -> None:
    response = client.post(LESSON, data={"question": FIRST}, headers=SAME_SITE)

    assert response.status_code == 422
    assert "Pick an answer first" in text_of(strict(response))


def test_htmx_gets_the_verdict_the_next_step_and_the_sources(client: FlaskClient) -> None:
    option = options_on(client, LESSON)[0]
    response = client.post(
        LESSON, data={"question": FIRST, "option": option}, headers=SAME_SITE | HTMX
    )
    root = strict(response)
    swapped = [e.attrib["id"] for e in root.iter() if e.attrib.get("hx-swap-oob") == "true"]

    assert swapped == ["contents", "onward", "sources"]
    assert tags(root, "h1") == []
    assert TOLD_AFTER_FIRST in response.get_data(as_text=True)


def test_two_learners_do_not_see_each_other(app: Flask) -> None:
    one, two = app.test_client(), app.test_client()
    answer(one, FIRST, skip="1")

    assert TOLD_AFTER_FIRST in body(one)
    assert TOLD_AFTER_FIRST not in body(two)


def test_lessons_that_are_there_come_first_and_those_to_come_in_one_line(app: Flask) -> None:
    services = app.extensions["trialrun"]
    whole = services.shelf.current()
    written = {slug: lesson for slug, lesson in whole.lessons.items() if slug in LESSON}
    app.extensions["trialrun"] = replace(
        services, shelf=FixedShelf(replace(whole, lessons=written))
    )
    client = app.test_client()
    root = strict(client.get("/lessons/"))
    (outline,) = [e for e in tags(root, "ul") if e.attrib.get("class") == "outline"]
    listed = [a.attrib["href"] for a in tags(outline, "a")]
    (coming,) = [e for e in tags(root, "p") if text_of(e).startswith("To come: ")]
    unwritten = client.get("/lessons/s1-jobs-api-cli/")
    app.extensions["trialrun"] = services

    assert [LESSON] == listed
    assert "Jobs by REST API and CLI" in text_of(coming)
    assert [] == tags(coming, "a")
    assert unwritten.status_code == 404
    assert "is coming" in unwritten.get_data(as_text=True)


def test_an_assumption_is_called_one(client: FlaskClient) -> None:
    client.post(LESSON, data={"skip": "all"}, headers=SAME_SITE)

    assert "our assumption" in body(client)


def test_the_pages_of_content_that_was_replaced_are_let_go(app: Flask) -> None:
    client = app.test_client()
    services = app.extensions["trialrun"]
    replaced = replace(services.shelf.current())
    app.extensions["trialrun"] = replace(services, shelf=FixedShelf(replaced))
    page = client.get(LESSON).data
    gone = ref(replaced)
    app.extensions["trialrun"] = services
    del replaced
    gc.collect()

    assert gone() is None
    assert page == client.get(LESSON).data


def test_its_simulator_has_the_tables_beside_the_player_and_tells_no_future(client):
    client.post(LESSON, data={"skip": "all"}, headers=SAME_SITE)
    root = strict(client.get(LESSON))
    sim = next(e for e in tags(root, "section") if "data-embedded" in e.attrib)
    stage = next(e for e in sim.iter() if e.attrib.get("class") == "sim__stage")
    (watched,) = tags(stage, "dl")[:1]
    moved = client.get(sim.attrib["data-path"] + "?do=run_now&do=fix&do=repair&embed=1&step=99")

    names = [text_of(e) for e in tags(watched, "dt")]
    assert {"bronze.orders", "silver.orders", "silver.menu", "silver.prices"} == set(names)
    assert "Repair or run again?" not in text_of(sim)
    assert "Reset" in text_of(sim)
    assert "Repair or run again?" in moved.text
    assert "silver.menu80 rows, 40 surplus" in text_of(strict(moved))


def test_a_verdict_above_all_headings_of_a_lesson_is_a_heading_of_its_own(client):
    lesson = "/lessons/s4-bundles/"
    client.post(lesson, data={"skip": "all"}, headers=SAME_SITE)
    root = strict(client.get(lesson))
    levels = [
        (e.tag, e.attrib.get("class"))
        for e in root.iter()
        if e.tag in ("h1", "h2", "h3") and "verdict__title" in e.attrib.get("class", "")
    ]

    assert ("h2", "verdict__title") == levels[0]
    assert {("h3", "verdict__title")} == set(levels[1:])


def test_the_outline_tells_how_far_one_has_come_and_what_is_left(client: FlaskClient) -> None:
    def told() -> str:
        root = strict(client.get("/lessons/"))
        items = (e for e in tags(root, "li") if e.attrib.get("class") == "outline__item")
        return next(text_of(e) for e in items if LESSON in {a.attrib["href"] for a in tags(e, "a")})

    minutes = bundled().lessons[LESSON.split("/")[2]].minutes
    before = told()
    answer(client, FIRST, option=options_on(client, LESSON)[0])
    during = told()
    client.post(LESSON, data={"skip": "all"}, headers=SAME_SITE)

    assert f"about {minutes} minutes" in before
    assert "Part 2 of " in during
    assert f"of {minutes} minutes left" in during
    assert "Read to its end" in told()


def test_the_outline_leads_to_the_prompt_at_which_one_stopped(client: FlaskClient) -> None:
    first = next(iter(bundled().lessons))
    for slug in bundled().lessons:
        if f"/lessons/{slug}/" != LESSON:
            client.post(f"/lessons/{slug}/", data={"skip": "all"}, headers=SAME_SITE)
    answer(client, FIRST, option=options_on(client, LESSON)[0])
    hrefs = [a.attrib["href"] for a in tags(strict(client.get("/lessons/")), "a")]

    assert f"/lessons/{first}/" != LESSON
    assert f"{LESSON}#q-{SECOND.replace('/', '-')}" in hrefs
