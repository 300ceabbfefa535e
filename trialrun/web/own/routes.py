"""Bring your own job: the page to paste it, the check while typing, the link that keeps it."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.exceptions import RequestEntityTooLarge

from trialrun.addresses import shortened
from trialrun.jobs.bundle.loading import ENDINGS
from trialrun.jobs.made_up import nobody_knows
from trialrun.lab.came import KEPT_BACK, NEVER, Unusable
from trialrun.lab.cost import reading_ms
from trialrun.lab.own_examples import EXAMPLES
from trialrun.lab.own_job import (
    OwnText,
    digest_of,
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
from trialrun.web.own.sent import BODY_BYTES_MAX, brought, typed_in

pages = Blueprint("own", __name__, url_prefix="/simulator/own")

FILES_BYTES = 40_000
PACK_MS_PER_BYTE = 0.0005

TOO_LARGE = "This text is too large"
TOO_LARGE_SAYS = (
    f"A text may have up to {TEXT_BYTES_MAX:,} bytes, and this one has more. Nothing was kept. "
    "Your text is still where you typed it: take jobs out of it and send it again."
)
FILES_TOO_LARGE = (
    f"These files are too large: {BODY_BYTES_MAX - 64 * 1024:,} bytes may be sent at once. Nothing "
    "was kept. Bring the bundle's own folder, or fewer files of it."
)
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
    """Says what the text comes to, or the files, and keeps nothing."""
    try:
        sent = typed_in()
        text = brought() or sent.text
    except RequestEntityTooLarge:
        return _too_large(is_refused=False)
    except Unusable as error:
        return _page(sent.text, refused(str(error)), status=422, is_refused=True)
    weigh(reading_ms(text))
    return _page(text, read_own(text, weigh), head=sent.head)


@pages.post("/files")
@at_rate(CHECKS, bytes_each=FILES_BYTES)
def files() -> ResponseReturnValue:
    """Answers with the one text that holds the files, as JSON; keeps nothing."""
    try:
        weigh((request.content_length or 0) * PACK_MS_PER_BYTE)
        text = brought()
    except RequestEntityTooLarge:
        return {"says": FILES_TOO_LARGE}, 413
    except Unusable as error:
        return {"says": str(error).replace("`", "")}, 422
    return {"text": text or ""}


@pages.post("/")
@at_rate(CHECKS, bytes_each=CHECK_BYTES)
@at_rate(JOBS)
def keep() -> ResponseReturnValue:
    """Keeps the text and leads to its job; with problems, shows them again."""
    try:
        sent = typed_in()
        text = brought() or sent.text
    except RequestEntityTooLarge:
        return _too_large(is_refused=True)
    except Unusable as error:
        return _page(sent.text, refused(str(error)), status=422, is_refused=True)
    try:
        weigh(reading_ms(text))
        own = read_own(text, weigh)
    except Busy:
        if wants_fragment():
            raise
        return _busy(text)
    if not own.jobs:
        return _page(text, own, status=422, is_refused=True, head=sent.head)
    digest = digest_of(text)
    network = shortened(request.remote_addr or "")
    jobs().keep(digest, text, now_ms(), learner=ensure_learner(), address=network)
    return _lead_to(url_for("simulator.show", slug=slug_of(digest, _number(own))))


def _number(own: OwnText) -> int:
    """Returns which job was asked for; without one the one that the button names."""
    wanted, main = request.form.get("job", ""), own.main
    numbers = (job.number for job in own.jobs if str(job.number) == wanted)
    return next(numbers, main.number if main else 1)


def _slugs(slug: str) -> tuple[str, ...]:
    return tuple(scenario.slug for scenario in own_family(slug))


def _page(
    text: str,
    own: OwnText | None = None,
    *,
    status: int = 200,
    slugs: tuple[str, ...] = (),
    is_refused: bool = False,
    head: tuple[str, str] | None = None,
) -> Response:
    own, typed = own or read_own(text), in_textarea(writable(text))
    if len(typed) > SHOWN_BYTES_MAX:
        own, typed, status, is_refused = refused(NOT_SHOWN), Markup(), 413, True
    return render(
        "own/page.html",
        "own/_problems.html",
        status=status,
        own=own,
        made_up=nobody_knows(*(job.world for job in own.jobs)),
        text=typed,
        slugs=slugs,
        is_refused=is_refused,
        head=head and tuple(map(writable, head)),
        bytes_max=TEXT_BYTES_MAX,
        body_max=BODY_BYTES_MAX - 64 * 1024,
        endings=" ".join(ENDINGS),
        never=" ".join(NEVER),
        secret=KEPT_BACK,
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
