"""The page on which one says what the tasks of a story do. The link keeps what was said."""

from dataclasses import replace
from urllib.parse import quote

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from trialrun.engine import Endless, WhatIfError
from trialrun.lab.address import STEP_MAX, Address
from trialrun.lab.cost import page_ms, turning_ms
from trialrun.lab.deed_form import DeedForm
from trialrun.lab.deed_typed import typed_in
from trialrun.lab.run_view import EVENTS_SHOWN_MAX
from trialrun.lab.varied import headline_of
from trialrun.questions import Scenario
from trialrun.web.http.heavy import weigh
from trialrun.web.http.pace import CHECK_BYTES, CHECKS
from trialrun.web.http.pages import render
from trialrun.web.http.rates import at_rate
from trialrun.web.simulator import routes as simulator

pages = Blueprint("doing", __name__, url_prefix="/simulator")

KEPT = "kept"
"""Under this name a form sends along what is said of tasks that it does not ask about."""
AROUND, SHOW = "around", "show"
"""The task around which a form asks, and the button that asks around another."""
TOO_LONG = (
    "What you said makes a link of {length:,} characters, and one of {most:,} is kept. Say more of "
    "all tasks at once and less of each, or download it as a scenario."
)


@pages.get("/<slug>/tasks/")
def show(slug: str) -> ResponseReturnValue:
    """Asks what the tasks of a story do."""
    scenario = simulator.scenario_of(slug)
    address, error = _address(scenario)
    form = DeedForm(scenario, address.what_if, request.args.get("of", address.task or ""))
    return _page(form, address, error)


@pages.post("/<slug>/tasks/")
@at_rate(CHECKS, bytes_each=CHECK_BYTES)
def say(slug: str) -> ResponseReturnValue:
    """Leads to the story in which tasks do what was said, or says what cannot be."""
    scenario = simulator.scenario_of(slug)
    address, error = _address(scenario)
    typed = {name: value.strip() for name, value in request.form.items() if value.strip()}
    around = request.form.get(AROUND, address.task or "")
    form = DeedForm(scenario, address.what_if, around, typed)
    if error:
        return _page(form, address, error)
    weigh(turning_ms(scenario, len(typed) * 2))
    deed, errors = typed_in(scenario, typed, request.form.getlist(KEPT))
    if errors:
        return _page(replace(form, errors=errors), address)
    if SHOW in request.form:
        return _around(form, address, deed, request.form.get("of", ""))
    said, error = _said(scenario, address, deed)
    if error:
        return _page(form, address, error)
    if "download" in request.form:
        from trialrun.web.simulator.exports import scenario_file

        return scenario_file(scenario, said.what_if)
    return _lead_to(form, address, said.url(simulator.path_of(scenario)))


def _around(
    form: DeedForm, address: Address, deed: tuple[str, ...], task: str
) -> ResponseReturnValue:
    """Leads to the same page about other tasks; what was said so far goes along."""
    url = address.varied(deed=deed).url(f"{simulator.path_of(form.scenario)}tasks/")
    return _lead_to(form, address, f"{url}{'&' if '?' in url else '?'}of={quote(task)}")


def _lead_to(form: DeedForm, address: Address, url: str) -> ResponseReturnValue:
    most = simulator.ADDRESS_LENGTH_MAX
    if len(url.partition("?")[2]) > most:
        return _page(form, address, TOO_LONG.format(length=len(url), most=most))
    return redirect(url, 303)


def _said(scenario: Scenario, address: Address, deed: tuple[str, ...]) -> tuple[Address, str]:
    """Returns the address of the story with what was said, at its end, and why it cannot be."""
    said = replace(address.varied(deed=deed), step=STEP_MAX)
    try:
        weigh(page_ms(scenario, said))
        trace = scenario.play_text(said.what_if)
    except (WhatIfError, Endless) as refusal:
        return said, str(refusal)
    if len(trace.events) > EVENTS_SHOWN_MAX:
        return said, (
            f"This story would have {len(trace.events):,} events, and a page shows "
            f"{EVENTS_SHOWN_MAX:,}. Let loops have fewer elements."
        )
    return said, ""


def _address(scenario: Scenario) -> tuple[Address, str]:
    plain = Address(simulator.path_of(scenario), back=simulator.read_back())
    try:
        return simulator.read_address(plain, scenario), ""
    except (WhatIfError, Endless) as refusal:
        return plain, str(refusal)


def _page(form: DeedForm, address: Address, error: str = "") -> Response:
    scenario = form.scenario
    path = simulator.path_of(scenario)
    is_wrong = bool(error or form.errors)
    return render(
        "simulator/tasks.html",
        status=(422 if request.method == "POST" else 400) if is_wrong else 200,
        form=form,
        of=request.form.get("of", form.task),
        address=address,
        headline=headline_of(scenario, address.what_if),
        error=error or form.errors.get("", ""),
        action=address.url(f"{path}tasks/"),
        back=address.url(path),
        plain=address.varied(deed=()).url(f"{path}tasks/") if form.deeds.texts() else "",
    )
