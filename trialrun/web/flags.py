"""Flags: what a learner finds wrong or unclear in a question, and what became of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Blueprint, Response, abort, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.utils import redirect

from trialrun.lab.own_job import writable
from trialrun.practice.flags import REASONS, reason_told
from trialrun.questions import Question
from trialrun.store import FLAGS_MAX, Flag
from trialrun.web.http.errors import error_page
from trialrun.web.http.ids import is_id, new_id
from trialrun.web.http.pace import FLAGS
from trialrun.web.http.pages import render
from trialrun.web.http.rates import at_rate
from trialrun.web.http.services import (
    attempts,
    catalog,
    ensure_learner,
    flags,
    is_nameless,
    learner,
    now_ms,
)
from trialrun.web.practice.answering import Asked, url_of_question
from trialrun.web.practice.day import Day
from trialrun.web.practice.given import given_in
from trialrun.web.practice.nameless import is_of_set
from trialrun.web.practice.putting import as_put, keep_put, question_now

pages = Blueprint("flags", __name__, url_prefix="/flags")

SAYS_MAX = 500
SHOWN_MAX = 20
"""So many flags are shown on a page, the newest."""
LESSON_PREFIX = "lesson-"
NEWS_MS = 14 * 24 * 3600 * 1000
"""So long a reply is told on the start page."""
NOTHING = (
    "There is no such question to flag",
    "It is not there any more as it was asked, and its text was not kept. Go back to it:",
)
NO_REASON = "Pick what is wrong with it first."
NOT_SAID = "Say in a few words what it is."
TOO_MANY = f"You have flagged {FLAGS_MAX} questions, and so many are kept of one learner."


@dataclass(frozen=True, slots=True)
class Flagged:
    """A flag of the learner as pages show it: `url` leads to its question, "" where none does."""

    flag: Flag
    reason: str
    stem: str
    url: str
    made: Day
    replied: Day


@dataclass(frozen=True, slots=True)
class FlagForm:
    """What the form is about, and what it held when it could not be taken."""

    question: Question
    attempt: str
    back: str
    error: str = ""
    held: Mapping[str, str] = field(default_factory=dict)


@pages.get("/")
def ask() -> ResponseReturnValue:
    """Asks what is wrong with a question, and shows what the learner said of it before."""
    return _page(_form(request.args), is_sent="sent" in request.args)


@pages.post("/")
@at_rate(FLAGS)
def keep() -> ResponseReturnValue:
    """Keeps a flag, and says that it was received."""
    form, id_ = _form(request.form), request.form.get("flag", "")
    reason = request.form.get("reason", "")
    says = writable(request.form.get("says", "").replace("\r\n", "\n")).strip()
    error = _error(reason, says)
    if not is_id(id_):
        abort(400)
    kept = given_in(form.question.uid, form.attempt)
    is_lost = is_nameless()
    if not error:
        flag = Flag(
            id_,
            form.question.uid,
            form.question.digest,
            form.attempt,
            json.dumps(dict(kept.response), sort_keys=True) if kept else "",
            reason,
            says,
            now_ms(),
        )
        keep_put([form.question])
        error = "" if flags().keep(ensure_learner(), flag) else TOO_MANY
    if error:
        held = {"reason": reason, "says": says}
        return _page(FlagForm(form.question, form.attempt, form.back, error, held), status=422)
    if is_lost:
        # A browser that takes no cookie would not find it again: it is shown at once.
        return _page(form, is_sent=True)
    return redirect(f"{url_of_flag(form.question, form.attempt)}&sent=1", 303)


def url_of_flag(question: Question, attempt: str) -> str:
    """Returns where a question is flagged."""
    put = question.digest
    return url_for("flags.ask", question=question.uid, put=put, attempt=attempt)


def flag_url(asked: Asked) -> str:
    """Returns where a question that is shown is flagged; "" for a level, or a run."""
    question = asked.question
    return url_of_flag(question, asked.attempt) if is_of_set(question.uid) else ""


def flag_url_of(question: Question) -> str:
    """Returns where a question is flagged that is shown without a go, as it stands today."""
    return url_of_flag(question, "") if is_of_set(question.uid) else ""


def flagged(uid: str = "") -> list[Flagged]:
    """Returns the newest flags of the learner, of all questions or of one, the newest first.

    A drill question is drawn again for that: so no more than SHOWN_MAX are.
    """
    found = flags().of_learner(learner()) if learner() else ()
    wanted = [flag for flag in found if uid in ("", flag.question)]
    return [_flagged(flag) for flag in wanted[:SHOWN_MAX]]


def replied_lately() -> int:
    """Counts the flags of the learner to which an author said something lately."""
    since_ms = now_ms() - NEWS_MS
    found = flags().of_learner(learner()) if learner() else ()
    return sum(bool(flag.reply) and flag.replied_ms > since_ms for flag in found)


def _error(reason: str, says: str) -> str:
    """Says why a flag cannot be taken; "" if it can."""
    if reason not in REASONS:
        return NO_REASON
    if reason == "other" and not says:
        return NOT_SAID
    if len(says) > SAYS_MAX:
        return f"At most {SAYS_MAX} signs are kept, and these are {len(says):,}. Say it shorter."
    return ""


def _form(said: Mapping[str, str]) -> FlagForm:
    uid, put, attempt = (said.get(name, "") for name in ("question", "put", "attempt"))
    is_named = is_id(attempt.removeprefix(LESSON_PREFIX).replace("-", "a"))
    found = None
    if is_of_set(uid) and (is_named or not attempt):
        found = as_put(uid, put) if put else question_now(uid)
    if found is None:
        abort(error_page(404, *NOTHING, way=(url_for("practice.index"), "Practice")))
    return FlagForm(found, attempt, _back(found, attempt))


def _back(question: Question, attempt_id: str) -> str:
    """Returns where the question was asked: in a go, in a lesson, or by itself."""
    slug = attempt_id.removeprefix(LESSON_PREFIX)
    if slug != attempt_id and slug in catalog().lessons:
        anchor = f"q-{question.set_slug}-{question.id}"
        return url_for("lessons.show", slug=slug, _anchor=anchor)
    attempt = attempts().find(learner(), attempt_id) if learner() and attempt_id else None
    if attempt is None or question.uid not in attempt.questions:
        return _url_of(question)
    number = attempt.questions.index(question.uid) + 1
    return url_for("practice.question", attempt_id=attempt_id, number=number)


def _flagged(flag: Flag) -> Flagged:
    found, now = as_put(flag.question, flag.put), now_ms()
    return Flagged(
        flag,
        reason_told(flag.reason),
        found.stem if found else flag.question,
        _url_of(found) if found else "",
        Day.of(flag.flagged_ms, now),
        Day.of(flag.replied_ms, now),
    )


def _url_of(question: Question) -> str:
    return url_of_question(question) if question_now(question.uid) else url_for("practice.index")


def _page(form: FlagForm, *, is_sent: bool = False, status: int = 200) -> Response:
    before = flagged(form.question.uid)
    return render(
        "flags/page.html",
        status=status,
        form=form,
        before=before,
        is_sent=is_sent,
        reasons=REASONS,
        says_max=SAYS_MAX,
        new_id=new_id(),
    )
