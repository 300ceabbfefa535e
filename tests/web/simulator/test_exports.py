"""Exports: a picture that stands by itself, and tables that a spreadsheet reads and never runs."""

import csv
import io
import json
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from flask import Flask, render_template
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from tests import large
from tests.build import a_scenario, a_script, a_task, a_world, a_write, bundled
from tests.proving import some_of
from tests.web.pages import strict, tags, text_of
from trialrun.content import FixedShelf
from trialrun.engine import State
from trialrun.lab.lettering import TEXT_ROOM
from trialrun.lab.picture_graph import PAINTS
from trialrun.questions import Scenario
from trialrun.web.http.services import Services, install, stores
from trialrun.web.simulator.exports import EVENT_COLUMNS, RECEIVED_COLUMNS, TASK_COLUMNS, csv_text
from trialrun.web.simulator.routes import scenario_of, simulation_of

HALF = "/simulator/half-written/"
EXPORTS = ("picture.svg", "events.csv", "tasks.csv", "received.csv")
SVG = "{http://www.w3.org/2000/svg}"


def drawn(client: FlaskClient, url: str) -> ElementTree.Element:
    response = client.get(url)
    assert (response.status_code, response.mimetype) == (200, "image/svg+xml")
    return ElementTree.fromstring(response.text)


def said(picture: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in picture.iter(f"{SVG}text")]


def table(client: FlaskClient, url: str) -> list[list[str]]:
    response = client.get(url)
    assert (response.status_code, response.mimetype) == (200, "text/csv")
    assert response.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"), newline="")))


def hostile(app: Flask, title: str, *, key: str = "a") -> FlaskClient:
    """Returns a client of an app with one scenario that has such names."""
    world = a_world(a_task(key), "b", **{key: a_script(a_write("=cmd()"))})
    scenario = Scenario("mine", title, "", 1, "scenarios/mine.yaml", world, ())
    with app.app_context():
        install(Services(FixedShelf(replace(bundled(), scenarios={"mine": scenario})), stores()))
    return app.test_client()


def test_a_picture_says_story_state_clock_and_who_made_it(client: FlaskClient) -> None:
    texts = said(drawn(client, f"{HALF}picture.svg?step=16"))

    assert texts[:4] == [
        "Half written, then repaired",
        "As it was written",
        "Failed: enrich",
        "Time 9:00 · $0.36 (illustrative) · step 16 of 31",
    ]
    assert texts[4:12] == [
        "ingest", "Succeeded", "clean", "Succeeded", "enrich", "Failed", "report",
        "Upstream failed",
    ]  # fmt: skip
    assert ["Succeeded", "Failed", "Upstream failed"] == texts[12:15]
    assert texts[15].startswith("Trial Run")


def test_what_was_varied_is_said(client: FlaskClient) -> None:
    url = f"{HALF}picture.svg?fail=clean@1&dial=queue:off&do=run_now&do=fix&do=repair"
    texts = said(drawn(client, url))

    title = "“Half written, then repaired”, varied: clean fails after write 1; enrich does not fail"
    assert f"{title}; and 1 more" == " ".join(texts[:3])
    assert texts[3].startswith("Changed: clean fails after write 1; enrich does not fail; Queue")


def test_a_picture_is_of_its_step(client: FlaskClient) -> None:
    assert "Not started" in said(drawn(client, f"{HALF}picture.svg"))
    assert "×2" in said(drawn(client, f"{HALF}picture.svg?step=99"))


def test_a_picture_shows_what_the_page_shows_of_conditions_and_iterations(
    client: FlaskClient,
) -> None:
    branch = drawn(client, "/simulator/branch-and-join/picture.svg?step=999")
    assert {"true", "false"} <= set(said(branch))
    assert any(" > " in text and text.endswith("true") for text in said(branch))
    assert "2 5" in {path.attrib.get("stroke-dasharray") for path in branch.iter(f"{SVG}path")}

    loop = drawn(client, "/simulator/one-region-fails/picture.svg?step=14")
    marks = [rect for rect in loop.iter(f"{SVG}rect") if rect.attrib.get("width") == "8"]
    iterations = re.search("of ([0-9]+) done", " ".join(said(loop)))
    assert iterations is not None
    assert int(iterations[1]) == len(marks)
    assert len({rect.attrib["fill"] for rect in marks}) > 1


@pytest.mark.parametrize("slug", some_of(list(bundled().scenarios), every=3))
def test_a_picture_needs_nothing_from_outside(client: FlaskClient, slug: str) -> None:
    picture = drawn(client, f"/simulator/{slug}/picture.svg?step=999")
    names = {name for element in picture.iter() for name in element.attrib}

    assert {"href", "style", "class", "src"}.isdisjoint(names)
    assert {"svg", "title", "rect", "text", "g", "path", "circle"} >= {
        element.tag.removeprefix(SVG) for element in picture.iter()
    }
    assert "url(" not in client.get(f"/simulator/{slug}/picture.svg").text


def test_every_state_has_its_paint() -> None:
    assert {"", *State} == set(PAINTS)


def test_what_people_write_is_escaped(app: Flask) -> None:
    client = hostile(app, "<script>alert(1)</script> & \x01")
    response = client.get("/simulator/mine/picture.svg")
    picture = ElementTree.fromstring(response.text)

    assert "<script" not in response.text
    assert "<script>alert(1)</script> & \N{REPLACEMENT CHARACTER}" == said(picture)[0]


def test_a_long_name_loses_its_middle_and_is_squeezed(app: Flask) -> None:
    client = hostile(app, "Long", key="load_customer_region_000")
    picture = drawn(client, "/simulator/mine/picture.svg")
    (name,) = [text for text in picture.iter(f"{SVG}text") if "…" in (text.text or "")]

    assert ("load_cus…gion_000", str(TEXT_ROOM)) == (name.text, name.attrib["textLength"])
    assert "load_customer_region_000: Not started" in [
        title.text for title in picture.iter(f"{SVG}title")
    ]


def test_a_long_title_is_wrapped(app: Flask) -> None:
    picture = drawn(hostile(app, "word " * 40), "/simulator/mine/picture.svg")

    assert all(len(text) < 60 for text in said(picture))


def test_download_is_an_attachment(client: FlaskClient) -> None:
    shown = client.get(f"{HALF}picture.svg?step=16").headers
    saved = client.get(f"{HALF}picture.svg?step=16&download=1").headers

    assert "Content-Disposition" not in shown
    assert 'attachment; filename="half-written-step-16.svg"' == saved["Content-Disposition"]


def test_events_are_a_table(client: FlaskClient) -> None:
    columns, *rows = table(client, f"{HALF}events.csv")
    by_step = {row[0]: dict(zip(columns, row, strict=True)) for row in rows}

    assert list(EVENT_COLUMNS) == columns
    assert [str(step) for step in range(1, 32)] == list(by_step)
    assert by_step["24"] == {
        "step": "24", "seconds": "860.0", "time": "14:20", "job": "", "task": "enrich",
        "iteration": "", "attempt": "2", "from": "", "to": "",
        "what happened": "enrich appends 40 rows to silver.menu once more: 40 surplus rows.",
        "rule": "commit.append_again", "table": "silver.menu", "version": "2", "rows": "40",
        "surplus rows": "40",
    }  # fmt: skip


def test_iterations_and_child_jobs_are_named(client: FlaskClient) -> None:
    rows = table(client, "/simulator/one-region-fails/events.csv")[1:]
    children = table(client, "/simulator/a-job-runs-a-job/events.csv")[1:]

    assert {"", "1", "2", "3"} == {row[5] for row in rows}
    assert {"", "loyalty-points"} == {row[3] for row in children}


def test_tasks_are_a_table(client: FlaskClient) -> None:
    columns, *rows = table(client, f"{HALF}tasks.csv")

    assert list(TASK_COLUMNS) == columns
    assert rows[2] == [
        "enrich", "notebook", "ingest", "ALL_SUCCESS", "SUCCESS", "2", "780.0", "1020.0",
        "Succeeded", "",
    ]  # fmt: skip


def test_a_table_is_an_attachment(client: FlaskClient) -> None:
    headers = client.get(f"{HALF}events.csv").headers

    assert 'attachment; filename="half-written-events.csv"' == headers["Content-Disposition"]
    assert "text/csv; charset=utf-8" == headers["Content-Type"]


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("Nightly orders", "nightly-orders"),
        ("[dev me] Caf\u00e9/../x;\r\ny", "dev-me-cafe-x-y"),
        ("x" * 200, "x" * 60),
        ("\u0645\u0641\u062a\u0627\u062d", "own-"),
    ],
)
def test_the_files_of_a_job_that_was_brought_are_called_after_it(client, name, stem):
    url = large.bring(client, json.dumps({"name": name, "tasks": a_smallest()}))

    for file, ending in (("scenario.yaml", r"\.yaml"), ("events.csv", r"-events\.csv")):
        told = client.get(url + file).headers["Content-Disposition"]
        assert re.fullmatch(rf'attachment; filename="{stem}[0-9a-f]*{ending}"', told)


def a_smallest() -> list[dict[str, object]]:
    """Returns the tasks of a smallest job."""
    return [{"task_key": "a", "notebook_task": {"notebook_path": "/a"}}]


def test_a_formula_stays_text(app: Flask) -> None:
    rows = table(hostile(app, "Bad"), "/simulator/mine/events.csv?do=run_now")
    tables = {row[EVENT_COLUMNS.index("table")] for row in rows[1:]}

    assert {"", "'=cmd()"} == tables


SEPARATORS = (",", ";", "\t", "|")
UNSEEN = ' "\u00a0\u3000\ufeff\u200b\x0b\x0c'
STARTS = "=+-@＝＋－＠−"
ANY = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
SIGNS = (SEPARATORS, tuple(STARTS), tuple(UNSEEN), ("'", "\r", "\n", "a", "1"))
HOSTILE = st.lists(
    st.one_of(*map(st.sampled_from, SIGNS), st.text(ANY, max_size=2)), min_size=2, max_size=9
).map("".join)


def opened(written: str, separator: str, *, holds_quotes: bool) -> list[list[str]]:
    """Returns the cells that a spreadsheet makes of a table, with or without minding quotes."""
    text = written.removeprefix("\ufeff")
    if holds_quotes:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    return [line.split(separator) for line in re.split(r"[\r\n]", text)]


def formulas(written: str) -> list[str]:
    """Returns the cells that a spreadsheet would run, whatever separates cells in it."""
    return [
        cell
        for separator in SEPARATORS
        for holds_quotes in (True, False)
        for row in opened(written, separator, holds_quotes=holds_quotes)
        for cell in row
        if cell.lstrip(UNSEEN)[:1] in tuple(STARTS) and not re.fullmatch(r"-?[0-9.]+", cell)
    ]


@given(HOSTILE, HOSTILE)
def test_any_text_comes_back_and_none_is_a_formula(text: str, other: str) -> None:
    written = csv_text(["a", other, "b"], iter([[text, -5, other], [other, 0.5, text]]))
    header, row, _ = opened(written, ",", holds_quotes=True)

    assert [] == formulas(written)
    for cell, said in ((row[0], text), (row[2], other), (header[1], other)):
        assert said.replace("'", "") == cell.replace("'", "")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("a;=1+1", "a;'=1+1"),
        ("a,b;=cmd()", "a,b;'=cmd()"),
        ("a\t+1", "a\t'+1"),
        ("a\n@SUM(A1)", "a\n'@SUM(A1)"),
        ('a;"=1+1"', 'a;\'"=1+1"'),
        ("a; \u00a0-1", "a;' \u00a0-1"),
        ("＝1", "'＝1"),
        (" =1", "' =1"),
        ("a=1; b-1 @ c", "a=1; b-1 @ c"),
        ("a;'=1", "a;'=1"),
    ],
)
def test_what_parts_into_a_formula_is_kept_from_it(text: str, cell: str) -> None:
    written = csv_text(["says"], iter([[text]]))

    assert [[cell]] == opened(written, ",", holds_quotes=True)[1:]
    assert [] == formulas(written)


def test_formulas_are_found() -> None:
    for line in ("x,a;=1+1\r\n", 'x,"a;=1+1",y\r\n', 'x,"a\t\u3000＠b"\r\n', "x\r\n= 1"):
        assert formulas(line), line


@pytest.mark.parametrize("name", ["events.csv", "tasks.csv", "received.csv"])
@pytest.mark.parametrize("key", ["a;=1+1", "a,b;=cmd()", "a\t@b", "=a"])
def test_no_name_of_a_job_becomes_a_formula(app: Flask, key: str, name: str) -> None:
    assert [] == formulas(hostile(app, "Bad", key=key).get(f"/simulator/mine/{name}").text)


@pytest.mark.parametrize("slug", some_of(list(bundled().scenarios), every=3))
def test_nothing_is_put_into_what_we_say_ourselves(client: FlaskClient, slug: str) -> None:
    for name in ("events.csv", "tasks.csv", "received.csv"):
        text = client.get(f"/simulator/{slug}/{name}").text.lstrip("\ufeff")
        for row in csv.DictReader(io.StringIO(text)):
            # A value is the author's: an argument such as --line gets its apostrophe.
            said = "\n".join(cell for column, cell in row.items() if column != "value")
            assert not re.search(r"'[=+@-]", said)


def test_what_tasks_received_is_a_table(app: Flask) -> None:
    task = a_task("a", parameters=(("path", "/x"), ("name", "{{task.name}}")))
    story = a_scenario("mine", a_world(task))
    app.extensions["trialrun"].shelf.catalog = replace(bundled(), scenarios={"mine": story})
    client = app.test_client()

    head, *rows = table(client, "/simulator/mine/received.csv")

    assert tuple(head) == RECEIVED_COLUMNS
    assert rows == [
        ["2", "0:00", "", "a", "attempt 1", "path", "/x", "set in the task"],
        ["2", "0:00", "", "a", "attempt 1", "name", "a",
         "set in the task as {{task.name}}: of this run"],
    ]  # fmt: skip
    panel = strict(client.get("/simulator/mine/?task=a&step=9"))
    assert "What it received Attempt 1 2 values" in text_of(panel)
    assert [a for a in tags(panel, "a") if "/mine/received.csv" in a.attrib["href"]]


@pytest.mark.parametrize("name", EXPORTS)
@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("fail=nobody", "There is no task"),
        ("do=dance", "is no action"),
        ("step=-1", "must be a whole number"),
        ("dial=foo:1", "There is no dial"),
        ("do=" + "a" * 5000, "at most 4000"),
    ],
    ids=lambda value: str(value)[:12],
)
def test_a_broken_address_gets_a_sentence(
    client: FlaskClient, name: str, query: str, says: str
) -> None:
    response = client.get(f"{HALF}{name}?{query}")

    assert response.status_code == 400
    assert says in text_of(strict(response))


@pytest.mark.parametrize("name", EXPORTS)
def test_no_such_story(client: FlaskClient, name: str) -> None:
    assert 404 == client.get(f"/simulator/nothing/{name}").status_code


def test_the_links_lead_to_the_exports_of_this_moment(app: Flask) -> None:
    url = f"{HALF}?fail=clean@1&step=9"
    with app.test_request_context(url):
        html = render_template(
            "exports/_links.html", sim=simulation_of(scenario_of("half-written"))
        )
    client = app.test_client()
    root = strict(app.response_class(html))
    links = [a.attrib["href"] for a in tags(root, "a")]
    (button,) = tags(root, "button")

    assert links == [
        f"{HALF}picture.svg?fail=clean@1&step=9&download=1",
        f"{HALF}events.csv?fail=clean@1&step=9",
        f"{HALF}scenario.yaml?fail=clean@1&step=9",
    ]
    assert f"{HALF}picture.svg?fail=clean@1&step=9" == button.attrib["data-svg"]
    assert {200} == {client.get(link).status_code for link in [*links, button.attrib["data-svg"]]}


def test_the_policy_lets_a_fetched_picture_be_drawn(client: FlaskClient) -> None:
    assert "img-src 'self' blob:;" in client.get("/").headers["Content-Security-Policy"]
