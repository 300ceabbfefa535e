"""The proxies of docs/running for real, on loopback: TLS, hosts, cookies, slow clients.

Only in `make prove`: it gets nginx and Caddy by apt where they are missing.
"""

import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.hostile import half_a_form
from tests.live import ROOT, LiveServer, free_port
from tests.proving import PROVES

pytestmark = pytest.mark.skipif(not PROVES, reason="only in `make prove`")

HOST = "study.example.org"
EXAMPLES = ROOT / "docs/running"
READY_S_MAX = 30
HELD = 200


class Proxy:
    """A proxy that runs with the example of the docs, on ports of its own."""

    def __init__(self, folder: Path, app: LiveServer) -> None:
        self.folder, self.app = folder, app
        self.tls_port, self.plain_port = free_port(), free_port()
        self.certificate, self.key = folder / "cert.pem", folder / "key.pem"
        _certify(self.certificate, self.key)

    def configured(self, name: str, replaced: dict[str, str]) -> str:
        """Returns an example with what is of one machine replaced; each must be there."""
        text = (EXAMPLES / name).read_text("utf-8")
        for old, new in replaced.items():
            assert old in text, old
            text = text.replace(old, new)
        return text

    def ask(self, path: str = "/", *, host: str = HOST, head: str = "") -> str:
        """Asks for a page by TLS and returns the whole answer."""
        with self.connected(host) as connection:
            request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\n{head}Connection: close\r\n\r\n"
            connection.sendall(request.encode())
            return _everything(connection)

    def connected(self, host: str = HOST) -> ssl.SSLSocket:
        """Connects by TLS; the certificate is checked."""
        context = ssl.create_default_context(cafile=str(self.certificate))
        # From another address than the proxy's, which would be taken for one more proxy.
        plain = socket.create_connection(
            ("127.0.0.1", self.tls_port), 30, source_address=("127.0.0.5", 0)
        )
        return context.wrap_socket(plain, server_hostname=host)


def _nginx(proxy: Proxy) -> list[str]:
    site = proxy.configured(
        "nginx.conf",
        {
            "listen 80;": f"listen 127.0.0.1:{proxy.plain_port};",
            "listen 443": f"listen 127.0.0.1:{proxy.tls_port}",
            "127.0.0.1:8000": f"127.0.0.1:{proxy.app.port}",
            f"/etc/letsencrypt/live/{HOST}/fullchain.pem": str(proxy.certificate),
            f"/etc/letsencrypt/live/{HOST}/privkey.pem": str(proxy.key),
        },
    )
    paths = "".join(
        f"{kind}_temp_path {proxy.folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config = proxy.folder / "nginx.conf"
    config.write_text(
        f"daemon off; pid {proxy.folder}/pid; error_log stderr;\n"
        f"events {{ worker_connections 1024; }}\nhttp {{\n{paths}{site}}}\n"
    )
    return ["nginx", "-p", str(proxy.folder), "-c", str(config)]


def _caddy(proxy: Proxy) -> list[str]:
    site = proxy.configured(
        "Caddyfile",
        {
            f"{HOST} {{": f"{HOST} {{\n\ttls {proxy.certificate} {proxy.key}",
            "127.0.0.1:8000": f"127.0.0.1:{proxy.app.port}",
        },
    )
    config = proxy.folder / "Caddyfile"
    config.write_text(
        f"{{\n\tadmin off\n\thttp_port {proxy.plain_port}\n\thttps_port {proxy.tls_port}\n"
        f"\tdefault_bind 127.0.0.1\n}}\n{site}"
    )
    return ["caddy", "run", "--config", str(config), "--adapter", "caddyfile"]


COMMANDS = {"nginx": ("nginx-light", _nginx), "caddy": ("caddy", _caddy)}


@pytest.fixture(scope="module", params=COMMANDS)
def proxy(request: pytest.FixtureRequest, tmp_path_factory) -> Iterator[Proxy]:
    package, command = COMMANDS[request.param]
    _get(request.param, package)
    folder = tmp_path_factory.mktemp(request.param)
    folder.chmod(0o755)
    app = LiveServer(
        folder / "data",
        PUBLIC_URL=f"https://{HOST}", TRUSTED_HOSTS=HOST, TRUSTED_PROXIES="127.0.0.1",
        ACCESS_LOG="1", CONNECTIONS_PER_ADDRESS="3",
        asked_as=HOST,
    )  # fmt: skip
    made = Proxy(folder, app)
    home = os.environ | {"HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command(made), stdout=log, stderr=log, env=home)
    try:
        _wait(made, process)
        yield made
    finally:
        process.terminate()
        process.wait(20)
        app.kill()


def test_a_page_comes_by_tls_with_the_cookie_of_this_host(proxy):
    answer = proxy.ask("/practice/")

    assert answer.startswith("HTTP/1.1 200")
    lower = answer.lower()
    assert "set-cookie: __host-trialrun=" in lower
    assert "; secure" in lower
    assert "strict-transport-security: max-age=31536000" in lower


def test_plain_http_leads_to_https(proxy):
    with socket.create_connection(("127.0.0.1", proxy.plain_port), 30) as connection:
        connection.sendall(f"GET /practice/ HTTP/1.0\r\nHost: {HOST}\r\n\r\n".encode())
        answer = _everything(connection)

    assert answer.split()[1] in ("301", "308")
    assert f"location: https://{HOST}" in answer.lower()
    assert "/practice/" in answer


def test_a_redirect_keeps_scheme_and_host(proxy):
    answer = proxy.ask("/practice")

    assert f"location: https://{HOST}/practice/\r\n" in answer.lower()


@pytest.mark.parametrize("name", ["evil.example", HOST], ids=["another name", "the right name"])
def test_another_host_gets_no_page(proxy, name):
    """Caddy answers with an empty 200, nginx with no TLS at all; the app says that it refuses."""
    try:
        with proxy.connected(name) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
            answer = _everything(connection)
    except OSError:
        return
    assert "<nav" not in answer or "This host is not served here" in answer


def test_a_form_is_taken(proxy):
    form = "attempt=aa11"
    with proxy.connected() as connection:
        connection.sendall(
            f"POST /practice/rollback/ HTTP/1.1\r\nHost: {HOST}\r\nOrigin: https://{HOST}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(form)}\r\nConnection: close\r\n\r\n{form}".encode()
        )
        answer = _everything(connection)

    assert " 303 " in answer.splitlines()[0]


def test_slow_clients_keep_nobody_out(proxy):
    half = half_a_form(proxy.tls_port).replace(
        f"127.0.0.1:{proxy.tls_port}".encode(), HOST.encode()
    )
    with ExitStack() as held:
        for _ in range(HELD):
            connection = held.enter_context(proxy.connected())
            connection.sendall(half)
        started = time.perf_counter()
        answer = proxy.ask()

    assert answer.startswith("HTTP/1.1 200")
    assert time.perf_counter() - started < 10


def test_the_log_has_the_network_of_the_client_and_not_what_it_claims(proxy):
    proxy.ask("/practice/", head="X-Forwarded-For: 203.0.113.9\r\n")

    said = proxy.app.said()
    assert "GET /practice/ 127.0.0.0/24" in said
    assert "203.0.113" not in said


def _certify(certificate: Path, key: Path) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST},DNS:evil.example",
         "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    key.chmod(0o644)


def _get(name: str, package: str) -> None:
    if shutil.which(name):
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        pytest.skip(f"{name} is not here; install {package}")
    for step in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", package]):
        subprocess.run(["apt-get", *step], check=False, capture_output=True)
    if not shutil.which(name):
        pytest.skip(f"{name} cannot be installed here")


def _wait(proxy: Proxy, process: subprocess.Popen[bytes]) -> None:
    give_up_at = time.monotonic() + READY_S_MAX
    while time.monotonic() < give_up_at and process.poll() is None:
        try:
            if proxy.ask().startswith("HTTP/1.1 200"):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError((proxy.folder / "log").read_text())


def _everything(connection: socket.socket) -> str:
    pieces = []
    while piece := connection.recv(65536):
        pieces.append(piece)
    return b"".join(pieces).decode(errors="replace")
