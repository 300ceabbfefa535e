"""The page that shows two futures of one failure side by side."""

from dataclasses import replace

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from trialrun.lab.side_by_side import SIDES, SideBySide
from trialrun.web.http.pages import render
from trialrun.web.simulator import routes as simulator

pages = Blueprint("compare", __name__, url_prefix="/simulator")


@pages.get("/<slug>/compare/")
def show(slug: str) -> ResponseReturnValue:
    """Shows repair beside run-now, or two other futures that the address picks."""
    sim = simulator.simulation_of(simulator.scenario_of(slug))
    futures = sim.futures
    back = sim.address.url(simulator.path_of(sim.scenario))
    if not futures:
        return render(
            "simulator/compare.html",
            status=400 if sim.error else 200,
            sim=sim,
            back=back,
            comparison=None,
            error=sim.error,
        )
    picked, error = _picked(len(futures))
    path = simulator.path_of(sim.scenario) + "compare/"
    comparison = SideBySide(
        sim,
        replace(sim.address, path=path, picked=(picked[0] + 1, picked[1] + 1)),
        picked,
        _first(sim.error, sim.address.step),
    )
    return render(
        "simulator/compare.html",
        "simulator/_compare.html",
        status=400 if error or sim.error else 200,
        sim=sim,
        back=back,
        comparison=comparison,
        error=error or sim.error,
    )


def _first(error: str, step: int | None) -> int | None:
    return None if error else step


def _picked(count: int) -> tuple[tuple[int, int], str]:
    """Reads which futures are picked, by number from 1; the first two by default."""
    picked = []
    for default, side in enumerate(SIDES, start=1):
        text = request.args.get(side, str(default))
        if not (text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= count):
            return (
                0,
                1,
            ), f"There are {count} futures here; {side} takes a number from 1 to {count}."
        picked.append(int(text) - 1)
    return (picked[0], picked[1]), ""
