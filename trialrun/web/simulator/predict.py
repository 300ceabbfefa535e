"""Predicting a run: how each task ends is said, and kept, before any of the run is sent."""

from dataclasses import replace

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from trialrun.lab.run_question import question_of_run
from trialrun.lab.run_view import RunView
from trialrun.lab.run_ways import TASKS_PREDICTED_MAX
from trialrun.lab.told import action_told
from trialrun.lab.varied import named_by_job
from trialrun.questions import Question
from trialrun.store import Activity
from trialrun.web.http.ids import new_id, posted_id
from trialrun.web.http.pace import RUNS
from trialrun.web.http.pages import render
from trialrun.web.http.rates import at_rate
from trialrun.web.http.services import catalog, is_nameless
from trialrun.web.practice.answering import Asked, put, take
from trialrun.web.practice.nameless import NO_NAME
from trialrun.web.practice.putting import put_under, remember_put
from trialrun.web.practice.taken import taken_page
from trialrun.web.simulator import routes as simulator

pages = Blueprint("predict", __name__, url_prefix="/simulator")

STILL = "still"
"""What the form sends where nothing can play."""


@pages.get("/<slug>/predict/")
def ask(slug: str) -> ResponseReturnValue:
    """Asks how each task of a run will end. Nothing of the run is on the page."""
    sim = simulator.simulation_of(simulator.scenario_of(slug))
    question = question_of_run(sim)
    if slug in catalog().scenarios and _is_asked(question):
        # A pasted job goes by its digest: it never changes, so its question can be made again.
        remember_put(question)
    return _page(sim, None)


@pages.post("/<slug>/predict/")
@at_rate(RUNS)
def keep(slug: str) -> ResponseReturnValue:
    """Keeps a prediction; the first one of an attempt counts. Then the run may be seen."""
    attempt = posted_id()
    kept = put_under(request.form.get("put", ""))
    put_before = kept if kept and kept.set_slug == slug and _is_asked(kept) else None
    if put_before is not None and not simulator.has_scenario(slug):
        return _taken_alone(put_before, attempt, "This story is not there any more.")
    sim = simulator.simulation_of(simulator.scenario_of(slug))
    question = question_of_run(sim)
    if put_before is not None and (sim.error or put_before.key != question.key):
        return _taken_alone(put_before, attempt, "This story has changed since.")
    if sim.error or not _is_asked(question):
        return _page(sim, None, status=422)
    is_lost = is_nameless()
    asked = _taken(question, attempt)
    if asked.error:
        return _page(sim, asked, status=422)
    url = _run_of(sim, attempt)
    if is_lost:
        return taken_page(asked, NO_NAME, may_skip=False, way=(url, "Watch the run"))
    return redirect(url, 303)


def _run_of(sim: RunView, attempt: str) -> str:
    """Returns the address of the run that was predicted: to be played, where something can play.

    The form of a browser without scripts says so: it is shown the end at once.
    """
    path = simulator.path_of(sim.scenario)
    address = replace(sim.address, step=0, said=attempt)
    shown = address.at_end if STILL in request.form else address
    return f"{shown.url(path)}&play=1"


def _is_asked(question: Question) -> bool:
    """Says whether so many tasks are predicted: there are some, and a form holds them."""
    return 0 < len(question.key) <= TASKS_PREDICTED_MAX


def _taken(question: Question, attempt: str) -> Asked:
    return take(question, attempt, activity=Activity.PREDICTION, may_skip=False)


def _taken_alone(question: Question, attempt: str, why: str) -> ResponseReturnValue:
    """Takes a prediction of a run that cannot be shown any more."""
    return taken_page(_taken(question, attempt), why, may_skip=False)


def _page(sim: RunView, asked: Asked | None, status: int = 200) -> ResponseReturnValue:
    question = question_of_run(sim)
    return render(
        "simulator/predict.html",
        status=400 if sim.error else status,
        sim=sim,
        name=named_by_job(sim.scenario),
        asked=asked or put(question, "", None),
        error=sim.error,
        count=len(question.key),
        count_max=TASKS_PREDICTED_MAX,
        is_asked=_is_asked(question),
        plan=", then ".join(map(action_told, sim.does)),
        attempt=new_id(),
        action=sim.address.url(simulator.path_of(sim.scenario) + "predict/"),
        back=sim.address.url(simulator.path_of(sim.scenario)),
    )
