"""Every page asks for the styles of what stands on it: those of all pages, and of its parts."""

import re
from collections import Counter

import pytest
from flask.testing import FlaskClient

from app import ROOT
from bench.first_visit import lesson_paths
from tests.web.pages import SAME_SITE
from tests.web.test_every_page import PAGES
from trialrun.web.http.assets import Assets

FILES = Assets(ROOT / "static").files
SWAPPED = ("app.css", "run.css", "figures.css")
"""What is there when something is swapped in: static/js/app.js has fetched it."""
NO_PART = re.compile(r"\{[^{}]*\}")


def classes_in(css: str) -> Counter[str]:
    """Returns how often each class stands in a selector.

    >>> sorted(classes_in("@layer x { .a .b:has(> .c) { top: .5em } @media print { .a{} } }"))
    ['a', 'b', 'c']
    """
    return Counter(re.findall(r"\.([a-zA-Z][\w-]*)", NO_PART.sub("{}", css)))


STYLED = {
    path: classes_in(body.decode())
    for path, body in FILES.items()
    if path in SWAPPED or path.startswith("css/pages/")
}


def unstyled(used: set[str], asked: set[str]) -> dict[str, str]:
    """Returns {class: the file of its look} for those whose file is not asked for.

    A class is at home where most is said of it: all pages know how a simulator is printed. A page
    may have a look of its own for it.
    """
    homes = {name: home_of(name) for name in sorted(used)}
    known = set().union(*(STYLED[path] for path in asked & set(STYLED) - {"app.css"}))
    return {
        name: home
        for name, home in homes.items()
        if STYLED[home][name] and home not in asked and name not in known
    }


def home_of(name: str) -> str:
    most = max(SWAPPED, key=lambda path: STYLED[path][name])
    return most if STYLED[most][name] else max(STYLED, key=lambda path: STYLED[path][name])


def used_in(html: str) -> set[str]:
    return {name for names in re.findall(r'class="([^"]*)"', html) for name in names.split()}


def asked_by(html: str) -> set[str]:
    return set(re.findall(r'rel="stylesheet" href="/assets/[0-9a-f]+/([^"]+)"', html))


@pytest.mark.parametrize("url", [*PAGES, *lesson_paths()])
def test_a_page_asks_for_the_styles_of_its_parts(client: FlaskClient, url: str) -> None:
    html = client.get(url).text

    assert {} == unstyled(used_in(html), asked_by(html))


@pytest.mark.parametrize("path", lesson_paths())
def test_so_does_a_lesson_that_is_open_to_its_end(client: FlaskClient, path: str) -> None:
    client.post(path, data={"skip": "all"}, headers=SAME_SITE)
    html = client.get(path).text

    assert {} == unstyled(used_in(html), asked_by(html))


def test_what_is_asked_and_explained_looks_the_same_on_every_page() -> None:
    """Questions and verdicts stand in lessons, in rounds, on Today: these ask for no more."""
    parts = [
        *(ROOT / "templates/questions").rglob("*.html"),
        *(ROOT / "templates/practice").rglob("*.html"),
    ]

    assert {} == {
        part.name: found
        for part in parts
        if (found := unstyled(used_in(part.read_text()), {"app.css"}))
    }


def test_a_class_without_its_file_is_found() -> None:
    assert {"sim__stage": "run.css"} == unstyled({"sim__stage", "no-such", "card"}, {"app.css"})
