"""A real server on a free port, and a real Chromium that drives it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.chromium import find

ROOT = Path(__file__).parents[2]
READY_S_MAX = 20


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Uses the Chromium that is there; as root it needs --no-sandbox."""
    path = find()
    if path is None:
        pytest.fail("no Chromium: run python -m tests.browser.chromium")
    args = ["--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking"]
    if os.geteuid() == 0:
        args.append("--no-sandbox")
    return {**browser_type_launch_args, "executable_path": path, "args": args}


class LiveServer:
    """The app as its users start it. `kill` is -9: nothing is tidied up."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self._port = _free_port()
        self._log = data.parent / f"{data.name}.log"
        self.url = f"http://127.0.0.1:{self._port}"
        self.start()

    def start(self) -> None:
        """Starts it and waits until it answers."""
        environment = os.environ | {"TRIALRUN_DATA": str(self.data), "PORT": str(self._port)}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "trialrun", "serve"],
                cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        deadline = time.monotonic() + READY_S_MAX
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(self.url, timeout=2):
                    return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"the server did not start:\n{self._log.read_text()}")

    def kill(self) -> None:
        """Ends it and its worker at once."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """One server for tests that each bring a browser without a past."""
    server = LiveServer(tmp_path_factory.mktemp("shared") / "data")
    yield server
    server.kill()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[LiveServer]:
    """A server that a test may kill."""
    server = LiveServer(tmp_path / "data")
    yield server
    server.kill()


@pytest.fixture
def site(shared_server: LiveServer, page: Page) -> Iterator[Page]:
    """A page whose goto takes paths, and that fails the test on any script error."""
    yield from watched(page, shared_server.url)


def watched(page: Page, url: str) -> Iterator[Page]:
    """Collects what the browser complains of."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: (
            complaints.append(message.text)
            if message.type == "error" and "status of 4" not in message.text
            else None
        ),
    )
    page.base = url  # type: ignore[attr-defined]
    yield page
    assert complaints == []
