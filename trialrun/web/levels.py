"""Levels: goal puzzles on the simulator. Whatever meets the goal solves one."""

from dataclasses import dataclass, replace

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from trialrun import __version__
from trialrun.content import QuestionSet
from trialrun.engine import WhatIfError, digest_of
from trialrun.lab.address import Address, what_if_in
from trialrun.lab.cost import page_ms
from trialrun.lab.level_try import LevelTry, Solved
from trialrun.lab.run_view import RunView, simulate_address
from trialrun.questions import LEVELS, TIERS, Level, Question, kind_of, refusal
from trialrun.store import Activity, Answer, Outcome
from trialrun.web.http.errors import error_page, left_out
from trialrun.web.http.heavy import weigh
from trialrun.web.http.ids import new_id, posted_id
from trialrun.web.http.pace import RUNS
from trialrun.web.http.pages import render, wants_fragment
from trialrun.web.http.rates import at_rate
from trialrun.web.http.services import (
    answers,
    catalog,
    ensure_learner,
    expected_learner,
    is_nameless,
    learner,
    now_ms,
)
from trialrun.web.practice.nameless import NO_NAME
from trialrun.web.practice.putting import LevelTools, as_put, keep_put, try_to_keep_put
from trialrun.web.simulator.routes import at_first_end, play_or_say

pages = Blueprint("levels", __name__, url_prefix="/levels")

CITING_LEAST = 2
"""A set is about a level when so many of its questions cite what the level cites."""
WHO_LENGTH = 8
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
    """A level on the list: `sim` as it starts, and how it was solved best, if it was."""

    level: Level
    sim: RunView
    solved: Solved | None


@dataclass(frozen=True, slots=True)
class Onward:
    """Where a solved level leads: to the next that is not solved, and to a set about the same."""

    level: Level | None
    practice: QuestionSet | None


@pages.get("/")
def index() -> ResponseReturnValue:
    """Shows all levels by tier, which are solved, and the first that is not."""
    solved = _solved()
    levels = catalog().levels
    tiers = [
        (
            TIER_TITLES[tier],
            [
                Card(level, at_first_end(level.scenario), solved.get(level.slug))
                for level in levels.values()
                if level.tier == tier
            ],
        )
        for tier in TIERS
    ]
    return render(
        "levels/index.html",
        tiers=tiers,
        solved=len(solved),
        count=len(levels),
        who=_who(),
        incidents=len(catalog().incidents),
        onward=next((level for slug, level in levels.items() if slug not in solved), None),
    )


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
    form = request.args.to_dict(flat=False) | {"tries": request.form.getlist("tries")}
    reading = kind_of(question).read(question, form, LevelTools())
    if reading.error:
        return error_page(400, "That try cannot be played", reading.error)
    if not kind_of(question).grade(question, reading.response).is_correct:
        tried = f"{_path(level)}{reading.response['try']}" if level else url_for("levels.index")
        return _goes_to(tried)
    keep_put([question])
    note = NO_NAME if is_nameless() else ""
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
    kept = answers().keep(ensure_learner(), answer)
    if level is None:
        return _goes_to(url_for("levels.index"))
    onward = _onward(level)
    if wants_fragment():
        solved = _solved_by(kept)
        return render("levels/_kept.html", level=level, solved=solved, onward=onward, note=note)
    return redirect(_path(onward.level) if onward.level else url_for("levels.index"), 303)


def _goes_to(url: str) -> ResponseReturnValue:
    """Leads to another page; htmx would put that into the place of the form."""
    if wants_fragment():
        return "", 200, {"HX-Redirect": url}
    return redirect(url, 303)


def _page(level: Level, sim: RunView, *, status: int, notice: str = "") -> ResponseReturnValue:
    response = render(
        "levels/page.html",
        "simulator/_simulator.html",
        status=status,
        sim=sim,
        level=level,
        onward=_onward(level) if sim.level and sim.level.is_solved else None,
        notice=notice,
    )
    if notice and wants_fragment():
        # What was posted is a form inside of what comes back.
        response.headers["HX-Retarget"] = f"#{sim.dom_id}"
        response.headers["HX-Reswap"] = "outerMorph"
    return response


def _simulation(level: Level) -> RunView:
    """Plays the try in the address; one that is not allowed gives a sentence, and the start.

    An address that names no moment shows the end.
    """

    def played(address: Address, **more: object) -> RunView:
        said = refusal(level, address.what_if)
        if said:
            raise WhatIfError(said)
        sim = simulate_address(catalog(), level.scenario, address, **more)  # type: ignore[arg-type]
        if address.step is None:
            sim = replace(sim, address=replace(address, step=len(sim.trace.events)))
        return replace(sim, level=_try(level, sim))

    return play_or_say(Address(_path(level)), level.scenario, played)


def _try(level: Level, sim: RunView) -> LevelTry:
    question = catalog().level_question(level.slug)
    return LevelTry(
        level,
        sim.address.what_if,
        sim.trace,
        new_id(),
        put=question.digest,
        kept=_solved().get(level.slug),
        who=_who(),
    )


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
            abort(left_out("level", problems))
        abort(404)
    return level


def _path(level: Level) -> str:
    return url_for("levels.show", slug=level.slug)


def _who() -> str:
    """Returns what tells the people of one browser apart, "" for who has no cookie yet."""
    return digest_of(expected_learner())[:WHO_LENGTH] if expected_learner() else ""


def _onward(level: Level) -> Onward:
    """Returns where to go from here: the next level that is not solved, around the end if so."""
    solved = _solved()
    slugs = list(catalog().levels)
    at = slugs.index(level.slug)
    others = [slug for slug in slugs[at + 1 :] + slugs[:at] if slug not in solved]
    return Onward(
        catalog().levels[others[0]] if others else None,
        catalog().set_about(level.facts, CITING_LEAST),
    )


def _solved() -> dict[str, Solved]:
    """Returns how the learner solved each level of today best."""
    kept = answers().solved(learner()) if learner() else {}
    found = {uid.partition("/")[2]: _solved_by(answer) for uid, answer in kept.items()}
    return {slug: found[slug] for slug in catalog().levels if slug in found}


def _solved_by(answer: Answer) -> Solved:
    tried = str(answer.response.get("try", "")) if answer.is_readable else ""
    tried = tried if tried.startswith("?") else ""
    return Solved(answer.moves or 0, answer.tries or 0, answer.put, tried)
