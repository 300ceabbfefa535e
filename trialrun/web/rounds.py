"""Rounds at questions of several sets: mixed, of a lesson, of an objective, against a belief."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from trialrun.practice import USUAL, Lengths
from trialrun.web.http.errors import error_page
from trialrun.web.http.ids import new_id
from trialrun.web.http.pace import ATTEMPTS
from trialrun.web.http.pages import render
from trialrun.web.http.rates import at_rate
from trialrun.web.practice.goes import goes_of, unfinished_of
from trialrun.web.practice.history import history
from trialrun.web.practice.pools import Pool, by_belief, by_exam, by_lesson, read_pool
from trialrun.web.practice.starting import first_of, length_asked, started_round

pages = Blueprint("rounds", __name__, url_prefix="/rounds")

NOTHING = (
    "There is no such round",
    "No question of today belongs to what this address names. Pick from what there is.",
)


@pages.get("/")
def index() -> ResponseReturnValue:
    """Lists what rounds can be about besides a topic."""
    return render(
        "rounds/index.html",
        lessons=list(by_lesson()),
        exams=list(by_exam()),
        beliefs=list(by_belief()),
    )


@pages.get("/<of>/")
def show(of: str) -> ResponseReturnValue:
    """Shows what a round is about, how the learner stands in it, and the rounds so far."""
    pool = _pool(of)
    goes, more = goes_of(pool.slug)
    unfinished = unfinished_of(goes)
    return render(
        "rounds/page.html",
        pool=pool,
        standing=history().standing_of(pool.uids),
        lengths=Lengths.of(len(pool.uids)),
        goes=[progress for progress in goes if progress is not unfinished],
        more=more,
        unfinished=unfinished,
        new_id=new_id(),
    )


@pages.post("/<of>/")
@at_rate(ATTEMPTS)
def start(of: str) -> ResponseReturnValue:
    """Starts a round of the length that the form says."""
    pool = _pool(of)
    return first_of(_started(pool))


def _started(pool: Pool) -> str:
    return started_round(pool.slug, pool.title, pool.uids, count=length_asked() or USUAL)


def _pool(of: str) -> Pool:
    found = read_pool(of)
    if found is None:
        abort(error_page(404, *NOTHING, way=("/rounds/", "What rounds are about")))
    return found
