"""One line a request for whoever runs the app: never who asked, and nothing private of what.

A page is named by its route, as in `/attempts/<attempt_id>/<int:number>/`: without the query, and
without what stands in its address, which may be a private link.
"""

import logging
import time

from flask import Flask, Response, g, request

from trialrun.addresses import shortened

access = logging.getLogger("trialrun.access")
security = logging.getLogger("trialrun.security")

REFUSALS = frozenset({403, 413, 421, 429})
NO_ROUTE = "(no such page)"


def add_logs(app: Flask, *, logs_access: bool) -> None:
    """Logs every refusal, and every request if that is wanted."""
    app.after_request(_log_refusal)
    if logs_access:
        app.before_request(_start)
        app.after_request(_log_access)


def _start() -> None:
    g.started = time.perf_counter()


def _log_access(response: Response) -> Response:
    took_ms = (time.perf_counter() - g.get("started", time.perf_counter())) * 1000
    access.info(
        "%s %.0f ms %s B", line_of(response.status_code), took_ms, response.content_length or "-"
    )
    return response


def _log_refusal(response: Response) -> Response:
    if response.status_code in REFUSALS:
        security.warning("refused %s", line_of(response.status_code))
    return response


def line_of(status: int) -> str:
    """Returns a request as logs name it: status, method, route and network."""
    rule = request.url_rule.rule if request.url_rule else NO_ROUTE
    # A method is any word that a client makes up.
    method = request.method if request.method in ("GET", "HEAD", "POST") else "OTHER"
    return f"{status} {method} {rule} {shortened(request.remote_addr or '')}"
