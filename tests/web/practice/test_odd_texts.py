"""Kept texts that are damaged, or of another version: a page gives a sentence, and never breaks."""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.build import bundled
from tests.proving import some_of
from tests.web.pages import HTMX, SAME_SITE, ids_of, strict, text_of
from tests.web.practice.past import Past, question_of
from trialrun.content import Catalog
from trialrun.questions import KINDS, Question

VALUES = (None, [], {}, "", 7)
GONE = "This question is not there any more"
LOST = "cannot be read any more"
Path_ = tuple[str | int, ...]
Kept = dict[str, Any]

by_kind = pytest.mark.parametrize("name", list(KINDS))


def paths_in(value: object, at: Path_ = ()) -> Iterator[Path_]:
    """Yields where something stands in a JSON value, the outer first."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for name, each in list(inner) if isinstance(value, dict | list) else ():
        yield (*at, name)
        yield from paths_in(each, (*at, name)) if isinstance(each, dict | list) else ()


def damaged(kept: Kept) -> Iterator[tuple[str, str]]:
    """Yields (what is odd, text): each thing left out once, and put in place by each value."""
    for path in paths_in(kept):
        *outer, last = path
        for value in ("left out", *VALUES):
            odd = deepcopy(kept)
            into: Any = odd
            for name in outer:
                into = into[name]
            if value == "left out":
                del into[last]
            else:
                into[last] = value
            yield f"{path} {value!r}", json.dumps(odd)
    yield from {
        "deep": "[" * 100_000,
        "a deep body": json.dumps(kept)[:-1] + ',"body":' + '{"a":' * 900 + "1" + "}" * 901,
        "a list": "[]",
        "nothing": "null",
        "no text": "",
        "half a pair": json.dumps(kept | {"stem": "\ud800"}),
    }.items()


@pytest.fixture
def past(tmp_path: Path, name: str) -> Past:
    return Past(tmp_path, question_of(name))


@by_kind
def test_no_kept_text_breaks_a_page(past: Past, name: str) -> None:
    client, seen = past.client, set()
    for what, text in some_of(list(damaged(json.loads(question_of(name).text))), every=7):
        past.write(text)
        put = client.get("/attempts/open/1/")
        sent = client.post("/attempts/open/1/", headers=SAME_SITE | HTMX)
        done = client.get("/attempts/done/1/")
        is_read = put.status_code == 200

        assert (put.status_code, sent.status_code) in {(200, 422), (404, 404)}, what
        assert 200 == done.status_code, what
        assert (LOST in done.text) is not is_read, what
        assert ("Kept as right" in done.text) is not is_read, what
        assert (GONE in put.text) is not is_read, what
        assert "in an earlier version of Trial Run" not in done.text, what
        seen.add(is_read)
    assert {True, False} == seen


def test_what_stands_in_its_set_today_is_put_and_said_to_be_todays(tmp_path: Path) -> None:
    question = next(iter(bundled().sets["rollback"].questions.values()))
    past = Past(tmp_path, question)
    past.write("{}")
    client = past.client
    past.shelf.catalog = with_other_words(question)
    put, done = strict(client.get("/attempts/open/1/")), strict(client.get("/attempts/done/1/"))

    assert "In other words?" in text_of(put)
    assert "What the question said when you answered it cannot be read any more" in text_of(done)
    assert "in an earlier version" not in text_of(done)
    assert "your pick" not in text_of(done)
    assert sorted(set(ids_of(done))) == sorted(ids_of(done))
    assert "Go on at question 1" in client.get("/attempts/open/").text


def with_other_words(question: Question) -> Catalog:
    found = bundled().sets[question.set_slug]
    questions = {**found.questions, question.id: replace(question, stem="In other words?")}
    sets = {**bundled().sets, question.set_slug: replace(found, questions=questions)}
    return replace(bundled(), sets=sets)


@pytest.mark.parametrize("name", ["choice"])
def test_a_field_that_a_later_version_added_to_a_body_may_be_missing(past: Past, name) -> None:
    kept = json.loads(question_of(name).text)
    for option in kept["body"]["options"]:
        del option["thought"]
    del kept["played"]
    past.write(json.dumps(kept | {"added": 1, "body": kept["body"] | {"added": 1}}))

    page = past.client.get("/attempts/done/1/")

    assert "verdict__title" in page.text
    assert "earlier version" not in page.text
    assert "your pick" in page.text
