"""Reads lessons/outline.yaml: the course, lesson by lesson, written or still coming."""

from typing import Any

from trialrun.content.course import Course, Outline
from trialrun.content.readers.texts import read_texts
from trialrun.content.readers.yaml_text import YamlText
from trialrun.nearest import nearest
from trialrun.problem import Problem
from trialrun.questions import Slug, Strict, Text


class _Entry(Strict):
    slug: Slug
    title: Text
    says: Text


class OutlineSpec(Strict):
    """The file lessons/outline.yaml."""

    lessons: tuple[_Entry, ...]
    first_question: Text | None = None


def read_outline(path: str, text: str) -> tuple[Course | None, list[Problem]]:
    """Reads the course outline in its order. A line with a mistake is left out, the others stay."""
    source = YamlText(path, text)
    flawed = {at[:2] for at in read_texts(source)}
    spec, left = source.validate_but(OutlineSpec, "lessons", "first_question", is_list=True)
    if spec is None:
        return None, source.problems
    if not source.entries("lessons"):
        source.add_problem(("lessons",), "this is empty; write at least 1 entry")
    lessons: dict[int | str, Outline] = {}
    seen: set[str] = set()
    for place, entry in zip(left["lessons"], spec.lessons, strict=True):
        if entry.slug in seen:
            told = f"`{entry.slug}` is in the course already; name each lesson once"
            source.add_problem(("lessons", place, "slug"), told)
        elif ("lessons", place) not in flawed:
            lessons[place] = Outline(entry.slug, entry.title, entry.says)
        seen.add(entry.slug)
    whole = {lesson.slug for lesson in lessons.values()}
    broken = {
        slug: (place, f"{path}:{source.line(('lessons', place))}")
        for place in range(source.count("lessons"))
        if place not in lessons
        and (slug := _slug_written(source.tree["lessons"][place]))
        and slug not in whole
    }
    line = source.problem(("first_question",), "").line if spec.first_question else 0
    course = Course(tuple(lessons.values()), spec.first_question or "", line, broken)
    return course, source.problems


def _slug_written(entry: Any) -> str:
    """Returns the lesson that an entry with a mistake is about, as far as it can be told."""
    if not isinstance(entry, dict):
        return ""
    (key, *_) = (*(["slug"] if "slug" in entry else nearest("slug", entry)), "")
    return str(entry.get(key, ""))
