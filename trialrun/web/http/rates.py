"""Says no, for a while, to whoever creates things too fast. Knows no page."""

import time
from collections.abc import Callable
from functools import wraps
from math import ceil

from flask import Flask, Response, current_app, request
from flask.typing import ResponseReturnValue

from trialrun.addresses import counted
from trialrun.web.http.errors import SENTENCES, error_page, what_was_sent
from trialrun.web.http.pace import Counts, CreationRate
from trialrun.web.http.pages import wants_fragment
from trialrun.web.http.services import learner

View = Callable[..., ResponseReturnValue]

_NAME = "trialrun_counts"
_RATES: dict[View, frozenset[CreationRate]] = {}


def count_creations(app: Flask, learners: int, clock: Callable[[], float] = time.monotonic) -> None:
    """Lets an app count what comes from addresses with so many learners each; 0 counts nothing."""
    app.extensions[_NAME] = Counts(learners, clock=clock)


def at_rate(rate: CreationRate, *, bytes_each: int = 0) -> Callable[[View], View]:
    """Lets a view be asked at a rate; with `bytes_each` a form counts once for each so many."""

    def decorate(view: View) -> View:
        @wraps(view)
        def paced(**values: object) -> ResponseReturnValue:
            size = request.content_length or 0
            weight = ceil(size / bytes_each) if bytes_each and size else 1
            return refused(rate, weight) or view(**values)

        _RATES[paced] = rates_of(view) | {rate}
        return paced

    return decorate


def refused(rate: CreationRate, weight: int) -> Response | None:
    """Counts what came from whoever asks; returns the answer to what is too much, else None."""
    counts: Counts = current_app.extensions[_NAME]
    wait_s = counts.wait_s(rate, learner(), counted(request.remote_addr or ""), weight)
    return _too_fast(rate, ceil(wait_s)) if wait_s else None


def rates_of(view: View) -> frozenset[CreationRate]:
    """Returns the rates at which a view may be asked."""
    return _RATES.get(view, frozenset())


def _too_fast(rate: CreationRate, wait_s: int) -> Response:
    title, kept = SENTENCES[429]
    came = f"More {rate.things} came from you, or from your network, than are taken at once."
    sent, wait = None if wants_fragment() else what_was_sent(), _in_words(wait_s)
    if wants_fragment():
        says = f"{came} {kept} Send it again in {wait}."
    elif sent:
        says = f"{came} What you sent is still here: send it again in {wait}."
    else:
        says = f"{came} {kept} Go back and send it again in {wait}, or:"
    response = error_page(429, title, says, sent)
    response.headers["Retry-After"] = str(wait_s)
    return response


def _in_words(seconds: int) -> str:
    """Tells how long, rounded up to what a person waits by.

    >>> [_in_words(seconds) for seconds in (1, 119, 121, 7201)]
    ['1 second', '119 seconds', '3 minutes', '3 hours']
    """
    for unit, name in ((3600, "hour"), (60, "minute")):
        if seconds > 2 * unit:
            return f"{ceil(seconds / unit)} {name}s"
    return f"{seconds} second{'s' if seconds > 1 else ''}"
