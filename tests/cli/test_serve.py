"""`serve`: where it listens, and that nothing of it is left when it ends."""

import errno
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.live import LiveServer, free_port, is_free
from trialrun.cli import main, ports, serve

GONE_S_MAX = 10


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


@pytest.fixture
def live(tmp_path: Path) -> Iterator[LiveServer]:
    server = LiveServer(tmp_path / "data", stdout=subprocess.PIPE)
    yield server
    server.kill()


def left_when_it_ends(server: LiveServer) -> str:
    """Waits until the server and its worker are gone; returns what they printed and did not."""
    return server.process.communicate(timeout=GONE_S_MAX)[0].decode()


def test_a_killed_server_leaves_no_worker_that_serves_on(live):
    live.process.kill()

    left_when_it_ends(live)
    assert -signal.SIGKILL == live.process.returncode
    assert is_free(live.port)


def test_a_server_comes_back_at_its_port_after_a_kill(live):
    with live.process as killed:
        killed.kill()
    live.start()

    assert f"Trial Run is at {live.url}/\n" == live.process.stdout.readline().decode()
    live.kill()
    left_when_it_ends(live)


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_a_server_that_is_stopped_ends_clean(by, live):
    live.process.send_signal(by)

    told = left_when_it_ends(live)
    assert 0 == live.process.returncode
    assert 2 == len(told.splitlines())
    assert is_free(live.port)


def test_a_store_that_cannot_be_used_ends_the_server_in_words(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/trialrun.db").write_text(
        "this is no database, and long enough to tell\n" * 99
    )

    with pytest.raises(RuntimeError, match="Mend that, or set TRIALRUN_DATA to another folder"):
        LiveServer(tmp_path / "data")
