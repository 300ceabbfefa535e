"""What a reader says without looking: judged by themselves beside a model answer, and kept."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trialrun import __version__
from trialrun.content import Lesson
from trialrun.content.course import RecallPrompt
from trialrun.store import Activity, Answer, Outcome
from trialrun.web.http.errors import error_page
from trialrun.web.http.pace import ANSWERS
from trialrun.web.http.pages import wants_fragment
from trialrun.web.http.rates import at_rate
from trialrun.web.http.services import (
    answers,
    catalog,
    ensure_learner,
    is_nameless,
    learner,
    now_ms,
)
from trialrun.web.practice.nameless import NO_NAME

pages = Blueprint("recall", __name__, url_prefix="/lessons")

GRADES = {"knew": "I knew it", "partly": "Partly", "not-yet": "Not yet"}
"""How one's own answer is judged, in the order of the buttons."""
TOLD = {"knew": "you knew it", "partly": "you knew it in part", "not-yet": "not yet"}
SAID_NOTHING = "Pick how it went: I knew it, Partly, or Not yet."
GONE = ("This prompt is not in the lesson any more", "It was taken out, or worded anew.")


@dataclass(frozen=True, slots=True)
class Recalled:
    """A prompt as a page shows it. `grade` is a key of GRADES, "" before it is judged.

    It `has_changed` where the judgement was of another text; `note` is said beside it.
    """

    prompt: RecallPrompt
    grade: str = ""
    has_changed: bool = False
    note: str = ""
    is_open: bool = False

    @property
    def dom_id(self) -> str:
        """Returns the id of its element."""
        return f"recall-{self.prompt.id}"

    @property
    def told(self) -> str:
        """Returns the judgement in words; "" for none."""
        return TOLD.get(self.grade, "")


@pages.post("/<slug>/recall/<prompt>/")
@at_rate(ANSWERS)
def judge(slug: str, prompt: str) -> ResponseReturnValue:
    """Keeps how a reader judges what they said; the last judgement counts."""
    lesson = catalog().lessons.get(slug)
    found = lesson.recalls.get(prompt) if lesson else None
    if lesson is None or found is None:
        way = (url_for("lessons.show", slug=slug), "Open the lesson again") if lesson else None
        return error_page(404, *GONE, way=way) if lesson else abort(404)
    grade, is_lost = request.form.get("grade", ""), is_nameless()
    if grade not in GRADES:
        return _shown(lesson, Recalled(found, note=SAID_NOTHING, is_open=True), status=422)
    outcome = Outcome.RIGHT if grade == "knew" else Outcome.WRONG
    answers().keep(
        ensure_learner(),
        Answer(
            attempt_of(lesson),
            uid_of(lesson, prompt),
            {"grade": grade},
            outcome,
            now_ms(),
            Activity.RECALL,
            put=found.digest,
            engine=__version__,
        ),
        may_change=True,
    )
    if wants_fragment() or is_lost:
        note = NO_NAME if is_lost else ""
        return _shown(lesson, Recalled(found, grade, note=note, is_open=True))
    return redirect(url_for("lessons.show", slug=slug, _anchor=f"recall-{prompt}"), 303)


def attempt_of(lesson: Lesson) -> str:
    """Returns the attempt under which the judgements of a lesson's prompts are kept."""
    return f"lesson-{lesson.slug}"


def uid_of(lesson: Lesson, prompt: str) -> str:
    """Returns the name of a prompt in the log."""
    return f"{lesson.slug}/{prompt}"


def judged(lesson: Lesson) -> tuple[Answer, ...]:
    """Returns the learner's judgements of a lesson's prompts, without their times."""
    if not learner() or not lesson.recalls:
        return ()
    given = answers().in_attempt(learner(), Activity.RECALL, attempt_of(lesson))
    return tuple(replace(answer, answered_ms=0, seq=0) for answer in given)


def recalled(lesson: Lesson, given: tuple[Answer, ...]) -> Mapping[str, Recalled]:
    """Returns the prompts of a lesson as its page shows them, by id."""
    kept = {answer.question: answer for answer in given}
    found = {}
    for id_, prompt in lesson.recalls.items():
        answer = kept.get(uid_of(lesson, id_))
        grade = str(answer.response.get("grade", "")) if answer else ""
        has_changed = answer is not None and answer.put != prompt.digest
        found[id_] = Recalled(prompt, grade if grade in GRADES else "", has_changed)
    return found


def _shown(lesson: Lesson, item: Recalled, status: int = 200) -> ResponseReturnValue:
    """Shows one prompt: as a fragment, or on a page of its own."""
    name = "lessons/_recall_prompt.html" if wants_fragment() else "lessons/recall.html"
    return render_template(name, lesson=lesson, item=item, grades=GRADES), status
