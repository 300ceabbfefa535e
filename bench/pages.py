"""How many pages a second ours and its references give out, asked as a browser asks."""

import gzip
import re
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.client import Load, drive, get_request
from bench.figure import Figure, compared
from bench.learners import cookie_of, posts
from bench.servers import Server, reference, trial_run, trial_run_on_granian

ROUNDS = 5
PAGES = 400
CLIENTS = 4
OUTLINE, ONE_LESSON = "/lessons/", "/lessons/s1-lakeflow-jobs/"
LESSON_LINK = re.compile(rb'href="(/lessons/[a-z0-9-]+/)"')


def measure() -> list[Figure]:
    """Asks for a question and for each lesson, the references in turns."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        with trial_run(folder / "ours") as ours:
            with reference("page_app", folder / "page") as minimal:
                figures = [_question(ours, minimal)]
            with trial_run_on_granian(folder / "granian") as granian:
                figures.append(_server(ours, granian))
            lessons = sorted({path.decode() for path in LESSON_LINK.findall(_fetch(ours, OUTLINE))})
            _write_static(ours, lessons, folder / "static")
            with reference("static_app", folder / "static") as static:
                figures += _lessons(ours, static, lessons)
    return figures


def _question(ours: Server, minimal: Server) -> Figure:
    post, cookie = posts(ours.port, 1)[0], _cookie(minimal)
    return _compared(
        "question page (minimal page)", 0.5,
        (ours, get_request(ours.port, post.path, cookie=post.cookie)),
        (minimal, get_request(minimal.port, "/questions/1/", cookie=cookie)),
    )  # fmt: skip


def _write_static(ours: Server, lessons: list[str], folder: Path) -> None:
    """Writes each lesson’s page into a file, plain and compressed as ours sends it."""
    folder.mkdir()
    for path in lessons:
        body = _fetch(ours, path)
        (folder / _file_of(path)).write_bytes(body)
        (folder / f"{_file_of(path)}.gz").write_bytes(gzip.compress(body, 9))


def _file_of(path: str) -> str:
    return f"{path.split('/')[2]}.html"


def _lessons(ours: Server, static: Server, lessons: list[str]) -> list[Figure]:
    """Asks for each lesson, and gives the one that is slowest beside its own bytes."""
    found = {path: _lesson(ours, static, path, is_gzip=True) for path in lessons}
    slowest = min(found, key=lambda path: float(found[path].ratio))
    return [found[slowest], _lesson(ours, static, slowest, is_gzip=False)]


def _lesson(ours: Server, static: Server, path: str, *, is_gzip: bool) -> Figure:
    name, how = (f"{_file_of(path)}.gz", "gzip") if is_gzip else (_file_of(path), "not compressed")
    return _compared(
        f"slowest lesson, {_file_of(path)}, {how} (static bytes from Flask)", 0.6,
        (ours, get_request(ours.port, path, cookie=_cookie(ours), gzip=is_gzip)),
        (static, get_request(static.port, f"/{name}", gzip=is_gzip)),
    )  # fmt: skip


def _server(ours: Server, granian: Server) -> Figure:
    return _compared(
        "lesson page (ours on granian, as up to 0.4.0)", None,
        (ours, get_request(ours.port, ONE_LESSON, cookie=_cookie(ours))),
        (granian, get_request(granian.port, ONE_LESSON, cookie=_cookie(granian))),
    )  # fmt: skip


def _compared(
    what: str, at_least: float | None, ours: tuple[Server, bytes], ref: tuple[Server, bytes]
) -> Figure:
    rounds = [(_round(*ours), _round(*ref)) for _ in range(ROUNDS)]
    our, theirs = (median(load.per_second for load in side) for side in zip(*rounds, strict=True))
    return compared(what, our, theirs, "a second", at_least=at_least)


def _round(server: Server, request: bytes) -> Load:
    load = drive(server.port, [request] * PAGES, clients=CLIENTS)
    if set(load.statuses) != {200}:
        raise RuntimeError(f"{request!r} is answered {load.statuses}")
    return load


def _cookie(server: Server) -> str:
    """Returns the cookie of a browser that has been here before."""
    connection = HTTPConnection("127.0.0.1", server.port)
    connection.request("GET", "/")
    cookie = cookie_of(connection)
    connection.close()
    return cookie


def _fetch(server: Server, path: str) -> bytes:
    connection = HTTPConnection("127.0.0.1", server.port)
    connection.request("GET", path)
    body = connection.getresponse().read()
    connection.close()
    return body
