"""Refuses cross-site posts and foreign hosts, and sets the security headers. Knows no page."""

from dataclasses import dataclass

from flask import Flask, Response, abort, request

from trialrun.web.http.proxies import HOST_REFUSED

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
MISDIRECTED = 421
HSTS_S = 365 * 24 * 3600

HEADERS = {
    "Content-Security-Policy": (
        # blob: so that picture.js can draw an SVG that it has fetched from here into a PNG.
        "default-src 'self'; img-src 'self' blob:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
KEPT_FOR_BACK = "private, no-cache"
"""Going back finds a form as it was left, and asks whether the page is still the same."""
KEPT_NOWHERE = "no-store"
_PRIVATE = "own-"
_NEVER_KEPT = ("exports.", "mine.", "doors.")


def protect(app: Flask, *, is_https: bool = False) -> None:
    """Adds all that to an app."""
    app.before_request(_refuse_foreign_host)
    app.before_request(_refuse_cross_site)
    app.after_request(_Headers(is_https).add)


def _refuse_foreign_host() -> None:
    if request.environ.get(HOST_REFUSED):
        abort(MISDIRECTED)


def _refuse_cross_site() -> None:
    """Refuses a state-changing request that another site made this browser send.

    Browsers send Sec-Fetch-Site (all current ones) or at least Origin; a request with neither
    does not come from a page of another site.
    """
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in ("same-origin", "none"):
            abort(403)
        return
    origin = request.headers.get("Origin")
    if origin is not None and origin.partition("://")[2] != request.host:
        abort(403)


@dataclass(frozen=True, slots=True)
class _Headers:
    is_https: bool

    def add(self, response: Response) -> Response:
        response.headers.extend(HEADERS)
        if self.is_https:
            response.headers["Strict-Transport-Security"] = f"max-age={HSTS_S}"
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = _kept()
        return response


def _kept() -> str:
    """Returns where a page may be kept: nowhere if it is a private link's, a file's or My data.

    Pages with forms, `predict` among them, must find the form as it was when one goes back.
    """
    slug = (request.view_args or {}).get("slug") or ""
    is_form = (request.endpoint or "").startswith("predict.")
    is_never = (request.endpoint or "").startswith(_NEVER_KEPT)
    if is_never or (slug.startswith(_PRIVATE) and not is_form):
        return KEPT_NOWHERE
    return KEPT_FOR_BACK
