"""`serve`: where it listens, what it holds, and that nothing of it is left when it ends."""

import errno
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live import ROOT, LiveServer, free_port, is_free
from tests.server.test_crash import worker_of
from trialrun.cli import listening, main, serve
from trialrun.cli.holding import FolderLock, Held

GONE_S_MAX = 20


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[int]:
    """The ports that a server was started on; none really is."""
    started: list[int] = []

    class NoKeeper:
        def __init__(self, listening: socket.socket, _lock: int, _told: str) -> None:
            with listening:
                started.append(port_of(listening))

        def keep(self) -> int:
            return 0

    monkeypatch.setenv("TRIALRUN_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(serve, "_Keeper", NoKeeper)
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


def test_a_given_port_that_is_free_is_taken_at_once(served, monkeypatch):
    port = free_port()
    monkeypatch.setenv("PORT", str(port))

    assert 0 == main(["serve"])
    assert [port] == served


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
    listen = listening._listening

    def tried(host: str, port: int) -> socket.socket:
        try:
            return listen(host, port)
        finally:
            taken.close()

    monkeypatch.setattr(serve, "PATIENCE_S", 60)
    monkeypatch.setattr(listening, "_listening", tried)
    port = port_of(taken)

    assert 0 == main(["serve", "--port", str(port)])
    assert [port] == served


def test_a_taken_default_port_gives_way_to_the_next_free_one(taken, served, monkeypatch, capsys):
    monkeypatch.setattr(serve, "PORT", port_of(taken))

    assert 0 == main(["serve"])
    (port,) = served
    assert port_of(taken) < port < port_of(taken) + listening.PORTS_TRIED
    assert (
        f"Port {port_of(taken)} is taken, so this one is used: {port}." in capsys.readouterr().out
    )


def test_no_free_port_near_the_default_one_is_told(served, monkeypatch, capsys):
    def refuse(host: str, port: int) -> socket.socket:
        raise OSError(errno.EADDRINUSE, "taken")

    monkeypatch.setattr(listening, "_listening", refuse)

    assert 1 == main(["serve"])
    assert [] == served
    assert capsys.readouterr().out.startswith("No free port on 127.0.0.1 from 8000 on.")


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid"])
def test_an_address_of_another_machine_is_not_waited_for(host, served, monkeypatch, capsys):
    monkeypatch.setattr(serve, "PATIENCE_S", 600)

    assert 1 == main(["serve", "--host", host, "--port", str(free_port())])
    assert f"Nothing can listen on {host}:" in capsys.readouterr().out


def test_a_host_that_is_none_is_told_without_a_port(served, capsys):
    assert 1 == main(["serve", "--host", "no-such-host.invalid"])
    assert "Nothing can listen on no-such-host.invalid:8000:" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["0", "65536", "-1", "http", "8000 ", "²"])
def test_a_port_that_is_none_is_refused(text, served, capsys):
    assert 1 == main(["serve", f"--port={text}"])
    assert [] == served
    assert f"PORT is {text!r}; it must be a number from 1 to 65535." in capsys.readouterr().out


def test_a_setting_that_cannot_be_is_told(served, monkeypatch, capsys):
    monkeypatch.setenv("PUBLIC_URL", "study.example.org")

    assert 1 == main(["serve"])
    assert [] == served
    assert capsys.readouterr().out.startswith("PUBLIC_URL is 'study.example.org'; write where")


def test_two_starts_at_one_instant_share_no_port():
    port = free_port()
    with listening.listen_at("127.0.0.1", port, 0), pytest.raises(listening.Refused):
        listening.listen_at("127.0.0.1", port, 0)


def test_a_folder_that_is_served_says_by_whom(served, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(serve, "PATIENCE_S", 0.1)
    data = tmp_path / "data"
    data.mkdir()
    held = FolderLock(data, 0)
    held.say("process 7 at http://127.0.0.1:8000/")

    assert 1 == main(["serve"])
    assert (
        f"The data folder {data} is served already by process 7 at http://127.0.0.1:8000/. "
        "Stop that one first, or set TRIALRUN_DATA to another folder.\n"
    ) == capsys.readouterr().out
    held.release()
    assert 0 == main(["serve"])


def test_a_folder_that_cannot_be_written_is_served_all_the_same(tmp_path, monkeypatch):
    (tmp_path / "served-by.txt").mkdir()  # root may write everything, but no folder
    held = FolderLock(tmp_path, 0)
    held.say("somebody")
    held.release()


def test_a_lock_is_held_by_whoever_inherits_it(tmp_path):
    held = FolderLock(tmp_path, 0)
    heir = os.dup(held.fileno())
    held.release()

    with pytest.raises(Held, match=r"is served already\."):
        FolderLock(tmp_path, 0)
    os.close(heir)
    FolderLock(tmp_path, 0).release()


@pytest.fixture
def live(tmp_path: Path) -> Iterator[LiveServer]:
    server = LiveServer(tmp_path / "data", stdout=subprocess.PIPE)
    yield server
    server.kill()
    server.process.stdout.close()


def left_when_it_ends(server: LiveServer) -> str:
    """Waits until the server and its worker are gone; returns what they printed and did not."""
    return server.process.communicate(timeout=GONE_S_MAX)[0].decode()


def test_a_server_serves_where_nothing_is_known_yet(tmp_path):
    server = LiveServer(tmp_path / "data", knows_nothing=True)
    with urllib.request.urlopen(f"{server.url}/practice/rollback/", timeout=60) as page:
        assert 200 == page.status
    server.kill()

    assert (tmp_path / "data/content.db").exists()


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


def test_a_worker_that_dies_is_started_again(live):
    dead = worker_of(live)
    os.kill(dead, signal.SIGKILL)

    with urllib.request.urlopen(live.url, timeout=60) as page:
        assert 200 == page.status
    assert dead != worker_of(live)
    assert "The worker ended by itself (-9); it is started again." in live.said()


def test_a_second_start_on_a_folder_is_refused_while_the_first_serves(live):
    environment = os.environ | {"TRIALRUN_DATA": str(live.data), "PORT": str(free_port())}
    second = subprocess.run(
        [sys.executable, "-m", "trialrun", "serve"], cwd=ROOT, env=environment, check=False,
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip

    assert 1 == second.returncode
    assert f"is served already by process {live.process.pid} at {live.url}/." in second.stdout


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
