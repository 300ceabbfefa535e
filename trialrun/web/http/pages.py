"""Renders a page, or only its fragment when htmx asks for that. Knows no content."""

import gzip
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from flask import Response, make_response, render_template, request
from markupsafe import Markup

KEPT_FOR_ALL = "public, no-cache"
"""Any cache may keep it, and asks each time whether it is still the same."""

_PLAIN = (("Content-Type", "text/html; charset=utf-8"), ("Vary", "Accept-Encoding"))
_COMPRESSED = (*_PLAIN, ("Content-Encoding", "gzip"))


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A rendered page that is the same for everybody in the same place, ready to be sent."""

    body: bytes
    gzipped: bytes
    digest: str

    @classmethod
    def of(cls, html: str) -> "KeptPage":
        """Packs a page once, as small as it gets."""
        body = html.encode()
        return cls(body, gzip.compress(body, 9), sha256(body).hexdigest()[:16])


def kept_page(page: KeptPage) -> Response:
    """Sends a kept page, compressed if the browser takes that."""
    takes_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
    if takes_gzip:
        return Response(page.gzipped, headers=_COMPRESSED)
    return Response(page.body, headers=_PLAIN)


def public_page(page: KeptPage) -> Response:
    """Sends a kept page that is the same for everybody, everywhere: caches may keep it and ask.

    It gets no cookie (`services.welcome`), whoever asks. The tag is weak: it is that of the page,
    compressed or not.
    """
    response = kept_page(page)
    response.headers["Cache-Control"] = KEPT_FOR_ALL
    response.set_etag(page.digest, weak=True)
    response.make_conditional(request)
    return response


def in_textarea(text: str) -> Markup:
    """Escapes what a textarea must not hold, and no quotes: a quote would take five signs.

    >>> in_textarea('a: "<b>" & c')
    Markup('a: "&lt;b>" &amp; c')
    """
    return Markup(text.replace("&", "&amp;").replace("<", "&lt;"))  # noqa: S704 - just escaped


def wants_fragment() -> bool:
    """Says whether htmx asked; going back in history wants the whole page."""
    headers = request.headers
    return "HX-Request" in headers and "HX-History-Restore-Request" not in headers


def render(
    page: str, fragment: str | None = None, *, status: int = 200, **context: Any
) -> Response:
    """Renders the fragment for htmx, the page for everybody else."""
    template = fragment if fragment and wants_fragment() else page
    response = make_response(render_template(template, **context), status)
    if fragment:
        response.vary.add("HX-Request")
    return response
