"""Predicting a run: nothing of it is sent before what is said is kept."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.build import a_chain, a_world, bundled
from tests.web.lab import SLUGS, own_story, scenario
from tests.web.pages import SAME_SITE, ids_of, strict, tags, text_of
from trialrun.diagram import WORDS
from trialrun.engine import WhatIfText
from trialrun.questions.kinds.predict import PAINTS

HALF = "/simulator/half-written/predict/"
ENDS = {
    "task-ingest": "SUCCESS", "task-clean": "SUCCESS", "task-enrich": "SUCCESS",
    "task-report": "SUCCESS",
}  # fmt: skip
ONCE = "?do=run_now"
FAILED = ENDS | {"task-enrich": "FAILED", "task-report": "UPSTREAM_FAILED"}


def post(client: FlaskClient, form: dict[str, str], url: str = HALF + ONCE, attempt: str = "one"):
    return client.post(url, data={"attempt": attempt, **form}, headers=SAME_SITE)


# Nothing is told before.


def without_selects(page: str) -> str:
    """Takes away where states may stand: the fields in which they are picked."""
    return re.sub(r"<select.*?</select>", "", page, flags=re.S)


@pytest.mark.parametrize("slug", SLUGS)
def test_nothing_of_the_run_is_on_the_page_before(client: FlaskClient, slug: str) -> None:
    story = scenario(slug)
    page = client.get(f"/simulator/{slug}/predict/").text
    rest = without_selects(page)
    states = {e.attrib.get("data-state") for e in strict_root(page).iter()} - {None}

    assert "application/json" not in page
    assert "sim__data" not in page
    assert story.summary[:40] not in page
    assert story.title not in page.split("<main", 1)[1]
    assert {"none"} == states
    body = rest.split("<main", 1)[1]
    for word in {*WORDS.values()} - {"Running", ""}:
        assert f">{word}<" not in body
    for state in WORDS:
        assert not state or f'"{state}"' not in body


def strict_root(page: str):
    class Page:
        def get_data(self, *, as_text: bool) -> str:
            return page

    return strict(Page())


def test_runs_that_end_otherwise_have_the_same_page_but_for_what_is_given(client: FlaskClient):
    """The fix mends enrich in both; in one of them it is pressed too late to matter."""
    pages = [
        client.get(HALF + query).text
        for query in ("?do=run_now&do=repair&do=fix", "?do=run_now&do=fix&do=repair")
    ]
    address = r'value="\w+"|do=[\w&;=]+|You do: <strong>.*?</strong>|q-[0-9a-f]{16}'
    plain = [re.sub(address, "", page) for page in pages]

    assert plain[0] == plain[1]


@pytest.mark.parametrize("slug", SLUGS)
def test_the_page_is_strict_and_every_field_has_its_label(client: FlaskClient, slug: str) -> None:
    root = strict(client.get(f"/simulator/{slug}/predict/"))

    labelled = {label.attrib["for"] for label in tags(root, "label")}
    assert len(set(ids_of(root))) == len(ids_of(root))
    assert {s.attrib["id"] for s in tags(root, "select")} <= labelled
    assert [f"task-{task.key}" for task in scenario(slug).world.job.tasks] == [
        s.attrib["name"] for s in tags(root, "select")
    ]


def test_each_task_can_be_said_to_end_in_each_way(client: FlaskClient) -> None:
    for select in tags(strict(client.get(HALF)), "select"):
        assert ["", *PAINTS] == [o.attrib["value"] for o in tags(select, "option")]


def test_what_is_given_is_what_the_task_does(client: FlaskClient) -> None:
    told = [
        text_of(p)
        for p in tags(strict(client.get(HALF)), "p")
        if p.attrib.get("id", "").endswith("-given")
    ]

    assert [
        "takes 2:00.",
        "after ingest, Run if: All succeeded; takes 3:00.",
        "after ingest, Run if: All succeeded; takes 4:00; its code fails after write 1, "
        "every time until it is fixed.",
        "after clean, enrich, Run if: All succeeded; takes 1:00.",
    ] == told


# What is kept.


def test_a_prediction_leads_to_the_run_that_it_is_about(client: FlaskClient) -> None:
    client.get("/simulator/half-written/predict/")
    response = post(client, FAILED)

    assert (303, "/simulator/half-written/?do=run_now&said=one&step=0&play=1") == (
        response.status_code, response.headers["Location"],
    )  # fmt: skip
    page = client.get(response.headers["Location"]).text
    assert "You predicted all 4 tasks" in page
    assert "data-autoplay" in page
    assert "The run that you predicted: restaurant (ingest, clean, enrich, report)" in page


def stop_of(client: FlaskClient, url: str) -> int | None:
    found = re.search(r'"stop": ?(\d+)', client.get(url).text)
    return int(found[1]) if found else None


SAID = "/simulator/half-written/?do=run_now&said=one"


def test_the_run_stops_where_it_first_contradicts(client: FlaskClient) -> None:
    post(client, ENDS)
    trace = scenario("half-written").play_text(WhatIfText(do=("run_now",)))
    ends = {trace.task_key(event): event.q + 1 for event in trace.own_events("task") if event.after}

    assert ends["enrich"] == stop_of(client, SAID)
    text = text_of(strict(client.get(SAID)))
    assert "You had 3 of 4. One of these follows from a slip of yours" in text
    assert "report: you said Succeeded; it is Upstream failed" in text
    assert 1 == text.count("That follows from what you said before: it is not counted twice.")
    assert ends["enrich"] < ends["report"]


def test_the_first_prediction_of_an_attempt_counts(client: FlaskClient) -> None:
    post(client, ENDS)
    again = post(client, FAILED)

    assert 303 == again.status_code
    assert "You had 3 of 4" in client.get(SAID).text


def test_another_attempt_is_another_prediction(client: FlaskClient) -> None:
    post(client, ENDS)
    post(client, FAILED, attempt="two")

    assert "You had 3 of 4" in client.get(SAID).text
    assert "You predicted all" in client.get(SAID.replace("one", "two")).text


def test_nobody_else_sees_it(app: Flask) -> None:
    first, other, third = (app.test_client() for _ in range(3))
    post(first, ENDS)
    post(other, FAILED, attempt="two")

    assert "You had" in first.get(SAID).text
    for client in (other, third):
        assert "You had" not in client.get(SAID).text
        assert "you: " not in client.get(SAID).text
        assert stop_of(client, SAID) is None


def test_it_is_of_this_very_run_and_no_other(client: FlaskClient) -> None:
    post(client, ENDS)

    for query in ("?do=run_now&do=fix&said=one", "?fail=none&do=run_now&said=one", "?said=one"):
        assert "You had" not in client.get("/simulator/half-written/" + query).text


def test_a_prediction_is_shown_when_its_text_was_dropped(app: Flask, client: FlaskClient) -> None:
    post(client, ENDS)
    with app.extensions["trialrun"].stores.questions._database.writing() as db:
        assert 1 == db.conn.execute("DELETE FROM question").rowcount

    assert "You had 3 of 4" in client.get(SAID).text


def test_what_was_said_stands_in_the_graph(client: FlaskClient) -> None:
    post(client, ENDS)

    assert "you: succeeded" in client.get(SAID).text


# What is refused.


def picked(page: str) -> dict[str, str]:
    return {
        select.attrib["name"]: next(
            o.attrib["value"] for o in tags(select, "option") if "selected" in o.attrib
        )
        for select in tags(strict_root(page), "select")
    }


BAD = [
    pytest.param({}, "ingest, clean, enrich, report", id="blank"),
    pytest.param({"task-clean": "SUCCESS"}, "ingest, enrich, report", id="some missing"),
    pytest.param(ENDS | {"task-clean": "RUNNING"}, "clean", id="no end"),
    pytest.param(ENDS | {"task-clean": "x<y"}, "clean", id="no state"),
    pytest.param(ENDS | {"task-clean": ""}, "clean", id="empty"),
    pytest.param(ENDS | {"task-clean": ["SUCCESS", "FAILED"]}, "clean", id="two"),
]


@pytest.mark.parametrize(("form", "missing"), BAD)
def test_a_form_that_is_not_filled_in_is_kept_as_it_was(client: FlaskClient, form, missing):
    response = post(client, form)
    good = {
        name: value if value in PAINTS else ""
        for name, value in (dict.fromkeys(ENDS, "") | form).items()
        if isinstance(value, str)
    }

    assert 422 == response.status_code
    assert f"Say how each task ends. Still open: {missing}." in response.text
    assert good.items() <= picked(response.text).items()
    assert "You had" not in client.get(SAID).text
    assert "application/json" not in response.text


@pytest.mark.parametrize("attempt", ["", "a b", "../x", "a" * 200])
def test_an_attempt_that_is_none_is_refused(client: FlaskClient, attempt: str) -> None:
    assert 400 == post(client, ENDS, attempt=attempt).status_code


def test_a_story_that_cannot_be_played_is_not_predicted(client: FlaskClient) -> None:
    asked = client.get(HALF + "?do=dance")
    posted = post(client, ENDS, HALF + "?do=dance")

    assert [400, 400] == [asked.status_code, posted.status_code]
    assert "is no action" in asked.text
    assert "is no action" in posted.text


def test_another_site_cannot_post(client: FlaskClient) -> None:
    response = client.post(
        HALF, data={"attempt": "one", **ENDS}, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert 403 == response.status_code


def test_there_is_no_story_of_that_name(client: FlaskClient) -> None:
    assert [404, 404] == [
        client.get("/simulator/nothing/predict/").status_code,
        post(client, ENDS, "/simulator/nothing/predict/").status_code,
    ]


def test_a_long_job_gets_a_sentence(app: Flask, client: FlaskClient) -> None:
    story = own_story(a_world(*a_chain(61)))
    app.extensions["trialrun"].shelf.catalog = replace(bundled(), scenarios={"own": story})
    form = {f"task-t{number}": "SUCCESS" for number in range(61)}
    asked = client.get("/simulator/own/predict/")
    posted = post(client, form, "/simulator/own/predict/")

    assert (200, 422) == (asked.status_code, posted.status_code)
    for response in (asked, posted):
        assert "This job has 61 tasks; up to 60 can be predicted." in response.text
        assert "<select" not in response.text
    assert "Your prediction is kept" not in client.get("/simulator/own/?said=one").text


@pytest.mark.parametrize(("count", "is_offered"), [(60, True), (61, False), (200, False)])
def test_what_cannot_be_predicted_is_not_offered(app, client, count: int, is_offered: bool):
    story = replace(own_story(a_world(*a_chain(count))), slug="mine")
    app.extensions["trialrun"].shelf.catalog = replace(bundled(), scenarios={"mine": story})

    assert is_offered is ("Predict first" in client.get("/simulator/mine/").text)
    assert is_offered is ("<select" in client.get("/simulator/mine/predict/").text)


def test_a_story_without_a_run_is_not_offered(client: FlaskClient) -> None:
    url = "/simulator/half-written/"

    assert "Predict first" not in client.get(url + "?do=wait@60").text
    assert "nothing to predict" in client.get(url + "predict/?do=wait@60").text
