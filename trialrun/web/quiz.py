"""Quiz me on this job: generated questions about one job, by its own names, as a go to practise."""

import re
import secrets

from flask import Blueprint, Response, abort, request, url_for
from flask.typing import ResponseReturnValue

from trialrun.engine import WhatIfError
from trialrun.families import SEED_MAX
from trialrun.families.on_job import QUIZ
from trialrun.lab.cost import turning_ms
from trialrun.lab.quiz import COUNTS, Quiz, questions_of_quiz, quiz_of, starting_set
from trialrun.questions import Scenario
from trialrun.store import Activity
from trialrun.web.http.errors import error_page
from trialrun.web.http.heavy import weigh
from trialrun.web.http.ids import new_id, posted_id
from trialrun.web.http.pace import QUIZZES
from trialrun.web.http.pages import render
from trialrun.web.http.rates import at_rate
from trialrun.web.http.services import catalog
from trialrun.web.practice.goes import goes_of, unfinished_of
from trialrun.web.practice.starting import begin, first_of
from trialrun.web.simulator import routes as simulator

pages = Blueprint("quiz", __name__, url_prefix="/quiz")

NO_QUIZ = "There is nothing to ask about this job"
FILE_SEED = 0
"""What the file is drawn with. No quiz is, so the file is not a list of what one will ask."""
NAME = "my-job"
"""What the scenario of a starting file is called; whoever saves it may call it otherwise."""
_SIGNS = re.compile(r"[^a-z0-9]+")


@pages.get("/<slug>/")
def show(slug: str) -> ResponseReturnValue:
    """Says what a quiz about a job asks, and starts it."""
    return _page(_quiz(slug))


@pages.post("/<slug>/")
@at_rate(QUIZZES)
def start(slug: str) -> ResponseReturnValue:
    """Starts a quiz under the id that the form brought, so that a double click starts one."""
    quiz, attempt = _quiz(slug), posted_id()
    asked = request.form.get("count", "")
    count = int(asked) if asked in map(str, COUNTS) else COUNTS[0]
    if quiz.why_not:
        return _page(quiz, status=422)
    weigh(quiz.cost_ms * count)
    seed = FILE_SEED + 1 + secrets.randbelow(SEED_MAX)
    found = questions_of_quiz(catalog(), quiz, seed=seed, count=count)
    if not found:
        return error_page(422, NO_QUIZ, "Nothing came of it that rests on no assumption. Try:")
    title = f"Quiz: {quiz.scenario.title}"
    begin(attempt, f"{QUIZ}/{slug}", title, [each.question for each in found], Activity.DRILL)
    return first_of(attempt)


@pages.get("/<slug>/set.yaml")
def as_set(slug: str) -> ResponseReturnValue:
    """Gives the same as a starting file for a question set."""
    quiz = _quiz(slug)
    name = _SIGNS.sub("-", quiz.scenario.world.job.name.lower()).strip("-")[:40] or NAME
    text = ""
    if not quiz.why_not:
        weigh(quiz.cost_ms * COUNTS[-1])
        text = starting_set(catalog(), quiz, seed=FILE_SEED, scenario=name)
    if not text:
        why = quiz.why_not or "No question about it can be proven by a claim. Try:"
        return error_page(422, NO_QUIZ, why)
    response = Response(text, mimetype="application/yaml")
    response.headers["Content-Disposition"] = f'attachment; filename="about-{name}.yaml"'
    return response


def _quiz(slug: str) -> Quiz:
    scenario = simulator.scenario_of(slug)
    deed = tuple(request.args.getlist("deed"))
    return _said(scenario, deed)


def _said(scenario: Scenario, deed: tuple[str, ...]) -> Quiz:
    """Returns the quiz; what is said of tasks and cannot be read is a sentence."""
    if len(request.query_string) > simulator.ADDRESS_LENGTH_MAX:
        abort(error_page(400, "This address is too long", "Say less of what tasks do, or:"))
    weigh(turning_ms(scenario, len(deed)))
    try:
        return quiz_of(catalog(), scenario, deed)
    except WhatIfError as refusal:
        way = (url_for("quiz.show", slug=scenario.slug), "The quiz about this job as it is")
        abort(error_page(400, "What is said of the tasks cannot be read", str(refusal), way=way))


def _page(quiz: Quiz, status: int = 200) -> Response:
    slug = quiz.scenario.slug
    goes, more = goes_of(f"{QUIZ}/{slug}")
    unfinished = unfinished_of(goes)
    deed = list(quiz.deed) or None
    return render(
        "quiz/page.html",
        status=status,
        quiz=quiz,
        counts=COUNTS,
        goes=[progress for progress in goes if progress is not unfinished],
        more=more,
        unfinished=unfinished,
        new_id=new_id(),
        action=url_for("quiz.start", slug=slug, deed=deed),
        story=url_for("simulator.show", slug=slug, deed=deed),
        tasks=url_for("doing.show", slug=slug, deed=deed),
        file=url_for("quiz.as_set", slug=slug, deed=deed),
        scenario_file=url_for("exports.scenario", slug=slug, deed=deed, do="run_now"),
    )
