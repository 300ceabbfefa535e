"""`serve`: starts the web app on granian, and ends it with the process that was started."""

import argparse
import os
from typing import TYPE_CHECKING

from trialrun.settings import Settings

if TYPE_CHECKING:
    from flask import Flask

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

PORT = 8000
PATIENCE_S = 2


def add_parser(subparsers: "Subparsers") -> None:
    """Adds the command."""
    parser = subparsers.add_parser("serve", help="start the web app")
    parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
    parser.add_argument("--port", default=os.environ.get("PORT") or None)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serves until it is interrupted; returns 1 with a sentence when it cannot start."""
    given = arguments.port
    if given is not None and not (given.isdecimal() and 1 <= int(given) <= 65535):
        print(f"PORT is {given!r}; it must be a number from 1 to 65535.")
        return 1
    settings = Settings.from_environment()
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        print(f"The data folder {settings.data} cannot be made: {error.strerror}.")
        print("Set TRIALRUN_DATA to a folder that can be written.")
        return 1
    port = _given_port(arguments.host, int(given)) if given else _default_port(arguments.host)
    if port is None:
        return 1
    print(f"Trial Run is at http://{arguments.host}:{port}/")
    print(f"Answers are kept in {settings.data}. Stop with Ctrl-C.", flush=True)
    _granian(arguments.host, port)
    return 0


def _given_port(host: str, port: int) -> int | None:
    """Returns the port that was asked for: whoever names one has told others where to look."""
    from trialrun.cli.ports import refusal_of

    refusal = refusal_of(host, port, PATIENCE_S)
    if not refusal:
        return port
    print(f"{refusal} Set PORT to another, or HOST to an address of this machine.")
    return None


def _default_port(host: str) -> int | None:
    from trialrun.cli.ports import next_free_port

    port = next_free_port(host, PORT)
    if port is None:
        print(
            f"No free port on {host} from {PORT} on. Set PORT to another, "
            "or HOST to an address of this machine."
        )
    elif port != PORT:
        print(f"Port {PORT} is taken, so this one is used: {port}.")
    return port


def make_app() -> "Flask":
    """Makes the app in the server's worker; ends it with a sentence when the store is unusable."""
    _end_with_parent()
    from app import create_app
    from trialrun.store import StoreError

    try:
        return create_app()
    except StoreError as error:
        print(f"{error} Mend that, or set TRIALRUN_DATA to another folder.", flush=True)
        raise SystemExit(1) from error


def _end_with_parent() -> None:
    """Ends this worker when the process that started it ends, however it did: by -9, too.

    The parent holds the other end of a pipe that multiprocessing opened before the worker began,
    so that a parent that is dead already is noticed as well. PR_SET_PDEATHSIG is Linux only.
    """
    import multiprocessing
    import threading

    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def _granian(host: str, port: int) -> None:
    """Serves with one worker: it gives 0.9 of two workers' answers a second without their tail."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "trialrun.cli.serve:make_app",
        factory=True,
        interface=Interfaces.WSGI,
        address=host,
        port=port,
        workers=1,
        blocking_threads=2,
        log_access=False,
        log_level=LogLevels.warning,
    ).serve()
