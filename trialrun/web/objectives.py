"""The objectives of the exams: which lessons and questions serve each, and how a learner stands."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from trialrun.content import Lesson
from trialrun.content.exam import Exam
from trialrun.web.http.pages import render
from trialrun.web.http.services import answers, catalog, learner
from trialrun.web.practice.pools import OBJECTIVE

pages = Blueprint("objectives", __name__)


@dataclass(frozen=True, slots=True)
class ObjectiveShown:
    """An objective: the lessons that lead to its questions, how many there are, how many are met.

    `right` of `met` are right by now. `url` leads to rounds of its questions, "" without any.
    """

    id: str
    says: str
    lessons: tuple[Lesson, ...]
    questions: int
    met: int
    right: int
    url: str


@dataclass(frozen=True, slots=True)
class ExamShown:
    """An exam with its objectives, in the file's order."""

    exam: Exam
    objectives: tuple[ObjectiveShown, ...]


@pages.get("/objectives/")
def show() -> ResponseReturnValue:
    """Shows every objective of every exam, also those that nothing serves yet."""
    serving = _serving()
    found = answers().waiting(learner()) if learner() else []
    standing = dict(found)
    exams = [
        ExamShown(
            exam,
            tuple(
                _shown(f"{id_}/{name}", says, serving.get(f"{id_}/{name}", ()), standing)
                for name, says in exam.objectives.items()
            ),
        )
        for id_, exam in catalog().exams.exams.items()
    ]
    return render("objectives/page.html", exams=exams, is_met=bool(standing))


def _serving() -> dict[str, list[str]]:
    """Returns the uids of the questions that are tagged with each objective."""
    content = catalog()
    serving: dict[str, list[str]] = {}
    for found in content.sets.values():
        for id_, tags in found.tags.items():
            uid = f"{found.slug}/{id_}"
            if content.has_question(uid):
                for objective in tags.objectives:
                    serving.setdefault(objective, []).append(uid)
    return serving


def _shown(
    id_: str, says: str, uids: list[str] | tuple[()], standing: Mapping[str, bool]
) -> ObjectiveShown:
    content = catalog()
    asking = {step.asks: slug for slug, one in content.lessons.items() for step in one.steps}
    asked = [uid.partition("/") for uid in uids]
    slugs = {content.sets[of_set].lesson_of(question) for of_set, _, question in asked}
    slugs |= {asking[uid] for uid in uids if uid in asking}
    met = [standing[uid] for uid in uids if uid in standing]
    exam, _, name = id_.partition("/")
    return ObjectiveShown(
        f"{exam}-{name}",
        f"{says[:1].upper()}{says[1:]}",
        tuple(lesson for slug, lesson in content.lessons.items() if slug in slugs),
        len(uids),
        len(met),
        sum(met),
        url_for("rounds.show", of=f"{OBJECTIVE}.{exam}.{name}") if uids else "",
    )
