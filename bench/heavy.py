"""What one client's heavy pages do to everybody else, how large a page gets, and its memory."""

import json
import multiprocessing
import time
from http.client import HTTPConnection
from multiprocessing.synchronize import Event
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from urllib.parse import urlencode

from bench.client import drive, get_request
from bench.figure import Figure, absolute
from bench.servers import Server, trial_run

TASKS, CHAIN = 1_000, 10
JOBS_DRAWN = 64
CONNECTIONS = 16
LIGHT = "/simulator/half-written/?fail=enrich"
LIGHT_PAGES, LIGHT_CLIENTS = 300, 2
KEPT = "".join(f"&keep=run_now|fix|repair|run_now@{900_000 + at}" for at in range(12))
TRIES_MAX, PAUSE_S = 30, 1.0


def measure() -> list[Figure]:
    """Asks for light pages alone, then beside 16 connections on a map; draws 64 large jobs."""
    with TemporaryDirectory() as folder, trial_run(Path(folder)) as server:
        alone = _light(server)
        path = _bring(server, 0)
        is_over = multiprocessing.Event()
        holder = multiprocessing.Process(target=_hold, args=(server.port, f"{path}map/", is_over))
        holder.start()
        beside = _light(server)
        is_over.set()
        holder.join()
        longest = max(len(_get(server, path + page)) for page in _pages())
        for number in range(1, JOBS_DRAWN):
            _get(server, _bring(server, number))
        memory = _memory_mb(server)
    return [
        absolute("light page, p95 beside 16 on a map", beside, "ms", at_most=200,
                 reference=f"{alone:.3g} ms alone"),
        absolute("largest page of a job of 1,000 tasks", longest / 1e6, "MB", at_most=2),
        absolute(f"memory after {JOBS_DRAWN} drawn jobs of 1,000 tasks", memory, "MB",
                 at_most=400),
    ]  # fmt: skip


def _light(server: Server) -> float:
    """Returns the 95th percentile of a light page, in ms."""
    request = get_request(server.port, LIGHT)
    return drive(server.port, [request] * LIGHT_PAGES, clients=LIGHT_CLIENTS).percentile_ms(95)


def _hold(port: int, path: str, is_over: Event) -> None:
    """Asks for a heavy page on 16 connections, each as soon as it was answered: 503 counts.

    Each asks for another page of the map, so that none is remembered.
    """

    def ask(number: int) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        while not is_over.is_set():
            connection.request("GET", f"{path}?page={number % 90 + 1}")
            connection.getresponse().read()
            number += CONNECTIONS
        connection.close()

    threads = [Thread(target=ask, args=(number,)) for number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _pages() -> list[str]:
    first = _key(0)
    return ["", f"?fail={first}&step=999999", f"?fail={first}{KEPT}", f"compare/?fail={first}"]


def _bring(server: Server, number: int) -> str:
    """Brings a job, and returns the path of its page."""
    body = urlencode({"text": _job(number)})
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return _asked(server, "POST", "/simulator/own/", body, headers)[1]


def _get(server: Server, path: str) -> bytes:
    return _asked(server, "GET", path)[0]


def _asked(
    server: Server, method: str, path: str, body: str = "", headers: dict[str, str] | None = None
) -> tuple[bytes, str]:
    """Returns what a page holds, and where it leads; comes again while the server is busy."""
    for _ in range(TRIES_MAX):
        connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        found, leads_to = response.read(), response.headers.get("Location", "")
        connection.close()
        if response.status in (200, 303):
            return found, leads_to
        time.sleep(PAUSE_S)
    raise RuntimeError(f"{path} is answered with {response.status}")


def _memory_mb(server: Server) -> float:
    """Returns the memory of the server's processes, in MB: what Linux says of the largest."""
    status = Path("/proc")
    sizes = [
        int(line.split()[1]) / 1024
        for file in status.glob("[0-9]*/status")
        for text in [_text(file)]
        if f"TRIALRUN_DATA={server.folder / 'data'}" in _text(file.with_name("environ"))
        for line in text.splitlines()
        if line.startswith("VmRSS")
    ]
    return max(sizes, default=float("nan"))


def _text(file: Path) -> str:
    try:
        return file.read_text(errors="replace")
    except OSError:
        return ""  # it has ended, or is somebody else's


def _key(number: int) -> str:
    return f"task-{number:04d}-{'x' * 70}"


def _job(number: int) -> str:
    tasks = [
        {
            "task_key": _key(at),
            "notebook_task": {"notebook_path": "/n"},
            "depends_on": [{"task_key": _key(at - 1)}] if at % CHAIN else [],
        }
        for at in range(TASKS)
    ]
    return json.dumps({"job_id": 1, "settings": {"name": f"large {number}", "tasks": tasks}})
