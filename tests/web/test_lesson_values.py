"""The values of runs in lessons: each leads to what gave it, and back to where it stands."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from tests.build import bundled
from tests.proving import some_of
from tests.web.pages import strict, tags

LINK = re.compile(r'<a class="ran" id="(value-\d+)" href="([^"]*)"[^>]*>')


def values() -> list[tuple[str, str, str]]:
    """Returns each value as the address of its lesson, its id there, and its own address."""
    return [
        (f"/lessons/{slug}/", id_, unescape(href))
        for slug, lesson in bundled().lessons.items()
        for step in lesson.steps
        for block in step.blocks
        for id_, href in LINK.findall(block.content)
    ]


def test_there_are_values_of_runs_and_of_deployments():
    rooms = {href.split("/")[1] for _, _, href in values()}

    assert {"simulator", "bundles"} == rooms


@pytest.mark.parametrize(("lesson", "id_", "href"), some_of(values(), every=4))
def test_a_value_leads_to_what_gave_it_and_back(client: FlaskClient, lesson, id_, href):
    answer = client.get(href)
    links = [link.attrib.get("href") for link in tags(strict(answer), "a")]

    assert 200 == answer.status_code
    assert f"{lesson}#{id_}" in links


def test_no_two_values_of_a_lesson_have_one_id():
    found = [(lesson, id_) for lesson, id_, _ in values()]

    assert len(set(found)) == len(found)
