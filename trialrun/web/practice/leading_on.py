"""Where a question that was answered by itself leads on to: the lesson that it comes from."""

from typing import Any

from flask import request

from trialrun.content import Lesson
from trialrun.families.registry import DRILL, read_id
from trialrun.lab.drill import EVERYTHING, read_scope
from trialrun.web.drill import next_url
from trialrun.web.http.services import catalog
from trialrun.web.lesson_progress import steps_opened
from trialrun.web.practice.goes import set_url
from trialrun.web.practice.progress import Progress


def leading_on(progress: Progress) -> dict[str, Any]:
    """Returns what pages of a go need to lead on from it: its set's page and its lesson."""
    return {
        "set_url": set_url(progress.attempt.set_slug),
        "lesson": lesson_to_read(progress),
        "next_drill": next_drill(progress),
    }


def next_drill(progress: Progress) -> str:
    """Returns where a drill goes on behind a question of it; "" for other goes."""
    drilled, _, name = progress.attempt.set_slug.partition("/")
    last = progress.attempt.questions[-1:]
    named = read_id(last[0].partition("/")[2]) if last and drilled == DRILL else None
    if named is None:
        return ""
    scope = read_scope(request.args.get("of", "")) or read_scope(f"family.{name}")
    return next_url(scope or EVERYTHING, named[2])


def lesson_to_read(progress: Progress) -> Lesson | None:
    """Returns the lesson of a go at one question, while some of it is still to be read."""
    slug, _, question_id = progress.attempt.set_slug.partition("/")
    of_set = catalog().sets.get(slug) if question_id else None
    lesson = catalog().lessons.get(of_set.lesson_of(question_id)) if of_set else None
    if lesson is None or steps_opened(lesson) == len(lesson.steps):
        return None
    return lesson
