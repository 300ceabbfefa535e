"""Reads markup strictly as html5lib does, which is asked only where something is built anew.

html5lib took a fifth of the time of all tests. Whether it complains goes by the tokens, and by
what lies in what. So a text that has only tokens without a flaw, each closed in its turn and each
in a place that html5lib took before, need not be given to it: the rest of the page is as that of
the others. No test in here.
"""

import re
from functools import lru_cache
from html import unescape
from html.entities import html5
from xml.etree.ElementTree import Element, TreeBuilder, tostring

import html5lib

SVG = "{http://www.w3.org/2000/svg}"
VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr",
}  # fmt: skip
RAW = {"script", "style"}
TOLD_RAW = {"textarea", "title"}
"""Elements that hold no others: text in which entities are read."""
OF_RULES_OF_ITS_OWN = {
    "desc", "font", "foreignobject", "listing", "math", "noembed", "noframes", "iframe",
    "plaintext", "template", "xmp",
}  # fmt: skip
CAMEL = frozenset(html5lib.constants.adjustSVGAttributes.values())
ROOT = (0, "")

_VALUE = r"""(?:="[^"]*"|='[^']*')?"""
_TOKEN = re.compile(
    r"</([a-z][a-z0-9]*)>"
    rf"|<([a-z][a-z0-9]*)((?:[ \n]+[-:\w]+{_VALUE})*)[ \n]*(/?)>"
    r"|([^<]+)"
)
_ATTRIBUTE = re.compile(rf"([-:\w]+)({_VALUE})")
_REFERENCE = re.compile(r"&(?:#([0-9]{2,3});|([A-Za-z]+;))?")
_ODD = re.compile("[^\t\n -~\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd]")
_START = "<!doctype html>"


class NotPlain(Exception):
    """Nothing that can be told from tokens alone: html5lib has to read it."""


class MarkupReader:
    """Reads texts one after the other, and knows what html5lib has taken."""

    def __init__(self) -> None:
        self.asked = 0
        self._numbers: dict[tuple[int, str], int] = {}
        self._taken: set[int] = set()

    def strictly(self, text: str) -> Element:
        """Reads a page or a fragment; raises on anything a browser would have to repair."""
        try:
            root, places = self._plainly(text)
        except NotPlain:
            root, places = None, frozenset()
        if root is not None and self._taken.issuperset(places):
            return root
        self.asked += 1
        judged = by_html5lib(text)
        if root is not None and tostring(judged) == tostring(root):
            self._taken.update(places)
        return judged

    def _plainly(self, text: str) -> tuple[Element, frozenset[int]]:
        """Reads what takes no liberty; returns its tree, and what lies in what. Raises NotPlain."""
        if _ODD.search(text):
            raise NotPlain("a sign that may not stand in a page")
        is_page_ = is_page(text)
        if is_page_ and not text.startswith(_START):
            raise NotPlain("another beginning")
        builder = TreeBuilder()
        if not is_page_:
            builder.start("div", {})
        places = self._read(text, len(_START) if is_page_ else 0, builder, "page" * is_page_)
        if is_page_:
            return _settled(builder.close()), places
        builder.end("div")
        root = builder.close()
        root.text = None  # as html5lib has it
        return root, places

    def _read(self, text: str, at: int, builder: TreeBuilder, kind: str) -> frozenset[int]:
        """Hands tokens on from a place in a text; returns what lies in what."""
        place = self._number(0, kind)
        places, around, svg = set(), [], 0
        match, end = _TOKEN.match, len(text)
        while at < end:
            token = match(text, at)
            if token is None:
                raise NotPlain(text[at : at + 20])
            at = token.end()
            closes, opens, attributes, is_closed, said = token.groups()
            if said:
                if not said.isspace():
                    places.add(self._number(place, "#text"))
                builder.data(_unescaped(said))
            elif closes:
                if not around or around[-1][0] != closes:
                    raise NotPlain(f"</{closes}>")
                place = around.pop()[1]
                builder.end(SVG + closes if svg else closes)
                svg -= svg > 0
            else:
                svg += svg > 0 or opens == "svg"
                named, read = _attributes(attributes, svg > 0)
                inner = self._number(place, f"{opens} {named}" if opens == "input" else opens)
                places.add(inner)
                _refuse(opens, bool(is_closed), svg, around)
                tag = SVG + opens if svg else opens
                builder.start(tag, dict(read))
                if is_closed or (opens in VOID and not svg):
                    builder.end(tag)
                    svg -= svg > 0
                    continue
                around.append((opens, place))
                place = inner
                if not svg and (opens in RAW or opens in TOLD_RAW or opens == "pre"):
                    at = _raw(opens, text, at, builder)
        if around:
            raise NotPlain("an end is missing")
        return frozenset(places)

    def _number(self, place: int, name: str) -> int:
        return self._numbers.setdefault((place, name), len(self._numbers) + 1)


def by_html5lib(text: str) -> Element:
    """Reads a page or a fragment as the standard says; raises on any mistake."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    if is_page(text):
        page: Element = parser.parse(text)
        return page
    fragment = parser.parseFragment(text, container="div")
    root = Element("div")
    root.extend(list(fragment))
    return root


def is_page(text: str) -> bool:
    """Says whether a text is a page as a whole."""
    return text[:200].lstrip().lower().startswith("<!doctype")


def _settled(page: Element | None) -> Element:
    """Puts blank text where html5lib has it: what comes behind the body belongs into it."""
    if page is None or page.tag != "html" or [each.tag for each in page] != ["head", "body"]:
        raise NotPlain("no head and body")
    page.text = None
    body = page[1]
    if body.tail and len(body):
        body[-1].tail = (body[-1].tail or "") + body.tail
    elif body.tail:
        body.text = (body.text or "") + body.tail
    body.tail = None
    return page


def _refuse(name: str, is_closed: bool, svg: int, around: list[tuple[str, int]]) -> None:
    """Raises NotPlain where what is read next goes by other rules."""
    is_odd_in_svg = name in RAW or (around and around[-1][0] == "title")
    if name in OF_RULES_OF_ITS_OWN or (svg and is_odd_in_svg) or (is_closed and not svg):
        raise NotPlain(name)


@lru_cache(maxsize=10_000)
def _attributes(text: str, is_svg: bool) -> tuple[str, dict[str, str]]:
    """Reads attributes; returns the type that they give, too."""
    read: dict[str, str] = {}
    for key, value in _ATTRIBUTE.findall(text):
        is_known = key.islower() or (is_svg and key in CAMEL)
        if ":" in key or key in read or not is_known:
            raise NotPlain(key)
        read[key] = _unescaped(value[2:-1])
    return read.get("type", ""), read


def _raw(name: str, text: str, at: int, builder: TreeBuilder) -> int:
    """Reads what holds no elements; returns where it ends."""
    if name == "pre":
        return at + text.startswith("\n", at)
    end = text.find(f"</{name}>", at)
    inside = text[at:end].removeprefix("\n" if name == "textarea" else "")
    if end < 0 or "<!" in inside or f"</{name}" in inside.lower():
        raise NotPlain(name)
    builder.data(_unescaped(inside) if name in TOLD_RAW else inside)
    return end


def _unescaped(text: str) -> str:
    if "&" not in text:
        return text
    for number, name in _REFERENCE.findall(text):
        if not (name in html5 or (number and 32 <= int(number) < 127)):
            raise NotPlain("an odd reference")
    return unescape(text)
