"""From a form to a kept answer and back to what a page shows. The one place that grades."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import request

from trialrun.practice import shuffled
from trialrun.questions import Grade, Question
from trialrun.store import Answer, Outcome
from trialrun.web.http.services import answers, ensure_learner, now_ms


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as put to a learner: `answer` and `grade` are None until it is answered.

    `draft` is what the form held when it could not be taken, `error` why. `options` holds the
    option ids in the order of this attempt.
    """

    question: Question
    attempt: str
    options: Sequence[str]
    answer: Answer | None = None
    grade: Grade | None = None
    draft: dict[str, str] | None = None
    error: str = ""
    is_repeated: bool = False

    @property
    def dom_id(self) -> str:
        """Returns an id for the page, unique among its questions."""
        return f"q-{self.question.set_slug}-{self.question.spec.id}"

    @property
    def shown_options(self) -> list[Any]:
        """Returns the options themselves, in the order of this attempt; [] for other kinds."""
        by_id = {option.id: option for option in getattr(self.question.spec, "options", ())}
        return [by_id[id_] for id_ in self.options if id_ in by_id]

    @property
    def chosen(self) -> dict[str, str]:
        """Returns what stands in the form: the kept answer, or the draft."""
        if self.answer is not None:
            return dict(self.answer.response)
        return self.draft or {}


def put(question: Question, attempt: str, answer: Answer | None) -> Asked:
    """Prepares a question for a page: options shuffled once an attempt, graded if answered."""
    options = shuffled(question.key, seed=f"{attempt}/{question.uid}")
    if answer is None:
        return Asked(question, attempt, options)
    grade = question.kind.grade(question, answer.response)
    return Asked(question, attempt, options, answer, grade)


def take(question: Question, attempt: str, *, may_skip: bool) -> Asked:
    """Reads the posted form and keeps the answer; gives it back with an error if it is none.

    Raises StoreError. The first answer to a question in an attempt is the one that counts.
    """
    form = request.form.to_dict(flat=False)
    if may_skip and "skip" in form:
        return put(question, attempt, _keep(question, attempt, {}, Outcome.SKIPPED))
    reading = question.kind.read(question, form)
    if reading.error:
        options = shuffled(question.key, seed=f"{attempt}/{question.uid}")
        return Asked(question, attempt, options, draft=reading.response, error=reading.error)
    grade = question.kind.grade(question, reading.response)
    outcome = Outcome.RIGHT if grade.is_correct else Outcome.WRONG
    kept = _keep(question, attempt, reading.response, outcome)
    is_repeated = dict(kept.response) != reading.response
    return replace(put(question, attempt, kept), is_repeated=is_repeated)


def _keep(question: Question, attempt: str, response: dict[str, str], outcome: Outcome) -> Answer:
    answer = Answer(attempt, question.uid, response, outcome, now_ms())
    return answers().keep(ensure_learner(), answer)
