"""Links in authors' texts that lead nowhere. Of other sites only the form is looked at. Pure."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from trialrun.nearest import meant, offered

DEAD_LINK = "dead-link"
"""The rule."""
SHELVES = ("lessons", "levels", "incidents", "practice", "simulator", "figures", "bundles", "facts")
"""The pages that have a page for each file of a folder behind them: /lessons/SLUG/ and so on."""
PAGES = frozenset(
    {"", "lessons", "levels", "incidents", "practice", "simulator", "words", "search",
     "drill", "rounds", "my-data", "flags", "facts", "objectives", "patterns", "offline"}
)  # fmt: skip
"""The pages that are there whatever the content is."""
_WITH_MORE = frozenset({"drill", "quiz", "rounds", "my-data"})
"""Pages that have others behind them, which the content does not decide."""
_WITHOUT_FILE = frozenset({("simulator", "own"), ("practice", "missed")})

_LINK = re.compile(r"(?<!\\)(?P<image>!?)\[(?:[^\[\]]{0,400})\]\(<?(?P<to>[^()\s<>\"]{1,2000})")
_DEFINED = re.compile(r"\s{0,3}\[[^\[\]^]{1,400}\]:\s{0,9}<?(?P<to>[^\s<>]{1,2000})")
"""A link whose address stands below the text, by its name."""
_CODE = re.compile(r"`[^`]*`")
_FENCE = re.compile(r"^\s*(```|~~~)")
_HOST = re.compile(r"[\w-]+(\.[\w-]+)+(:\d+)?")


class Ends(NamedTuple):
    """Where links may lead: what is there of each shelf, and the places on pages.

    `questions` are known as SET/QUESTION, `places` by the path of their page, as /words/.
    """

    shelves: Mapping[str, Collection[str]]
    questions: Collection[str]
    places: Mapping[str, Collection[str]]


class DeadLink(NamedTuple):
    """A link that leads nowhere: its line and column from 1, and what to write."""

    line: int
    column: int
    message: str


def dead_links(text: str, ends: Ends) -> Iterator[DeadLink]:
    """Yields the links of a text that lead nowhere, but for those within its own page."""
    is_code = False
    for number, line in enumerate(text.split("\n"), 1):
        if _FENCE.match(line):
            is_code = not is_code
        if is_code:
            continue
        bare = _CODE.sub(lambda found: " " * len(found[0]), line)
        links = [found for found in _LINK.finditer(bare) if not found["image"]]
        for found in [*links, *filter(None, [_DEFINED.match(bare)])]:
            if flaw := flaw_of(found["to"], ends):
                yield DeadLink(number, found.start() + 1, flaw)


def flaw_of(to: str, ends: Ends) -> str:
    """Says why a link leads nowhere; "" for one that leads somewhere, or within its own page.

    >>> flaw_of("/wrods/", Ends({}, (), {}))
    'there is no page `/wrods/`; did you mean `words`?'
    """
    parts = urlsplit(to)
    if parts.scheme or parts.netloc:
        return _flaw_of_site(to)
    if to.startswith("#"):
        return ""
    if not to.startswith("/"):
        return f"`{to}` leads nowhere from a page; begin it with /, or with https://"
    return _flaw_of_page(parts.path, unquote(parts.fragment), ends)


def _flaw_of_site(to: str) -> str:
    try:
        parts = urlsplit(to)
        is_site = parts.scheme in ("http", "https") and bool(_HOST.fullmatch(parts.netloc))
    except ValueError:
        is_site = False
    if is_site or to.startswith("mailto:"):
        return ""
    return f"`{to}` is no address of a site; write https://, its name and its path"


def _flaw_of_page(path: str, place: str, ends: Ends) -> str:
    first, *rest = path.strip("/").split("/")
    if not rest and first not in PAGES:
        return f"there is no page `{path}`{meant(first, PAGES) or offered(first, PAGES)}"
    if rest and first not in SHELVES:
        return "" if first in _WITH_MORE else f"there is no page `{path}` behind `/{first}/`"
    if rest and (flaw := _flaw_of_shelf(first, rest, ends)):
        return flaw
    known = ends.places.get(f"/{'/'.join([first, *rest[:1]])}/")
    if place and known is not None and place not in known:
        return f"there is no `#{place}` on `{path}`{meant(place, known)}"
    return ""


def _flaw_of_shelf(shelf: str, rest: list[str], ends: Ends) -> str:
    name, *more = rest
    if (shelf, name) in _WITHOUT_FILE:
        return ""
    known = ends.shelves.get(shelf, ())
    if name not in known:
        return f"there is no `/{shelf}/{name}/`{offered(name, known)}"
    if shelf == "practice" and more and f"{name}/{more[0]}" not in ends.questions:
        ids = [uid.partition("/")[2] for uid in ends.questions if uid.startswith(f"{name}/")]
        return f"there is no question `{more[0]}` in the set `{name}`{offered(more[0], ids)}"
    return ""
