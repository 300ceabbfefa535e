"""Figures: a page for each moment, a fragment for htmx, and a place in a lesson."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import create_app
from tests.build import bundled
from tests.content.files import FILES, write
from tests.web.pages import HTMX, ids_of, strict, tags
from trialrun.content import Catalog, FixedShelf, load_catalog
from trialrun.figures import FIGURE_KINDS
from trialrun.settings import Settings

PAGE = "/figures/commits-and-readers/"
FIGURE = bundled().figures["commits-and-readers"]
LAST = len(FIGURE.moments) - 1
SMALL = """\
kind: log
title: Mine
summary: What is committed.
table: menu
steps: [{do: append, rows: 3}]
"""
LESSON = FILES["lessons/jobs.md"].replace("Read this.[^stays]", "Read.\n\n:::{figure} mine\n:::\n")


@pytest.fixture
def client_of(tmp_path: Path):
    """Makes a client of an app with another content."""

    def make(catalog: Catalog) -> FlaskClient:
        settings = Settings.from_environment({"TRIALRUN_DATA": str(tmp_path / "data")})
        return create_app({}, settings, FixedShelf(catalog)).test_client()

    return make


def text_of(element) -> str:
    return " ".join("".join(element.itertext()).split())


def hrefs(root) -> dict[str, str]:
    """Returns where the links of the figure lead, by what they do."""
    return {a.attrib["data-go"]: a.attrib["href"] for a in tags(root, "a") if "data-go" in a.attrib}


@pytest.mark.parametrize("step", range(LAST + 1))
def test_each_moment_is_a_page(client: FlaskClient, step: int):
    root = strict(client.get(f"{PAGE}?step={step}"))

    assert f"{step + 1} of {LAST + 1}" in text_of(root)
    assert FIGURE.moments[step].says.replace("`", "") in text_of(root)


def test_links_lead_one_on_and_stop_at_both_ends(client: FlaskClient):
    first, second, last = (strict(client.get(f"{PAGE}?step={at}")) for at in (0, 1, LAST))

    assert {"next", "end"} == set(hrefs(first))
    assert f"{PAGE}?step=1#figure-commits-and-readers" == hrefs(first)["next"]
    assert f"{PAGE}?step=0#figure-commits-and-readers" == hrefs(second)["back"]
    assert {"start", "back"} == set(hrefs(last))


def test_htmx_gets_the_figure_alone(client: FlaskClient):
    response = client.get(f"{PAGE}?step=2", headers=HTMX)
    root = strict(response)

    assert "HX-Request" in response.headers["Vary"]
    assert [] == list(tags(root, "h1"))
    assert "figure-commits-and-readers" in ids_of(root)


def test_in_a_lesson_it_keeps_its_title_from_moment_to_moment(client: FlaskClient):
    root = strict(client.get(f"{PAGE}?step=2&embed=1", headers=HTMX))

    assert "figure-commits-and-readers-title" in ids_of(root)
    (on,) = (a for a in tags(root, "a") if a.attrib.get("data-go") == "next")
    assert f"{PAGE}?step=3&embed=1" == on.attrib["hx-get"]
    assert f"{PAGE}?step=3#figure-commits-and-readers" == on.attrib["href"]


def test_there_is_one_of_each_kind_on_the_page_of_patterns(client: FlaskClient):
    told = client.get("/patterns/").text

    assert len(FIGURE_KINDS) == told.count('<figure class="fig"')
    assert "/figures.css" in told


def test_a_step_behind_the_last_is_the_last(client: FlaskClient):
    assert f"{LAST + 1} of {LAST + 1}" in text_of(strict(client.get(f"{PAGE}?step=9999")))


@pytest.mark.parametrize("step", ["x", "-1", "²", "12345", ""])
def test_a_step_that_is_none_is_told_and_the_first_moment_shown(client: FlaskClient, step: str):
    response = client.get(PAGE, query_string={"step": step})

    assert 400 == response.status_code
    assert "must be a whole number" in response.text
    assert f"1 of {LAST + 1}" in response.text


def test_all_moments_stand_on_the_page_in_words(client: FlaskClient):
    told = text_of(strict(client.get(PAGE)))

    for moment in FIGURE.moments:
        assert moment.says.replace("`", "") in told
        assert moment.told in told


def test_a_lesson_embeds_it_and_its_links_lead_back(client_of, tmp_path: Path):
    files = FILES | {"lessons/jobs.md": LESSON, "lessons/figures/mine.yaml": SMALL}
    catalog = load_catalog(write(tmp_path, files))
    client = client_of(catalog)
    lesson = strict(client.get("/lessons/jobs/"))
    page = strict(client.get(hrefs(lesson)["next"].partition("#")[0]))

    assert () == catalog.problems
    assert "figure-mine" in ids_of(lesson)
    back = [a.attrib["href"] for a in tags(page, "a") if "Back to the lesson" in text_of(a)]
    assert ["/lessons/jobs/#figure-mine"] == back


def test_a_lesson_with_a_broken_figure_serves_with_a_notice(client_of, tmp_path: Path):
    broken = SMALL.replace("append", "apend")
    files = FILES | {"lessons/jobs.md": LESSON, "lessons/figures/mine.yaml": broken}
    client = client_of(load_catalog(write(tmp_path, files)))
    lesson, page = client.get("/lessons/jobs/"), client.get("/figures/mine/")

    assert 200 == lesson.status_code
    assert "A figure belongs here, but it has a mistake" in lesson.text
    assert 503 == page.status_code
    assert "lessons/figures/mine.yaml:5" in page.text


def test_a_lesson_with_a_figure_that_there_is_not_is_refused(tmp_path: Path):
    catalog = load_catalog(write(tmp_path, FILES | {"lessons/jobs.md": LESSON}))

    assert ["there is no figure `mine`; there is none yet"] == [p.message for p in catalog.problems]
    assert {} == dict(catalog.lessons)
