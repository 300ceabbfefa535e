"""Looks at the texts of an author, wherever they stand: pictures, and what is not supported."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from markdown_it.token import Token

from trialrun.content.picture import PictureFile
from trialrun.content.picture_bytes import TAKEN
from trialrun.content.readers.inlines import REFUSED, VALUE, every_token
from trialrun.content.readers.lines import line_parser, seen
from trialrun.content.readers.yaml_text import YamlText
from trialrun.jobs.yaml_tree import Location
from trialrun.nearest import nearest

Pictures = Mapping[str, PictureFile | str]
"""The pictures by their path below the root: each, or why it is not shown."""
NO_PICTURES: Pictures = {}

MARKED = frozenset(
    "stem says why fits offers summary story hints takeaway objectives title".split()  # noqa: SIM905
)
"""The fields of all files whose texts a learner reads."""
WITH_PICTURES = frozenset({"stem", "says", "why", "fits", "offers"})
"""Of these, those of a question that may show pictures."""
PLAIN = frozenset({"job", "jobs", "script", "edits"})
"""Fields of a story in which no text is a learner's."""

_NEWLINES = re.compile(r"\r\n?")
_SIGNS = frozenset("`*_[]()!\\$<>&~#|^=+-{}")
"""A text without any of these has nothing in it but words."""
_NAME = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/")


class TextFlaw(NamedTuple):
    """Something wrong within a text: what of it, at which line of it from 0, what to do."""

    snippet: str
    message: str
    line: int = 0


class Beside:
    """The pictures that a file may show: those in its folder and below it."""

    def __init__(self, path: str, pictures: Pictures) -> None:
        self._folder = path.rpartition("/")[0]
        self._pictures = pictures

    def find(self, name: str) -> PictureFile | str:
        """Returns the picture of a name as it was written, or what is wrong with the name."""
        parts = urlsplit(name)
        if parts.scheme or parts.netloc:
            return "pictures of other sites are not shown; save it beside this file and name that"
        typed = unquote(name).removeprefix("./")
        if typed.lower().endswith((".svg", ".svgz")):
            return (
                f"`{typed}`: SVG is not shown, since it may hold scripts; export it as PNG and "
                "name that"
            )
        if typed.startswith("/") or ".." in typed.split("/"):
            return f"`{typed}` leads out of this folder; put the picture beside this file"
        if not typed or not set(typed) <= _NAME:
            return f"rename `{typed}`: letters, digits, dots and dashes are taken"
        path = f"{self._folder}/{typed}"
        if path not in self._pictures:
            return self._missing(typed)
        found = self._pictures[path]
        return found if isinstance(found, PictureFile) else f"`{typed}`: {found}"

    def _missing(self, typed: str) -> str:
        here = f"{self._folder}/"
        known = {p.removeprefix(here).lower(): p for p in self._pictures if p.startswith(here)}
        close = nearest(typed.lower(), known)
        if close:
            hint = f"did you mean `{known[close[0]].removeprefix(here)}`?"
        else:
            hint = f"put it beside this file, as {TAKEN}"
        return f"there is no picture `{typed}`; {hint}"


def read_texts(source: YamlText, beside: Beside | None = None) -> set[Location]:
    """Looks at every text of a file, and puts addresses in the place of pictures' names.

    The flaws become problems of the source. Returns where they are.
    """
    flawed: set[Location] = set()

    def read(at: Location, name: str, text: str) -> str:
        shows = beside if name in WITH_PICTURES else None
        new, flaws = read_text(text, shows)
        for flaw in flaws:
            flawed.add(at)
            source.add_problem(at, flaw.message, flaw.snippet)
        return new

    source.tree = _walk(source.tree, (), "", read)
    return flawed


def read_text(text: str, beside: Beside | None) -> tuple[str, list[TextFlaw]]:
    """Returns a text with addresses for the names of pictures, and what is wrong with it."""
    text = _NEWLINES.sub("\n", text)
    # A letter in front is seen, whatever comes; without a sign of Markdown nothing is to be read.
    begins_with = text.lstrip()[:1]
    is_seen = not begins_with or (begins_with.isascii() and begins_with.isalnum())
    if is_seen and _SIGNS.isdisjoint(text):
        return text, []
    flaws: list[TextFlaw] = []
    spans: list[tuple[int, int, str]] = []
    for block in line_parser().parse(text, {}):
        if block.type == "fence":
            flaws += fence_flaws(block)
        if block.type != "inline":
            continue
        begins = _begin_of(block, text)
        flaws += inline_flaws(block, beside)
        flaws += _note_flaws(block)
        for token in block.children or ():
            if token.type == "image" and beside is not None:
                found = beside.find(str(token.attrs.get("src", "")))
                if isinstance(found, PictureFile):
                    first, last = (begins + at for at in token.meta["at"])
                    spans.append((first, last, f"![{token.content}]({found.address})"))
    if not is_seen and not flaws and not seen(text).exact:
        flaws.append(TextFlaw(text, "nothing of this text can be seen; write some words"))
    for first, last, new in reversed(spans):
        text = text[:first] + new + text[last:]
    return text, flaws


def _begin_of(block: Token, text: str) -> int:
    """Returns where the lines of a block begin: found by their number, for words may come twice."""
    first = block.map[0] if block.map else 0
    begins = sum(len(line) + 1 for line in text.split("\n", first)[:first])
    return begins + len(text[begins:]) - len(text[begins:].lstrip())


def inline_flaws(block: Token, beside: Beside | None) -> Iterator[TextFlaw]:
    """Yields what is wrong within the lines of a block; without `beside` it shows no pictures."""
    for token in every_token(block.children or ()):
        message = ""
        if token.type == REFUSED:
            message = token.meta["message"]
        elif token.type == "image":
            message = _picture_flaw(token, beside)
        if message:
            first, last = token.meta.get("at", (0, 0))
            line = block.content.count("\n", 0, first)
            yield TextFlaw(block.content[first:last] or token.content, message, line)


def _note_flaws(block: Token) -> Iterator[TextFlaw]:
    """Yields notes and values in a text that has no list of sources below it, and no run."""
    for token in block.children or ():
        if token.type == VALUE:
            told = "values of runs stand in the text of a lesson alone; write what it is"
            yield TextFlaw(token.content, told)
        if token.type == "fact":
            note = f"[^{token.meta['fact']}]"
            says = (
                "makes no note here, but in the text of a lesson; a question names facts: instead"
            )
            yield TextFlaw(note, f"`{note}` {says}")


def fence_flaws(block: Token) -> Iterator[TextFlaw]:
    """Yields a block of formulas."""
    if block.info.split()[:1] == ["math"]:
        yield TextFlaw("math", "formulas in TeX are not set; write them with Unicode signs")


def _picture_flaw(token: Token, beside: Beside | None) -> str:
    if beside is None:
        return "no picture is shown here; move it into a stem, an option, a reason or a lesson"
    name = str(token.attrs.get("src", ""))
    found = beside.find(name)
    if isinstance(found, str):
        return found
    alt = seen(token.content).folded
    if not alt:
        return f"say what the picture shows, for whoever does not see it: ![What it shows]({name})"
    if alt == name.rpartition("/")[2].lower():
        return f"`{token.content}` names the file; say what the picture shows"
    return ""


ReadText = Callable[[Location, str, str], str]
"""Reads a text: (where it stands, the name of its field, the text)."""


def _walk(part: Any, at: Location, name: str, read: ReadText) -> Any:
    """Returns a tree with its texts read. It is as deep as YAML is read, no deeper."""
    if isinstance(part, dict):
        return {
            key: value
            if not at and key in PLAIN
            else _walk(value, (*at, key), name or (key if key in MARKED else ""), read)
            for key, value in part.items()
        }
    if isinstance(part, list):
        return [_walk(value, (*at, index), name, read) for index, value in enumerate(part)]
    return read(at, name, part) if name and isinstance(part, str) else part


def places_in(flawed: Collection[Location], entries: str) -> set[int]:
    """Returns the places of those entries of a list in which something is flawed."""
    return {at[1] for at in flawed if len(at) > 1 and at[0] == entries and isinstance(at[1], int)}
