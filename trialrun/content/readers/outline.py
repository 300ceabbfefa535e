"""Reads lessons/outline.yaml: the course, lesson by lesson, written or still coming."""

from pydantic import Field

from trialrun.content.course import Course, Outline
from trialrun.content.readers.texts import read_texts
from trialrun.content.readers.yaml_text import YamlText
from trialrun.problem import Problem
from trialrun.questions import Slug, Strict, Text


class _Entry(Strict):
    slug: Slug
    title: Text
    says: Text


class OutlineSpec(Strict):
    """The file lessons/outline.yaml."""

    lessons: tuple[_Entry, ...] = Field(min_length=1)
    first_question: Text | None = None


def read_outline(path: str, text: str) -> tuple[Course | None, list[Problem]]:
    """Reads the course outline in its order."""
    source = YamlText(path, text)
    spec = source.validate(OutlineSpec)
    read_texts(source)
    if spec is None:
        return None, source.problems
    lessons = tuple(Outline(e.slug, e.title, e.says) for e in spec.lessons)
    if spec.first_question is None:
        return Course(lessons), source.problems
    line = source.problem(("first_question",), "").line
    return Course(lessons, spec.first_question, line), source.problems
