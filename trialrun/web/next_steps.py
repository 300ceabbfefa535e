"""What to do next, in this order: an open go, what was missed, the lesson, the weakest topic."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import url_for

from trialrun.content import Lesson
from trialrun.web.http.services import catalog, learner
from trialrun.web.lessons import steps_opened
from trialrun.web.practice.history import history
from trialrun.web.practice.progress import MISSED


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
    return [*_open_go(), *_missed(), *_lesson(), *_weakest(), *_lesson_again()]


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
            why = "You got it wrong or skipped it."
        label = "Practise it" if count == 1 else f"Practise all {count}"
        url = url_for("practice.start", slug=MISSED)
        yield NextStep("Missed", title, why, label, url, is_form=True)


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


def _weakest() -> Iterator[NextStep]:
    """Yields the topic with the smallest share right, the first of equals; none when all is."""
    open_topics = [t for t in history().topics if t.standing.right < t.standing.total]
    if open_topics:
        topic = min(open_topics, key=lambda t: t.standing.right / t.standing.total)
        url = url_for("practice.show_set", slug=topic.set.slug)
        told = topic.standing.told
        yield NextStep("The weakest topic", topic.set.title, f"{told}.", "Practise", url)


def _lesson_again() -> Iterator[NextStep]:
    """Yields the last lesson, to be read again, once all have been read to their end."""
    lessons = list(catalog().lessons.values())
    if lessons and all(steps_opened(lesson) == len(lesson.steps) for lesson in lessons):
        why = "You have read it to its end."
        yield NextStep("The lesson", lessons[-1].title, why, "Read it again", _url(lessons[-1]))


def _url(lesson: Lesson) -> str:
    return url_for("lessons.show", slug=lesson.slug)
