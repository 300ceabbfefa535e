"""A run that a question or a lesson leads to leads back there, and nothing else does."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web.pages import HTMX, LESSON, SAME_SITE, size_of, start_attempt, strict, tags, text_of

STORY = "/simulator/half-written/"
PAGES = ["", "compare/", "map/", "predict/"]
BEHIND = size_of() + 1
"""A number that no question of a round at the set has."""
NOWHERE = [
    "", "x", "https://example.org/", "//example.org", "attempts.mine.3.1", "attempts.mine.0",
    f"attempts.mine.{BEHIND}", f"attempts.mine.at-{BEHIND}", "attempts.mine.at-",
    "attempts.mine.03", "attempts.nobody", "attempts..1", "attempts.mine.3\n",
    "lessons.nothing", "lessons.", "lessons.S1", "<b>", "attempts.mine.٣", "javascript:alert(1)",
]  # fmt: skip


def ways(client: FlaskClient, url: str) -> list[tuple[str, str]]:
    """Returns (words, address) of the ways back on a page."""
    links = tags(strict(client.get(url)), "a")
    found = [a for a in links if a.attrib.get("class") == "crumb__back"]
    return [(text_of(a), a.attrib["href"]) for a in found]


def without_id(response: TestResponse) -> str:
    """Returns a page without the id of the attempt that its form may start."""
    return re.sub(r'(name="attempt" value=)"\w*"', r"\1", response.get_data(as_text=True))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody with a go at ten questions."""
    client = app.test_client()
    start_attempt(client, attempt="mine")
    return client


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("back", "leads"),
    [
        ("attempts.mine.3", ("Back to question 3", "/attempts/mine/3/")),
        ("attempts.mine", ("Back to how it went", "/attempts/mine/")),
        ("attempts.mine.at-3", ("Back to how it went", "/attempts/mine/#at-3")),
        ("attempts.mine.behind-11", ("Back to how it went", "/attempts/mine/#behind-11")),
        (
            "lessons.s1-lakeflow-jobs.the-dials",
            ("Back to the lesson", f"{LESSON}#the-dials"),
        ),
        ("lessons.s1-lakeflow-jobs.of-last-year", ("Back to the lesson", LESSON)),
    ],
)
def test_a_place_of_ours_is_led_back_to(client, page, back, leads):
    assert [leads] == ways(client, f"{STORY}{page}?back={back}")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("back", NOWHERE)
def test_anything_else_leads_nowhere_and_is_not_shown(client, page, back):
    response = client.get(STORY + page, query_string={"back": back})

    assert 200 == response.status_code
    assert without_id(client.get(STORY + page)) == without_id(response)


def test_a_go_of_somebody_else_is_not_led_to(app, client):
    assert [] == ways(app.test_client(), f"{STORY}?back=attempts.mine.3")


def test_every_link_and_form_within_the_simulator_keeps_the_way_back(client):
    root = strict(client.get(f"{STORY}?back=attempts.mine.3&task=enrich"))
    links = [a.attrib["href"] for a in tags(root, "a") if a.attrib["href"].startswith(STORY)]
    forms = [f for f in tags(root, "form") if f.attrib["action"].startswith(STORY)]
    shared = [
        a.attrib["href"]
        for a in tags(root, "a")
        if "Link to this moment" in text_of(a) or "download" in a.attrib
    ]

    assert len(links) > 50
    assert 4 == len(shared)
    assert [] == [href for href in links if "back=" not in href and href not in shared]
    assert [] == [href for href in shared if "back=" in href]
    assert forms
    for form in forms:
        (field,) = [i for i in tags(form, "input") if i.attrib.get("name") == "back"]
        assert "attempts.mine.3" == field.attrib["value"]


def test_what_is_copied_and_what_is_played_leave_it_out(client):
    page = client.get(f"{STORY}?back=attempts.mine.3").get_data(as_text=True)
    (link,) = re.findall(r'data-link="([^"]*)"', page)
    (svg,) = re.findall(r'data-svg="([^"]*)"', page)

    assert "back" not in link + svg


def test_a_fragment_for_a_move_keeps_it(client):
    response = client.get(f"{STORY}?back=attempts.mine.3&step=4", headers=HTMX)

    assert "back=attempts.mine.3" in response.get_data(as_text=True)


def test_each_cell_of_the_map_keeps_it(client):
    root = strict(client.get(f"{STORY}map/?back=attempts.mine.3"))
    cells = [a.attrib["href"] for a in tags(root, "a") if "fail=" in a.attrib["href"]]

    assert cells
    assert [] == [href for href in cells if "back=attempts.mine.3" not in href]


def test_a_kept_prediction_leads_back_too(client):
    page = f"{STORY}predict/?back=attempts.mine.3"
    data = {"attempt": "said"}
    for select in tags(strict(client.get(page)), "select"):
        data[select.attrib["name"]] = "SUCCESS"
    response = client.post(page, data=data, headers=SAME_SITE)

    assert 303 == response.status_code
    assert [("Back to question 3", "/attempts/mine/3/")] == ways(client, response.location)


def test_the_run_of_a_verdict_leads_back_to_its_question(client):
    for number in range(1, BEHIND):
        url = f"/attempts/mine/{number}/"
        client.post(url, data={"skip": "1"}, headers=SAME_SITE)
        runs = [
            a.attrib["href"]
            for a in tags(strict(client.get(url)), "a")
            if text_of(a).startswith("Run it")
        ]
        for run in runs:
            assert [(f"Back to question {number}", url)] == ways(client, run)


def test_a_lessons_runs_lead_back_to_where_they_stand(client):
    client.post(LESSON, data={"skip": "all"}, headers=SAME_SITE)
    root = strict(client.get(LESSON))
    hrefs = [a.attrib["href"] for a in tags(root, "a") if "/simulator/" in a.attrib["href"]]
    (sim,) = {href for href in hrefs if re.search(r"one-branch-fails/\?back=.*&step=1$", href)}
    (run, *_) = [a.attrib["href"] for a in tags(root, "a") if text_of(a).startswith("Run it")]

    assert [("Back to the lesson", f"{LESSON}#sim-one-branch-fails")] == ways(client, sim)
    assert f"{LESSON}#q-pipeline-vs-job-b-and-c-start" == ways(client, run)[0][1]
    assert [] == [href for href in hrefs if "back=" not in href and href != "/simulator/"]
