"""A short text of an author as HTML: marks within lines, blocks of code, parts. And what is seen.

All of it may stand in a label, a link or a paragraph: no element of it is a block of HTML.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from unicodedata import category, normalize

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup, escape

from trialrun.content.readers.inlines import add_inlines, env_of
from trialrun.content.readers.markdown import parser


class Seen(NamedTuple):
    """What a learner sees of a text: as it stands, and without regard to capitals outside code.

    Two texts of which either is equal cannot be told apart.
    """

    exact: str
    folded: str


@lru_cache(maxsize=1)
def line_parser() -> MarkdownIt:
    """Returns the parser of short texts: paragraphs and blocks of code, and no other blocks."""
    md = MarkdownIt("commonmark", {"html": False, "typographer": True})
    md.enable("smartquotes")
    md.block.ruler.enableOnly(["fence", "paragraph"])
    add_inlines(md)
    return md


def tokens_of(text: str) -> list[Token]:
    """Returns the blocks of a short text: lines with marks in them, and fences."""
    found = line_parser().parse(text, env_of(text))
    return [token for token in found if token.type in ("inline", "fence")]


@lru_cache(maxsize=4096)
def inline(text: str, gone: frozenset[str] = frozenset(), *, is_in_link: bool = False) -> Markup:
    """Renders a short text. `gone` are addresses of pictures that are not there any more.

    Within a link there are no links of its own. A note has its place in a lesson alone.
    """
    env = env_of(text, gone)
    blocks = tokens_of(text) if "\n" in text else parser().parseInline(text, env)
    parts = []
    for block in blocks:
        if block.type == "fence":
            parts.append(f'<code class="code-block" dir="ltr">{escape(block.content)}</code>')
            continue
        left_out = _OF_LINKS if is_in_link else _NOTES
        tokens = [token for token in block.children or () if token.type not in left_out]
        html = _renderer().renderInline(tokens, parser().options, env)
        parts.append(f'<span class="part">{html}</span>' if len(blocks) > 1 else html)
    return Markup("".join(parts))  # noqa: S704 - the parser escapes raw HTML


_NOTES = frozenset({"fact"})
_OF_LINKS = _NOTES | {"link_open", "link_close"}


def _renderer() -> RendererHTML:
    found = parser().renderer
    assert isinstance(found, RendererHTML)
    return found


def seen(text: str) -> Seen:
    """Returns what is seen of a text, in one form for all texts that look the same.

    >>> seen("It  *stays*\u00ad.") == seen("it stays.")
    False
    >>> seen("It  *stays*\u00ad.").folded == seen("it stays.").folded
    True
    """
    pieces = list(_pieces(text))
    exact = "".join(words for words, _ in pieces)
    folded = "".join(words if is_code else words.casefold() for words, is_code in pieces)
    return Seen(_spaced(exact), _spaced(folded))


_LINE_IN_CODE, _BLANK_IN_CODE = "\x01", "\x02"
"""Inside a block of code, lines and blanks are seen."""


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Yields the words that are seen, and whether they are code."""
    for block in tokens_of(text):
        if block.type == "fence":
            lines = "\n".join(line.rstrip() for line in block.content.expandtabs().split("\n"))
            shown = lines.strip("\n").replace("\n", _LINE_IN_CODE).replace(" ", _BLANK_IN_CODE)
            yield _plain(shown), True
        else:
            for token in block.children or ():
                yield from _seen_of(token)
        yield " ", False


def _seen_of(token: Token) -> Iterator[tuple[str, bool]]:
    if token.type == "image":
        for inner in token.children or ():
            yield from _seen_of(inner)
    elif token.type == "code_inline":
        yield _plain(token.content), True
    elif token.type in ("softbreak", "hardbreak"):
        yield " ", False
    elif token.type == "fact":
        yield f"[{token.meta['fact']}]", True
    else:
        yield _plain(token.content), False


# Letters of other alphabets, and signs, that look like these.
_ALIKE = str.maketrans(
    "АВЕКМНОРСТХаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧοµ\u2010\u2011\u2043",
    "ABEKMHOPCTXaeopcyxijsABEZHIKMNOPTYXoμ---",
) | {ord("…"): "..."}
_COMPOSED = re.compile("[\u2160-\u217f\ufb00-\ufb06\ufb1d-\ufdff\ufe70-\ufefc]")
"""Numerals, ligatures and forms of letters that are written as one sign, and look like several."""
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0\ufe00-\ufe0f]")
_SEEN_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2")


def _plain(text: str) -> str:
    """Returns a text in the one form that stands for all that look like it."""
    text = "".join(c for c in text if category(c) != "Cf" or c in _SEEN_FORMATS)
    text = _COMPOSED.sub(lambda match: normalize("NFKC", match[0]), _UNSEEN.sub("", text))
    return normalize("NFC", normalize("NFC", text).translate(_ALIKE))


def _spaced(text: str) -> str:
    # Folding may take a composed letter apart: it is put together again.
    return normalize("NFC", " ".join(text.split()))
