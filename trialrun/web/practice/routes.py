"""Practice: question sets, attempts, questions one by one, and how an attempt went."""

from dataclasses import replace

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from trialrun.practice import Lengths
from trialrun.store import Attempt, Outcome
from trialrun.web.http.errors import error_page, left_out
from trialrun.web.http.ids import new_id, posted_id
from trialrun.web.http.pace import ANSWERS, ATTEMPTS
from trialrun.web.http.pages import render, wants_fragment
from trialrun.web.http.rates import at_rate
from trialrun.web.http.services import attempts, catalog, ensure_learner, is_nameless, learner
from trialrun.web.practice.answering import Asked, leading_back, put, put_by_form, take
from trialrun.web.practice.goes import goes_of, repeat_url, sets_gone, unfinished_of
from trialrun.web.practice.history import history, topic_of
from trialrun.web.practice.leading_on import leading_on
from trialrun.web.practice.misses import behind, rows_of, to_practise
from trialrun.web.practice.nameless import (
    NO_COOKIE,
    NO_NAME,
    OTHER_NAME,
    TAKEN_OUT,
    go_of_form,
    is_of_set,
    not_here,
)
from trialrun.web.practice.order import followed, has_other_orders
from trialrun.web.practice.pools import MIXED_SLUG, pool_of_slug
from trialrun.web.practice.progress import MISSED, MISSED_TITLE, Progress
from trialrun.web.practice.putting import broken_sets, keep_put, path_of_set, try_to_keep_put
from trialrun.web.practice.starting import begin, first_of, length_asked, started
from trialrun.web.way_back import to_question

pages = Blueprint("practice", __name__)

MISSED_SHOWN = 100
"""So many of the questions that were missed are listed on their page, the newest first."""


@pages.get("/practice/")
def index() -> ResponseReturnValue:
    """Shows all question sets with the learner's standing."""
    return render(
        "practice/index.html",
        topics=history().topics,
        missed=history().missed_count,
        new_id=new_id(),
        broken=broken_sets(),
        lengths=Lengths.of(sum(len(found.ids) for found in catalog().sets.values())),
        unfinished=unfinished_of(goes_of(MIXED_SLUG)[0]),
        gone=sets_gone(),
    )


@pages.get("/practice/<slug>/")
def show_set(slug: str) -> ResponseReturnValue:
    """Shows one question set; of one that is gone, the goes at it."""
    found = catalog().sets.get(slug)
    goes, more = goes_of(slug)
    if found is None:
        return _missing_set(slug, goes, more)
    unfinished = unfinished_of(goes)
    return render(
        "practice/set.html",
        topic=topic_of(found),
        problems=catalog().problems_of(path_of_set(slug)),
        goes=[progress for progress in goes if progress is not unfinished],
        more=more,
        has_lesson=found.lesson in catalog().lessons,
        tagged=catalog().exams.tagged(found.tags.values()),
        unfinished=unfinished,
        lengths=Lengths.of(len(found.ids)),
        new_id=new_id(),
    )


@pages.get(f"/practice/{MISSED}/")
def show_missed() -> ResponseReturnValue:
    """Shows what is missed by now, and the goes at what was missed."""
    goes, more = goes_of(MISSED)
    unfinished = unfinished_of(goes)
    missed = history().missed(MISSED_SHOWN)
    return render(
        "practice/missed.html",
        missed=[question for uid in missed if (question := catalog().question(uid))],
        missed_count=history().missed_count,
        goes=[progress for progress in goes if progress is not unfinished],
        more=more,
        unfinished=unfinished,
        lengths=Lengths.of(history().missed_count),
        new_id=new_id(),
    )


@pages.get("/practice/<slug>/<question_id>/")
def show_question(slug: str, question_id: str) -> ResponseReturnValue:
    """Shows one question as it stands today, to be practised by itself."""
    found = catalog().question(f"{slug}/{question_id}") or abort(404)
    goes, more = goes_of(found.uid)
    return render(
        "practice/single.html",
        question=found,
        title=catalog().sets[slug].title,
        goes=goes,
        more=more,
        new_id=new_id(),
        followed=followed(found.uid, ()),
    )


@pages.post("/practice/<slug>/")
@at_rate(ATTEMPTS)
def start(slug: str) -> ResponseReturnValue:
    """Starts an attempt under the id that the form brought, so a double click starts one."""
    if slug == MISSED:
        attempt_id = started(slug, MISSED_TITLE, history().missed()[: length_asked()])
        is_lost = not attempt_id and is_nameless()
        return error_page(404, *NO_COOKIE) if is_lost else first_of(attempt_id)
    found = catalog().sets.get(slug) or abort(404)
    return first_of(started(slug, found.title, found.uids))


@pages.post("/practice/<slug>/<question_id>/")
@at_rate(ATTEMPTS)
def start_question(slug: str, question_id: str) -> ResponseReturnValue:
    """Starts an attempt at one question; the start page's form brings the answer, too."""
    if "put" in request.form:
        return _answered_at_once(f"{slug}/{question_id}")
    found = catalog().question(f"{slug}/{question_id}") or abort(404)
    # It is no go at the set: one that is half-finished is still the one to go on with.
    return first_of(started(found.uid, catalog().sets[slug].title, [found.uid]))


@pages.get("/attempts/<attempt_id>/")
def result(attempt_id: str) -> ResponseReturnValue:
    """Shows how an attempt went, question by question."""
    progress = _progress_or_404(attempt_id)
    rows = rows_of(progress)
    return render(
        "practice/result.html",
        progress=progress,
        rows=rows,
        behind=behind(progress, rows),
        missed=len(to_practise(progress)),
        is_skipped=any(row.kept and row.kept.outcome is Outcome.SKIPPED for row in rows),
        new_id=new_id(),
        repeat_url=repeat_url(progress.attempt.set_slug),
        **leading_on(progress),
        is_round=pool_of_slug(progress.attempt.set_slug) is not None,
        has_other_orders=has_other_orders(progress.attempt.questions),
    )


@pages.post("/attempts/<attempt_id>/missed/")
@at_rate(ATTEMPTS)
def start_missed(attempt_id: str) -> ResponseReturnValue:
    """Starts an attempt at exactly what was missed in another one."""
    progress = _progress_or_404(attempt_id)
    title = progress.title if progress.attempt.set_slug == MISSED else f"{progress.title}: missed"
    return first_of(started(MISSED, title, to_practise(progress)))


@pages.get("/attempts/<attempt_id>/<int:number>/")
def question(attempt_id: str, number: int) -> ResponseReturnValue:
    """Puts one question, or shows its verdict once it is answered."""
    progress = _progress_or_404(attempt_id, number)
    found = progress.question(number)
    if found is None:
        return _gone(progress, number)
    if not progress.answer(number) and not progress.digest(number):
        try_to_keep_put([found])
    asked = put(found, attempt_id, progress.answer(number))
    return _question_page(progress, number, replace(asked, is_repeated="again" in request.args))


@pages.post("/attempts/<attempt_id>/<int:number>/")
@at_rate(ANSWERS)
def answer(attempt_id: str, number: int) -> ResponseReturnValue:
    """Keeps an answer; the first one counts."""
    attempt = attempts().find(learner(), attempt_id)
    if attempt is None:
        begun = go_of_form(attempt_id, number)
        if begun is None:
            abort(error_page(404, *not_here()))
        return _answer_anew(attempt=begun[0], number=number, at=begun[1])
    progress = Progress(attempt)
    number = _number_of_form(progress, number)
    found = progress.to_answer(number) or put_by_form(progress.attempt.questions[number - 1])
    if found is None:
        return error_page(404, *TAKEN_OUT)
    activity, is_shown = progress.attempt.activity, wants_fragment()
    asked = take(found, attempt_id, activity=activity, may_skip=True, is_shown=is_shown)
    if asked.error:
        return _question_page(progress, number, asked, status=422)
    if is_shown:
        return _question_page(_progress_or_404(attempt_id), number, asked)
    url = url_for("practice.question", attempt_id=attempt_id, number=number)
    return redirect(f"{url}?again=1" if asked.is_repeated else url, 303)


def _answered_at_once(uid: str) -> ResponseReturnValue:
    """Starts an attempt at one question, and takes the answer that its form brings along."""
    if not is_of_set(uid):
        abort(404)
    found = put_by_form(uid) or catalog().question(uid) or abort(404)
    attempt_id, of_set = posted_id(), catalog().sets.get(found.set_slug)
    begin(attempt_id, uid, of_set.title if of_set else "", [found])
    progress = _progress_or_404(attempt_id)
    if progress.attempt.questions != (uid,):
        abort(400)
    # A browser that takes no cookie would not find it again: it is shown at once.
    activity, is_shown = progress.attempt.activity, is_nameless()
    asked = take(found, attempt_id, activity=activity, may_skip=True, is_shown=is_shown)
    if asked.error:
        return _question_page(progress, 1, asked, status=422)
    if is_shown:
        return _question_page(_progress_or_404(attempt_id), 1, replace(asked, note=NO_NAME))
    return redirect(url_for("practice.question", attempt_id=attempt_id, number=1), 303)


@at_rate(ATTEMPTS)
def _answer_anew(attempt: Attempt, number: int, at: int) -> ResponseReturnValue:
    """Takes an answer to a go that is not here: the name it was begun under did not come along.

    Shown at once, without a redirect: a browser that takes no cookie would not find it again.
    """
    note = NO_NAME if is_nameless() else OTHER_NAME
    keep_put([found for uid in attempt.questions if (found := catalog().question(uid))])
    attempts().start(ensure_learner(), attempt)
    question = Progress(attempt).to_answer(at)
    assert question is not None
    asked = take(question, attempt.id, activity=attempt.activity, may_skip=True)
    status = 422 if asked.error else 200
    page = _question_page(_progress_or_404(attempt.id), at, replace(asked, note=note), status)
    if at != number and wants_fragment():
        url = url_for("practice.question", attempt_id=attempt.id, number=at)
        page.headers["HX-Replace-Url"] = url
    return page


def _number_of_form(progress: Progress, number: int) -> int:
    """Returns the number of the question that the form answers; a go made anew may move it."""
    uids, uid = progress.attempt.questions, request.form.get("question", "")
    if uid in uids and uids[number - 1 : number] != (uid,):
        return uids.index(uid) + 1
    return number if 1 <= number <= len(uids) else abort(404)


def _missing_set(slug: str, goes: list[Progress], more: int | None) -> ResponseReturnValue:
    problems = catalog().problems_of(path_of_set(slug))
    if problems and not goes:
        return left_out("question set", problems)
    if not goes:
        abort(404)
    title = goes[0].title
    return render(
        "practice/gone.html", slug=slug, goes=goes, more=more, title=title, problems=problems
    )


def _gone(progress: Progress, number: int) -> ResponseReturnValue:
    """Shows what is known of a question that is not there any more, and not to be read either."""
    kept = progress.answer(number)
    put_then = kept.put if kept else progress.digest(number)
    return render(
        "practice/question_gone.html",
        status=200 if kept else 404,
        progress=progress,
        number=number,
        kept=kept,
        is_lost=bool(put_then),
        **leading_on(progress),
    )


def _progress_or_404(attempt_id: str, number: int | None = None) -> Progress:
    attempt = attempts().find(learner(), attempt_id)
    if attempt is None:
        abort(error_page(404, *not_here()))
    if number is not None and not 1 <= number <= len(attempt.questions):
        abort(404)
    return Progress(attempt)


def _question_page(progress: Progress, number: int, asked: Asked, status: int = 200) -> Response:
    return render(
        "practice/question.html",
        "practice/_question.html",
        status=status,
        progress=progress,
        number=number,
        asked=leading_back(asked, to_question(progress.attempt.id, number)),
        followed=followed(asked.question.uid, progress.attempt.questions),
        **leading_on(progress),
    )
