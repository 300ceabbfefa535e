"""What the server itself says when a request never reaches the app."""

import logging
from http import HTTPStatus
from typing import Any

from waitress.task import ErrorTask

from trialrun.addresses import shortened

security = logging.getLogger("trialrun.security")

RETRY_AFTER_S = 10
SENTENCES = {
    400: "What your browser sent is no HTTP request. Reload the page.",
    408: "Your form did not arrive in time. Nothing was kept; go back and send it again.",
    413: "That form is too large. Nothing was kept; go back and send a shorter one.",
    429: "Too many connections come from your network. Close other tabs, or wait a little.",
    431: "The address or the cookies are too long. Use a shorter address, or clear the cookies.",
    500: "Something broke on our side. Your earlier answers are safe. Try again.",
    501: "Your browser sent a form in a way that this server does not know.",
}
HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
]
INTO_ALERTS = [
    ("HX-Retarget", "#alerts"),
    ("HX-Reswap", "innerHTML"),
    ("HX-Push-Url", "false"),
]


class TooLate(Exception):
    """A request that did not come in time, told by waitress as it tells its own errors."""

    code = 408


def page(status: int) -> bytes:
    """Returns a page of one sentence."""
    title = HTTPStatus(status).phrase
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{title} - Trial Run</title><h1>{title}</h1>"
        f'<p role="alert">{_sentence(status)}</p><p><a href="/">Today</a></p></html>\n'
    ).encode()


def notice(status: int) -> bytes:
    """Returns what htmx puts into the alert of the page that asked, so that its form stays."""
    return (
        '<div class="notice notice--bad"><p class="notice__title">'
        f"{HTTPStatus(status).phrase}</p><p>{_sentence(status)}</p></div>\n"
    ).encode()


def _sentence(status: int) -> str:
    return SENTENCES.get(status, SENTENCES[400 if status < 500 else 500])


def raw_answer(status: int) -> bytes:
    """Returns a whole answer, for somebody who is not let in at all."""
    body = page(status)
    head = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
    head += [f"{name}: {value}" for name, value in HEADERS]
    head += [f"Retry-After: {RETRY_AFTER_S}", f"Content-Length: {len(body)}", "Connection: close"]
    return "\r\n".join([*head, "", ""]).encode() + body


def log_refusal(status: int, address: str, count: int = 1) -> None:
    """Notes in the security log that somebody was refused; of several, the last is named."""
    more = f" and {count - 1} more" if count > 1 else ""
    phrase = HTTPStatus(status).phrase
    security.warning("refused %d %s %s%s", status, phrase, shortened(address), more)


class Refusal(ErrorTask):
    """Answers a request that cannot be given to the app, in our words instead of waitress's."""

    def execute(self) -> None:
        """Writes the answer; the connection is closed after it."""
        error: Any = self.request.error
        status = int(error.code)
        is_htmx = "HX_REQUEST" in self.request.headers
        body = notice(status) if is_htmx else page(status)
        self.status = f"{status} {HTTPStatus(status).phrase}"
        self.response_headers += [*HEADERS, *(INTO_ALERTS if is_htmx else [])]
        self.content_length = len(body)
        self.set_close_on_finish()
        self.channel.was_refused = True
        log_refusal(status, self.channel.addr[0])
        self.write(body)
