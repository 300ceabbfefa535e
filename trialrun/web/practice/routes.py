"""Practice: question sets, attempts, questions one by one, and how an attempt went."""

from dataclasses import dataclass, replace

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from trialrun.content import QuestionSet
from trialrun.practice import Standing, missed, shuffled, standing
from trialrun.questions import Question
from trialrun.store import Answer, Attempt, Outcome
from trialrun.web.http.errors import error_page
from trialrun.web.http.ids import new_id, posted_id
from trialrun.web.http.pages import render, wants_fragment
from trialrun.web.http.services import answers, catalog, ensure_learner, learner, now_ms
from trialrun.web.practice.answering import put, take

pages = Blueprint("practice", __name__)

MISSED = "missed"
"""The set slug of attempts made of what a learner missed."""


@dataclass(frozen=True, slots=True)
class Progress:
    """An attempt with its answers by uid."""

    attempt: Attempt
    title: str
    kept: dict[str, Answer]

    @property
    def open_number(self) -> int | None:
        """Returns the number, from 1, of the first question still open; None at the end."""
        for number, uid in enumerate(self.attempt.questions, start=1):
            if uid not in self.kept and catalog().question(uid) is not None:
                return number
        return None

    @property
    def right(self) -> int:
        """Counts the right answers."""
        return sum(answer.outcome is Outcome.RIGHT for answer in self.kept.values())


@dataclass(frozen=True, slots=True)
class Topic:
    """A question set and how the learner stands in it."""

    set: QuestionSet
    standing: Standing
    unfinished: Progress | None


@pages.get("/practice/")
def index() -> ResponseReturnValue:
    """Shows all question sets with the learner's standing."""
    missed_count = len(missed_questions())
    return render("practice/index.html", topics=topics(), missed=missed_count, new_id=new_id())


@pages.get("/practice/<slug>/")
def show_set(slug: str) -> ResponseReturnValue:
    """Shows one question set."""
    topic = next((topic for topic in topics() if topic.set.slug == slug), None)
    if topic is None:
        problems = catalog().problems_of(f"quizzes/{slug}.yaml")
        if problems:
            return error_page(503, "This question set has a mistake in its file", f"{problems[0]}.")
        abort(404)
    past = [p for p in all_progress() if p.attempt.set_slug == slug and p.open_number is None]
    return render("practice/set.html", topic=topic, past=past, new_id=new_id())


@pages.post("/practice/<slug>/")
def start(slug: str) -> ResponseReturnValue:
    """Starts an attempt under the id that the form brought, so a double click starts one."""
    attempt_id = posted_id()
    if slug == MISSED:
        questions = [question.uid for question in missed_questions()]
    else:
        found = catalog().sets.get(slug) or abort(404)
        questions = [question.uid for question in found.questions.values()]
    if not questions:
        return redirect(url_for("practice.index"), 303)
    order = tuple(shuffled(questions, seed=attempt_id))
    answers().start(ensure_learner(), Attempt(attempt_id, slug, order, now_ms()))
    return redirect(url_for("practice.question", attempt_id=attempt_id, number=1), 303)


@pages.get("/attempts/<attempt_id>/")
def result(attempt_id: str) -> ResponseReturnValue:
    """Shows how an attempt went, question by question."""
    progress = _progress_or_404(attempt_id)
    rows = [
        (number, catalog().question(uid), progress.kept.get(uid))
        for number, uid in enumerate(progress.attempt.questions, start=1)
    ]
    return render("practice/result.html", progress=progress, rows=rows, new_id=new_id())


@pages.get("/attempts/<attempt_id>/<int:number>/")
def question(attempt_id: str, number: int) -> ResponseReturnValue:
    """Puts one question, or shows its verdict once it is answered."""
    progress = _progress_or_404(attempt_id)
    asked = put(_question_or_404(progress, number), attempt_id, _kept(progress, number))
    asked = replace(asked, is_repeated="again" in request.args)
    return _question_page(progress, number, asked)


@pages.post("/attempts/<attempt_id>/<int:number>/")
def answer(attempt_id: str, number: int) -> ResponseReturnValue:
    """Keeps an answer; the first one counts."""
    progress = _progress_or_404(attempt_id)
    asked = take(_question_or_404(progress, number), attempt_id, may_skip=True)
    if asked.error:
        return _question_page(progress, number, asked, status=422)
    if wants_fragment():
        return _question_page(_progress_or_404(attempt_id), number, asked)
    url = url_for("practice.question", attempt_id=attempt_id, number=number)
    return redirect(f"{url}?again=1" if asked.is_repeated else url, 303)


def topics() -> list[Topic]:
    """Returns the question sets with the learner's standing in each."""
    everything = answers().of(learner()) if learner() else ()
    open_attempts = unfinished()
    return [
        Topic(
            found,
            standing([question.uid for question in found.questions.values()], everything),
            open_attempts.get(slug),
        )
        for slug, found in catalog().sets.items()
    ]


def missed_questions() -> list[Question]:
    """Returns the questions whose latest answer was wrong or skipped, the newest first."""
    if not learner():
        return []
    found = (catalog().question(answer.question) for answer in missed(answers().of(learner())))
    return [question for question in found if question is not None]


def unfinished() -> dict[str, Progress]:
    """Returns the attempts to go on with, by set: a set's latest, if questions are open in it."""
    latest = {progress.attempt.set_slug: progress for progress in all_progress()}
    return {slug: progress for slug, progress in latest.items() if progress.open_number}


def all_progress() -> list[Progress]:
    """Returns the learner's attempts with their answers, the earliest first."""
    if not learner():
        return []
    kept: dict[str, dict[str, Answer]] = {}
    for answer in answers().of(learner()):
        kept.setdefault(answer.attempt, {})[answer.question] = answer
    return [
        _progress(attempt, kept.get(attempt.id, {})) for attempt in answers().attempts(learner())
    ]


def _progress(attempt: Attempt, kept: dict[str, Answer]) -> Progress:
    found = catalog().sets.get(attempt.set_slug)
    title = found.title if found else "What you missed"
    return Progress(attempt, title, kept)


def _progress_or_404(attempt_id: str) -> Progress:
    attempt = answers().attempt(learner(), attempt_id) or abort(404)
    kept = {answer.question: answer for answer in answers().of(learner(), attempt_id)}
    return _progress(attempt, kept)


def _question_or_404(progress: Progress, number: int) -> Question:
    if not 1 <= number <= len(progress.attempt.questions):
        abort(404)
    return catalog().question(progress.attempt.questions[number - 1]) or abort(404)


def _kept(progress: Progress, number: int) -> Answer | None:
    return progress.kept.get(progress.attempt.questions[number - 1])


def _question_page(
    progress: Progress, number: int, asked: object, status: int = 200
) -> ResponseReturnValue:
    return render(
        "practice/question.html",
        "practice/_question.html",
        status=status,
        progress=progress,
        number=number,
        asked=asked,
        content=catalog(),
    )
