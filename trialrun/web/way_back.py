"""Where a visitor of the simulator came from: a question, a result, a lesson. Nothing else.

An address of the simulator says it as `back=attempts.ID.3`, `back=attempts.ID`, with a place on the
page of the result as `back=attempts.ID.at-3`, or `back=lessons.SLUG.ANCHOR`. What is not one of
these, or not there for this visitor, is no way back: of what the address says, nothing is shown
and nothing is linked.
"""

import re
from dataclasses import dataclass

from flask import g, url_for

from trialrun.web.http.ids import LENGTH_MAX
from trialrun.web.http.services import attempts, catalog, learner

_ATTEMPT = re.compile(
    rf"attempts\.([A-Za-z0-9]{{1,{LENGTH_MAX}}})(?:\.(at-|behind-)?([1-9][0-9]{{0,3}}))?"
)
AT, BEHIND = "at-", "behind-"
"""The places on the page of a result: its questions, and the thoughts behind what was missed."""
_LESSON = re.compile(r"lessons\.([a-z0-9-]{1,80})(?:\.([a-z0-9-]{1,200}))?")


@dataclass(frozen=True, slots=True)
class WayBack:
    """A place to go back to: as the address says it, in words, and where it is."""

    text: str
    says: str
    url: str


def to_question(attempt_id: str, number: int) -> str:
    """Writes a question of an attempt as a place to come back to."""
    return f"attempts.{attempt_id}.{number}"


def to_result(attempt_id: str, place: str, number: int) -> str:
    """Writes a place on the result of an attempt as one to come back to: the one left from."""
    return f"attempts.{attempt_id}.{place}{number}"


def to_lesson(slug: str, anchor: str) -> str:
    """Writes a place in a lesson as one to come back to."""
    return f"lessons.{slug}.{anchor}"


def way_back(text: str) -> WayBack | None:
    """Returns the place that an address names, None where there is no such place to go to."""
    if not text:
        return None
    found: dict[str, WayBack | None] = g.setdefault("ways_back", {})
    if text not in found:
        found[text] = _to_attempt(text) or _to_lesson(text)
    return found[text]


def _to_attempt(text: str) -> WayBack | None:
    match = _ATTEMPT.fullmatch(text)
    attempt = attempts().find(learner(), match[1]) if match and learner() else None
    if match is None or attempt is None:
        return None
    number = int(match[3] or 0)
    if number > len(attempt.questions) and match[2] != BEHIND:
        return None
    if match[2] or not number:
        anchor = f"{match[2]}{number}" if number else None
        url = url_for("practice.result", attempt_id=attempt.id, _anchor=anchor)
        return WayBack(text, "Back to how it went", url)
    url = url_for("practice.question", attempt_id=attempt.id, number=number)
    return WayBack(text, f"Back to question {number}", url)


def _to_lesson(text: str) -> WayBack | None:
    match = _LESSON.fullmatch(text)
    lesson = catalog().lessons.get(match[1]) if match else None
    if match is None or lesson is None:
        return None
    # A lesson may have changed since: then its beginning is where one comes back to.
    anchor = match[2] if match[2] in lesson.anchors else None
    url = url_for("lessons.show", slug=lesson.slug, _anchor=anchor)
    return WayBack(text, "Back to the lesson", url)
