"""The whole text of a lesson for everybody: to print, and to read without a connection.

It knows nobody: no cookie is read or set, nothing that was answered is shown, and its bytes are
the same for all. The answers stand behind a fold each.
"""

from dataclasses import replace
from weakref import WeakKeyDictionary

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from trialrun.bounded import Bounded
from trialrun.content import Catalog, Lesson, Step
from trialrun.lab.address import Address
from trialrun.lab.run_view import RunView, simulate_address
from trialrun.questions import Question, Scenario
from trialrun.store import Activity, Answer, Outcome
from trialrun.web.http.pages import KeptPage, public_page
from trialrun.web.http.services import catalog
from trialrun.web.lesson_progress import attempt_of
from trialrun.web.lesson_ways import beside
from trialrun.web.lessons import OpenStep, facts_of, kinds_of, missing
from trialrun.web.practice.answering import Asked, leading_back, put
from trialrun.web.simulator.routes import path_of
from trialrun.web.way_back import to_lesson

pages = Blueprint("reading", __name__, url_prefix="/lessons")

TEXTS_BYTES_MAX = 8_000_000
"""Rendered texts held in memory, about 300 KB each."""


@pages.get("/<slug>/read/")
def show(slug: str) -> ResponseReturnValue:
    """Shows all of a lesson, its answers folded."""
    return public_page(text_of(slug)) if slug in catalog().lessons else missing(slug)


def text_of(slug: str) -> KeptPage:
    """Returns the page of a lesson that is there, rendered once for this content."""
    return _texts().get_or_make(slug, lambda: _rendered(slug))


def are_at_hand() -> bool:
    """Says whether the pages of all lessons are rendered."""
    return all(_texts().get(slug) is not None for slug in catalog().lessons)


def _texts() -> Bounded[str, KeptPage]:
    found = _texts_of.get(catalog())
    if found is None:
        found = _texts_of.setdefault(catalog(), Bounded(TEXTS_BYTES_MAX, _bytes_of))
    return found


def _bytes_of(_: str, page: KeptPage) -> int:
    return len(page.body) + len(page.gzipped)


_texts_of: WeakKeyDictionary[Catalog, Bounded[str, KeptPage]] = WeakKeyDictionary()


def _rendered(slug: str) -> KeptPage:
    lesson = catalog().lessons[slug]
    before, following = beside(catalog(), lesson)
    steps = [_step(lesson, number, step) for number, step in enumerate(lesson.steps)]
    return KeptPage.of(
        render_template(
            "lessons/read.html",
            made_for=url_for("reading.show", slug=slug),
            lesson=lesson,
            steps=steps,
            kinds=kinds_of(steps),
            is_open=True,
            facts=facts_of(lesson, lesson.steps),
            content=catalog(),
            run_to_its_end=run_to_its_end,
            before=before,
            following=following,
        )
    )


def _step(lesson: Lesson, number: int, step: Step) -> OpenStep:
    question = catalog().question(step.asks) if step.asks else None
    asked = _passed_on(lesson, question) if question else None
    return OpenStep(number, step, question, asked=asked)


def _passed_on(lesson: Lesson, question: Question) -> Asked:
    """Returns a prompt as it is explained to somebody who has not said anything."""
    attempt = attempt_of(lesson)
    nothing = Answer(
        attempt, question.uid, {}, Outcome.SKIPPED, 0, Activity.LESSON, put=question.digest
    )
    asked = put(question, attempt, nothing)
    return leading_back(asked, to_lesson(lesson.slug, asked.dom_id))


def run_to_its_end(scenario: Scenario, lesson: str) -> RunView:
    """Returns a story that a lesson embeds, at its end; what leads away leads back there."""
    back = to_lesson(lesson, f"sim-{scenario.slug}")
    started = simulate_address(catalog(), scenario, Address(path_of(scenario), back=back))
    return replace(started, address=started.at(started.last_step))
