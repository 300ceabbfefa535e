"""Drill: generated questions without end, by family, topic or belief, each with an address."""

import secrets
from dataclasses import replace

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from trialrun.families import SEED_MAX, Family, Generated, NoSuchQuestion
from trialrun.lab.drill import (
    BELIEF,
    EVERYTHING,
    FAMILY,
    GENERATING_MS,
    TOPIC,
    TRIED_MAX,
    Scope,
    beliefs_drilled,
    drilled,
    listed,
    next_of,
    read_scope,
    scope_refusal,
)
from trialrun.lab.own_job import writable
from trialrun.questions import kind_of
from trialrun.store import Activity
from trialrun.web.http.errors import error_page
from trialrun.web.http.heavy import weigh
from trialrun.web.http.ids import new_id, posted_id
from trialrun.web.http.pace import DRILLS
from trialrun.web.http.pages import render, wants_fragment
from trialrun.web.http.rates import at_rate
from trialrun.web.http.services import answers, attempts, catalog, is_nameless, learner
from trialrun.web.practice.answering import Asked, leading_back, put, take
from trialrun.web.practice.nameless import NO_NAME
from trialrun.web.practice.putting import LevelTools, remember_put
from trialrun.web.practice.starting import begin
from trialrun.web.way_back import to_question

pages = Blueprint("drill", __name__, url_prefix="/drill")

NOTHING = "There is no such drill"
SEED_DIGITS_MAX = 9


@pages.get("/")
def index() -> ResponseReturnValue:
    """Lists what can be drilled: topics with their families, and beliefs."""
    return render(
        "drill/index.html",
        topics=list(listed(catalog())),
        beliefs=beliefs_drilled(catalog()),
        standing=answers().drilled(learner()) if learner() else {},
    )


@pages.get("/any/")
def anything() -> ResponseReturnValue:
    """Leads to a question of any family."""
    return _somewhere(EVERYTHING)


@pages.get("/topic/<name>/")
def topic(name: str) -> ResponseReturnValue:
    """Leads to a question of a topic."""
    return _somewhere(_scope(TOPIC, name))


@pages.get("/belief/<name>/")
def belief(name: str) -> ResponseReturnValue:
    """Leads to a question that tells a belief from the truth: the next behind `after`, or any."""
    scope, after = _scope(BELIEF, name), request.args.get("after", "")
    is_seed = after.isascii() and after.isdigit() and len(after) <= SEED_DIGITS_MAX
    weigh(GENERATING_MS * TRIED_MAX / 2)
    return _somewhere(scope, int(after) if is_seed else None)


@pages.get("/<name>/")
def family(name: str) -> ResponseReturnValue:
    """Leads to a question of a family."""
    return _somewhere(_scope(FAMILY, name))


@pages.get("/<name>/v<int:version>/<int:seed>/")
def show(name: str, version: int, seed: int) -> ResponseReturnValue:
    """Asks the question of a family, version and seed. The page holds nothing of its key."""
    found = _found(name, version, seed)
    remember_put(found.question)
    return _page(found, put(found.question, new_id(), None))


@pages.post("/<name>/v<int:version>/<int:seed>/")
@at_rate(DRILLS)
def answer(name: str, version: int, seed: int) -> ResponseReturnValue:
    """Keeps an answer in the log of all, and explains it."""
    found, attempt = _found(name, version, seed), posted_id()
    question = found.question
    reading = kind_of(question).read(question, request.form.to_dict(flat=False), LevelTools())
    if reading.error and "skip" not in request.form:
        asked = replace(put(question, attempt, None), draft=reading.response, error=reading.error)
        return _page(found, asked, status=422)
    is_lost = is_nameless()
    begin(attempt, f"drill/{name}", f"Drill: {found.family.title}", [question], Activity.DRILL)
    begun = attempts().find(learner(), attempt)
    if begun is None or begun.questions != (question.uid,):
        # The id is that of another go: the answer would stand where no page shows it.
        abort(400)
    asked = take(question, attempt, activity=Activity.DRILL, may_skip=True)
    if asked.error:
        return _page(found, asked, status=422)
    url = url_for("practice.question", attempt_id=attempt, number=1, of=request.args.get("of"))
    if is_lost:
        # A browser that takes no cookie would not find it again: it is shown at once.
        return _page(found, replace(asked, note=NO_NAME))
    if not wants_fragment():
        return redirect(url, 303)
    page = _page(found, leading_back(asked, to_question(attempt, 1)))
    page.headers["HX-Replace-Url"] = url
    return page


def _found(name: str, version: int, seed: int) -> Generated:
    """Finds a question, or ends in a page that says why there is none."""
    weigh(GENERATING_MS)
    try:
        return drilled(catalog(), name, version, seed)
    except NoSuchQuestion as refusal:
        way = (url_for("drill.index"), "Drill")
        abort(error_page(404, NOTHING, writable(str(refusal)), way=way))


def _scope(sort: str, name: str) -> Scope:
    scope = read_scope(f"{sort}.{name}")
    if scope is None:
        way = (url_for("drill.index"), "Drill")
        abort(error_page(404, NOTHING, writable(scope_refusal(sort, name)), way=way))
    return scope


def _somewhere(scope: Scope, after: int | None = None) -> ResponseReturnValue:
    """Leads to a question that most likely nobody has seen; no two who begin meet the same."""
    seed = secrets.randbelow(SEED_MAX) if after is None else after
    response = redirect(_url_behind(scope, seed), 303)
    response.headers["Cache-Control"] = "no-store"
    return response


def next_url(scope: Scope, seed: int) -> str:
    """Returns where the question behind a seed is; of a belief it is searched when it is asked for.

    To try seeds for each page that leads on would make it heavy.
    """
    if scope.sort == BELIEF:
        return url_for("drill.belief", name=scope.name, after=seed)
    return _url_behind(scope, seed)


def _url_behind(scope: Scope, seed: int) -> str:
    """Returns the address of the question behind a seed; where none can be asked, the list."""
    try:
        return url_of(*next_of(catalog(), scope, seed), scope)
    except NoSuchQuestion:
        return url_for("drill.index")


def url_of(family: Family, seed: int, scope: Scope | None = None) -> str:
    """Returns the address of a question, with what is drilled."""
    of = scope.text if scope and scope != Scope(FAMILY, family.id) else None
    return url_for("drill.show", name=family.id, version=family.version, seed=seed, of=of)


def _page(found: Generated, asked: Asked, status: int = 200) -> Response:
    scope = read_scope(request.args.get("of", "")) or Scope(FAMILY, found.family.id)
    return render(
        "drill/question.html",
        "drill/_question.html",
        status=status,
        found=found,
        asked=asked,
        scope=scope,
        action=url_of(found.family, found.seed, scope),
        next_url=next_url(scope, found.seed),
    )
