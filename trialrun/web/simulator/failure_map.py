"""The page of the failure map: every single failure with its consequences; each cell is a link."""

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from trialrun.engine import Endless, WhatIfError, WhatIfText
from trialrun.lab.address import Address, what_if_in
from trialrun.lab.assumed import assumed_by
from trialrun.lab.cost import turning_ms
from trialrun.lab.failure_map import sheet_ms, sheet_of
from trialrun.lab.reviewed import FindingList, findings_of, reviewing_ms
from trialrun.lab.varied import headline_of, notes_of
from trialrun.questions import Scenario
from trialrun.web.http.errors import error_page
from trialrun.web.http.heavy import weigh
from trialrun.web.http.pages import render
from trialrun.web.http.services import catalog
from trialrun.web.simulator.routes import ADDRESS_LENGTH_MAX, path_of, read_back, scenario_of

pages = Blueprint("failure_map", __name__, url_prefix="/simulator")


@pages.get("/<slug>/map/")
def show(slug: str) -> ResponseReturnValue:
    """Shows what becomes of each single failure, with the dials as the address turns them."""
    scenario = scenario_of(slug)
    try:
        what_if, number = _read(scenario)
        plain = Address(path_of(scenario), what_if, back=read_back())
        weigh(sheet_ms(scenario, what_if))
        sheet = sheet_of(scenario, plain, url_for("failure_map.show", slug=slug), number)
        findings = None if number else _findings(scenario, plain)
    except (WhatIfError, Endless) as error:
        return error_page(400, "This failure map cannot be drawn", str(error))
    if sheet is None:
        abort(404)
    return render(
        "failure_map/page.html",
        scenario=scenario,
        sheet=sheet,
        assumed=assumed_by(catalog(), sheet.rests_on),
        findings=findings,
        address=plain,
        headline=headline_of(scenario, what_if),
        notes=notes_of(scenario, what_if),
    )


def _findings(scenario: Scenario, plain: Address) -> FindingList:
    """Returns what a review finds; it stands on the first page. Raises WhatIfError."""
    weigh(reviewing_ms(scenario, plain.what_if))
    return findings_of(scenario, plain, catalog().facts)


def _read(scenario: Scenario) -> tuple[WhatIfText, int]:
    """Returns the dials and slow tasks of the address, and its page from 0. Raises WhatIfError."""
    if len(request.query_string) > ADDRESS_LENGTH_MAX:
        raise WhatIfError(
            f"The address has {len(request.query_string)} characters; at most "
            f"{ADDRESS_LENGTH_MAX} are read."
        )
    asked = what_if_in(request.args.to_dict(flat=False))._replace(fail=(), do=())
    weigh(turning_ms(scenario, sum(map(len, asked))))
    number = request.args.get("page", "1")
    if not (number.isascii() and number.isdigit() and 0 < int(number[:6])):
        raise WhatIfError("The page in the address must be a whole number, as in page=2.")
    return scenario.read(asked).text(), int(number[:6]) - 1
