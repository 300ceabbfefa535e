"""The process that serves pages: started, and started again, by `serve`. Not for people.

`python -m trialrun.cli.worker LISTENING LIFELINE READY`: numbers of inherited files. The lifeline
ends when `serve` ends, however it does; a byte is written to the last when pages are served.
"""

import logging
import os
import signal
import socket
import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trialrun.web import Services

UNUSABLE = 3
"""The exit code for what starting again does not mend; a sentence has been printed."""

SWITCH_S = 0.001
"""So often a thread that makes a heavy page lets others have their turn. Measured beside 16 heavy
pages: a light page's p95 is 67 ms, and 105 ms with Python's own 0.005."""


def main(arguments: list[str]) -> int:
    """Serves until it is told to stop; returns UNUSABLE where the store cannot be used."""
    listening_at, lifeline, ready = map(int, arguments)
    # Ctrl-C reaches both processes; `serve` tells this one to stop.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(lifeline,), name="lifeline", daemon=True).start()
    from app import create_app
    from trialrun.server import Limits, serve_on
    from trialrun.settings import Settings
    from trialrun.store import StoreError

    prepare()
    settings = Settings.from_environment()
    try:
        app = create_app(settings=settings)
    except StoreError as error:
        print(f"{error} Mend that, or set TRIALRUN_DATA to another folder.", flush=True)
        return UNUSABLE
    limits = Limits(per_address=settings.connections_per_address, uncapped=settings.trusted_proxies)
    with socket.socket(fileno=listening_at) as listening:
        serve_on(listening, app, limits, lambda: _tell(ready))
    services: Services = app.extensions["trialrun"]
    services.stores.close()
    services.shelf.close()
    return 0


def prepare() -> None:
    """Sets what holds for the whole process."""
    from trialrun.collector import collect_less_often

    logging.basicConfig(format="%(asctime)s %(name)s %(message)s", level=logging.WARNING)
    logging.getLogger("trialrun.access").setLevel(logging.INFO)
    collect_less_often()
    sys.setswitchinterval(SWITCH_S)


def _tell(ready: int) -> None:
    os.write(ready, b"!")
    os.close(ready)


def _end_with(lifeline: int) -> None:
    """Ends this process when `serve` has ended: nobody writes, so the read returns at the end."""
    os.read(lifeline, 1)
    os._exit(1)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
