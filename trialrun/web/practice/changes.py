"""What would have made a wrong answer right: the smallest change of its story, on its own page."""

from typing import Any

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from trialrun.bounded import Bounded
from trialrun.engine import BELIEFS, Belief
from trialrun.lab.answer_changes import changes_of
from trialrun.lab.smallest_change import SEARCH_MS, ChangesFound
from trialrun.plural import counted
from trialrun.questions import Question, kind_of
from trialrun.questions.kind import Wish
from trialrun.questions.kinds.options import LEFT
from trialrun.questions.question import PROOF
from trialrun.web.http.errors import error_page
from trialrun.web.http.heavy import weigh
from trialrun.web.http.pages import render
from trialrun.web.http.services import catalog
from trialrun.web.practice.answering import url_of_question
from trialrun.web.practice.given import given_in
from trialrun.web.practice.shows import BACK, GO
from trialrun.web.stories import story_of
from trialrun.web.way_back import way_back

pages = Blueprint("changes", __name__)
KEPT_BYTES = 400_000
UNSAID = ("", LEFT)
NOT_ANSWERED = (
    "Answer the question first",
    "What would have made an answer right is shown once you have answered, in the round in which "
    "you did. Here is the question:",
)


@pages.get("/practice/<slug>/<question_id>/change/")
def show(slug: str, question_id: str) -> ResponseReturnValue:
    """Shows what of the story would have to be otherwise for an answer to be right.

    Only to whoever was shown the key: which answers there is a page for would tell it.
    """
    question = catalog().question(f"{slug}/{question_id}") or abort(404)
    given = given_in(question.uid, request.args.get(GO, ""))
    if given is None or given.put != question.digest:
        way = (url_of_question(question), "The question")
        abort(error_page(404, *NOT_ANSWERED, way=way))
    response = {part: text for part, text in request.args.items() if part not in (BACK, GO)}
    kind = kind_of(question)
    if PROOF not in question.body or len(question.runs) != 1 or not kind.fits(question, response):
        abort(404)
    wish, grade = kind.wish(question, response), kind.grade(question, response)
    if not wish or grade.is_correct:
        abort(404)
    held = dict.fromkeys(part.belief_id for part in grade.parts)
    beliefs = tuple(belief for belief in held if belief in BELIEFS)
    found = _changes(question, wish, beliefs)
    return render(
        "practice/change.html",
        "practice/_change.html",
        question=question,
        changes=found,
        tried=f"{counted(found.tried, 'change')} {'was' if found.tried == 1 else 'were'}",
        thoughts=[_thought(BELIEFS[id_]) for id_ in beliefs],
        said=[part for part in grade.parts if part.given not in UNSAID],
        back=back.text if (back := way_back(request.args.get(BACK, ""))) else "",
    )


def _thought(belief: Belief) -> dict[str, Any]:
    """Returns a belief in words, and the fact that corrects it, where there is one."""
    return {"says": belief.says, "fact": catalog().facts.get(belief.corrected_by)}


def _changes(question: Question, wish: Wish, beliefs: tuple[str, ...]) -> ChangesFound:
    """Searches, or remembers what was found."""
    key = (question.digest, wish, beliefs)
    found = _remembered.get(key)
    if found is None:
        weigh(SEARCH_MS)
        scenario = story_of(question.runs[0].scenario) or abort(404)
        found = changes_of(catalog(), scenario, question, wish, beliefs)
        _remembered.keep(key, found)
    return found


_Key = tuple[str, Wish, tuple[str, ...]]


def _bytes_of(key: _Key, changes: ChangesFound) -> int:
    return 2_000 + 1_000 * len(changes.found) + sum(len(claim) for claim, _ in key[1])


_remembered: Bounded[_Key, ChangesFound] = Bounded(KEPT_BYTES, _bytes_of)
