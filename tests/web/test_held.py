"""A real server that one client keeps busy with heavy pages: everybody else is answered."""

import urllib.request
from collections import Counter
from collections.abc import Iterator
from http.client import HTTPConnection
from threading import Event, Thread
from urllib.parse import urlencode

import pytest

from tests import large
from tests.live import LiveServer

CONNECTIONS = 16
ANSWER_S_MAX = 10
LIGHT = ("/", "/simulator/half-written/", "/lessons/", "/simulator/half-written/map/")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server of these tests alone."""
    started = LiveServer(tmp_path_factory.mktemp("held") / "data")
    yield started
    started.kill()


@pytest.fixture(scope="module")
def heavy(server: LiveServer) -> str:
    """The path of a job of 1,000 tasks that somebody brought."""
    body = urlencode({"text": large.chains()}).encode()
    with urllib.request.urlopen(server.url + large.OWN, body, timeout=60) as page:
        return page.url.removeprefix(server.url)


class Holder(Thread):
    """A client that asks for one heavy page after the other, on a connection of its own."""

    def __init__(self, port: int, path: str, is_over: Event) -> None:
        super().__init__(daemon=True)
        self.port, self.path, self.is_over = port, path, is_over
        self.answers: list[tuple[int, str | None]] = []

    def run(self) -> None:
        """Asks until it is over."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        while not self.is_over.is_set():
            connection.request("GET", self.path)
            response = connection.getresponse()
            response.read()
            self.answers.append((response.status, response.headers["Retry-After"]))
        connection.close()


def test_others_are_answered_while_16_connections_ask_for_heavy_pages(server, heavy):
    is_over = Event()
    holders = [
        Holder(server.port, f"{heavy}map/?page={number + 1}", is_over)
        for number in range(CONNECTIONS)
    ]
    for holder in holders:
        holder.start()
    while not all(holder.answers for holder in holders[:2]):
        is_over.wait(0.05)
    statuses = []
    for path in LIGHT * 5:
        with urllib.request.urlopen(server.url + path, timeout=ANSWER_S_MAX) as page:
            statuses.append(page.status)
    while not all(holder.answers for holder in holders):
        is_over.wait(0.05)
    is_over.set()
    for holder in holders:
        holder.join()

    answers = Counter(answer for holder in holders for answer in holder.answers)
    assert {200} == set(statuses)
    assert {(200, None), (503, "3")} == set(answers)
