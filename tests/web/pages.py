"""Reads pages strictly, and does what a browser without JavaScript would do."""

import re
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.build import bundled
from tests.web.markup import MarkupReader

LESSON = "/lessons/s1-lakeflow-jobs/"
HTMX = {"HX-Request": "true"}
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}


def strict(response: TestResponse) -> Element:
    """Parses a page or a fragment; raises on anything a browser would have to repair.

    The tree may be shared: look, and change nothing.
    """
    return _parsed(response.get_data(as_text=True))


_READER = MarkupReader()
_parsed = lru_cache(maxsize=256)(_READER.strictly)
"""Parses a text once: many tests look at the same page, each at something else."""


def a_change(go: str = "") -> str:
    """Returns where it is worked out what would have made an answer right that a go got wrong."""
    question = bundled().question("rollback/what-is-committed")
    assert question is not None
    wrong = next(id_ for id_, value in question.key.items() if value == "no")
    return f"/practice/rollback/what-is-committed/change/?{wrong}=yes&_go={go}"


def ids_of(root: Element) -> list[str]:
    """Returns every id of a page."""
    return [element.attrib["id"] for element in root.iter() if "id" in element.attrib]


def text_of(root: Element) -> str:
    """Returns what a page says, white space folded."""
    return re.sub(r"\s+", " ", "".join(root.itertext())).strip()


def tags(root: Element, tag: str) -> list[Element]:
    """Returns all elements of a tag, SVG's included."""
    return [e for e in root.iter() if isinstance(e.tag, str) and e.tag.split("}")[-1] == tag]


def start_attempt(client: FlaskClient, set_slug: str = "rollback", attempt: str = "a1b2") -> str:
    """Starts an attempt and returns its address."""
    response = client.post(f"/practice/{set_slug}/", data={"attempt": attempt}, headers=SAME_SITE)
    assert response.status_code == 303
    return f"/attempts/{attempt}/"


def size_of(set_slug: str = "rollback") -> int:
    """Returns how many questions a set of ours has, and so a round at it."""
    return len(bundled().sets[set_slug].questions)


def options_on(client: FlaskClient, url: str) -> list[str]:
    """Returns the values of the options that a question page offers, in the order shown."""
    root = strict(client.get(url))
    return [e.attrib["value"] for e in tags(root, "input") if e.attrib.get("name") == "option"]


def first_choice(client: FlaskClient, attempt_url: str) -> str:
    """Returns the address of an attempt's first question with options to pick."""
    for number in range(1, 40):
        url = f"{attempt_url}{number}/"
        if client.get(url).status_code != 200:
            break
        if options_on(client, url):
            return url
    raise AssertionError("no question with options")


def answer_on(root: Element) -> dict[str, Any]:
    """Fills in a form, whatever its kind: what is first is picked, and no two selects are alike.

    That makes a valid answer, not a right one: so many are picked as the page says.
    """
    data: dict[str, Any] = {}
    told = re.search(r"Pick (\d+)\.", text_of(root))
    wanted = int(told[1]) if told else 1
    for field in tags(root, "input"):
        type_, name = field.attrib.get("type"), field.attrib.get("name", "")
        # What has no name is never sent.
        if name and type_ == "radio":
            data.setdefault(name, field.attrib["value"])
        elif name and type_ == "checkbox" and len(data.get(name, ())) < wanted:
            data.setdefault(name, []).append(field.attrib["value"])
        elif name and type_ == "text":
            data[name] = "1"
    for index, field in enumerate(tags(root, "select")):
        values = [option.attrib["value"] for option in tags(field, "option")]
        filled = [value for value in values if value]
        data[field.attrib["name"]] = filled[-1 - index % len(filled)]
    return data
