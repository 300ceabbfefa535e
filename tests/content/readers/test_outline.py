"""The course outline: lessons in their order, written or still coming."""

from tests.build import bundled
from trialrun.content.course import Course, Outline
from trialrun.content.readers.outline import read_outline
from trialrun.problem import Problem

OUTLINE = """\
lessons:
  - slug: f1-start
    title: The start
    says: What it is about.
  - slug: s1-jobs
    title: Jobs
    says: What runs it.
"""


def test_an_outline_is_read_in_its_order():
    assert (
        Course(
            (
                Outline("f1-start", "The start", "What it is about."),
                Outline("s1-jobs", "Jobs", "What runs it."),
            )
        ),
        [],
    ) == read_outline("outline.yaml", OUTLINE)


def test_the_question_for_a_first_visitor_is_read_with_its_line():
    course, found = read_outline("outline.yaml", f"{OUTLINE}first_question: rollback/a\n")

    assert [] == found
    assert ("rollback/a", 8) == (course.first_question, course.asks_line)


def test_a_mistake_is_named_at_its_line():
    text = OUTLINE.replace("    title: Jobs\n", "")

    course, found = read_outline("outline.yaml", text)

    assert (
        [Outline("f1-start", "The start", "What it is about.")],
        [Problem("outline.yaml", 5, "`title` is missing; add title: …")],
    ) == (list(course.lessons), found)


def test_a_lesson_that_is_named_twice_is_a_mistake_at_the_second():
    again = "  - {slug: f1-start, title: Once more, says: Again.}\n"
    course, found = read_outline("outline.yaml", OUTLINE + again)

    says = "`f1-start` is in the course already; name each lesson once"
    assert [Problem("outline.yaml", 8, says)] == found
    assert ["f1-start", "s1-jobs"] == [lesson.slug for lesson in course.lessons]


def test_every_bundled_lesson_is_in_the_outline():
    assert set(bundled().lessons) <= {entry.slug for entry in bundled().outline}
