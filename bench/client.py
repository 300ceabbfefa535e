"""Sends prepared requests over kept connections, each as soon as the last is answered.

Measured: http.client spends 0.09 ms of processor time a request, which would hide part of the
difference between two servers, and its threads share one lock; this spends 0.04 ms in one thread.
"""

import socket
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from selectors import EVENT_READ, DefaultSelector
from statistics import quantiles

STALLED_S = 20
READ_BYTES = 1 << 18


@dataclass(slots=True)
class Load:
    """How a round went: wall seconds, seconds of each request, count of each status."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def per_second(self) -> float:
        """Returns answered requests a second."""
        return len(self.latencies) / self.seconds

    def percentile_ms(self, percent: int) -> float:
        """Returns how long a request took at most, for so many percent of them."""
        return quantiles(self.latencies, n=100)[percent - 1] * 1e3


@dataclass(slots=True)
class _Line:
    """One kept connection with the answer that is coming in on it."""

    socket: socket.socket
    sent_at: float = 0.0
    buffer: bytes = b""


def drive(port: int, requests: Iterable[bytes], *, clients: int) -> Load:
    """Sends all requests, `clients` at a time. Raises when the server stalls or hangs up."""
    load, waiting = Load(), iter(requests)
    lines = [_Line(_connect(port)) for _ in range(clients)]
    with DefaultSelector() as selector:
        started = time.perf_counter()
        for line, request in zip(lines, waiting, strict=False):
            selector.register(line.socket, EVENT_READ, line)
            _send(line, request)
        while selector.get_map():
            ready = selector.select(STALLED_S)
            if not ready:
                raise RuntimeError(f"no answer within {STALLED_S} s")
            for key, _ in ready:
                line = key.data
                if not _receive(line, load):
                    continue
                following = next(waiting, None)
                if following is None:
                    selector.unregister(line.socket)
                    continue
                _send(line, following)
        load.seconds = time.perf_counter() - started
    for line in lines:
        line.socket.close()
    return load


def get_request(port: int, path: str, *, cookie: str = "", gzip: bool = True) -> bytes:
    """Writes a GET as a browser on this machine would."""
    return _request(port, "GET", path, cookie, gzip, "", b"")


def post_request(port: int, path: str, form: str, *, cookie: str, htmx: bool = False) -> bytes:
    """Writes the POST of a form on one of the server's own pages."""
    extra = f"Origin: http://127.0.0.1:{port}\r\nSec-Fetch-Site: same-origin\r\n"
    extra += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n"
    extra += "HX-Request: true\r\n" if htmx else ""
    return _request(port, "POST", path, cookie, True, extra, form.encode())


def _request(
    port: int, method: str, path: str, cookie: str, gzip: bool, extra: str, body: bytes
) -> bytes:
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{extra}"
    head += f"Cookie: {cookie}\r\n" if cookie else ""
    head += "Accept-Encoding: gzip\r\n" if gzip else ""
    return head.encode() + b"\r\n" + body


def _connect(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), STALLED_S)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _send(line: _Line, request: bytes) -> None:
    line.buffer = b""
    line.sent_at = time.perf_counter()
    line.socket.sendall(request)


def _receive(line: _Line, load: Load) -> bool:
    """Takes in what has come; returns whether the answer is whole, and notes it if so."""
    piece = line.socket.recv(READ_BYTES)
    if not piece:
        raise RuntimeError("the server hung up")
    line.buffer += piece
    head_end = line.buffer.find(b"\r\n\r\n")
    if head_end < 0:
        return False
    head = line.buffer[:head_end].lower()
    at = head.index(b"content-length: ") + len(b"content-length: ")
    length = int(head[at : at + 12].split(b"\r\n", 1)[0])
    if len(line.buffer) < head_end + 4 + length:
        return False
    load.latencies.append(time.perf_counter() - line.sent_at)
    load.statuses[int(head[9:12])] += 1
    return True
