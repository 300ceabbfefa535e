"""`serve`: starts the web app on granian, on the next free port if the wanted one is taken."""

import argparse
import os
import socket
from typing import TYPE_CHECKING

from trialrun.settings import Settings

if TYPE_CHECKING:
    from flask import Flask

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

PORT = 8000
PORTS_TRIED = 20


def add_parser(subparsers: "Subparsers") -> None:
    """Adds the command."""
    parser = subparsers.add_parser("serve", help="start the web app")
    parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
    parser.add_argument("--port", default=os.environ.get("PORT") or str(PORT))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serves until it is interrupted; returns 1 with a sentence when it cannot start."""
    if not arguments.port.isdigit() or not 1 <= int(arguments.port) <= 65535:
        print(f"PORT is {arguments.port!r}; it must be a number from 1 to 65535.")
        return 1
    settings = Settings.from_environment()
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        print(f"The data folder {settings.data} cannot be made: {error.strerror}.")
        print("Set TRIALRUN_DATA to a folder that can be written.")
        return 1
    wanted = int(arguments.port)
    port = free_port(arguments.host, wanted)
    if port is None:
        print(
            f"No free port on {arguments.host} from {wanted} on. Set PORT to another, "
            "or HOST to an address of this machine."
        )
        return 1
    if port != wanted:
        print(f"Port {wanted} is taken, so this one is used: {port}.")
    print(f"Trial Run is at http://{arguments.host}:{port}/")
    print(f"Answers are kept in {settings.data}. Stop with Ctrl-C.", flush=True)
    _granian(arguments.host, port)
    return 0


def free_port(host: str, wanted: int) -> int | None:
    """Returns the wanted port or the next free one, None when there is none nearby."""
    for port in range(wanted, min(wanted + PORTS_TRIED, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    return None


def make_app() -> "Flask":
    """Makes the app in the server's worker; ends it with a sentence when the store is unusable."""
    from app import create_app
    from trialrun.store import StoreError

    try:
        return create_app()
    except StoreError as error:
        print(f"{error} Mend that, or set TRIALRUN_DATA to another folder.", flush=True)
        raise SystemExit(1) from error


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
