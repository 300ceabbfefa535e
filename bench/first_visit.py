"""What a browser fetches on its first visit to a lesson: how many requests, how many bytes."""

import gzip
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urljoin

from bench.figure import Figure, absolute
from bench.servers import trial_run

LESSON = "/lessons/s1-lakeflow-jobs/"
REQUESTS_MAX = 50
KB = 1000

STATIC_IMPORT = re.compile(r"""^\s*import\s[^"'(]*["']([^"']+)["']""", re.MULTILINE)
BEHAVIOURS = re.compile(r"BEHAVIOURS = \[([^\]]*)\]")
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


def measure() -> list[Figure]:
    """Visits the lesson as a new reader and adds up."""
    with TemporaryDirectory() as folder, trial_run(Path(folder)) as server:
        connection = HTTPConnection("127.0.0.1", server.port)
        fetched = _visit(connection)
        connection.close()
    counted = [one for one in fetched if one.kind not in ("font", "icon")]
    fonts = [one for one in fetched if one.kind == "font"]
    icons = [one for one in fetched if one.kind == "icon"]
    scripts = [one for one in fetched if one.kind == "script"]
    third_party = sum("//" in one.path for one in fetched)
    by_kind = ", ".join(
        f"{kind} {_kb(counted, kind):.1f}" for kind in dict.fromkeys(one.kind for one in counted)
    )
    return [
        absolute("first visit to a lesson, requests besides fonts and icon",
                 len(counted), "", at_most=4, reference=f"icon {len(icons)}, fonts {len(fonts)}"),
        absolute("first visit, gzipped, besides fonts and icon", _kb(counted), "KB", at_most=25,
                 reference=f"icon {_kb(icons):.1f} KB, fonts {_kb(fonts):.0f} KB"),
        absolute("   of it JavaScript", _kb(scripts), "KB", at_most=20, reference=by_kind),
        absolute("   from elsewhere", third_party, "", at_most=0),
    ]  # fmt: skip


def _visit(connection: HTTPConnection) -> list[Fetched]:
    """Fetches the page and, level by level, what it and its files name."""
    page = _fetch(connection, LESSON, "page")
    named = Named(page.body.decode())
    fetched, waiting = [page], [(kind, urljoin(LESSON, path)) for kind, path in named.found]
    seen = {LESSON}
    while waiting and len(fetched) < REQUESTS_MAX:
        kind, path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        fetched.append(_fetch(connection, path, kind))
        text = "" if kind == "font" else fetched[-1].body.decode()
        if kind == "style":
            waiting += [(_kind_of(url), urljoin(path, url)) for url in CSS_URL.findall(text)
                        if not url.startswith("data:")]  # fmt: skip
        if kind == "script":
            waiting += [("script", urljoin(path, name)) for name in _imports(text, named)]
    return fetched


def _imports(script: str, page: Named) -> list[str]:
    """Returns the modules a script imports at once, and those of behaviours the page has."""
    names = STATIC_IMPORT.findall(script)
    listed = BEHAVIOURS.search(script)
    if listed:
        wanted = re.findall(r'"([^"]+)"', listed[1])
        names += [f"./{name}.js" for name in wanted if name in page.behaviours]
    return names


def _kind_of(url: str) -> str:
    return "font" if url.partition("?")[0].endswith((".woff2", ".woff")) else "image"


def _fetch(connection: HTTPConnection, path: str, kind: str) -> Fetched:
    if "//" in path:
        return Fetched(path, kind, 0, b"")
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise RuntimeError(f"{path} is a {response.status}")
    is_gzip = response.getheader("Content-Encoding") == "gzip"
    return Fetched(path, kind, len(body), gzip.decompress(body) if is_gzip else body)


def _kb(fetched: list[Fetched], kind: str | None = None) -> float:
    return sum(one.sent for one in fetched if kind in (None, one.kind)) / KB
