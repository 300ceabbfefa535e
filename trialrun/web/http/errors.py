"""Our own pages for everything that goes wrong: what happened, and what to do."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from trialrun.problem import Problem
from trialrun.store import StoreError
from trialrun.web.http.heavy import RETRY_AFTER_S, Busy
from trialrun.web.http.logs import line_of
from trialrun.web.http.pages import render, wants_fragment
from trialrun.web.http.security import SAFE_METHODS

log = logging.getLogger("trialrun")

BUSY = "The server is busy with large pages"
BUSY_SAYS = "It makes one at a time, and others came first."
TRIES = "tries"
TRIES_MAX = 5
"""A page that nobody watches does not ask for ever."""

SENTENCES = {
    400: ("That address or form cannot be read", "Check what you typed, or start from here:"),
    403: (
        "This was sent from another website",
        "To protect your answers, forms are taken from these pages only. Go back and try again:",
    ),
    404: ("There is no such page", "It may have moved, or the address has a typing mistake. Try:"),
    405: ("This address does not work that way", "Start again from here:"),
    413: (
        "That form is too large",
        "An answer needs a few hundred bytes. Nothing was kept; go back and send a shorter one:",
    ),
    421: (
        "This host is not served here",
        "The name in the address bar is none of this site. Ask whoever runs it for the right one.",
    ),
    429: (
        "That was too much at once",
        "Nothing was kept of this one, and what you typed or picked is where you left it.",
    ),
    500: ("Something broke on our side", "Your earlier answers are safe. The log says more. Try:"),
}


def add_error_pages(app: Flask) -> None:
    """Adds the handlers."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Busy, _busy)
    app.register_error_handler(StoreError, _store)
    app.register_error_handler(Exception, _bug)


@dataclass(frozen=True, slots=True)
class Again:
    """A form that was refused, so that it can be sent again: where to, and what it held."""

    action: str
    fields: tuple[tuple[str, str], ...]


def error_page(
    status: int,
    title: str,
    message: str,
    again: Again | None = None,
    way: tuple[str, str] | None = None,
) -> Response:
    """Renders one error. For htmx it goes into the page's alert, so that no form is lost.

    `way` is where to go first, as address and label.
    """
    response = render(
        "errors/page.html",
        "errors/_notice.html",
        status=status,
        code=status,
        title=title,
        message=message,
        again=again,
        way=way,
    )
    if wants_fragment():
        response.headers["HX-Retarget"] = "#alerts"
        response.headers["HX-Reswap"] = "innerHTML"
        response.headers["HX-Push-Url"] = "false"
    return response


def left_out(what: str, problems: Sequence[Problem]) -> Response:
    """Renders the page of something whose file has a mistake: for its author, with the mistake."""
    title = f"This {what} has a mistake in its file"
    told = str(problems[0]).rstrip(".")
    return error_page(503, title, told if told.endswith(("?", "!")) else f"{told}.")


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status in (301, 302, 303, 307, 308):
        return Response(response=None, status=status, headers=error.get_headers())
    title, message = SENTENCES.get(status, SENTENCES[400 if status < 500 else 500])
    response = error_page(status, title, message)
    for name, value in error.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response


def _busy(_: Busy) -> Response:
    """Says when to come again. A page does so by itself, without a script, too; a form does not.

    What htmx asks for is asked for again by `static/js/try-again.js`.
    """
    tried = request.args.get(TRIES, "0")
    tries = int(tried) if tried.isascii() and tried.isdigit() and len(tried) < 3 else TRIES_MAX
    comes_again = request.method == "GET" and not wants_fragment() and tries < TRIES_MAX
    again = None if request.method == "GET" or wants_fragment() else what_was_sent()
    if comes_again:
        says = f"{BUSY_SAYS} This page tries again by itself in {RETRY_AFTER_S} seconds. Meanwhile:"
    elif request.method == "GET":
        says = f"{BUSY_SAYS} Load this page again in a while. Meanwhile:"
    elif again:
        says = f"{BUSY_SAYS} What you sent is still here: send it again in {RETRY_AFTER_S} seconds."
    else:
        says = f"{BUSY_SAYS} Nothing was kept. Go back and send it again in a while, or:"
    response = error_page(503, BUSY, says, again)
    response.headers["Retry-After"] = str(RETRY_AFTER_S)
    if comes_again:
        pairs = [pair for pair in request.args.items(multi=True) if pair[0] != TRIES]
        query = urlencode([*pairs, (TRIES, str(tries + 1))])
        response.headers["Refresh"] = f"{RETRY_AFTER_S}; url={quote(request.path)}?{query}"
    return response


def _store(error: StoreError) -> Response:
    """Says what the store has refused. What was sent is not lost: the form has it, or this page."""
    log.error("store: %s", error)
    if request.method in SAFE_METHODS:
        return error_page(503, "This cannot be shown right now", f"{error} Or start from here:")
    title = "This cannot be kept right now"
    if wants_fragment():
        return error_page(503, title, f"{error} Your form is as it was: send it again, or:")
    again = what_was_sent()
    if again is None:
        return error_page(503, title, f"{error} Go back to send it again, or start from here:")
    return error_page(503, title, f"{error} What you sent is still here.", again)


def what_was_sent() -> Again | None:
    """Returns the form of this request, to be sent again; None with a file, or a long text."""
    try:
        if any(file.filename for file in request.files.values()):
            return None
    except RequestEntityTooLarge:
        return None
    return Again(request.full_path.rstrip("?"), tuple(request.form.items(multi=True)))


def _bug(error: Exception) -> Response:
    log.exception("bug on %s", line_of(500), exc_info=error)
    title, message = SENTENCES[500]
    return error_page(500, title, message)
