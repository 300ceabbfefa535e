"""Reads question sets and has every key proven by running it."""

from collections.abc import Mapping
from dataclasses import dataclass

from trialrun.content.yaml_text import YamlText
from trialrun.problem import Problem
from trialrun.questions import Question, QuestionSetSpec, Stage, flaws_of, prove


@dataclass(frozen=True, eq=False)
class QuestionSet:
    """A question set with proven keys, questions by id in the author's order."""

    slug: str
    title: str
    summary: str
    order: int
    lesson: str
    questions: Mapping[str, Question]


def read_question_set(
    path: str, slug: str, text: str, *, stage: Stage, sections: Mapping[str, frozenset[str]]
) -> tuple[QuestionSet | None, list[Problem]]:
    """Reads and proves a set. `sections` are the section ids of each lesson."""
    source = YamlText(path, text)
    spec = source.validate(QuestionSetSpec)
    if spec is None:
        return None, source.problems
    problems = []
    if spec.lesson not in sections:
        problems.append(source.problem(("lesson",), f"there is no lesson `{spec.lesson}`"))
    seen: set[str] = set()
    for index, question in enumerate(spec.questions):
        at = ("questions", index)
        if question.id in seen:
            problems.append(
                source.problem((*at, "id"), f"`{question.id}` is used twice; rename one")
            )
        seen.add(question.id)
        if question.section and question.section not in sections.get(spec.lesson, frozenset()):
            known = ", ".join(sorted(sections.get(spec.lesson, ())))
            problems.append(
                source.problem(
                    (*at, "section"),
                    f"the lesson has no section `{question.section}`; write one of {known}",
                )
            )
        problems += [
            source.problem((*at, *flaw.at), f"{question.id}: {flaw.message}")
            for flaw in flaws_of(question, stage)
        ]
    if problems:
        return None, problems
    questions = {
        question.id: prove(question, stage, set_slug=slug, lesson=spec.lesson)
        for question in spec.questions
    }
    return QuestionSet(slug, spec.title, spec.summary, spec.order, spec.lesson, questions), []
