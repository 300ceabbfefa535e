"""What can be set from outside. Standard library only, so that a command starts at once."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from trialrun.addresses import Network

ROOT = Path(__file__).resolve().parents[1]
LEARNERS_PER_ADDRESS = 200
"""A school's network has one address: so many answer, begin and paste there at full speed."""
CONNECTIONS_PER_ADDRESS = 1_500
"""200 learners behind one address with the six connections that a browser opens, and some more."""
THREADS = 8
"""Threads that make answers."""
HEAVY_WAITING_MAX = THREADS // 2 - 1
"""How many of them may wait for a heavy page to be over: with the one that makes it, half."""


class SettingsError(ValueError):
    """A setting that cannot be; the text says which, and what to write instead."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`data` is the folder of the database, `content` that of lessons/, quizzes/, scenarios/.

    `public_url` is where browsers find the app when a proxy stands before it, "" without one;
    what a proxy says of its clients is believed where it comes from `trusted_proxies`. With
    `trusted_hosts` any other host is refused. `connections_per_address` 0 is no cap. The rates of
    an address are wide enough for `learners_per_address`; with 0 nothing is counted.
    """

    data: Path = ROOT / "data"
    content: Path = ROOT
    public_url: str = ""
    trusted_hosts: tuple[str, ...] = ()
    trusted_proxies: tuple[Network, ...] = ()
    secret_key: str = ""
    secret_key_fallbacks: tuple[str, ...] = ()
    connections_per_address: int = CONNECTIONS_PER_ADDRESS
    learners_per_address: int = LEARNERS_PER_ADDRESS
    shows_author_pages: bool = False
    logs_access: bool = False

    def __post_init__(self) -> None:
        """Raises SettingsError where two settings do not go together."""
        host = urlsplit(self.public_url).hostname
        if host and self.trusted_hosts and not _is_trusted(host, self.trusted_hosts):
            raise SettingsError(
                f"PUBLIC_URL has the host {host}, which is not in TRUSTED_HOSTS; add it there"
            )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Reads the environment. Raises SettingsError."""

        def text(name: str) -> str:
            return environment.get(name, "").strip()

        return cls(
            data=Path(text("TRIALRUN_DATA") or ROOT / "data").absolute(),
            content=Path(text("TRIALRUN_CONTENT") or ROOT).absolute(),
            public_url=_public_url(text("PUBLIC_URL")),
            trusted_hosts=tuple(map(_host, _listed(text("TRUSTED_HOSTS")))),
            trusted_proxies=tuple(map(_network, _listed(text("TRUSTED_PROXIES")))),
            secret_key=_secret_key(text("SECRET_KEY"), "SECRET_KEY"),
            secret_key_fallbacks=tuple(
                _secret_key(key, "SECRET_KEY_FALLBACKS")
                for key in _listed(text("SECRET_KEY_FALLBACKS"))
            ),
            connections_per_address=_count(
                "CONNECTIONS_PER_ADDRESS", text("CONNECTIONS_PER_ADDRESS"), CONNECTIONS_PER_ADDRESS
            ),
            learners_per_address=_count(
                "LEARNERS_PER_ADDRESS", text("LEARNERS_PER_ADDRESS"), LEARNERS_PER_ADDRESS
            ),
            shows_author_pages=_is_on("TRIALRUN_AUTHORS", text("TRIALRUN_AUTHORS")),
            logs_access=_is_on("ACCESS_LOG", text("ACCESS_LOG")),
        )

    @property
    def database(self) -> Path:
        """Returns the file that holds all answers."""
        return self.data / "trialrun.db"

    @property
    def compiled(self) -> Path:
        """Returns the folder of compiled templates; it can be thrown away at will."""
        return self.data / "templates"

    @property
    def derived(self) -> Path:
        """Returns the file of what was built and proven; it can be thrown away at will."""
        return self.data / "content.db"

    @property
    def proofs(self) -> Path:
        """Returns the file of what `check` has proven; it can be thrown away at will."""
        return self.data / "proofs.db"

    @property
    def is_https(self) -> bool:
        """Says whether browsers come by https only."""
        return self.public_url.startswith("https://")


SECRET_KEY_LENGTH_MIN = 16
_HOST = re.compile(r"\.?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:[0-9]{1,5})?")


def _is_trusted(host: str, hosts: tuple[str, ...]) -> bool:
    plain = [trusted.partition(":")[0] for trusted in hosts]
    return any(host == one.lstrip(".") or (one[0] == "." and host.endswith(one)) for one in plain)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _public_url(text: str) -> str:
    if not text:
        return ""
    url = text.rstrip("/")
    try:
        parts = urlsplit(url)
        is_plain = parts.port is None or parts.port > 0
    except ValueError:
        is_plain = False
    if not is_plain or parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError(
            f"PUBLIC_URL is {text!r}; write where browsers find the app, as in "
            "https://study.example.org"
        )
    if parts.path or parts.query or parts.fragment or parts.username is not None:
        raise SettingsError(
            f"PUBLIC_URL is {text!r}; write scheme and host only, as in https://{parts.hostname}: "
            "the app needs a host of its own"
        )
    return url


def _host(text: str) -> str:
    if not _HOST.fullmatch(text):
        raise SettingsError(
            f"TRUSTED_HOSTS has {text!r}; write names of hosts with commas between them, as in "
            "study.example.org,.example.net: without scheme, path, * or IPv6"
        )
    return text.lower()


def _network(text: str) -> Network:
    try:
        return ip_network(text, strict=False)
    except ValueError as error:
        raise SettingsError(
            f"TRUSTED_PROXIES has {text!r}; write addresses or networks with commas between them, "
            "as in 127.0.0.1,10.0.0.0/8"
        ) from error


def _secret_key(text: str, name: str) -> str:
    if "," in text:
        raise SettingsError(f"{name} has a comma; write a key without, they stand between keys")
    if text and len(text) < SECRET_KEY_LENGTH_MIN:
        raise SettingsError(
            f"{name} has a key of {len(text)} signs; write at least {SECRET_KEY_LENGTH_MIN} that "
            "nobody can guess, as `openssl rand -hex 32` makes them"
        )
    return text


def _count(name: str, text: str, default: int) -> int:
    if not text:
        return default
    if not (text.isascii() and text.isdigit()):
        raise SettingsError(f"{name} is {text!r}; write a whole number, 0 for no cap")
    return int(text)


def _is_on(name: str, text: str) -> bool:
    if text not in ("", "0", "1"):
        raise SettingsError(f"{name} is {text!r}; write 1 to have it, 0 or nothing to have it not")
    return text == "1"
