"""The app as its users start it: a process of its own on a port of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from random import Random
from shutil import copyfile

from tests.build import derived
from trialrun.private import make_private_folder

ROOT = Path(__file__).parents[1]
READY_S_MAX = 120
OWN_PORTS = range(20_000, 32_000)
"""Below those that systems give to connections, of which a browser opens many."""


class LiveServer:
    """The app, serving. `kill` is -9: nothing is tidied up.

    What the content comes to is there already, as at a second start, unless it `knows_nothing`.
    `settings` are variables of its environment; pages of authors are shown unless they say no.
    `asked_as` is the host that it is asked for where it serves no other.
    With `stdout=subprocess.PIPE` one can wait for its end and its worker's: both hold the pipe.
    """

    def __init__(
        self,
        data: Path,
        *,
        stdout: int | None = None,
        asked_as: str = "",
        knows_nothing: bool = False,
        **settings: str,
    ) -> None:
        self.data = data
        if not knows_nothing and "TRIALRUN_CONTENT" not in settings:
            make_private_folder(data)
            copyfile(derived(), data / "content.db")
        self._asked_as = asked_as
        self._settings = settings
        self._stdout = stdout
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = data.parent / f"{data.name}.log"
        self.start()

    def start(self) -> None:
        """Starts it and waits until it answers."""
        # What hurries here comes from one address; a test of rates sets its own.
        environment = {"LEARNERS_PER_ADDRESS": "0"} | os.environ
        environment |= {"TRIALRUN_DATA": str(self.data), "PORT": str(self.port)}
        environment |= {"TRIALRUN_AUTHORS": "1"} | self._settings
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "trialrun", "serve"],
                cwd=ROOT, env=environment, stdout=self._stdout or log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        deadline = time.monotonic() + READY_S_MAX
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with urllib.request.urlopen(self._first_page(), timeout=READY_S_MAX):
                    return
            except OSError:
                time.sleep(0.05)
        self.kill()
        raise RuntimeError(f"the server did not start:\n{self.said()}")

    def _first_page(self) -> urllib.request.Request:
        headers = {"Host": self._asked_as} if self._asked_as else {}
        return urllib.request.Request(self.url, headers=headers)

    def said(self) -> str:
        """Returns what it has printed since its first start."""
        return self._log.read_text()

    def kill(self) -> None:
        """Ends it and its worker at once."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return  # both have gone
        finally:
            self.process.wait()


def free_port() -> int:
    """Returns a port that nobody listens on."""
    for port in Random().sample(OWN_PORTS, 100):
        if is_free(port):
            return port
    raise RuntimeError("no free port in a hundred")


def is_free(port: int) -> bool:
    """Says whether one could listen on a port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
