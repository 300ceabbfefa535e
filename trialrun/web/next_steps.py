"""What to do next, in order: an open go, what was missed, the lesson, a weak topic, a new one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask import url_for

from trialrun.content import Lesson
from trialrun.plural import counted
from trialrun.store import Outcome
from trialrun.web.http.services import answers, catalog, learner
from trialrun.web.incident_standing import standing_in
from trialrun.web.lesson_progress import is_read, steps_opened
from trialrun.web.practice.history import Topic, history
from trialrun.web.practice.progress import MISSED

CITING_LEAST = 2
"""A lesson is about an incident when it cites so many of its facts."""
MET_LEAST = 3
"""Of a topic with fewer answers nobody can tell how weak it is."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing to do next: what it is, why, and the way there, by a link or by a form."""

    tag: str
    title: str
    why: str
    label: str
    url: str
    is_form: bool = False


def next_steps() -> list[NextStep]:
    """Returns what to do next, the first thing first; [] when all is done."""
    return [*_open_go(), *_missed(), *_lesson(), *_topics(), *_incident(), *_lesson_again()]


def _open_go() -> Iterator[NextStep]:
    progress = history().next_unfinished
    if progress is None or progress.open_number is None:
        return
    at, total = progress.open_number, len(progress.attempt.questions)
    url = url_for("practice.question", attempt_id=progress.attempt.id, number=at)
    why = f"You are at question {at} of {total}."
    yield NextStep("Where you were", progress.title, why, "Go on", url)


def _missed() -> Iterator[NextStep]:
    count = history().missed_count
    if count:
        title = "One question to get right" if count == 1 else f"{count} questions to get right"
        why = "You got them wrong or skipped them. The newest comes first."
        if count == 1:
            why = _how_missed()
        label = "Practise it" if count == 1 else f"Practise all {count}"
        url = url_for("practice.start", slug=MISSED)
        yield NextStep("Missed", title, why, label, url, is_form=True)


def _how_missed() -> str:
    """Says of the only missed question how it was."""
    (uid,) = history().missed(1)
    found = answers().latest(learner(), uid.partition("/")[0])[uid]
    return "You skipped it." if found.outcome is Outcome.SKIPPED else "You got it wrong."


def _lesson() -> Iterator[NextStep]:
    for lesson in catalog().lessons.values():
        opened, total = steps_opened(lesson), len(lesson.steps)
        if opened == total:
            continue
        why = f"About {lesson.minutes} minutes. It asks before it tells."
        label = "Start the lesson"
        if learner() and opened > 1:
            why = f"You have made {opened - 1} of its {total - 1} predictions."
            label = "Go on reading"
        yield NextStep("The lesson at hand", lesson.title, why, label, _url(lesson))
        return


def _topics() -> Iterator[NextStep]:
    """Yields the topic with the worst share right of what was met, and another to meet.

    What was not met yet is not weak; of what was hardly met nobody can tell.
    """
    known = [t for t in history().topics if _is_known(t) and t.standing.missed]
    weakest = min(known, key=lambda t: t.standing.right / t.standing.met, default=None)
    if weakest:
        yield _to_practise("The weakest topic", weakest)
    others = [t for t in history().topics if t.standing.met < t.standing.total and t != weakest]
    if others:
        topic = min(others, key=lambda t: t.standing.met)
        yield _to_practise("Not all met yet" if topic.standing.met else "Not met yet", topic)


def _is_known(topic: Topic) -> bool:
    return topic.standing.met >= min(MET_LEAST, topic.standing.total) > 0


def _to_practise(tag: str, topic: Topic) -> NextStep:
    url = url_for("practice.show_set", slug=topic.set.slug)
    return NextStep(tag, topic.set.title, f"{topic.standing.told}.", "Practise", url)


def _incident() -> Iterator[NextStep]:
    """Yields the first incident that is not over yet, to who has begun it or read about it."""
    if not learner():
        return
    for incident in catalog().incidents.values():
        standing, lesson = standing_in(incident), _lesson_about(incident.level.facts)
        if standing.is_over:
            continue
        if standing.cause is not None or (lesson is not None and is_read(lesson)):
            url = url_for("incidents.show", slug=incident.slug)
            label = "Go on" if standing.cause is not None else "Take the call"
            yield NextStep("Incident night", incident.title, incident.call.says, label, url)
            return


def _lesson_about(facts: Iterable[str]) -> Lesson | None:
    """Returns the lesson that cites most of some facts, of equals the last; None where few are."""
    about = set(facts)
    citing = [(len(about & one.facts.keys()), one) for one in catalog().lessons.values()]
    most = max((count for count, _ in citing), default=0)
    found = [one for count, one in citing if count == most >= CITING_LEAST]
    return found[-1] if found else None


def _lesson_again() -> Iterator[NextStep]:
    """Yields the last lesson, to be read again, once none is open.

    Of one that asks nothing it is not known whether it was read, so nothing is said of that.
    """
    lessons = list(catalog().lessons.values())
    if lessons and all(steps_opened(lesson) == len(lesson.steps) for lesson in lessons):
        last = lessons[-1]
        why, label = f"About {counted(last.minutes, 'minute')}.", "Read it"
        if is_read(last):
            why, label = "You have read it to its end.", "Read it again"
        yield NextStep("The lesson", last.title, why, label, _url(last))


def _url(lesson: Lesson) -> str:
    return url_for("lessons.show", slug=lesson.slug)
