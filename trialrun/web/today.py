"""Today: where to go on, how each topic stands, what was missed."""

from dataclasses import dataclass

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from trialrun.engine import State
from trialrun.lab.address import STEP_MAX, Address
from trialrun.lab.run_view import RunView, simulate_address
from trialrun.web.http.ids import new_id
from trialrun.web.http.pages import render
from trialrun.web.http.services import catalog, learner
from trialrun.web.lessons import steps_opened
from trialrun.web.practice.history import history
from trialrun.web.simulator.routes import path_of

pages = Blueprint("today", __name__)

MISSED_SHOWN = 5


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing to do next: what it is, why, and the way there."""

    title: str
    why: str
    label: str
    url: str


@pages.get("/")
def show() -> ResponseReturnValue:
    """Shows the start page."""
    past = history()
    return render(
        "today/page.html",
        is_new=not learner(),
        next_step=_next_step(),
        topics=past.topics,
        missed=[catalog().question(uid) for uid in past.missed(MISSED_SHOWN)],
        missed_count=past.missed_count,
        lessons=[(lesson, *_lesson_progress(lesson.slug)) for lesson in catalog().lessons.values()],
        problems=catalog().problems,
        new_id=new_id(),
        first_scenario=next(map(path_of, catalog().scenarios.values()), None),
        hero=None if learner() else _hero(),
    )


def _next_step() -> NextStep | None:
    """Picks an unfinished attempt, then an unfinished lesson, then a set never met, then misses."""
    progress = history().next_unfinished
    if progress is not None and progress.open_number is not None:
        at, total = progress.open_number, len(progress.attempt.questions)
        url = url_for("practice.question", attempt_id=progress.attempt.id, number=at)
        return NextStep(progress.title, f"You are at question {at} of {total}.", "Go on", url)
    for lesson in catalog().lessons.values():
        opened, total = _lesson_progress(lesson.slug)
        if opened < total:
            url = url_for("lessons.show", slug=lesson.slug)
            why = f"About {lesson.minutes} minutes. It asks before it tells."
            label = "Go on" if learner() and opened > 1 else "Start the lesson"
            return NextStep(lesson.title, why, label, url)
    for topic in history().topics:
        if not topic.standing.met:
            url = url_for("practice.show_set", slug=topic.set.slug)
            return NextStep(topic.set.title, topic.set.summary, "Practise", url)
    return None


def _hero() -> RunView | None:
    """Returns the moment that the start page shows to somebody new: the first failure there is."""
    for scenario in catalog().scenarios.values():
        shown = simulate_address(catalog(), scenario, Address(path_of(scenario), step=STEP_MAX))
        if shown.trace.result is State.FAILED and len(shown.trace.segments) == 1:
            return shown
    return None


def _lesson_progress(slug: str) -> tuple[int, int]:
    """Returns how many of a lesson's steps are open, and how many it has."""
    lesson = catalog().lessons[slug]
    return steps_opened(lesson), len(lesson.steps)
