"""An answer whose go is not here under the name by which the browser goes: it is kept all the same.

The cookie is gone, or is another's; what the form brings says what was asked. Nobody else's go is
read or written for that: a go belongs to a name, and so does its id.
"""

from collections.abc import Sequence

from flask import request

from trialrun.questions import LEVELS, Question
from trialrun.store import LEFT_DAYS, UNANSWERED_MAX, Attempt
from trialrun.store.log import is_of_run, set_of
from trialrun.web.http.ids import is_id
from trialrun.web.http.services import catalog, is_nameless
from trialrun.web.practice.answering import put_by_form
from trialrun.web.practice.order import order_of
from trialrun.web.practice.starting import go_at

NO_NAME = (
    "Your browser did not say who you are: its cookie is gone, or it takes none. What you answer "
    "is kept under a new name; what you did before stays under the old one. Should this come "
    "again, allow this site its cookie: without it, nothing that you do can be found again."
)
OTHER_NAME = (
    "You were asked this under another name than your browser goes by now, or so long ago that "
    "it is not here any more. What you answer is kept under the name of now."
)
NO_COOKIE = (
    "Your browser did not say who you are",
    "A practice round is kept under a name, and the name in a cookie. No cookie came: it is gone, "
    "or your browser takes none. Allow this site its cookie, then begin anew:",
)

TAKEN_OUT = (
    "This question is not there any more",
    "It was taken out of its set, and what it said cannot be read any more, if it was kept. "
    "Nothing is missing from your result.",
)
NOT_HERE = (
    "This practice round is not here",
    "It is another browser’s, or nothing was answered in it: of such rounds the newest "
    f"{UNANSWERED_MAX} are kept, for {LEFT_DAYS} days. Begin the question set anew:",
)


def not_here() -> tuple[str, str]:
    """Returns title and words of the page of a round that is not here."""
    return NO_COOKIE if is_nameless() else NOT_HERE


def go_of_form(attempt_id: str, number: int) -> tuple[Attempt, int] | None:
    """Returns the go of a posted form as it was, but for its answers, and the question's number.

    Where that cannot be told, it is a go at the one question. None where the form does not prove
    what was asked, and no such question is there today.
    """
    uid = request.form.get("question", "")
    if not is_id(attempt_id) or not is_of_set(uid):
        return None
    question = put_by_form(uid) or catalog().question(uid)
    if question is None:
        return None
    found = catalog().sets.get(question.set_slug)
    title = found.title if found else ""
    order = order_of(found.uids, seed=attempt_id) if found else []
    if order[number - 1 : number] == [uid]:
        return _go(attempt_id, question.set_slug, title, order, question), number
    return _go(attempt_id, uid, title, [uid], question), 1


def is_of_set(uid: str) -> bool:
    """Says whether a question is one of a set: a level, or a run, is no go to practise."""
    return not is_of_run(uid) and set_of(uid) != LEVELS


def _go(id_: str, slug: str, title: str, order: Sequence[str], asked: Question) -> Attempt:
    questions = [asked if uid == asked.uid else catalog().question(uid) for uid in order]
    return go_at(id_, slug, title, [question for question in questions if question is not None])
