"""`serve`: holds the data folder and the port, and keeps one worker running that serves pages."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trialrun.cli.holding import FolderLock, Held
from trialrun.cli.listening import Refused, listen_at, listen_from
from trialrun.cli.worker import UNUSABLE
from trialrun.private import make_private_folder
from trialrun.settings import Settings

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

PORT = 8000
PATIENCE_S = 2
STOP_S = 15
"""A worker answers what was asked and closes the store within less; then it is killed."""
AGAIN_S = (0.0, 1.0, 2.0, 5.0)
"""So long one waits before a worker that ended by itself is started again, the last for good."""
STEADY_S = 60
"""A worker that has served so long is started again at once."""


def add_parser(subparsers: "Subparsers") -> None:
    """Adds the command."""
    parser = subparsers.add_parser("serve", help="start the web app")
    parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
    parser.add_argument("--port", default=os.environ.get("PORT") or None)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serves until it is interrupted; returns 1 with a sentence when it cannot start."""
    given, host = arguments.port, arguments.host
    if given is not None and not (given.isdecimal() and 1 <= int(given) <= 65535):
        print(f"PORT is {given!r}; it must be a number from 1 to 65535.")
        return 1
    settings = Settings.from_environment()
    try:
        make_private_folder(settings.data)
        lock = FolderLock(settings.data, PATIENCE_S)
        listening = listen_at(host, int(given), PATIENCE_S) if given else listen_from(host, PORT)
    except (Held, Refused) as error:
        print(error)
        return 1
    except OSError as error:
        print(f"The data folder {settings.data} cannot be used: {error.strerror}.")
        print("Set TRIALRUN_DATA to a folder that can be written.")
        return 1
    port = listening.getsockname()[1]
    if not given and port != PORT:
        print(f"Port {PORT} is taken, so this one is used: {port}.", flush=True)
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    lock.say(f"process {os.getpid()} at {address}")
    told = f"Trial Run is at {address}\nAnswers are kept in {settings.data}. Stop with Ctrl-C."
    try:
        return _Keeper(listening, lock.fileno(), told).keep()
    finally:
        lock.release()


@dataclass(slots=True)
class _Worker:
    """A worker that was started; `is_ready` once it has said that it serves."""

    process: subprocess.Popen[bytes]
    started_at: float
    is_ready: bool = False


class _Keeper:
    """Keeps a worker on a socket: starts it again when it ends, ends it when it is told to.

    The socket listens here. So nobody is refused while a worker is started again; they wait.
    """

    def __init__(self, listening: socket.socket, lock: int, told: str) -> None:
        self._listening, self._lock, self._told = listening, lock, told
        self._is_stopping = False
        self._worker: _Worker | None = None
        # Nobody writes to it: a worker reads its end when this process has ended.
        self._lifeline, self._held_open = os.pipe()

    def keep(self) -> int:
        """Keeps a worker running until SIGINT or SIGTERM; returns 1 where none can start."""
        for ending in (signal.SIGINT, signal.SIGTERM):
            signal.signal(ending, lambda *_: self._stop())
        tries = 0
        while not self._is_stopping:
            worker = self._start()
            code = worker.process.wait()
            if self._is_stopping:
                return 0
            if not worker.is_ready and not tries:
                # It has said why, if it could; nobody has been promised anything yet.
                return 1
            tries = 1 if time.monotonic() - worker.started_at > STEADY_S else tries + 1
            wait_s = AGAIN_S[min(tries - 1, len(AGAIN_S) - 1)]
            why = "cannot use the store" if code == UNUSABLE else f"ended by itself ({code})"
            print(f"The worker {why}; it is started again.", file=sys.stderr, flush=True)
            self._sleep(wait_s)
        return 0

    def _start(self) -> _Worker:
        """Starts a worker and waits until it serves or has ended."""
        ready, told = os.pipe()
        handed = (self._listening.fileno(), self._lifeline, told)
        process = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-m", "trialrun.cli.worker", *map(str, handed)],
            pass_fds=(*handed, self._lock),
        )
        os.close(told)
        worker = self._worker = _Worker(process, time.monotonic())
        if self._is_stopping:
            self._stop()
        with os.fdopen(ready, "rb") as told_by_worker:
            worker.is_ready = bool(told_by_worker.read(1))
        if worker.is_ready and self._told:
            print(self._told, flush=True)
            self._told = ""
        return worker

    def _stop(self) -> None:
        """Asks the worker to end, and sees to it that it does."""
        self._is_stopping = True
        if self._worker is not None and self._worker.process.poll() is None:
            self._worker.process.send_signal(signal.SIGTERM)
            signal.signal(signal.SIGALRM, lambda *_: self._kill())
            signal.alarm(STOP_S)

    def _kill(self) -> None:
        if self._worker is not None:
            self._worker.process.kill()

    def _sleep(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self._is_stopping and time.monotonic() < until:
            time.sleep(0.1)
