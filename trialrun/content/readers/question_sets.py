"""Reads question sets and has every key proven by running it."""

from collections.abc import Iterator, Mapping

from trialrun.content.course import QuestionSet
from trialrun.content.readers.sketch import Sketch, sketch
from trialrun.content.readers.texts import Beside, Pictures, places_in, read_texts
from trialrun.content.readers.yaml_text import YamlText
from trialrun.problem import Problem
from trialrun.questions import (
    Flaw,
    Question,
    QuestionSpec,
    Stage,
    flaws_of,
    prove,
    question_reader,
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
    pictures: Pictures | None = None,
) -> tuple[QuestionSet | None, list[Problem]]:
    """Reads a set and proves its keys. A question with a flaw is left out, the others stay.

    `sections` are the section ids of each lesson that is written, None where they are unknown.
    """
    source = YamlText(path, text)
    flawed = places_in(read_texts(source, Beside(path, pictures or {})), "questions")
    spec, places = source.validate_but(question_set_model(), "questions")
    sound = dict(zip(places, questions_of(spec), strict=True)) if spec else {}
    lesson = source.tree.get("lesson") if isinstance(source.tree, dict) else None
    if lesson is not None and lesson not in sections:
        source.add_problem(("lesson",), f"there is no lesson `{lesson}`")
    questions: dict[str, Question] = {}
    seen: set[str] = set()
    for index in range(source.count("questions")):
        question = sound.get(index)
        flaws = _flaws(source, index, question, stage, seen, sections.get(str(lesson)))
        source.problems += flaws
        if question is not None:
            seen.add(question.id)
            if not flaws and spec and index not in flawed:
                questions[question.id] = prove(question, stage, set_slug=slug, lesson=spec.lesson)
    if not questions or spec is None:
        return None, source.problems
    found = QuestionSet(
        slug, spec.title, spec.summary, spec.order, spec.lesson, spec.objectives, questions
    )
    return found, source.problems


def _flaws(
    source: YamlText,
    index: int,
    question: QuestionSpec | None,
    stage: Stage,
    seen: set[str],
    sections: frozenset[str] | None,
) -> list[Problem]:
    """Returns what is wrong with a question; of one that cannot be read, what is certain of it."""
    at = ("questions", index)
    found = Sketch(question, frozenset())
    if question is None:
        written = source.tree["questions"][index]
        found = sketch(written, question_reader().validate_python)
        source.add_mistakes(found.more, question_set_model(), at)
        question = found.model
    if question is None:
        return []
    flaws = list(_place_flaws(question, seen, sections))
    flaws += [Flaw(flaw.at, f"{question.id}: {flaw.message}") for flaw in flaws_of(question, stage)]
    return [
        source.problem((*at, *flaw.at), flaw.message) for flaw in flaws if found.is_certain(flaw.at)
    ]


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
