"""Serves one reference app, on the server and with the settings that ours has, or on granian.

`python -m bench.ref.serve MODULE PORT [granian]`. The server is not what is compared, so it is
the one thing of Trial Run that references use.
"""

import socket
import sys
from importlib import import_module


def on_our_server(module: str, port: int) -> None:
    """Serves until it is told to stop."""
    from trialrun.server import Limits, serve_on

    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
        listening.listen(1024)
        serve_on(listening, import_module(module).create_app(), Limits(), lambda: None)


def on_granian(module: str, port: int) -> None:
    """Serves as Trial Run was served up to 0.4.0."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        f"{module}:create_app", factory=True, interface=Interfaces.WSGI,
        address="127.0.0.1", port=port, workers=1, blocking_threads=2,
        log_access=False, log_level=LogLevels.warning,
    ).serve()  # fmt: skip


if __name__ == "__main__":
    serve = on_granian if sys.argv[3:] == ["granian"] else on_our_server
    serve(sys.argv[1], int(sys.argv[2]))
