"""How much is taken, and from whom; what is said to whoever brings more."""

import resource
import socket
import struct
import threading
from ipaddress import ip_network

import pytest

from tests.hostile import asked, connected, everything, holding, seconds_of_page
from tests.server.conftest import Start, wait_until
from trialrun.server import limits
from trialrun.server.limits import Limits, connections_with

CHUNK = b"8000\r\n" + b"a" * 0x8000 + b"\r\n"
HEAD = b"POST / HTTP/1.1\r\nHost: here\r\n"


@pytest.mark.parametrize("how", ["chunked", "with a length"])
def test_a_body_over_the_limit_is_told_to_whoever_still_sends_it(start: Start, how):
    running = start()
    head, body = HEAD + b"Transfer-Encoding: chunked\r\n\r\n", CHUNK * 160
    if how == "with a length":
        head, body = HEAD + b"Content-Length: 5000000\r\n\r\n", b"a" * 5_000_000
    with connected(running.port) as sender:
        sender.sendall(head)
        sender.sendall(body)
        answer = everything(sender)

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"That form is too large." in answer


def test_a_chunked_body_in_the_limit_comes_as_if_it_had_a_length(start: Start):
    running = start()
    with connected(running.port) as sender:
        sender.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + CHUNK * 3 + b"0\r\n\r\n")

        assert sender.recv(65536).endswith(b"\r\n\r\n98304")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: here\r\nCookie: " + b"a" * 40_000 + b"\r\n\r\n", b"431"),
        (b"this is no request\r\n\r\n", b"400"),
        (HEAD + b"Transfer-Encoding: gzip\r\n\r\n", b"501"),
    ],
)
def test_what_is_no_request_gets_our_own_words(start: Start, sent, status):
    running = start()
    with connected(running.port) as sender:
        sender.sendall(sent)
        answer = everything(sender)

    assert answer.startswith(b"HTTP/1.1 " + status) or answer.startswith(b"HTTP/1.0 " + status)
    assert b'role="alert"' in answer
    assert b"waitress" not in answer.lower()


def test_htmx_is_told_in_the_alert_of_its_page(start: Start):
    running = start()
    with connected(running.port) as sender:
        sender.sendall(HEAD + b"HX-Request: true\r\nContent-Length: 5000000\r\n\r\n")
        answer = everything(sender)

    assert b"hx-retarget: #alerts\r\n" in answer.lower()
    assert answer.partition(b"\r\n\r\n")[2].startswith(b'<div class="notice notice--bad">')


def test_an_address_with_too_many_connections_is_refused_alone(start: Start, caplog):
    running = start(per_address=5)
    with holding(running.port, 5, b"", ["127.0.0.2"]):
        refused = asked(running.port, source="127.0.0.2")
        seconds_of_page(running.port, source="127.0.0.3")
        seconds_of_page(running.port)

    assert refused.startswith(b"HTTP/1.1 429 ")
    assert b"Retry-After: 10\r\n" in refused
    assert "refused 429 Too Many Requests 127.0.0.0/24" in caplog.messages
    wait_until(lambda: not running.server.connections_of["127.0.0.2/32"])
    seconds_of_page(running.port, source="127.0.0.2")


def test_a_trusted_proxy_has_no_cap(start: Start):
    running = start(per_address=5, uncapped=[ip_network("127.0.0.2/32")])
    with holding(running.port, 20, b"", ["127.0.0.2"]):
        seconds_of_page(running.port, source="127.0.0.2")


def test_no_cap_is_no_cap(start: Start):
    running = start(per_address=0)
    with holding(running.port, 20, b""):
        seconds_of_page(running.port)


def test_where_all_is_full_the_idlest_give_way(start: Start):
    running = start(connections=10)
    with holding(running.port, 40, b""):
        seconds_of_page(running.port)
        wait_until(lambda: len(running.server.active_channels) <= 10)


def test_where_all_is_full_of_half_sent_forms_newcomers_are_served(start: Start, monkeypatch):
    monkeypatch.setattr("trialrun.server.loop.SETTLED_S", 0.0)
    running = start(connections=10)
    with holding(running.port, 40, b"POST / HTTP/1.1\r\nHost", ["127.0.0.2"]):
        for _ in range(10):
            seconds_of_page(running.port)


def test_a_connection_that_is_reset_is_counted_once(start: Start):
    running = start(per_address=5)
    for _ in range(20):
        with connected(running.port, source="127.0.0.2") as reset:
            reset.sendall(b"GET / HT")
            reset.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    # Who comes after them is let in after them.
    seconds_of_page(running.port)
    wait_until(lambda: not running.server.active_channels)
    with holding(running.port, 5, b"", ["127.0.0.2"]):
        wait_until(lambda: running.server.connections_of["127.0.0.2/32"] == 5)
        refused = asked(running.port, source="127.0.0.2")

    assert refused.startswith(b"HTTP/1.1 429 ")
    wait_until(lambda: not running.server.connections_of)


def test_a_flood_of_refusals_is_a_line_a_second(start: Start, monkeypatch, caplog):
    monkeypatch.setattr("trialrun.server.loop.SWEEP_S", 3_600)
    running = start(per_address=1)
    with holding(running.port, 1, b"", ["127.0.0.2"]):
        wait_until(lambda: bool(running.server.active_channels))
        for _ in range(50):
            asked(running.port, source="127.0.0.2")
        # The answer goes out before it is counted.
        wait_until(lambda: running.server._turned_away == 49)
        monkeypatch.setattr("trialrun.server.loop.SWEEP_S", 0)
        asked(running.port, source="127.0.0.2")
        wait_until(lambda: len(caplog.messages) > 1)

    told = "refused 429 Too Many Requests 127.0.0.0/24"
    assert [told, f"{told} and 49 more"] == caplog.messages


def test_where_all_is_full_no_request_in_work_is_dropped(start: Start):
    go_on = threading.Event()

    def waits(environ, start_response):
        go_on.wait(20)
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    running = start(waits, connections=10)
    with connected(running.port) as working:
        working.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
        wait_until(lambda: any(c.requests for c in running.server.active_channels.values()))
        with holding(running.port, 40, b""):
            wait_until(lambda: len(running.server.active_channels) <= 10)
            go_on.set()
            assert working.recv(65536).endswith(b"ok")


def test_a_stop_answers_what_was_asked(start: Start):
    begun, go_on = threading.Event(), threading.Event()

    def waits(environ, start_response):
        begun.set()
        go_on.wait(20)
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    running = start(waits)
    with connected(running.port) as working, connected(running.port):
        working.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
        assert begun.wait(20)
        running.server.stop()
        go_on.set()

        assert working.recv(65536).endswith(b"ok")
    running.thread.join(20)
    assert not running.thread.is_alive()


@pytest.mark.parametrize(
    ("soft", "hard", "fitting", "raised"),
    [
        (256, 100_000, 1_000, 3_200),
        (256, resource.RLIM_INFINITY, 1_000, 3_200),
        (256, 800, 200, 800),
        (5_000, 5_000, 1_000, None),
        (resource.RLIM_INFINITY, resource.RLIM_INFINITY, 1_000, None),
        (64, 64, 1, None),
    ],
)
def test_open_files_are_raised_for_the_connections(soft, hard, fitting, raised, monkeypatch):
    told: list[int] = []
    monkeypatch.setattr(limits.resource, "getrlimit", lambda _: (soft, hard))
    monkeypatch.setattr(limits.resource, "setrlimit", lambda _, to: told.append(to[0]))

    assert fitting == connections_with(1_000)
    assert ([raised] if raised else []) == [to for to in told if to != soft]


def test_an_odd_address_is_capped():
    assert Limits(uncapped=[ip_network("10.0.0.0/8")]).is_capped("no address")
