"""`serve`: where it listens."""

import errno
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.live import free_port
from trialrun.cli import main, ports, serve


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[int]:
    """The ports that a server was started on; none really is."""
    started: list[int] = []
    monkeypatch.setenv("TRIALRUN_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(serve, "_granian", lambda _host, port: started.append(port))
    return started


@pytest.fixture
def taken() -> Iterator[socket.socket]:
    """Another's socket that listens; it may be closed."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", free_port()))
        other.listen()
        yield other


def port_of(listening: socket.socket) -> int:
    return int(listening.getsockname()[1])


def test_a_given_port_that_is_free_is_taken_at_once(served, monkeypatch, capsys):
    port = free_port()
    monkeypatch.setenv("PORT", str(port))

    assert 0 == main(["serve"])
    assert [port] == served
    assert f"Trial Run is at http://127.0.0.1:{port}/" in capsys.readouterr().out


@pytest.mark.parametrize("by", ["PORT", "--port"])
def test_a_given_port_that_stays_taken_is_refused(by, taken, served, monkeypatch, capsys):
    monkeypatch.setattr(serve, "PATIENCE_S", 0.1)
    port = port_of(taken)
    if by == "PORT":
        monkeypatch.setenv("PORT", str(port))

    assert 1 == main(["serve"] if by == "PORT" else ["serve", "--port", str(port)])
    assert [] == served
    assert (
        f"Port {port} of 127.0.0.1 is taken, 0.1 seconds later still. "
        "Set PORT to another, or HOST to an address of this machine.\n"
    ) == capsys.readouterr().out


def test_the_default_port_is_a_given_one_when_it_is_given(taken, served, monkeypatch):
    monkeypatch.setattr(serve, "PATIENCE_S", 0)
    monkeypatch.setattr(serve, "PORT", port_of(taken))
    monkeypatch.setenv("PORT", str(port_of(taken)))

    assert 1 == main(["serve"])
    assert [] == served


def test_a_given_port_is_waited_for(taken, served, monkeypatch):
    def tried(host: str, port: int) -> OSError | None:
        failure = failure_of(host, port)
        taken.close()
        return failure

    failure_of: Callable[[str, int], OSError | None] = ports._failure
    monkeypatch.setattr(serve, "PATIENCE_S", 60)
    monkeypatch.setattr(ports, "_failure", tried)
    port = port_of(taken)

    assert 0 == main(["serve", "--port", str(port)])
    assert [port] == served


def test_a_taken_default_port_gives_way_to_the_next_free_one(taken, served, monkeypatch, capsys):
    monkeypatch.setattr(serve, "PORT", port_of(taken))

    assert 0 == main(["serve"])
    (port,) = served
    assert port_of(taken) < port < port_of(taken) + ports.PORTS_TRIED
    assert (
        f"Port {port_of(taken)} is taken, so this one is used: {port}." in capsys.readouterr().out
    )


def test_no_free_port_near_the_default_one_is_told(served, monkeypatch, capsys):
    taken = OSError(errno.EADDRINUSE, "taken")
    monkeypatch.setattr(ports, "_failure", lambda _host, _port: taken)

    assert 1 == main(["serve"])
    assert [] == served
    assert capsys.readouterr().out.startswith("No free port on 127.0.0.1 from 8000 on.")


def test_an_address_of_another_machine_is_not_waited_for(served, monkeypatch, capsys):
    monkeypatch.setattr(serve, "PATIENCE_S", 600)

    assert 1 == main(["serve", "--host", "192.0.2.1", "--port", str(free_port())])
    assert "Nothing can listen on 192.0.2.1:" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["0", "65536", "-1", "http", "8000 ", "²"])
def test_a_port_that_is_none_is_refused(text, served, capsys):
    assert 1 == main(["serve", f"--port={text}"])
    assert [] == served
    assert f"PORT is {text!r}; it must be a number from 1 to 65535." in capsys.readouterr().out
