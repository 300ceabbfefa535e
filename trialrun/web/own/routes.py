"""Bring your own job: the page to paste it, the check while typing, the link that keeps it."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.exceptions import RequestEntityTooLarge

from trialrun.addresses import shortened
from trialrun.lab.cost import reading_ms
from trialrun.lab.own_examples import EXAMPLES
from trialrun.lab.own_job import (
    OwnText,
    digest_of,
    normal,
    read_own,
    refused,
    slug_of,
    writable,
)
from trialrun.store import TEXT_BYTES_MAX
from trialrun.web.http.errors import error_page
from trialrun.web.http.heavy import RETRY_AFTER_S, Busy, weigh
from trialrun.web.http.pace import CHECK_BYTES, CHECKS, JOBS
from trialrun.web.http.pages import in_textarea, render, wants_fragment
from trialrun.web.http.rates import at_rate
from trialrun.web.http.services import ensure_learner, jobs, now_ms
from trialrun.web.own.kept import own_family, own_text_of

pages = Blueprint("own", __name__, url_prefix="/simulator/own")

# A form writes a sign of a text in up to three (`%0A`); the rest is for its other fields.
BODY_BYTES_MAX = 3 * TEXT_BYTES_MAX + 64 * 1024

TOO_LARGE = "This text is too large"
TOO_LARGE_SAYS = (
    f"A text may have up to {TEXT_BYTES_MAX:,} bytes, and this one has more. Nothing was kept. "
    "Your text is still where you typed it: take jobs out of it and send it again."
)
NOT_TEXT = "The file is not UTF-8 text. Save it as UTF-8 and choose it again."
NO_EXAMPLE = f"There is no such example. There are: {', '.join(EXAMPLES)}."
BUSY = (
    "Other large jobs are being read just now, one at a time. Nothing was kept. "
    f"Run it again in {RETRY_AFTER_S} seconds."
)
SHOWN_BYTES_MAX = 1_800_000
NOT_SHOWN = (
    "This text is made of so many < and & that a page cannot hold it. Go back to it, and take "
    "some out, as in comments."
)
NOT_KEPT = "The job of this address is not kept here, or no longer. Paste its text again."


@pages.get("/")
def index() -> ResponseReturnValue:
    """Shows the text to fill in: empty, an example, or one that was kept."""
    if "from" in request.args:
        slug = request.args["from"]
        text = own_text_of(slug)
        if text is None:
            return _missing(NOT_KEPT)
        weigh(reading_ms(text))
        return _page(text, read_own(text, weigh), slugs=_slugs(slug))
    if "example" in request.args:
        text = EXAMPLES.get(request.args["example"])
        return _page(text) if text is not None else _missing(NO_EXAMPLE)
    return _page("")


@pages.post("/check")
@at_rate(CHECKS, bytes_each=CHECK_BYTES)
def check() -> ResponseReturnValue:
    """Says what the text comes to, and keeps nothing."""
    try:
        text = _typed()
    except RequestEntityTooLarge:
        return _too_large(is_refused=False)
    weigh(reading_ms(text))
    return _page(text, read_own(text, weigh))


@pages.post("/")
@at_rate(CHECKS, bytes_each=CHECK_BYTES)
@at_rate(JOBS)
def keep() -> ResponseReturnValue:
    """Keeps the text and leads to its first job; with problems, shows them again."""
    try:
        typed = _typed()
        text = _uploaded(typed)
    except RequestEntityTooLarge:
        return _too_large(is_refused=True)
    if text is None:
        return _page(typed, refused(NOT_TEXT), status=422, is_refused=True)
    try:
        weigh(reading_ms(text))
        own = read_own(text, weigh)
    except Busy:
        if wants_fragment():
            raise
        return _busy(text)
    if not own.jobs:
        return _page(text, own, status=422, is_refused=True)
    digest = digest_of(text)
    network = shortened(request.remote_addr or "")
    jobs().keep(digest, text, now_ms(), learner=ensure_learner(), address=network)
    return _lead_to(url_for("simulator.show", slug=slug_of(digest, own.jobs[0].number)))


def _slugs(slug: str) -> tuple[str, ...]:
    return tuple(scenario.slug for scenario in own_family(slug))


def _typed() -> str:
    """Returns what stands in the form's text. Raises RequestEntityTooLarge."""
    request.max_content_length = request.max_form_memory_size = BODY_BYTES_MAX
    return _fitting(normal(request.form.get("text", "")))


def _uploaded(typed: str) -> str | None:
    """Returns the chosen file's text, without one the typed; None for what is not text."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return typed
    try:
        return _fitting(normal(file.read().decode("utf-8-sig")))
    except UnicodeDecodeError:
        return None


def _fitting(text: str) -> str:
    if len(text.encode()) > TEXT_BYTES_MAX:
        raise RequestEntityTooLarge
    return text


def _page(
    text: str,
    own: OwnText | None = None,
    *,
    status: int = 200,
    slugs: tuple[str, ...] = (),
    is_refused: bool = False,
) -> Response:
    own, typed = own or read_own(text), in_textarea(writable(text))
    if len(typed) > SHOWN_BYTES_MAX:
        own, typed, status, is_refused = refused(NOT_SHOWN), Markup(), 413, True
    return render(
        "own/page.html",
        "own/_problems.html",
        status=status,
        own=own,
        text=typed,
        slugs=slugs,
        is_refused=is_refused,
        bytes_max=TEXT_BYTES_MAX,
    )


def _busy(text: str) -> Response:
    """Shows the text again where nothing else would keep it, to be sent once more."""
    response = _page(text, refused(BUSY), status=503, is_refused=True)
    response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


def _missing(sentence: str) -> Response:
    return _page("", refused(sentence), status=404, is_refused=True)


def _too_large(*, is_refused: bool) -> Response:
    """Says so beside the text, which htmx leaves as it is; without htmx on a page of its own."""
    if wants_fragment():
        return _page("", refused(TOO_LARGE_SAYS), status=413, is_refused=is_refused)
    return error_page(413, TOO_LARGE, TOO_LARGE_SAYS)


def _lead_to(url: str) -> ResponseReturnValue:
    """Leads to a page. htmx would follow a redirect inside the page, so it is told to go there."""
    if not wants_fragment():
        response = redirect(url, 303)
        response.vary.add("HX-Request")
        return response
    response = Response(status=204)
    response.headers["HX-Redirect"] = url
    response.vary.add("HX-Request")
    return response
