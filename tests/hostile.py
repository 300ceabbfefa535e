"""Clients that hold a server up: half-sent forms, idle connections, slow lines."""

import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

LOOPBACK = "127.0.0.1"
ANSWER_S_MAX = 10


def connected(port: int, *, source: str = LOOPBACK, timeout: float = 30) -> socket.socket:
    """Connects from an address of this machine."""
    return socket.create_connection((LOOPBACK, port), timeout, source_address=(source, 0))


@contextmanager
def holding(
    port: int, count: int, sent: bytes, sources: Sequence[str] = (LOOPBACK,)
) -> Iterator[list[socket.socket]]:
    """Opens so many connections, sends the same few bytes on each, and leaves it at that."""
    with ExitStack() as stack:
        held = []
        for number in range(count):
            connection = connected(port, source=sources[number % len(sources)])
            held.append(stack.enter_context(connection))
            if sent:
                connection.sendall(sent)
        yield held


def half_a_form(port: int, *, length: int = 2_000, path: str = "/practice/rollback/") -> bytes:
    """Returns the head of a form, and its first byte."""
    return (
        f"POST {path} HTTP/1.1\r\nHost: {LOOPBACK}:{port}\r\nSec-Fetch-Site: same-origin\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\na"
    ).encode()


def seconds_of_page(
    port: int, path: str = "/", *, source: str = LOOPBACK, timeout: float = ANSWER_S_MAX
) -> float:
    """Asks for a page on a new connection; returns how long it took. Raises where it is not 200."""
    started = time.perf_counter()
    answer = asked(port, path, source=source, timeout=timeout)
    if not answer.startswith(b"HTTP/1.1 200 "):
        raise AssertionError(answer[:200])
    return time.perf_counter() - started


def asked(
    port: int, path: str = "/", *, source: str = LOOPBACK, timeout: float = ANSWER_S_MAX
) -> bytes:
    """Asks for a page on a new connection and returns the whole answer."""
    request = f"GET {path} HTTP/1.1\r\nHost: {LOOPBACK}:{port}\r\nConnection: close\r\n\r\n"
    with connected(port, source=source, timeout=timeout) as connection:
        connection.sendall(request.encode())
        return everything(connection)


def everything(connection: socket.socket) -> bytes:
    """Reads until the other side has ended; what a reset cut off is left out."""
    pieces = []
    while True:
        try:
            piece = connection.recv(65536)
        except ConnectionResetError:
            piece = b""
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)
