"""Behind a proxy: whose word is taken for who asks, by which host, and how. Plain WSGI."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.sansio.utils import host_is_trusted

from trialrun.addresses import Network, is_in

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]

HOST_REFUSED = "trialrun.host_refused"
"""True in the environ of a request for a host that is not served here."""
_FORWARDED = "HTTP_X_FORWARDED_FOR"


class Proxies:
    """Lets an app see its clients as they are, though proxies stand before it.

    `X-Forwarded-For` and `-Proto` are believed from `trusted` alone: anybody can send
    them. The host is that of `Host`, which proxies hand on; with a public URL, scheme and host are
    those of it.
    """

    def __init__(
        self, app: Application, *, trusted: Sequence[Network], hosts: Sequence[str], public_url: str
    ) -> None:
        self._app, self._trusted, self._hosts = app, trusted, hosts
        public = urlsplit(public_url)
        self._scheme, self._host = public.scheme, public.netloc

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Mends the environ, and hands it on."""
        if not self._is_trusted(environ.get("REMOTE_ADDR", "")):
            return self._checked(environ, start_response)
        told = [part.strip() for part in environ.get(_FORWARDED, "").split(",")]
        hops = 1
        while hops < len(told) and self._is_trusted(told[-hops]):
            hops += 1
        fixed = ProxyFix(self._checked, x_for=hops, x_proto=1)
        return fixed(environ, start_response)

    def _checked(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        # Werkzeug tells letters of two cases apart, and names of hosts do not.
        host = environ.get("HTTP_HOST", "").lower()
        if self._hosts and not host_is_trusted(host, list(self._hosts)):
            environ[HOST_REFUSED] = True
        if self._host:
            environ["wsgi.url_scheme"], environ["HTTP_HOST"] = self._scheme, self._host
        return self._app(environ, start_response)

    def _is_trusted(self, address: str) -> bool:
        return is_in(address, self._trusted)
