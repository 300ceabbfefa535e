"""Levels: goal puzzles on the simulator. Whatever meets the goal solves one."""

from dataclasses import dataclass, replace

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from trialrun.engine import Endless, WhatIfError
from trialrun.lab.address import Address
from trialrun.lab.level_try import LevelTry
from trialrun.lab.run_view import Simulation, simulate_address
from trialrun.questions import TIERS, Level, moves, refusal, solves
from trialrun.store import Answer, Outcome
from trialrun.web.http.errors import error_page
from trialrun.web.http.ids import new_id, posted_id
from trialrun.web.http.pages import render
from trialrun.web.http.services import answers, catalog, ensure_learner, learner, now_ms
from trialrun.web.simulator.routes import at_first_end, play_or_say, read_address

pages = Blueprint("levels", __name__, url_prefix="/levels")

UID_PREFIX = "level/"
TIER_TITLES = {
    "first": "First: one move",
    "second": "Second: mind what comes after",
    "third": "Third: it is never that simple",
}


@dataclass(frozen=True, slots=True)
class Card:
    """A level on the list: `sim` as it starts, and the fewest moves it was solved in, if it was."""

    level: Level
    sim: Simulation
    best: int | None


@pages.get("/")
def index() -> ResponseReturnValue:
    """Shows all levels by tier, and which are solved."""
    best = _best()
    tiers = [
        (
            TIER_TITLES[tier],
            [
                Card(level, at_first_end(level.scenario), best.get(level.slug))
                for level in catalog().levels.values()
                if level.tier == tier
            ],
        )
        for tier in TIERS
    ]
    return render("levels/index.html", tiers=tiers, solved=len(best), count=len(catalog().levels))


@pages.get("/<slug>/")
def show(slug: str) -> ResponseReturnValue:
    """Shows a level as its address tries it."""
    level = _level(slug)
    sim = _simulation(level)
    return render(
        "levels/page.html",
        "simulator/_simulator.html",
        status=400 if sim.error else 200,
        sim=sim,
        level=level,
    )


@pages.post("/<slug>/solved/")
def keep(slug: str) -> ResponseReturnValue:
    """Keeps that a level is solved, if the try that the address tells does solve it."""
    level = _level(slug)
    attempt = posted_id()
    try:
        text = read_address(Address(_path(level)), level.scenario).what_if
        is_solved = solves(level, text)
    except (WhatIfError, Endless) as error:
        return error_page(400, "That try cannot be played", str(error))
    if not is_solved:
        url = Address(_path(level), text).url()
        return redirect(url, 303)
    response = {"moves": str(moves(level, text)), "try": Address("", text).url()}
    answer = Answer(attempt, UID_PREFIX + slug, response, Outcome.RIGHT, now_ms())
    answers().keep(ensure_learner(), answer)
    following = _next(level)
    return redirect(_path(following) if following else url_for("levels.index"), 303)


def _simulation(level: Level) -> Simulation:
    """Plays the try in the address; one that is not allowed gives a sentence, and the start."""

    def played(address: Address, **more: object) -> Simulation:
        said = refusal(level, address.what_if)
        if said:
            raise WhatIfError(said)
        sim = simulate_address(catalog(), level.scenario, address, **more)  # type: ignore[arg-type]
        attempt = LevelTry(level, address.what_if, sim.trace, new_id(), _next(level))
        return replace(sim, level=attempt)

    return play_or_say(Address(_path(level)), level.scenario, played)


def _level(slug: str) -> Level:
    level = catalog().levels.get(slug)
    if level is None:
        problems = catalog().problems_of(f"levels/{slug}.yaml")
        if problems:
            title = "This level has a mistake in its file"
            abort(error_page(503, title, f"{problems[0]}."))
        abort(404)
    return level


def _path(level: Level) -> str:
    return url_for("levels.show", slug=level.slug)


def _next(level: Level) -> Level | None:
    """Returns the level behind this one."""
    slugs = list(catalog().levels)
    at = slugs.index(level.slug) + 1
    return catalog().levels[slugs[at]] if at < len(slugs) else None


def _best() -> dict[str, int]:
    """Returns the fewest moves in which the learner solved each level."""
    found: dict[str, int] = {}
    for answer in answers().of(learner()) if learner() else ():
        if answer.question.startswith(UID_PREFIX):
            slug = answer.question.removeprefix(UID_PREFIX)
            number = int(answer.response.get("moves", "0"))
            found[slug] = min(number, found.get(slug, number))
    return found
