"""The socket that pages are asked for at: a given port is waited for, the default gives way.

It listens from the moment it is there, so two starts at one instant cannot share a port.
"""

import errno
import socket
import time

PORTS_TRIED = 20
POLL_S = 0.05


class Refused(Exception):
    """Nobody can listen there; the text says why and what to do."""


def listen_at(host: str, port: int, patience_s: float) -> socket.socket:
    """Listens at the port that was asked for: whoever names one has told others where to look.

    A port that is taken is waited for: a server that has just been killed still holds its own.
    """
    give_up_at = time.monotonic() + patience_s
    while True:
        try:
            return _listening(host, port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise _refused(host, port, error) from error
            if time.monotonic() > give_up_at:
                raise Refused(
                    f"Port {port} of {host} is taken, {patience_s:g} seconds later still. "
                    "Set PORT to another, or HOST to an address of this machine."
                ) from error
        time.sleep(POLL_S)


def listen_from(host: str, first: int) -> socket.socket:
    """Listens at the first port or the next free one."""
    for port in range(first, min(first + PORTS_TRIED, 65536)):
        try:
            return _listening(host, port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise _refused(host, port, error) from error
    raise Refused(
        f"No free port on {host} from {first} on. Set PORT to another, "
        "or HOST to an address of this machine."
    )


def _refused(host: str, port: int, error: OSError) -> Refused:
    return Refused(
        f"Nothing can listen on {host}:{port}: {error.strerror}. "
        "Set PORT to another, or HOST to an address of this machine."
    )


def _listening(host: str, port: int) -> socket.socket:
    """Returns a socket that listens. Raises OSError."""
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        # How many may wait to be let in the server says, for as long as the socket is there.
        listening.listen()
    except OSError:
        listening.close()
        raise
    return listening
