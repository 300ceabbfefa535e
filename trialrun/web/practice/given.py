"""What a learner has answered in a go, whatever sort of go it is."""

from trialrun.store import Activity, Answer
from trialrun.web.http.services import answers, attempts, learner


def given_in(uid: str, attempt_id: str) -> Answer | None:
    """Returns the learner's answer to a question in a go, or in a lesson, as it counts."""
    if not learner() or not attempt_id:
        return None
    attempt = attempts().find(learner(), attempt_id)
    activity = attempt.activity if attempt else Activity.LESSON
    given = answers().in_attempt(learner(), activity, attempt_id)
    return next((answer for answer in given if answer.question == uid), None)
