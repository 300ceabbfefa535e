"""What a browser fetches on its first visit: how many requests, how many bytes.

A reader is meant who reads, and has not touched anything that needs a script. What a worker then
keeps of all lessons, over https, when nothing else is to be done, is not counted.
"""

import gzip
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from html.parser import HTMLParser
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urljoin

from bench.figure import Figure, absolute
from bench.servers import ROOT, trial_run

TODAY = "/"
QUESTION = "/drill/end-state/v1/7/"
REQUESTS_MAX = 4
KB_MAX = 25
SCRIPT_KB_MAX = 20
FETCHED_MAX = 50
KB = 1000

STATIC_IMPORT = re.compile(r"""^\s*import\s[^"'(]*["']([^"']+)["']""", re.MULTILINE)
IDLE = re.compile(r'requestIdleCallback.*import\("([^"]+)"\)')
WAITING = re.compile(r"WAITING = \[([^\]]*)\]")
BEHAVIOURS = re.compile(r"BEHAVIOURS = \[([^\]]*)\]")
Fetch = Callable[[str], tuple[int, bytes]]
"""Fetches a path: bytes as sent, body as meant."""
CSS_URL = re.compile(r"""(?:url\(|@import )\s*["']?([^"')\s]+)""")


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answer: its kind (page, style, script, icon, font), bytes as sent, bytes as meant."""

    path: str
    kind: str
    sent: int
    body: bytes


class Named(HTMLParser):
    """Collects what a page names: [(kind, address)], and the behaviours of its elements."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.behaviours: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes one element."""
        got = {name: value or "" for name, value in attrs}
        self.behaviours.update(got.get("data-behaviour", "").split())
        if tag == "script" and "src" in got:
            self.found.append(("script", got["src"]))
        elif tag == "link":
            kinds = {"stylesheet": "style", "icon": "icon", "modulepreload": "script"}
            kind = "font" if got.get("as") == "font" else kinds.get(got.get("rel", ""))
            if kind:
                self.found.append((kind, got["href"]))
        elif tag in ("img", "source", "iframe") and "src" in got:
            self.found.append(("image", got["src"]))


@dataclass(frozen=True, slots=True)
class Visit:
    """What a browser fetches of a page before anybody touches it."""

    path: str
    fetched: tuple[Fetched, ...]

    @property
    def counted(self) -> list[Fetched]:
        """What the goal is about: all but fonts and the icon."""
        return [one for one in self.fetched if one.kind not in ("font", "icon")]

    def kb(self, *kinds: str) -> float:
        """Returns what is sent of these kinds, or of all that is counted."""
        found = [one for one in self.fetched if one.kind in kinds] if kinds else self.counted
        return sum(one.sent for one in found) / KB


def measure() -> list[Figure]:
    """Visits every lesson, Today and a question as a new reader, and adds up."""
    with TemporaryDirectory() as folder, trial_run(Path(folder)) as server:
        connection = HTTPConnection("127.0.0.1", server.port)
        fetch = partial(_over, connection)
        lessons = [visit(path, fetch) for path in lesson_paths()]
        others = [visit(path, fetch) for path in (TODAY, QUESTION)]
        connection.close()
    return [*_heaviest(lessons), *(figure for other in others for figure in _known(other))]


def lesson_paths() -> list[str]:
    """Returns the address of each lesson."""
    return [f"/lessons/{file.stem}/" for file in sorted((ROOT / "lessons").glob("*.md"))]


def _heaviest(lessons: list[Visit]) -> list[Figure]:
    most = max(lessons, key=Visit.kb)
    requests = max(lessons, key=lambda one: len(one.counted))
    fetched = [each for one in lessons for each in one.fetched]
    return [
        absolute(f"first visit to a lesson, most requests of {len(lessons)}, besides fonts, icon",
                 len(requests.counted), "", at_most=REQUESTS_MAX, reference=requests.path),
        absolute("first visit to the heaviest lesson, gzipped, besides fonts, icon",
                 most.kb(), "KB", at_most=KB_MAX, reference=f"{most.path}: {_by_kind(most)}"),
        absolute("   of it JavaScript", most.kb("script"), "KB", at_most=SCRIPT_KB_MAX,
                 reference=f"icon {most.kb('icon'):.1f}, fonts {most.kb('font'):.0f}"),
        absolute("   the lightest lesson", min(one.kb() for one in lessons), "KB"),
        absolute("   from elsewhere", sum("//" in one.path for one in fetched), "", at_most=0),
    ]  # fmt: skip


def _known(one: Visit) -> list[Figure]:
    what = f"first visit to {one.path}"
    return [
        absolute(what, one.kb(), "KB", reference=f"{len(one.counted)} requests: {_by_kind(one)}")
    ]


def _by_kind(one: Visit) -> str:
    kinds = dict.fromkeys(each.kind for each in one.counted)
    return ", ".join(f"{kind} {one.kb(kind):.1f}" for kind in kinds)


def visit(path: str, fetch: Fetch) -> Visit:
    """Fetches a page and, level by level, what it and its files name."""
    page = Fetched(path, "page", *fetch(path))
    named = Named(page.body.decode())
    fetched, waiting = [page], [(kind, urljoin(path, url)) for kind, url in named.found]
    seen = {path}
    while waiting and len(fetched) < FETCHED_MAX:
        kind, url = waiting.pop(0)
        if url in seen:
            continue
        seen.add(url)
        fetched.append(Fetched(url, kind, *((0, b"") if "//" in url else fetch(url))))
        text = "" if kind == "font" else fetched[-1].body.decode()
        if kind == "style":
            waiting += [(_kind_of(name), urljoin(url, name)) for name in CSS_URL.findall(text)
                        if not name.startswith("data:")]  # fmt: skip
        if kind == "script":
            waiting += [("script", urljoin(url, name)) for name in _imports(text, named)]
            waiting += [(kind, urljoin(url, name)) for kind, name in _at_once(text, named)]
    return Visit(path, tuple(fetched))


def _imports(script: str, page: Named) -> list[str]:
    """Returns the modules a script imports at once, and those of behaviours the page has."""
    names = STATIC_IMPORT.findall(script)
    names += IDLE.findall(script)
    listed = BEHAVIOURS.search(script)
    if listed:
        wanted = re.findall(r'"([^"]+)"', listed[1])
        names += [f"./{name}.js" for name in wanted if name in page.behaviours]
    return names


def _at_once(script: str, page: Named) -> list[tuple[str, str]]:
    """Returns what the first script asks for unasked: nothing where all behaviours may wait."""
    listed = WAITING.search(script)
    if not listed or page.behaviours <= set(re.findall(r'"([^"]+)"', listed[1])):
        return []
    styles = [("style", f"../{name}.css") for name in re.findall(r'styles\("(\w+)"\)', script)]
    return [("script", "./live.js"), ("script", "../vendor/htmx.min.js"), *styles]


def _kind_of(url: str) -> str:
    return "font" if url.partition("?")[0].endswith((".woff2", ".woff")) else "image"


def _over(connection: HTTPConnection, path: str) -> tuple[int, bytes]:
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise RuntimeError(f"{path} is a {response.status}")
    is_gzip = response.getheader("Content-Encoding") == "gzip"
    return len(body), gzip.decompress(body) if is_gzip else body
