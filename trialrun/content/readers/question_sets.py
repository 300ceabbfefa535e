"""Reads question sets and has every key proven by running it."""

from collections.abc import Iterator, Mapping

from trialrun.content.course import QuestionSet
from trialrun.content.readers.yaml_text import YamlText
from trialrun.problem import Problem
from trialrun.questions import (
    Flaw,
    Question,
    QuestionSpec,
    Stage,
    flaws_of,
    prove,
    question_set_model,
    questions_of,
)


def read_question_set(
    path: str,
    slug: str,
    text: str,
    *,
    stage: Stage,
    sections: Mapping[str, frozenset[str] | None],
) -> tuple[QuestionSet | None, list[Problem]]:
    """Reads a set and proves its keys. A question with a flaw is left out, the others stay.

    `sections` are the section ids of each lesson that is written, None where they are unknown.
    """
    source = YamlText(path, text)
    spec, places = source.validate_but(question_set_model(), "questions")
    if spec is None:
        return None, source.problems
    problems = list(source.problems)
    if spec.lesson not in sections:
        problems.append(source.problem(("lesson",), f"there is no lesson `{spec.lesson}`"))
    questions: dict[str, Question] = {}
    seen: set[str] = set()
    for index, question in zip(places, questions_of(spec), strict=True):
        flaws = list(_place_flaws(question, seen, sections.get(spec.lesson)))
        flaws += [
            Flaw(flaw.at, f"{question.id}: {flaw.message}") for flaw in flaws_of(question, stage)
        ]
        problems += [source.problem(("questions", index, *flaw.at), flaw.message) for flaw in flaws]
        seen.add(question.id)
        if not flaws:
            questions[question.id] = prove(question, stage, set_slug=slug, lesson=spec.lesson)
    if not questions:
        return None, problems
    found = QuestionSet(
        slug, spec.title, spec.summary, spec.order, spec.lesson, spec.objectives, questions
    )
    return found, problems


def _place_flaws(
    question: QuestionSpec, seen: set[str], sections: frozenset[str] | None
) -> Iterator[Flaw]:
    """Yields what is wrong with where a question stands and what it points to."""
    if question.id in seen:
        yield Flaw(("id",), f"`{question.id}` is used twice; rename one")
    if question.section and sections is not None and question.section not in sections:
        known = ", ".join(sorted(sections))
        yield Flaw(
            ("section",),
            f"the lesson has no section `{question.section}`; write one of {known}",
        )
