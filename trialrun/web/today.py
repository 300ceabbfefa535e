"""Today: where to go on, what changed since, how each topic stands, what was missed."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from trialrun.engine import State, digest_of
from trialrun.lab.address import Address
from trialrun.lab.run_view import RunView, simulate_address
from trialrun.questions import Question
from trialrun.web.flags import replied_lately
from trialrun.web.http.ids import new_id
from trialrun.web.http.pages import render
from trialrun.web.http.services import catalog, learner, problems_shown, promised_learner
from trialrun.web.news import news
from trialrun.web.next_steps import next_steps
from trialrun.web.practice.answering import put
from trialrun.web.practice.history import history
from trialrun.web.practice.putting import try_to_keep_put
from trialrun.web.simulator.routes import path_of

pages = Blueprint("today", __name__)

MISSED_SHOWN = 5
ID_LENGTH = 16


@pages.get("/")
def show() -> ResponseReturnValue:
    """Shows the start page."""
    return _to_somebody_new() if not learner() else _to_a_learner()


def _to_somebody_new() -> ResponseReturnValue:
    """Asks a first question, so that somebody who just looks in has something to answer."""
    # One go for each browser: a reload moves no option under a reader's finger.
    attempt, question = digest_of(f"first {promised_learner()}")[:ID_LENGTH], _first_question()
    if question is not None:
        try_to_keep_put([question])
    return render(
        "today/new.html",
        asked=put(question, attempt, None) if question else None,
        steps=next_steps(),
        topics=history().topics,
        problems=problems_shown(),
        first_scenario=next(map(path_of, catalog().scenarios.values()), None),
        hero=_hero(question),
    )


def _to_a_learner() -> ResponseReturnValue:
    past = history()
    return render(
        "today/page.html",
        news=news(),
        replies=replied_lately(),
        steps=next_steps(),
        topics=past.topics,
        missed=[catalog().question(uid) for uid in past.missed(MISSED_SHOWN)],
        missed_count=past.missed_count,
        problems=problems_shown(),
        new_id=new_id(),
    )


def _first_question() -> Question | None:
    """Returns what a newcomer is asked: as the course says, else as its first lesson asks first."""
    content = catalog()
    found = content.question(content.first_question)
    asked = (step.asks for lesson in content.lessons.values() for step in lesson.steps)
    return found or next(filter(None, (content.question(uid) for uid in asked if uid)), None)


def _hero(question: Question | None) -> RunView | None:
    """Returns the job asked about, before its run, which would tell; else a first failure."""
    scenarios = catalog().scenarios
    if question is not None:
        run = next((run for run in question.runs if run.scenario in scenarios), None)
        if run is None:
            return None
        asked = scenarios[run.scenario]
        return simulate_address(catalog(), asked, Address(path_of(asked), run.what_if, step=0))
    for scenario in scenarios.values():
        shown = simulate_address(catalog(), scenario, Address(path_of(scenario)))
        failures = (e.q + 1 for e in shown.trace.own_events("task") if e.after == State.FAILED)
        step = next(failures, None)
        if step is not None:
            return simulate_address(catalog(), scenario, shown.at(step))
    return None
