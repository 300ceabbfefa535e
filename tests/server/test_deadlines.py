"""Whoever is slow holds no thread, and not for ever a connection."""

import socket
import time

import pytest

from tests.hostile import connected, everything, half_a_form, holding, seconds_of_page
from tests.server.conftest import Start, wait_until

NEVER = 3_600


@pytest.mark.parametrize("count", [2, 20, 200])
def test_half_sent_forms_hold_no_thread(start: Start, count):
    running = start()
    with holding(running.port, count, half_a_form(running.port)):
        seconds_of_page(running.port)


@pytest.mark.parametrize("sent", [b"", b"GET / HT"], ids=["nothing", "half a head"])
def test_idle_connections_keep_nobody_out(start: Start, sent):
    running = start()
    with holding(running.port, 300, sent):
        seconds_of_page(running.port)


def test_a_form_without_a_byte_for_too_long_is_refused(start: Start):
    running = start(byte_s=0.2, idle_s=NEVER)
    with holding(running.port, 1, half_a_form(running.port)) as (held,):
        answer = everything(held)

    assert answer.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert "Your form did not arrive in time." in answer.decode()


def test_a_form_that_drips_is_refused_at_its_deadline(start: Start):
    running = start(byte_s=NEVER, request_s=0.3)
    with holding(running.port, 1, half_a_form(running.port, length=10**6)) as (held,):
        held.settimeout(0.02)
        answer = b""
        give_up_at = time.monotonic() + 20
        while not answer and time.monotonic() < give_up_at:
            held.sendall(b"a")
            try:
                answer = held.recv(65536)
            except TimeoutError:
                continue

    assert answer.startswith(b"HTTP/1.1 408 ")


def test_a_slow_form_in_time_is_taken(start: Start):
    running = start(byte_s=20, request_s=60, idle_s=0.05)
    with holding(running.port, 1, half_a_form(running.port, length=64)) as (held,):
        for _ in range(63):
            time.sleep(0.005)
            held.sendall(b"a")
        answer = held.recv(65536)

    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert answer.endswith(b"\r\n\r\n64")


def test_the_deadline_of_a_second_request_is_its_own(start: Start):
    running = start(request_s=1.0, idle_s=NEVER)
    with connected(running.port) as kept:
        for _ in range(4):
            kept.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
            assert kept.recv(65536).startswith(b"HTTP/1.1 200 ")
            time.sleep(0.4)


def test_an_idle_connection_is_closed_without_a_word(start: Start):
    running = start(idle_s=0.1)
    with connected(running.port) as idle:
        assert b"" == everything(idle)


def test_a_page_that_nobody_takes_is_dropped(start: Start):
    running = start(_large_page, taking_s=0.2, idle_s=NEVER)
    with connected(running.port) as lazy:
        lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        lazy.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")

        wait_until(lambda: bool(running.server.active_channels))
        wait_until(lambda: not running.server.active_channels)


@pytest.mark.parametrize("step_s", [-10 * 365 * 86400, 10 * 365 * 86400], ids=["back", "forward"])
def test_no_step_of_the_clock_closes_or_keeps_a_connection(start: Start, step_s, monkeypatch):
    running = start(idle_s=1.5)
    true_time = time.time
    with connected(running.port) as kept:
        monkeypatch.setattr("time.time", lambda: true_time() + step_s)
        time.sleep(0.3)
        kept.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")

        assert kept.recv(65536).startswith(b"HTTP/1.1 200 ")
        assert b"" == everything(kept)


def _large_page(environ, start_response):
    start_response("200 OK", [("Content-Length", str(8_000_000))])
    return [b"x" * 8_000_000]


def test_requests_sent_ahead_hold_no_thread(start: Start):
    """Nine of these held all threads: each waited until its answers were taken."""
    running = start(_large_page, threads=2, taking_s=NEVER)
    ahead = b"GET / HTTP/1.1\r\nHost: here\r\n\r\n" * 80
    with holding(running.port, 6, ahead):
        for _ in range(3):
            with connected(running.port) as other:
                other.sendall(b"GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
                assert everything(other).startswith(b"HTTP/1.1 200 ")


def test_what_is_sent_ahead_is_asked_for_again(start: Start):
    running = start()
    with connected(running.port) as sender:
        sender.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n" * 3)
        answer = everything(sender)

    assert 1 == answer.count(b"HTTP/1.1 200 OK")
    assert b"\r\nConnection: close\r\n" in answer


def test_a_line_end_behind_a_form_is_no_request(start: Start):
    """As some browsers send it."""
    running = start()
    with connected(running.port) as sender:
        for _ in range(2):
            sender.sendall(b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 1\r\n\r\na\r\n")
            assert sender.recv(65536).endswith(b"\r\n\r\n1")


def test_a_form_that_asks_before_it_comes_is_let(start: Start):
    running = start()
    head = b"POST / HTTP/1.1\r\nHost: here\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n"
    with connected(running.port) as sender:
        sender.sendall(head)
        assert b"HTTP/1.1 100 Continue\r\n\r\n" == sender.recv(65536)
        sender.sendall(b"abc")
        assert sender.recv(65536).endswith(b"\r\n\r\n3")
