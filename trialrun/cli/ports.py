"""Which port to listen on: a given one is waited for or refused, the default one gives way."""

import errno
import socket
import time

PORTS_TRIED = 20
POLL_S = 0.05


def next_free_port(host: str, first: int) -> int | None:
    """Returns the first port or the next free one, None when there is none nearby."""
    ports = range(first, min(first + PORTS_TRIED, 65536))
    return next((port for port in ports if _failure(host, port) is None), None)


def refusal_of(host: str, port: int, patience_s: float) -> str:
    """Returns why nobody can listen there, "" when one can.

    A port that is taken is waited for: a server that has just been killed still holds its own.
    """
    give_up_at = time.monotonic() + patience_s
    while failure := _failure(host, port):
        if failure.errno != errno.EADDRINUSE:
            return f"Nothing can listen on {host}:{port}: {failure.strerror}."
        if time.monotonic() > give_up_at:
            return f"Port {port} of {host} is taken, {patience_s:g} seconds later still."
        time.sleep(POLL_S)
    return ""


def _failure(host: str, port: int) -> OSError | None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error
    return None
