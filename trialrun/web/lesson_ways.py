"""The ways into a lesson and on from it: where "Read it again" arrives, and what its end offers."""

from dataclasses import dataclass

from flask import request, url_for

from trialrun.content import Catalog, Lesson, Outline, QuestionSet
from trialrun.content.course import ONWARD
from trialrun.lab.address import Address
from trialrun.questions import Level, Scenario
from trialrun.web.http.services import catalog
from trialrun.web.way_back import WayBack, to_lesson, way_back

SETS_SHOWN = 6
"""So many question sets are offered at the end of a lesson."""


@dataclass(frozen=True, slots=True)
class Arriving:
    """What a link from elsewhere wants of a lesson: a section, and a way back.

    `waits` counts the predictions that are still before that section, 0 where it is open; the
    first of them is at the anchor `prompt`.
    """

    back: WayBack | None
    waits: int
    prompt: str


@dataclass(frozen=True, slots=True)
class WaysOn:
    """What the end of a lesson leads to. `more` counts the sets that are not listed.

    `before` and `following` are the lessons beside it that are written.
    """

    sets: tuple[QuestionSet, ...]
    more: int
    level: Level | None
    compared: Scenario | None
    compare_url: str
    before: Outline | None
    following: Outline | None


def arrival_at(lesson: Lesson, opened: int, asks: str) -> Arriving | None:
    """Returns what the address asks for; None for what the plain page shows.

    `opened` steps are open; the last of them ends in the prompt `asks`.
    """
    back = way_back(request.args.get("back", ""))
    waits = _waits(lesson, request.args.get("section", ""), opened)
    if back is None and not waits:
        return None
    return Arriving(back, waits, f"q-{asks.replace('/', '-')}")


def onward_from(content: Catalog, lesson: Lesson) -> WaysOn:
    """Returns the ways on from the end of a lesson, as far as they are there."""
    about = [found for found in content.sets.values() if found.lesson == lesson.slug]
    compared = content.scenarios.get(lesson.compare)
    url = ""
    if compared is not None:
        path = url_for("compare.show", slug=compared.slug)
        url = Address(path, back=to_lesson(lesson.slug, ONWARD)).url()
    return WaysOn(
        tuple(about[:SETS_SHOWN]),
        max(len(about) - SETS_SHOWN, 0),
        content.levels.get(lesson.level),
        compared,
        url,
        *beside(content, lesson),
    )


def beside(content: Catalog, lesson: Lesson) -> tuple[Outline | None, Outline | None]:
    """Returns the lessons of the course before and behind one, of those that are written."""
    written = [entry for entry in content.outline if entry.slug in content.lessons]
    at = next((at for at, entry in enumerate(written) if entry.slug == lesson.slug), None)
    if at is None:
        return None, None
    return (written[at - 1] if at else None), next(iter(written[at + 1 :]), None)


def _waits(lesson: Lesson, section: str, opened: int) -> int:
    """Counts the prompts that have to be answered, or skipped, before a section is open."""
    for number, step in enumerate(lesson.steps):
        if section and section in {slug for slug, _ in step.sections}:
            before = lesson.steps[opened - 1 : number]
            return sum(bool(s.asks) and catalog().has_question(s.asks or "") for s in before)
    return 0
