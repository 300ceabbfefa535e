"""The page of the failure map: rows as they are counted, each cell leads to that very run."""

import re
from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.build import (
    a_loop,
    a_scenario,
    a_script,
    a_task,
    a_world,
    a_write,
    an_if,
    bundled,
)
from tests.proving import some_of
from tests.web.pages import ids_of, strict, tags, text_of
from trialrun.content import FixedShelf
from trialrun.engine import Op, World
from trialrun.lab.failure_map import CELLS_MAX
from trialrun.web.http.services import Services, install, stores

HALF = "/simulator/half-written/map/"


def rows_of(root: Element) -> dict[str, list[Element]]:
    """Returns {what fails: the cells beside it}."""
    found = {}
    for row in tags(root, "tr")[1:]:
        (what,) = tags(row, "th")
        found[text_of(what)] = tags(row, "td")
    return found


def texts(client: FlaskClient, url: str) -> dict[str, list[str]]:
    rows = rows_of(strict(client.get(url)))
    return {what: [text_of(cell) for cell in cells] for what, cells in rows.items()}


def last_step(page: str) -> str:
    """Returns where the slider of a page ends: to parse hundreds of pages for it takes long."""
    (slider,) = [tag for tag in re.findall("<input[^>]*>", page) if 'type="range"' in tag]
    (last,) = re.findall(r'max="(\d+)"', slider)
    return last


def lead(client: FlaskClient, url: str) -> str:
    root = strict(client.get(url))
    return next(text_of(p) for p in tags(root, "p") if p.attrib.get("class") == "lead")


def show_world(app: Flask, world: World) -> str:
    """Puts one scenario into an app and returns the address of its map."""
    scenario = a_scenario("mine", world)
    with app.app_context():
        install(Services(FixedShelf(replace(bundled(), scenarios={"mine": scenario})), stores()))
    return "/simulator/mine/map/"


def test_a_half_written_task_is_told_in_one_row(client: FlaskClient) -> None:
    assert texts(client, HALF)["enrich after write 1 of 2"] == [
        "Failed 1 not run: report",
        "Repair 2 executions $0.36 40 surplus rows",
        "Run now 4 executions $0.44 2,000 surplus rows",
        "Repair is safer and cheaper",
    ]


def test_one_line_sums_it_up(client: FlaskClient) -> None:
    says = "8 of 9 failures leave surplus rows after Run now; 4 after a repair."

    assert says == lead(client, HALF)


def test_nothing_doubled_is_said_so(client: FlaskClient) -> None:
    says = "None of 7 failures leaves surplus rows, whatever you do then."

    assert says == lead(client, "/simulator/branch-and-join/map/")


@pytest.mark.parametrize("slug", some_of(list(bundled().scenarios), every=4))
def test_every_cell_opens_that_run_at_its_end(client: FlaskClient, slug: str) -> None:
    root = strict(client.get(f"/simulator/{slug}/map/"))
    for cells in rows_of(root).values():
        links = [link.attrib["href"] for cell in cells for link in tags(cell, "a")]
        for link in links[:2]:
            assert link.endswith(f"step={last_step(client.get(link).text)}")


def test_the_links_are_what_a_person_would_type(client: FlaskClient) -> None:
    cells = rows_of(strict(client.get(HALF)))["enrich after write 1 of 2"]
    links = [link.attrib["href"].rpartition("&step=")[0] for c in cells for link in tags(c, "a")]

    assert links == [
        "/simulator/half-written/?fail=enrich@1&do=run_now",
        "/simulator/half-written/?fail=enrich@1&do=run_now&do=fix&do=repair",
        "/simulator/half-written/?fail=enrich@1&do=run_now&do=fix&do=run_now",
    ]


def test_it_is_a_table_with_a_caption_and_headers(client: FlaskClient) -> None:
    root = strict(client.get(HALF))
    (table,) = tags(root, "table")

    assert {"col", "row"} == {cell.attrib["scope"] for cell in tags(table, "th")}
    assert "Half written, then repaired" in text_of(tags(table, "caption")[0])
    assert len(tags(root, "h1")) == 1
    assert len(set(ids_of(root))) == len(ids_of(root))


def test_dials_stay_and_failures_are_taken_out(client: FlaskClient) -> None:
    plain = texts(client, HALF)
    url = f"{HALF}?dial=enrich.write1:merge&fail=report&do=run_now"
    turned = texts(client, url)

    assert plain.keys() == turned.keys()
    assert "no surplus rows" in turned["enrich after write 1 of 2"][1]
    assert "dial=enrich.write1:merge" in client.get(url).text
    assert "fail=report&amp;dial" in client.get(url).text
    told = text_of(strict(client.get(url)))
    assert "Your variation: enrich: Writes to silver.menu → Merge." in told


def test_a_slow_task_stays(client: FlaskClient) -> None:
    url = "/simulator/half-written/map/?slow=clean@3600"

    assert (
        texts(client, HALF)["clean after its write"] != texts(client, url)["clean after its write"]
    )
    assert "slow=clean@3600" in client.get(url).text


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("dial=foo:1", "There is no dial"),
        ("slow=clean", "slows nothing down"),
        ("slow=<script>", "slows nothing down"),
        ("page=0", "must be a whole number"),
        ("page=-1", "must be a whole number"),
        ("page=٣", "must be a whole number"),
        ("dial=" + "a" * 5000, "at most 4000 are read"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_broken_address_gets_a_sentence(client: FlaskClient, query: str, says: str) -> None:
    response = client.get(f"{HALF}?{query}")

    assert response.status_code == 400
    assert says in text_of(strict(response))
    assert "<script>" not in response.text.replace('<script src="', "")


@pytest.mark.parametrize("url", ["/simulator/nothing/map/", f"{HALF}?page=2"])
def test_what_there_is_not_is_404(client: FlaskClient, url: str) -> None:
    assert 404 == client.get(url).status_code


def test_a_job_of_one_task_has_no_repair(app: Flask) -> None:
    url = show_world(app, a_world("only", only=a_script(a_write())))

    assert texts(app.test_client(), url)["only after its write"] == [
        "Failed every task ran",
        "Run now 1 execution $0.00 10 surplus rows",
    ]
    assert "A job of one task has no repair." in app.test_client().get(url).text


def test_a_story_without_end_says_so_and_is_no_link(app: Flask) -> None:
    url = show_world(app, a_world(a_task("a", max_retries=-1), "b"))
    (cells, _) = rows_of(strict(app.test_client().get(url))).values()

    assert ["This story has no end: something is retried, or started, again and again."] == list(
        map(text_of, cells)
    )
    assert [] == [link for cell in cells for link in tags(cell, "a")]


def test_what_is_not_reached_cannot_fail(app: Flask) -> None:
    world = a_world(an_if("if", "1", Op.EQUAL_TO, "2"), a_task("load", "if:true"), "other")
    found = texts(app.test_client(), show_world(app, world))

    assert "The run does not get to it, and succeeds." == found["load it writes nothing"][1]


def test_an_empty_loop_has_nothing_to_fail_in(app: Flask) -> None:
    found = texts(app.test_client(), show_world(app, a_world(a_loop("each", "[]"), "other")))

    assert (
        "Succeeded" in found["one it writes nothing"][0]
        or "Excluded" in found["one it writes nothing"][0]
    )


def test_a_job_without_work_has_no_map_but_a_sentence(app: Flask) -> None:
    url = show_world(app, a_world(an_if("if", "1", Op.EQUAL_TO, "2")))

    assert "Nothing in this job can fail by itself." == lead(app.test_client(), url)


def test_a_large_job_is_shown_page_by_page(app: Flask) -> None:
    count = 200
    client = app.test_client()
    url = show_world(app, a_world(*(f"t{i}" for i in range(count))))
    size = CELLS_MAX // count
    first, second = texts(client, url), texts(client, f"{url}?page=2")

    assert [f"t{i} it writes nothing" for i in range(size)] == list(first)
    assert [f"t{i} it writes nothing" for i in range(size, count)] == list(second)
    assert f'href="{url}?page=2"' in client.get(url).text
    assert f'href="{url}?page=1"' in client.get(f"{url}?page=2").text
    assert 404 == client.get(f"{url}?page=3").status_code


def last_told(page: str) -> str:
    """Returns the step at which the slider of a page stands."""
    (slider,) = [tag for tag in re.findall("<input[^>]*>", page) if 'type="range"' in tag]
    (step,) = re.findall(r'value="(\d+)"', slider)
    return step


def test_each_finding_opens_at_the_moment_that_shows_it(client: FlaskClient) -> None:
    root = strict(client.get("/simulator/clean-up-always/map/"))
    (section,) = [one for one in tags(root, "section") if one.attrib.get("class") == "review"]
    cards = [one for one in tags(section, "li") if "review__finding" in one.attrib.get("class", "")]

    assert "Warning hidden-failure" in text_of(cards[0])
    (link,) = [a for a in tags(cards[0], "a") if "Watch it" in text_of(a)]
    page = client.get(link.attrib["href"]).get_data(as_text=True)
    assert "succeeded with failures" in page
    assert f"step={last_told(page)}#" in link.attrib["href"]


def test_a_job_without_findings_says_so_in_one_line(client: FlaskClient) -> None:
    root = strict(client.get("/simulator/everything-works/map/"))

    (line,) = [p for p in tags(root, "p") if p.attrib.get("class") == "review__summary"]
    assert re.search("in \\d+ runs? that w", text_of(line))
