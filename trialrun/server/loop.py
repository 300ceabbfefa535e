"""The loop that accepts, reads and writes, while threads of waitress run the app."""

import logging
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from trialrun.addresses import counted
from trialrun.server.channel import Channel
from trialrun.server.limits import BACKLOG, BODY_BYTES_MAX, Limits, connections_with
from trialrun.server.refusals import log_refusal, raw_answer

log = logging.getLogger("trialrun")

ACCEPTED_AT_ONCE = 64
SWEEP_S = 1.0
SETTLED_S = 1.0
HEADER_BYTES_MAX = 16 * 1024
"""An address of 4,000 signs and cookies; nothing of ours needs more."""
IN_MEMORY_BYTES = 8 * 1024
"""Of a body that comes; what is larger waits in a file, so that 4,000 of them fill no memory."""
OUT_MEMORY_BYTES = 256 * 1024
"""Of a page that goes; hardly any is larger once it is compressed."""
TOO_MANY = 429


class Server(TcpWSGIServer):
    """Waitress's server, on a socket that listens already, with a cap for each address.

    It never stops accepting: where there are too many connections, those of the address that has
    most of them give way, so that nobody who opens many keeps others out.
    """

    def __init__(self, application: Any, listening: socket.socket, limits: Limits) -> None:
        self.limits = limits
        self.connections_of: Counter[str] = Counter()
        self._counting = threading.Lock()
        self._turned_away, self._told_at = 0, -1e9
        self.is_stopping = False
        self._swept_at = time.monotonic()
        self._connections_max = connections_with(limits.connections)
        self._warned_at = -1e9
        dispatcher = ThreadedTaskDispatcher()
        dispatcher.set_thread_count(limits.threads)
        super().__init__(
            application,
            {},
            _sock=listening,
            dispatcher=dispatcher,
            adj=_adjustments(limits),
            sockinfo=(listening.family, listening.type, listening.proto, listening.getsockname()),
            bind_socket=False,
        )

    def readable(self) -> bool:
        """Says whether connections are accepted; sweeps once a second."""
        now = time.monotonic()
        if now - self._swept_at >= SWEEP_S:
            self._swept_at = now
            for channel in list(self.active_channels.values()):
                channel.sweep(now)
        return not self.is_stopping

    def handle_accept(self) -> None:
        """Takes in whoever waits, refuses those of an address that has too many."""
        for _ in range(ACCEPTED_AT_ONCE):
            try:
                accepted = self.accept()
            except OSError as error:
                self._warn(f"A connection cannot be accepted: {error.strerror}.")
                self._make_room()
                return
            if accepted is None:
                return
            connection, address = accepted
            if self._is_over_cap(address[0]):
                self._turn_away(connection, address[0])
                continue
            if len(self.active_channels) >= self._connections_max:
                self._make_room()
            try:
                self.set_socket_options(connection)
            except OSError:  # gone already; macOS says so here
                connection.close()
                continue
            Channel(self, connection, address, self.adj, map=self._map)

    def stop(self) -> None:
        """Accepts nobody any more; may be called from a signal handler."""
        self.is_stopping = True
        # The loop may have seen it by itself, and have closed what wakes it.
        with suppress(OSError):
            self.pull_trigger()

    def run_until_stopped(self) -> None:
        """Serves; after `stop` until all that was asked for is answered, or for `stop_s`."""
        while not self.is_stopping:
            self._turn()
        give_up_at = time.monotonic() + self.limits.stop_s
        while self._is_busy() and time.monotonic() < give_up_at:
            self._turn()
        self.task_dispatcher.shutdown(timeout=max(give_up_at - time.monotonic(), 0.1))
        wasyncore.close_all(self._map)

    def _turn(self) -> None:
        wasyncore.loop(timeout=SWEEP_S, use_poll=True, map=self._map, count=1)

    def _is_busy(self) -> bool:
        return any(
            channel.requests or channel.total_outbufs_len
            for channel in self.active_channels.values()
        )

    def count(self, channel: Channel, change: int) -> None:
        """Counts a connection for its address, once when it opens and once when it has closed."""
        with self._counting:
            if channel.is_counted is (change > 0):
                return
            channel.is_counted = change > 0
            self.connections_of[channel.address] += change
            if not self.connections_of[channel.address]:
                del self.connections_of[channel.address]

    def _is_over_cap(self, address: str) -> bool:
        held = self.connections_of[counted(address)]
        return held >= self.limits.per_address > 0 and self.limits.is_capped(address)

    def _turn_away(self, connection: socket.socket, address: str) -> None:
        """Says why somebody is not let in, as far as that goes without waiting."""
        with connection:
            try:
                connection.setblocking(False)
                connection.send(raw_answer(TOO_MANY))
                connection.shutdown(socket.SHUT_WR)
                connection.recv(IN_MEMORY_BYTES)
            except OSError:
                pass
        # A line a second: a flood shall not fill the log, nor wait for whoever reads it.
        self._turned_away += 1
        if (now := time.monotonic()) - self._told_at > SWEEP_S:
            log_refusal(TOO_MANY, address, self._turned_away)
            self._told_at, self._turned_away = now, 0

    def _make_room(self) -> None:
        """Closes the connection whose time has come first, of the address that has most of them.

        One in whose request a thread works stays, and one that has just come gets a second.
        """
        now = time.monotonic()
        waiting = [one for one in self.active_channels.values() if not one.requests]
        settled = [one for one in waiting if now - one.came_at > SETTLED_S] or waiting
        if settled:
            most = max(self.connections_of[one.address] for one in settled)
            of_most = [one for one in settled if self.connections_of[one.address] == most]
            min(of_most, key=lambda one: one.began_at).drop()
            self._warn("There are too many connections, so the oldest are closed.")

    def _warn(self, sentence: str) -> None:
        now = time.monotonic()
        if now - self._warned_at > 60:
            self._warned_at = now
            log.warning(sentence)


def serve_on(
    listening: socket.socket,
    application: Callable[..., Any],
    limits: Limits,
    on_ready: Callable[[], None],
) -> None:
    """Serves an app until SIGTERM comes; then answers what was asked, and returns."""
    # Waitress notes each request that finds no idle thread; for us that is no news.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server = Server(application, listening, limits)
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: server.stop())
    on_ready()
    server.run_until_stopped()


def _adjustments(limits: Limits) -> Adjustments:
    return Adjustments(
        threads=limits.threads,
        backlog=BACKLOG,
        ident="",
        max_request_header_size=HEADER_BYTES_MAX,
        max_request_body_size=BODY_BYTES_MAX,
        inbuf_overflow=IN_MEMORY_BYTES,
        outbuf_overflow=OUT_MEMORY_BYTES,
        asyncore_use_poll=True,
        # What a proxy says is read by the app, which knows whom to trust.
        clear_untrusted_proxy_headers=False,
        log_socket_errors=False,
    )
