"""One connection: waitress's channel with deadlines that no step of the clock moves."""

import socket
import time
from typing import TYPE_CHECKING, Any

from waitress.channel import HTTPChannel
from waitress.task import WSGITask

from trialrun.addresses import counted
from trialrun.server.refusals import Refusal, TooLate

if TYPE_CHECKING:
    from trialrun.server.loop import Server

LINGER_S = 5
DISCARDED_BYTES = 64 * 1024


class OneWrite(WSGITask):
    """Sends the head of an answer together with its body: one packet, and one call less."""

    wrote_header: bool

    def write(self, data: bytes) -> None:
        """Sends data, behind the head if that has not been sent."""
        length, is_first = self.content_length, self.complete and not self.wrote_header
        if is_first and data and self.has_body and length is not None and len(data) <= length:
            head = self.build_response_header()
            self.wrote_header = True
            self.content_bytes_written = len(data)
            self.channel.write_soon(head + data)
            return
        super().write(data)


class Channel(HTTPChannel):
    """Reads whole requests before a thread sees them, and gives up on those that do not come.

    Waitress's own timeouts go by the wall clock, and know no deadline for a request.
    """

    error_task_class = Refusal
    task_class = OneWrite
    server: "Server"
    request: Any

    def __init__(self, server: "Server", sock: socket.socket, addr: Any, *rest: Any, **more: Any):
        self.came_at = self.moved_at = self.began_at = time.monotonic()
        self.lingers_until, self.was_refused = 0.0, False
        self.address: str = counted(addr[0])
        self.is_counted = False
        super().__init__(server, sock, addr, *rest, **more)

    def received(self, data: bytes) -> bool:
        """Takes bytes in: one request at a time.

        Waitress makes a queue of all requests that come at once, and its thread waits until their
        answers are taken; a few clients that take none would hold all threads. Browsers send
        none ahead. What comes behind a request is dropped, and its answer closes the connection,
        which tells whoever sent it to send it again.
        """
        with self.requests_lock:
            if self.will_close or self.close_when_flushed or self.requests:
                return False
            self.moved_at = time.monotonic()
            while data:
                if self.request is None:
                    self.began_at, self.request = self.moved_at, self.parser_class(self.adj)
                data = data[self.request.received(data) :]
                asks = self.request.expect_continue and self.request.headers_finished
                if asks and not self.request.error:
                    self.send_continue()
                if self.request.completed:
                    self._give_to_thread(is_followed=bool(data.strip()))
                    if self.requests:
                        return True
        return True

    def _give_to_thread(self, *, is_followed: bool) -> None:
        request, self.request, self.sent_continue = self.request, None, False
        if request.empty:
            return
        if is_followed:
            request.headers["CONNECTION"] = "close"
        self.requests.append(request)
        self.server.add_task(self)

    def service(self) -> None:
        """Runs the app for a request; what it answers is to be taken from now on."""
        super().service()
        self.moved_at = self.began_at = time.monotonic()

    def _flush_some(self, do_close: bool = True) -> bool:
        flushed: bool = super()._flush_some(do_close)
        if flushed:
            self.moved_at = time.monotonic()
        return flushed

    def sweep(self, now: float) -> None:
        """Ends what takes too long; called from the loop every second."""
        limits, still, whole = self.server.limits, now - self.moved_at, now - self.began_at
        if self.lingers_until:
            if now > self.lingers_until:
                super().handle_close()
        elif self.total_outbufs_len:
            # Also while a thread writes: it waits for room, and is let go by this.
            if still > limits.taking_s or whole > limits.page_s:
                self.handle_close()
        elif self.requests:
            return
        elif self.request is not None:
            if still > limits.byte_s or whole > limits.request_s:
                self._refuse_late()
        elif still > limits.idle_s:
            self.will_close = True

    def _refuse_late(self) -> None:
        with self.requests_lock:
            late, self.request = self.request, None
            if late is not None:
                late.error = TooLate()
                self.requests.append(late)
                self.server.add_task(self)

    def drop(self) -> None:
        """Closes the connection at once, without a word."""
        super().handle_close()

    # A browser that still sends does not see an answer whose connection is closed: what it sends
    # is answered by a reset. So what was said is followed by an end of what we say, and for a few
    # seconds everything that comes is thrown away.

    def handle_close(self) -> None:
        """Closes the connection, a refused one after a while of listening."""
        if self.was_refused and not self.lingers_until and self.connected:
            try:
                self.socket.shutdown(socket.SHUT_WR)
            except OSError:
                super().handle_close()
                return
            self.lingers_until = time.monotonic() + LINGER_S
            self.will_close = self.close_when_flushed = False
            return
        super().handle_close()

    def readable(self) -> bool:
        """Says whether bytes are wanted."""
        return bool(self.lingers_until) or super().readable()

    def handle_read(self) -> None:
        """Reads what has come."""
        if not self.lingers_until:
            super().handle_read()
            return
        try:
            is_more = bool(self.socket.recv(DISCARDED_BYTES))
        except BlockingIOError:
            return
        except OSError:
            is_more = False
        if not is_more:
            super().handle_close()

    def add_channel(self, map: Any = None) -> None:
        """Counts the connection for its address."""
        super().add_channel(map)
        self.server.count(self, 1)

    def del_channel(self, map: Any = None) -> None:
        """Counts it no longer. Waitress may close a connection twice, and from two threads."""
        super().del_channel(map)
        self.server.count(self, -1)
