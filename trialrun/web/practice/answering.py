"""From a form to a kept answer and back to what a page shows. The one place that grades."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from flask import request, url_for

from trialrun import __version__
from trialrun.content import UNTAGGED, Tagged
from trialrun.families.on_job import QUIZ
from trialrun.families.registry import DRILL, read_id
from trialrun.lab.address import Address
from trialrun.questions import Cited, Grade, Part, Question, kind_of
from trialrun.store import Activity, Answer, Outcome
from trialrun.web.http.services import answers, catalog, ensure_learner, now_ms
from trialrun.web.practice.putting import (
    LevelTools,
    as_put,
    keep_put,
    path_of_set,
    question_now,
)
from trialrun.web.practice.shows import NOTHING, RunLink, Shows, run_names, shows_of
from trialrun.web.stories import story_of

TITLES = {
    "right": "Right",
    "wrong": "Not this time",
    "skipped": "Skipped: here is what happens",
    "unknown": "This answer cannot be read any more",
}
HAS_CHANGED = (
    "This question has changed since you were asked. Here it is as it stands now, with your "
    "answer as far as it fits. Look again, then send it."
)
_PLAIN = re.compile(r"[a-z0-9-]+")


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """The section of a lesson that a question is about; "" for the whole lesson."""

    lesson: str
    section: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of an answer, explained: what was said of each part, what is so, and why.

    `is_known` is False for answers of up to 0.3.0, of which no text was kept: then the parts are
    those of today's question, and nothing is said of what was picked. So it is where `is_lost`:
    a text was kept, and cannot be read any more; and where the answer itself `is_odd`: what was
    kept of it makes no sense. `tagged` is what today's question is tagged with.
    What leads away comes back to `place`, and what leads into the lesson to `back`.
    """

    outcome: str
    title: str
    parts: Mapping[str, Part]
    runs: list[RunLink]
    facts: tuple[Cited, ...]
    again: ReadAgain | None
    back: str = ""
    place: str = ""
    is_known: bool = True
    is_lost: bool = False
    is_odd: bool = False
    tagged: Tagged = UNTAGGED
    shows: Shows = NOTHING

    @property
    def leading(self) -> frozenset[str]:
        """Returns the ids of the options that are told first: those that hold, and those picked."""
        return frozenset(id_ for id_, part in self.parts.items() if "yes" in (part.key, part.given))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as put to a learner: `answer` and `verdict` are None until it is answered.

    `show` is what the templates of its kind show, in the order of this attempt. `draft` is what
    the form held when it could not be taken, `error` why; `note` is what else is to be known of
    how it was taken. `today` says how today's version differs ("changed", "broken", "gone", ""
    for not at all), `today_url` leads to it.
    """

    question: Question
    attempt: str
    show: Any
    answer: Answer | None = None
    verdict: Verdict | None = None
    draft: Mapping[str, str] | None = None
    error: str = ""
    note: str = ""
    is_repeated: bool = False
    today: str = ""
    today_url: str = ""

    @property
    def dom_id(self) -> str:
        """Returns an id for the page, unique among its questions, that stands in a selector as is.

        The id of a varied prediction is the query of its address: such a question has a digest's.
        """
        name = f"{self.question.set_slug}-{self.question.id}"
        if not _PLAIN.fullmatch(name):
            name = sha256(self.question.uid.encode()).hexdigest()[:16]
        return f"q-{name}"

    @property
    def chosen(self) -> Mapping[str, str]:
        """Returns what stands in the form: the kept answer, or the draft."""
        if self.answer is not None:
            return self.answer.response
        return self.draft or {}


def put(
    question: Question, attempt: str, answer: Answer | None, grade: Grade | None = None
) -> Asked:
    """Prepares a question for a page: parts shuffled once an attempt, explained if answered.

    The caller gives it as it was put when it was answered (`as_put`), and the grade if it has it.
    """
    show = kind_of(question).show(question, seed=f"{attempt}/{question.uid}")
    asked = Asked(question, attempt, show)
    if answer is None:
        return asked
    asked = replace(asked, answer=answer, verdict=_verdict(question, answer, grade))
    return _beside_today(asked)


def leading_back(asked: Asked, back: str) -> Asked:
    """Returns an answered question whose runs lead back to a place (`web/way_back`)."""
    verdict = asked.verdict
    if verdict is None:
        return asked
    runs = [replace(run, address=replace(run.address, back=back)) for run in verdict.runs]
    # Within a lesson one reads again on the very page: there is nowhere to come back to.
    is_elsewhere = not back.startswith("lessons.")
    return replace(
        asked,
        verdict=replace(
            verdict,
            runs=runs,
            back=back if is_elsewhere else "",
            place=back,
            shows=verdict.shows.leading_back(back),
        ),
    )


def url_of_question(question: Question) -> str:
    """Returns where a question is asked by itself, as it stands today."""
    named = read_id(question.id) if question.set_slug == DRILL else None
    if named:
        name, version, seed = named
        return url_for("drill.show", name=name, version=version, seed=seed)
    return url_for("practice.show_question", slug=question.set_slug, question_id=question.id)


def put_by_form(uid: str) -> Question | None:
    """Returns the question that the posted form was made of, today's if the form does not say.

    None when it was never put: the form is forged, or older than the database.
    """
    digest = request.form.get("put", "")
    return as_put(uid, digest) if digest else question_now(uid)


def take(
    question: Question, attempt: str, *, activity: Activity, may_skip: bool, is_shown: bool = True
) -> Asked:
    """Reads the posted form and keeps the answer; gives it back with an error if it is none.

    It is graded against the question whose digest the form brings, that is against what was put.
    Raises StoreError. The first answer to a question in an attempt is the one that counts. It is
    explained only if it `is_shown`; a redirect needs no verdict.
    """
    form = request.form.to_dict(flat=False)
    digest = request.form.get("put") or question.digest
    found = question if digest == question.digest else as_put(question.uid, digest)
    if found is None:
        reading = kind_of(question).read(question, form, LevelTools())
        asked = put(question, attempt, None)
        return replace(asked, draft=reading.response, error=HAS_CHANGED)
    if may_skip and "skip" in form:
        return _kept(found, attempt, activity, {}, None, is_shown)
    reading = kind_of(found).read(found, form, LevelTools())
    if reading.error:
        return replace(put(found, attempt, None), draft=reading.response, error=reading.error)
    grade = kind_of(found).grade(found, reading.response)
    return _kept(found, attempt, activity, reading.response, grade, is_shown)


def _kept(
    question: Question,
    attempt: str,
    activity: Activity,
    response: Mapping[str, str],
    grade: Grade | None,
    is_shown: bool,
) -> Asked:
    """Keeps an answer, one without a grade as skipped; returns it as the page shows it.

    Where an earlier answer counts, that one is shown, as its own question was put.
    """
    outcome = Outcome.SKIPPED
    if grade is not None:
        outcome = Outcome.RIGHT if grade.is_correct else Outcome.WRONG
    keep_put([question])
    given = Answer(
        attempt,
        question.uid,
        response,
        outcome,
        now_ms(),
        activity,
        put=question.digest,
        engine=__version__,
    )
    kept = answers().keep(ensure_learner(), given)
    is_same = (dict(kept.response), kept.outcome, kept.put) == (
        dict(response),
        outcome,
        question.digest,
    )
    if not is_shown:
        return Asked(question, attempt, None, answer=kept, is_repeated=not is_same)
    if is_same:
        return put(question, attempt, kept, grade)
    counted = as_put(question.uid, kept.put) or question_now(question.uid) or question
    return replace(put(counted, attempt, kept), is_repeated=True)


def _verdict(question: Question, answer: Answer, grade: Grade | None) -> Verdict:
    """Explains an answer. Runs and lessons that are not there any more are not linked."""
    content = catalog()
    is_put = answer.put == question.digest
    is_odd, grade = (False, grade) if grade else _graded(question, answer, is_put=is_put)
    is_written = question.lesson in content.lessons
    is_known = is_put and not is_odd
    is_case = len(question.runs) == 1 and any(question.runs[0].what_if)
    names = ["this case"] if is_case else run_names(question)
    return Verdict(
        outcome=str(answer.outcome),
        title=TITLES[answer.outcome],
        parts={part.id: part for part in grade.parts},
        runs=[
            RunLink(name, Address(f"/simulator/{run.scenario}/", run.what_if))
            for name, run in zip(names, question.runs, strict=True)
            if story_of(run.scenario)
        ],
        facts=question.facts,
        again=ReadAgain(question.lesson, question.section) if is_written else None,
        is_known=is_known,
        shows=shows_of(question, grade, answer, is_known=is_known),
        is_lost=bool(answer.put) and not is_put,
        is_odd=is_odd,
        tagged=content.exams.tagged([content.tags(question.uid)]),
    )


def _graded(question: Question, answer: Answer, *, is_put: bool) -> tuple[bool, Grade]:
    """Grades a kept answer for a page, and says whether it is odd: what is kept makes no sense.

    What it says is looked at only where the question is the one that was put. It must come out as
    it did then: a question under its digest asks the same and has the same key.
    """
    kind, is_skipped = kind_of(question), answer.outcome is Outcome.SKIPPED
    is_odd = not answer.is_readable or answer.outcome is Outcome.UNKNOWN
    if is_put and not is_odd:
        is_odd = bool(answer.response) if is_skipped else not kind.fits(question, answer.response)
    if not is_put or is_odd:
        return is_odd, kind.grade(question, {})
    grade = kind.grade(question, answer.response)
    if is_skipped or grade.is_correct is (answer.outcome is Outcome.RIGHT):
        return False, grade
    return True, kind.grade(question, {})


def _beside_today(asked: Asked) -> Asked:
    """Says where today's version of an answered question differs from what was put."""
    question = asked.question
    if question.set_slug == QUIZ:
        # It was made for one go: there is no other version of it.
        return asked
    today = question_now(question.uid)
    if today is question or (today is not None and today.says_the_same(question)):
        return asked
    if today is None:
        is_broken = bool(catalog().problems_of(path_of_set(question.set_slug)))
        return replace(asked, today="broken" if is_broken else "gone")
    url = url_of_question(today)
    return replace(asked, today="changed", today_url=url)
