"""Levels: goal puzzles on the simulator. Whatever meets the goal solves one."""

from dataclasses import dataclass, replace

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from trialrun import __version__
from trialrun.engine import WhatIfError
from trialrun.lab.address import Address, what_if_in
from trialrun.lab.cost import page_ms
from trialrun.lab.level_try import LevelTry
from trialrun.lab.run_view import RunView, simulate_address
from trialrun.questions import LEVELS, TIERS, Level, Question, kind_of, refusal
from trialrun.store import Activity, Answer, Outcome
from trialrun.web.http.errors import error_page
from trialrun.web.http.heavy import weigh
from trialrun.web.http.ids import new_id, posted_id
from trialrun.web.http.pace import RUNS
from trialrun.web.http.pages import render
from trialrun.web.http.rates import at_rate
from trialrun.web.http.services import answers, catalog, ensure_learner, learner, now_ms
from trialrun.web.practice.putting import LevelTools, as_put, keep_put, try_to_keep_put
from trialrun.web.simulator.routes import at_first_end, play_or_say

pages = Blueprint("levels", __name__, url_prefix="/levels")

HAS_CHANGED = (
    "This level has changed since you opened it. Here is your try at the level as it stands now."
)
TIER_TITLES = {
    "first": "First: one move",
    "second": "Second: mind what comes after",
    "third": "Third: it is never that simple",
}


@dataclass(frozen=True, slots=True)
class Card:
    """A level on the list: `sim` as it starts, and the fewest moves it was solved in, if it was."""

    level: Level
    sim: RunView
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
    try_to_keep_put([catalog().level_question(slug)])
    sim = _simulation(level)
    return _page(level, sim, status=400 if sim.error else 200)


@pages.post("/<slug>/solved/")
@at_rate(RUNS)
def keep(slug: str) -> ResponseReturnValue:
    """Keeps that a level is solved, if the try that the address tells does solve it."""
    level = catalog().levels.get(slug)
    attempt = posted_id()
    question = _question_put(slug, level)
    if question is None:
        return _changed(_level(slug))
    if level is not None:
        weigh(page_ms(level.scenario, _tried(level)))
    reading = kind_of(question).read(question, request.args.to_dict(flat=False), LevelTools())
    if reading.error:
        return error_page(400, "That try cannot be played", reading.error)
    if not kind_of(question).grade(question, reading.response).is_correct:
        tried = f"{_path(level)}{reading.response['try']}" if level else url_for("levels.index")
        return redirect(tried, 303)
    keep_put([question])
    answer = Answer(
        attempt,
        question.uid,
        reading.response,
        Outcome.RIGHT,
        now_ms(),
        Activity.LEVEL,
        put=question.digest,
        engine=__version__,
    )
    answers().keep(ensure_learner(), answer)
    following = _next(level) if level else None
    return redirect(_path(following) if following else url_for("levels.index"), 303)


def _page(level: Level, sim: RunView, *, status: int, notice: str = "") -> ResponseReturnValue:
    return render(
        "levels/page.html",
        "simulator/_simulator.html",
        status=status,
        sim=sim,
        level=level,
        notice=notice,
    )


def _simulation(level: Level) -> RunView:
    """Plays the try in the address; one that is not allowed gives a sentence, and the start."""

    def played(address: Address, **more: object) -> RunView:
        said = refusal(level, address.what_if)
        if said:
            raise WhatIfError(said)
        sim = simulate_address(catalog(), level.scenario, address, **more)  # type: ignore[arg-type]
        question = catalog().level_question(level.slug)
        attempt = LevelTry(
            level, address.what_if, sim.trace, new_id(), _next(level), question.digest
        )
        return replace(sim, level=attempt)

    return play_or_say(Address(_path(level)), level.scenario, played)


def _tried(level: Level) -> Address:
    """Returns the try in the address, to tell what it will cost; the plain one if it is none."""
    plain = Address(_path(level))
    try:
        given = level.scenario.read(what_if_in(request.args.to_dict(flat=False)))
    except WhatIfError:
        return plain
    return replace(plain, what_if=given.text())


def _question_put(slug: str, level: Level | None) -> Question | None:
    """Returns the level as it was put by the page that posts; today's where that does not say.

    None when such a level was never put.
    """
    digest = request.form.get("put", "")
    today = catalog().level_question(slug) if level else None
    if today is not None and digest in ("", today.digest):
        return today
    return as_put(f"{LEVELS}/{slug}", digest)


def _changed(level: Level) -> ResponseReturnValue:
    """Shows today's level with the try that was sent."""
    return _page(level, _simulation(level), status=422, notice=HAS_CHANGED)


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
    """Returns the fewest moves in which the learner solved each level of today."""
    kept = answers().levels(learner()) if learner() else {}
    found = {uid.partition("/")[2]: latest.best for uid, latest in kept.items()}
    return {slug: found[slug] or 0 for slug in catalog().levels if slug in found}
