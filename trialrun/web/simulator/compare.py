"""The page that shows two runs side by side: futures of one failure, or the truth and a belief."""

from dataclasses import replace

from flask import Blueprint, abort, jsonify, request
from flask.typing import ResponseReturnValue

from trialrun.lab.run_view import RunView
from trialrun.lab.side_by_side import SIDES, SideBySide
from trialrun.lab.two_worlds import TwoWorlds, believed_run
from trialrun.web.http.pages import render
from trialrun.web.simulator import routes as simulator

pages = Blueprint("compare", __name__, url_prefix="/simulator")


@pages.get("/<slug>/compare/")
def show(slug: str) -> ResponseReturnValue:
    """Shows repair beside run-now, or two other futures that the address picks.

    Where the address names a thought, the run as it is stands beside the run as that would have it.
    """
    sim = simulator.simulation_of(simulator.scenario_of(slug))
    comparison, error = _compared(sim)
    return render(
        "simulator/compare.html",
        "simulator/_compare.html" if comparison else None,
        status=400 if error else 200,
        sim=sim,
        back=sim.address.url(simulator.path_of(sim.scenario)),
        comparison=comparison,
        held=comparison.held if isinstance(comparison, TwoWorlds) else None,
        error=error,
    )


@pages.get("/<slug>/compare/frames.json")
def frames(slug: str) -> ResponseReturnValue:
    """Gives what the player plays of two futures that are too long to have it in their page."""
    comparison, _ = _compared(simulator.simulation_of(simulator.scenario_of(slug)))
    if comparison is None:
        abort(404)
    return jsonify(comparison.player())


def _compared(sim: RunView) -> tuple[SideBySide | None, str]:
    """Returns the two futures that the address picks, None where there are none, and an error."""
    path = simulator.path_of(sim.scenario) + "compare/"
    if sim.address.thought:
        if believed_run(sim) is None:
            return None, sim.error or "Were it so, this story would have no end."
        there = replace(sim.address, path=path)
        return TwoWorlds(sim, there, (0, 1), None if sim.error else there.step), sim.error
    futures = sim.futures
    if not futures:
        return None, sim.error
    picked, error = _picked(len(futures))
    address = replace(sim.address, path=path, picked=(picked[0] + 1, picked[1] + 1))
    step = None if sim.error else sim.address.step
    return SideBySide(sim, address, picked, step), error or sim.error


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
