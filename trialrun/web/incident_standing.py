"""What is kept of a learner in incidents: the cause that they named, and what came of each try."""

from collections.abc import Iterator
from dataclasses import dataclass

from trialrun import __version__
from trialrun.lab.incident_try import IncidentTry, came_in_words
from trialrun.questions import Incident, PossibleCause
from trialrun.questions.incident_tries import Aftermath
from trialrun.store import Activity, Answer, Outcome
from trialrun.web.http.services import answers, learner, now_ms

ACT, CAUSE, TRY = "act", "cause", "try-"
"""The field that says what was done; how causes and tries go in the log, before their ids."""
DIGITS_MAX = 18
_COUNTED = ("missed", "notices", "ms", "cents")
"""What is kept of what came of a try, beside what was done."""


@dataclass(frozen=True, slots=True)
class IncidentStanding:
    """How a learner stands in an incident: the causes that they named, and the best they came to.

    `named` are in their order, until the right one. `is_over_before` says that a try brought it to
    a good end before something was changed that a judgement rests on.
    """

    named: tuple[PossibleCause, ...] = ()
    is_right: bool = False
    best: Aftermath | None = None
    is_best: bool = False
    is_over_before: bool = False

    @property
    def cause(self) -> PossibleCause | None:
        """Returns the cause that was named last."""
        return self.named[-1] if self.named else None

    @property
    def is_over(self) -> bool:
        """Says whether they brought it to a good end, as it stands now or as it stood."""
        return self.is_over_before or (self.best is not None and self.best.missed == 0)

    @property
    def cause_told(self) -> str:
        """Tells in words whether they found the cause; "" where they named none."""
        if not self.is_right:
            return "The cause that you named was not it." if self.named else ""
        count = len(self.named)
        return "You found the cause." if count == 1 else f"You found the cause at try {count}."

    def told(self, incident: Incident) -> str:
        """Tells it in words; "" where nothing is known."""
        if self.is_over_before and (self.best is None or self.best.missed):
            return "All was well. This incident was changed since; it can be played as it is now."
        if self.best is None:
            return self.cause_told
        told = came_in_words(self.best, len(incident.level.goals))
        return f"{told} Nothing better can be done." if self.is_best else told


def standing_in(incident: Incident) -> IncidentStanding:
    """Returns how the learner stands in an incident of today."""
    kept = kept_in(incident)
    named = list(_named(incident, kept))
    is_right = incident.cause in named
    until = named.index(incident.cause) + 1 if is_right else len(named)
    tries = [one for uid, one in kept.items() if uid.startswith(uid_of(incident, TRY))]
    came = [found for one in tries if one.put == incident.digest and (found := _came(one))]
    old = [found for one in tries if one.put != incident.digest and (found := _came(one))]
    best = min(came, default=None)
    is_best = best is not None and best <= IncidentTry(incident).best.came
    is_over_before = any(found.missed == 0 for found in old)
    return IncidentStanding(tuple(named[:until]), is_right, best, is_best, is_over_before)


def _named(incident: Incident, kept: dict[str, Answer]) -> Iterator[PossibleCause]:
    """Yields the causes that were named, in order; the right one also where it was reworded."""
    for uid, answer in kept.items():
        if not uid.startswith(uid_of(incident, CAUSE)):
            continue
        found = incident.cause_of(answer.response.get(CAUSE, ""))
        if found is None and answer.outcome is Outcome.RIGHT:
            found = incident.cause
        if found is not None:
            yield found


def attempt_of(incident: Incident) -> str:
    """Returns the attempt under which all of an incident is kept."""
    return f"incident-{incident.slug}"


def uid_of(incident: Incident, name: str) -> str:
    """Returns what a cause or a try goes by in the log."""
    return f"{incident.slug}/{name}"


def kept_in(incident: Incident) -> dict[str, Answer]:
    """Returns what is kept of a learner in an incident, by uid."""
    if not learner():
        return {}
    found = answers().in_attempt(learner(), Activity.INCIDENT, attempt_of(incident))
    return {answer.question: answer for answer in found}


def answer_to(incident: Incident, name: str, response: dict[str, str], *, is_right: bool) -> Answer:
    """Returns an entry of the log about an incident as it stands today."""
    return Answer(
        attempt_of(incident),
        uid_of(incident, name),
        response,
        Outcome.RIGHT if is_right else Outcome.WRONG,
        now_ms(),
        Activity.INCIDENT,
        put=incident.digest,
        engine=__version__,
    )


def response_of(tried: IncidentTry) -> dict[str, str]:
    """Returns what is kept of a try: what was done, and what came of it."""
    came = tried.came._asdict()
    return {ACT: "\n".join(tried.acts), **{name: str(came[name]) for name in _COUNTED}}


def _came(answer: Answer) -> Aftermath | None:
    """Reads what came of a try; None for what cannot be read."""
    told = [answer.response.get(name, "") for name in _COUNTED]
    is_read = all(text.isascii() and text.isdecimal() and len(text) < DIGITS_MAX for text in told)
    return Aftermath._make([*map(int, told), len(acts_of(answer))]) if is_read else None


def acts_of(answer: Answer) -> list[str]:
    """Returns what was done in a try."""
    return [act for act in answer.response.get(ACT, "").split("\n") if act]


def came_told(answer: Answer, incident: Incident) -> str:
    """Tells what came of a try when it was judged; "" where that cannot be read."""
    came = _came(answer)
    return came_in_words(came, max(len(incident.level.goals), came.missed)) if came else ""
