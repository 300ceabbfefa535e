"""Starts ours or a reference on a free loopback port, and ends it. Knows no measurement."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).parent.parent
READY_S_MAX = 20
STOP_S_MAX = 10
POLL_S = 0.001


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers. `ready_s` is from the start of its process to its first page."""

    port: int
    folder: Path
    ready_s: float


def surroundings(more: Mapping[str, str]) -> dict[str, str]:
    """Returns the environment and more; Python keeps what it compiles, as it does for people.

    Where that is switched off, each start compiles all of ours anew, and of a reference nothing:
    its packages were compiled when they were installed.
    """
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, **more}


@contextmanager
def trial_run(folder: Path, content: Path = ROOT) -> Iterator[Server]:
    """Serves ours as people do, its data below `folder`."""
    port = _free_port()
    command = [sys.executable, "-m", "trialrun", "serve", "--port", str(port)]
    environment = {
        "TRIALRUN_DATA": str(folder / "data"),
        "TRIALRUN_CONTENT": str(content),
        # All that is measured comes from one address.
        "LEARNERS_PER_ADDRESS": "0",
    }
    with _served(command, environment, port, folder) as server:
        yield server


@contextmanager
def trial_run_on_granian(folder: Path) -> Iterator[Server]:
    """Serves ours as it was served up to 0.4.0: fast, and held up by two half-sent forms."""
    port = _free_port()
    command = [sys.executable, "-m", "bench.ref.serve", "app", str(port), "granian"]
    with _served(command, {"TRIALRUN_DATA": str(folder / "data")}, port, folder) as server:
        yield server


@contextmanager
def reference(name: str, folder: Path) -> Iterator[Server]:
    """Serves the app of a module in bench/ref/; it finds `folder` in BENCH_FOLDER."""
    port = _free_port()
    command = [sys.executable, "-m", "bench.ref.serve", f"bench.ref.{name}", str(port)]
    with _served(command, {"BENCH_FOLDER": str(folder)}, port, folder) as server:
        yield server


@contextmanager
def _served(
    command: list[str], environment: dict[str, str], port: int, folder: Path
) -> Iterator[Server]:
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "server.log", "wb") as log:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=ROOT, env=surroundings(environment), stdout=log, stderr=log
        )
        try:
            _wait_for_page(process, port, folder / "server.log")
            yield Server(port, folder, time.perf_counter() - started)
        finally:
            _stop(process)


def _wait_for_page(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    give_up_at = time.perf_counter() + READY_S_MAX
    while time.perf_counter() < give_up_at and process.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=READY_S_MAX)
        try:
            connection.request("GET", "/")
            response = connection.getresponse()
            response.read()
        except OSError:
            time.sleep(POLL_S)
            continue
        finally:
            connection.close()
        if response.status == 200:
            return
        raise RuntimeError(f"the first page of {process.args!r} is a {response.status}")
    raise RuntimeError(f"{process.args!r} serves no page:\n{log.read_text()}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_S_MAX)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
