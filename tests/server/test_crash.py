"""An answer that was acknowledged is kept, whatever becomes of the process meanwhile."""

import contextlib
import os
import secrets
import signal
import sqlite3
import threading
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from bench.forms import filled
from tests.live import LiveServer
from tests.proving import PROVES
from tests.server.conftest import Start, wait_until

CLIENTS, CRASHES, BETWEEN_S = (16, 6, 5.0) if PROVES else (4, 2, 0.5)
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
SET = "rollback"


class Learner(threading.Thread):
    """Answers question after question, and notes which answers were acknowledged."""

    def __init__(self, port: int, has_ended: threading.Event) -> None:
        super().__init__()
        self._port, self._has_ended = port, has_ended
        self._cookie = ""
        self.acknowledged: set[tuple[str, str]] = set()

    def run(self) -> None:
        while not self._has_ended.is_set():
            # A crash ends a connection in any place; one begins anew, as people do.
            with contextlib.suppress(OSError, HTTPException):
                self._practise()

    def _practise(self) -> None:
        attempt = secrets.token_hex(8)
        self._asked("POST", f"/practice/{SET}/", f"attempt={attempt}")
        for number in range(1, 4):
            url = f"/attempts/{attempt}/{number}/"
            status, page = self._asked("GET", url)
            if status != 200:
                return
            status, _ = self._asked("POST", url, filled(page))
            if status == 303:
                self.acknowledged.add((attempt, str(number)))

    def _asked(self, method: str, url: str, form: str | None = None) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=30)
        try:
            headers = (FORM if form else {}) | ({"Cookie": self._cookie} if self._cookie else {})
            connection.request(method, url, form, headers)
            response = connection.getresponse()
            page = response.read().decode()
            if cookie := response.getheader("Set-Cookie"):
                self._cookie = cookie.split(";")[0]
            return response.status, page
        finally:
            connection.close()


def test_no_acknowledged_answer_is_lost_over_crashes(tmp_path):
    app = LiveServer(tmp_path / "data")
    has_ended = threading.Event()
    learners = [Learner(app.port, has_ended) for _ in range(CLIENTS)]
    for learner in learners:
        learner.start()
    try:
        for _ in range(CRASHES):
            known = acknowledged(learners)
            wait_until(lambda known=known: acknowledged(learners) > known, seconds=90)
            time.sleep(BETWEEN_S)
            os.kill(worker_of(app), signal.SIGKILL)
        known = acknowledged(learners)
        wait_until(lambda: acknowledged(learners) > known, seconds=90)
    finally:
        has_ended.set()
        for learner in learners:
            learner.join()
        app.kill()

    kept = attempts_kept(tmp_path / "data/trialrun.db")
    for learner in learners:
        for attempt in {attempt for attempt, _ in learner.acknowledged}:
            sent = sum(attempt == one for one, _ in learner.acknowledged)
            assert kept.get(attempt, 0) >= sent


def acknowledged(learners: list[Learner]) -> int:
    return sum(len(learner.acknowledged) for learner in learners)


def worker_of(app: LiveServer) -> int:
    children = Path(f"/proc/{app.process.pid}/task/{app.process.pid}/children")
    if not children.exists():
        pytest.skip("this system does not tell whose child a process is")
    wait_until(lambda: bool(children.read_text().split()))
    return int(children.read_text().split()[0])


def attempts_kept(file: Path) -> dict[str, int]:
    with contextlib.closing(sqlite3.connect(file)) as database:
        return dict(database.execute("SELECT attempt, count(*) FROM answer GROUP BY attempt"))


def test_a_server_that_has_ended_may_be_stopped_again(start: Start):
    """A second signal may come, or the first while the loop has noticed by itself."""
    running = start()
    running.stop()

    running.server.stop()

    assert not running.thread.is_alive()
