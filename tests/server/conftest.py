"""A server in a thread, with deadlines short enough for a test."""

import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from trialrun.server import Limits
from trialrun.server.loop import Server

Start = Callable[..., "Running"]
ENDED_S_MAX = 30


class Running:
    """A server that runs; `app` may be given to it, else it says how long the body was."""

    def __init__(self, limits: Limits, app: Callable[..., Iterable[bytes]] | None = None) -> None:
        listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = listening.getsockname()[1]
        self.server = Server(app or body_length, listening, limits)
        self.thread = threading.Thread(target=self.server.run_until_stopped)
        self.thread.start()

    def stop(self) -> None:
        self.server.stop()
        self.thread.join(ENDED_S_MAX)
        assert not self.thread.is_alive()


def body_length(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    body = str(len(environ["wsgi.input"].read())).encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Starts servers with limits that a test names; ends them all."""
    monkeypatch.setattr("trialrun.server.loop.SWEEP_S", 0.05)
    running: list[Running] = []

    def started(app: Callable[..., Any] | None = None, **limits: Any) -> Running:
        running.append(Running(Limits(**{"threads": 2, "stop_s": 5} | limits), app))
        return running[-1]

    yield started
    for one in running:
        if one.thread.is_alive():
            one.stop()


def wait_until(holds: Callable[[], bool], *, seconds: float = ENDED_S_MAX) -> None:
    """Waits for something to come true; fails where it does not."""
    give_up_at = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < give_up_at, "it did not come true"
        time.sleep(0.01)
