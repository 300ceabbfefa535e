"""The simulator's pages. A page is a function of its address: copy it, and it shows the same."""

from dataclasses import replace

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from trialrun.engine import Endless, State, WhatIfError
from trialrun.questions import Scenario
from trialrun.web.address import STEP_MAX, Address, what_if_in
from trialrun.web.errors import error_page
from trialrun.web.pages import render
from trialrun.web.services import catalog
from trialrun.web.simulation import Simulation, simulate_address

pages = Blueprint("simulator", __name__, url_prefix="/simulator")

ADDRESS_LENGTH_MAX = 4000
ACTIONS_SHOWN_MAX = 20
EVENTS_SHOWN_MAX = 6000


@pages.get("/")
def index() -> ResponseReturnValue:
    """Shows all scenarios."""
    content = catalog()
    shown = [
        simulate_address(content, scenario, Address(path_of(scenario), step=_first_end(scenario)))
        for scenario in content.scenarios.values()
    ]
    return render("simulator/index.html", simulations=shown)


@pages.get("/<slug>/")
def show(slug: str) -> ResponseReturnValue:
    """Shows a scenario as its address varies it."""
    scenario = catalog().scenarios.get(slug)
    if scenario is None:
        problems = catalog().problems_of(f"scenarios/{slug}.yaml")
        if problems:
            return error_page(503, "This scenario has a mistake in its file", f"{problems[0]}.")
        abort(404)
    simulation = _simulation(scenario)
    return render(
        "simulator/page.html",
        "simulator/_simulator.html",
        status=400 if simulation.error else 200,
        sim=simulation,
    )


def _first_end(scenario: Scenario) -> int:
    """Returns the step at which a scenario's first run has ended: it tells stories apart best."""
    trace = scenario.play_text()
    return next(
        (e.q + 1 for e in trace.events if e.kind == "run" and e.before == State.RUNNING), STEP_MAX
    )


def embedded(scenario: Scenario) -> Simulation:
    """Returns a scenario at its start, to stand inside a lesson."""
    return simulate_address(catalog(), scenario, Address(path_of(scenario)), is_embedded=True)


def path_of(scenario: Scenario) -> str:
    """Returns the address of a scenario's page."""
    return url_for("simulator.show", slug=scenario.slug)


def _simulation(scenario: Scenario) -> Simulation:
    """Plays the address; where it cannot be played, the plain scenario with a sentence."""
    plain = Address(path_of(scenario))
    try:
        address = _read_address(plain, scenario)
        shown = simulate_address(
            catalog(),
            scenario,
            address,
            autoplays="play" in request.args,
            is_embedded="embed" in request.args,
        )
        if len(shown.trace.events) <= EVENTS_SHOWN_MAX:
            return shown
        error = (
            f"This story has {len(shown.trace.events):,} events, and a page shows "
            f"{EVENTS_SHOWN_MAX:,}. Take away some of its runs."
        )
    except (WhatIfError, Endless) as refusal:
        error = str(refusal)
    return simulate_address(
        catalog(), scenario, plain, error=error, is_embedded="embed" in request.args
    )


def _read_address(plain: Address, scenario: Scenario) -> Address:
    if len(request.query_string) > ADDRESS_LENGTH_MAX:
        raise WhatIfError(
            f"The address has {len(request.query_string)} characters; at most "
            f"{ADDRESS_LENGTH_MAX} are read."
        )
    values = request.args
    step = values.get("step", "")
    if step and not (step.isascii() and step.isdigit() and len(step) <= len(str(STEP_MAX))):
        raise WhatIfError("The step in the address must be a whole number, as in step=5.")
    task = values.get("task")
    if task is not None and task not in {task.key for task in scenario.world.job.tasks}:
        raise WhatIfError("The address selects a task that this job does not have.")
    if len(values.getlist("do")) > ACTIONS_SHOWN_MAX:
        raise WhatIfError(
            f"{len(values.getlist('do'))} actions were asked for; at most {ACTIONS_SHOWN_MAX} "
            "are shown on a page."
        )
    what_if = scenario.read(what_if_in(values.to_dict(flat=False)))
    return replace(
        plain,
        what_if=what_if.text(),
        step=int(step) if step else None,
        task=task,
    )
