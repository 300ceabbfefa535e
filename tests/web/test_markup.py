"""The quick reader takes what html5lib takes, refuses what it refuses, and makes the same tree."""

import re
from collections.abc import Callable
from random import Random
from xml.etree.ElementTree import Element, tostring

import pytest
from flask.testing import FlaskClient
from html5lib.html5parser import ParseError

from tests.proving import PROVES
from tests.web.markup import MarkupReader, by_html5lib
from tests.web.pages import HTMX, LESSON, start_attempt

DAMAGES = 5_000 if PROVES else 200
LISTED = [
    "/", LESSON, "/simulator/half-written/?task=enrich&step=12", "/simulator/own/", "/my-data/",
    "/levels/after-the-fork/", "/simulator/chain-breaks/map/", "/authors/", "/search/?q=repair",
]  # fmt: skip
PARTS = [
    "<p>", "</p>", "<div>", "</div>", '<a href="/">', "</a>", "<li>", "<td>", "<table>", "</table>",
    "<form>", "<button>", "<option>", "<select>", "<h2>", "<svg>", "</svg>", "<title>", "<br>",
    "<br/>", "<div/>", "<body>", "<head>", "</html>", '<input type="hidden">', "<textarea>",
    "<script>", "</script>", "<style>", "<math>", "<font>", "<circle/>", "<template>", "<pre>\n",
    "<p id='a' id='b'>", "<p id=a>", '<p ID="a">', '</p id="a">', '<p id="a"class="b">', "<P>",
    '<p title="a\nb">', '<p title="&nope">', "<p hidden>", "<!-- -->", "<!doctype html>",
    "<![CDATA[", "&amp;", "&nbsp;", "&nope;", "&amp", "& ", "&#0;", "&#39;", "&#150;", "&#x27;",
    "<", ">", "\0", "\x85", "\x0c", "\r", "\ufdd0", "text", " ",
]  # fmt: skip


@pytest.fixture
def texts(client: FlaskClient) -> list[str]:
    """Pages and fragments of ours; some are long."""
    found = [client.get(url).text for url in LISTED]
    found += [client.get(url, headers=HTMX).text for url in (LISTED[2], LISTED[5])]
    go = start_attempt(client)
    return found + [client.get(f"{go}{number}/").text for number in range(1, 6)]


def taken_by(read: Callable[[str], Element], text: str) -> str | None:
    """Returns the tree of a text, None where it is refused."""
    try:
        return tostring(read(text), "unicode")
    except ParseError:
        return None


def damaged(text: str, chance: Random) -> str:
    """Returns a text in which one token is gone, twice there, changed places, or is another."""
    tokens = re.split("(<[^>]*>)", text)
    at, to = chance.randrange(len(tokens) - 1), chance.randrange(len(tokens))
    match chance.randrange(4):
        case 0:
            del tokens[at]
        case 1:
            tokens.insert(to, tokens[at])
        case 2:
            tokens[at], tokens[at + 1] = tokens[at + 1], tokens[at]
        case _:
            tokens.insert(at, chance.choice(PARTS))
    return "".join(tokens)


def test_whatever_is_damaged_is_read_or_refused_as_html5lib_does(texts):
    reader, chance = MarkupReader(), Random(7)
    for text in texts:
        reader.strictly(text)
    short = sorted(texts, key=len)[:6] if not PROVES else texts
    verdicts = []
    for _ in range(DAMAGES):
        text = damaged(chance.choice(short), chance)
        verdicts.append(taken_by(by_html5lib, text))
        assert verdicts[-1] == taken_by(reader.strictly, text)

    assert 0.1 < verdicts.count(None) / DAMAGES < 0.9


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    "around", ["{}", "<p>{}</p>", "<table><tr><td>{}</td></tr></table>", "<svg>{}</svg>"]
)
def test_each_part_is_read_or_refused_as_html5lib_does_whatever_was_read_before(part, around):
    reader = MarkupReader()
    for place in ("<ul><li>a</li></ul>", "<p>a<br></p>", "<table><tr><td>a</td></tr></table>"):
        reader.strictly(place)
    for text in (around.format(part), around.format(f"a{part}b{part}c"), f"<!doctype html>{part}"):
        assert taken_by(by_html5lib, text) == taken_by(reader.strictly, text)
        assert taken_by(by_html5lib, text) == taken_by(reader.strictly, text)


def test_html5lib_is_asked_only_where_something_lies_elsewhere_than_before(texts):
    reader = MarkupReader()
    trees = [tostring(reader.strictly(text)) for text in texts]
    asked = reader.asked

    assert trees == [tostring(by_html5lib(text)) for text in texts]
    assert trees == [tostring(reader.strictly(text)) for text in texts]
    assert asked == reader.asked < len(texts)
