"""The whole app as people start it, while others hold it up."""

import resource
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.hostile import connected, everything, half_a_form, holding, seconds_of_page
from tests.live import LiveServer
from tests.proving import PROVES

IDLE = 1_100
FILES = 2_600
SOURCES = [f"127.0.0.{number}" for number in range(2, 32)]
SLOW_FORM_BYTES = 64 * 1024
SLOW_FORM_S = 50


@pytest.fixture(scope="module")
def files() -> None:
    """Lets this process hold as many connections as it opens."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard not in (resource.RLIM_INFINITY,) and hard < FILES:
        pytest.skip(f"this system lets a process open {hard} files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, hard))


CAPS = {"caps off": ("0", ["127.0.0.1"]), "caps on": ("40", SOURCES)}


@pytest.fixture(scope="module", params=CAPS)
def held(request, tmp_path_factory, files) -> Iterator[tuple[LiveServer, list[str]]]:
    """An app without caps, and one with caps to which clients come from many addresses."""
    cap, sources = CAPS[request.param]
    app = LiveServer(tmp_path_factory.mktemp("app") / "data", CONNECTIONS_PER_ADDRESS=cap)
    yield app, sources
    app.kill()


@pytest.mark.parametrize("count", [2, 20, 200])
def test_half_sent_forms_leave_others_their_pages(held, count):
    app, sources = held
    with holding(app.port, count, half_a_form(app.port), sources):
        for path in ("/", "/lessons/s1-lakeflow-jobs/", "/simulator/repaired/"):
            seconds_of_page(app.port, path)


@pytest.mark.parametrize("sent", [b"", b"POST /prac"], ids=["nothing", "half a head"])
def test_idle_connections_leave_others_their_pages(held, sent):
    app, sources = held
    with holding(app.port, IDLE, sent, sources):
        seconds_of_page(app.port)


def test_large_half_sent_forms_leave_others_their_pages(held):
    app, sources = held
    begun = half_a_form(app.port, length=3_000_000, path="/simulator/own/") + b"x" * 200_000
    with holding(app.port, 100, begun, sources):
        seconds_of_page(app.port)


@pytest.mark.parametrize("size", [100_000, 3_500_000])
def test_a_chunked_body_over_the_limit_is_refused_by_a_page(held, size):
    app, _ = held
    head = half_a_form(app.port).partition(b"Content-Length")[0]
    chunk = b"4000\r\n" + b"a" * 0x4000 + b"\r\n"
    with connected(app.port) as sender:
        sender.sendall(head + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n")
        with suppress(OSError):  # it may have said already that this is too much
            sender.sendall(chunk * (size // 0x4000) + b"0\r\n\r\n")
        answer = everything(sender)

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"That form is too large" in answer


@pytest.mark.skipif(not PROVES, reason="it takes a minute")
def test_a_large_form_on_a_slow_line_is_taken(held):
    app, _ = held
    body = b"attempt=" + b"a" * (SLOW_FORM_BYTES - 9)
    with connected(app.port, timeout=90) as sender:
        sender.sendall(half_a_form(app.port, length=len(body))[:-1])
        started = time.monotonic()
        for at in range(0, len(body), 1024):
            sender.sendall(body[at : at + 1024])
            due = started + SLOW_FORM_S * (at + 1024) / len(body)
            time.sleep(max(due - time.monotonic(), 0))
        answer = sender.recv(65536)

    # The attempt's id is too long; that the app says so is what counts.
    assert answer.startswith(b"HTTP/1.1 400 ")


@pytest.mark.skipif(not PROVES, reason="it takes a minute")
@pytest.mark.parametrize(("every_s", "ends_after_s"), [(None, 10), (5, 60)])
def test_a_form_that_never_comes_is_given_up_in_time(held, every_s, ends_after_s):
    app, _ = held
    with holding(app.port, 1, half_a_form(app.port)) as (sender,):
        started = time.monotonic()
        sender.settimeout(every_s or 90)
        answer = b""
        while not answer:
            try:
                answer = sender.recv(65536)
            except TimeoutError:
                sender.sendall(b"a")
        took = time.monotonic() - started

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert ends_after_s <= took < ends_after_s + 15
