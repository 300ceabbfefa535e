"""Where a visitor of the simulator came from: a question, a result, a lesson. Nothing else.

An address of the simulator says it as `back=attempts.ID.3`, `back=attempts.ID` or
`back=lessons.SLUG.ANCHOR`. What is not one of these, or not there for this visitor, is no way
back: of what the address says, nothing is shown and nothing is linked.
"""

import re
from dataclasses import dataclass

from flask import g, url_for

from trialrun.web.http.ids import LENGTH_MAX
from trialrun.web.http.services import attempts, catalog, learner

_ATTEMPT = re.compile(rf"attempts\.([A-Za-z0-9]{{1,{LENGTH_MAX}}})(?:\.([1-9][0-9]{{0,3}}))?")
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


def to_result(attempt_id: str) -> str:
    """Writes the result of an attempt as a place to come back to."""
    return f"attempts.{attempt_id}"


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
    if match[2] is None:
        url = url_for("practice.result", attempt_id=attempt.id)
        return WayBack(text, "Back to how it went", url)
    number = int(match[2])
    if number > len(attempt.questions):
        return None
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
