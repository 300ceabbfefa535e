"""Starts an attempt under the id that its form brought, so that a double click starts one."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from trialrun.questions import Question
from trialrun.store import Activity, Attempt
from trialrun.web.http.ids import posted_id
from trialrun.web.http.services import attempts, catalog, ensure_learner, now_ms
from trialrun.web.practice.order import order_of, round_of
from trialrun.web.practice.putting import keep_put

LENGTH_DIGITS_MAX = 6


def started(slug: str, title: str, uids: Iterable[str]) -> str:
    """Starts an attempt at those questions that are there; returns its id, "" where none is.

    Where the form asks for fewer, they are those that are best for this learner now.
    """
    found, count = list(uids), length_asked()
    if count is not None and count < len(found):
        return started_round(slug, title, found, count=count)
    return _started(slug, title, order_of(found, seed=posted_id()))


def length_asked() -> int | None:
    """Returns how many questions the form asks for; None where it says nothing that is a length."""
    asked = request.form.get("length", "")
    is_number = asked.isascii() and asked.isdecimal() and len(asked) <= LENGTH_DIGITS_MAX
    return int(asked) or None if is_number else None


def started_round(slug: str, title: str, pool: Sequence[str], *, count: int) -> str:
    """Starts an attempt at so many of these questions, as is best for this learner now."""
    return _started(slug, title, round_of(pool, count=count, seed=posted_id()))


def _started(slug: str, title: str, uids: Iterable[str]) -> str:
    attempt_id = posted_id()
    found = [catalog().question(uid) for uid in uids]
    put_now = [question for question in found if question is not None]
    if put_now:
        begin(attempt_id, slug, title, put_now)
    return attempt_id if put_now else ""


def first_of(attempt_id: str) -> ResponseReturnValue:
    """Leads to the first question of an attempt that was started; "" is none."""
    if not attempt_id:
        return redirect(url_for("practice.index"), 303)
    return redirect(url_for("practice.question", attempt_id=attempt_id, number=1), 303)


def begin(
    attempt_id: str,
    slug: str,
    title: str,
    put_now: list[Question],
    activity: Activity = Activity.PRACTICE,
) -> None:
    """Starts an attempt at questions as they are put, in this order."""
    keep_put(put_now)
    go = replace(go_at(attempt_id, slug, title, put_now), activity=activity)
    attempts().start(ensure_learner(), go)


def go_at(id_: str, slug: str, title: str, put_now: list[Question]) -> Attempt:
    """Returns a go at questions as they are put, in this order, that begins now."""
    return Attempt(
        id_,
        slug,
        tuple(question.uid for question in put_now),
        now_ms(),
        puts=tuple(question.digest for question in put_now),
        title=title,
        activity=Activity.PRACTICE,
    )
