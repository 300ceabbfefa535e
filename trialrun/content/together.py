"""What only shows when all files are read: lessons that nobody lists, questions that are not there.

A question with a mistake of its own is named where it stands, and not once more where it is asked.
"""

from collections.abc import Iterable, Iterator, Mapping

from trialrun.content.course import Course
from trialrun.content.folder import OUTLINE, slug_of
from trialrun.nearest import offered
from trialrun.problem import Problem

Asks = Mapping[str, int]
"""{uid of a question: the line on which it is asked}."""
Sets = Mapping[str, tuple[str, ...] | None]
"""The ids that are written in each set, proven or not; None where they cannot be told."""


def told_once(problems: Iterable[Problem]) -> list[Problem]:
    """Returns problems in order, each user of what has a mistake once, where it first uses it."""
    found: dict[tuple[str, int, str], Problem] = {}
    for problem in sorted(problems):
        line = 0 if problem.cause else problem.line
        found.setdefault((problem.path, line, problem.message), problem)
    return list(found.values())


def listing_problems(path: str, course: Course, *, is_read: bool) -> Iterator[Problem]:
    """Yields that no line of the course lists a lesson; `is_read` where its file can be read."""
    slug = slug_of(path)
    if slug in course.broken:
        _, place = course.broken[slug]
        yield Problem(
            path, 0, f"its line in {OUTLINE} has a mistake of its own; see {place}", place
        )
    elif slug not in {entry.slug for entry in course.lessons}:
        told = f"no line of {OUTLINE} lists it; add one"
        if not is_read:
            told = f"whether {OUTLINE} lists it cannot be told; mend that first"
        yield Problem(path, 0, told, "" if is_read else OUTLINE)


def prompt_problems(path: str, asks: Asks, sets: Sets) -> Iterator[Problem]:
    """Yields prompts whose question is not there; the reader goes past such a prompt."""
    for uid, line in asks.items():
        slug, _, id_ = uid.partition("/")
        ids = sets.get(slug, ())
        file = f"quizzes/{slug}.yaml"
        if ids is None or ("" in ids and id_ not in ids):
            message = f"the set `{slug}` of `{uid}` has a mistake of its own; see {file}"
            yield Problem(path, line, message, file)
        elif id_ not in ids:
            if not id_:
                told = f"`{uid}` names no question; write SET/QUESTION, as in rollback/how-it-ends"
            elif slug in sets:
                told = f"there is no question `{id_}` in {file}{offered(id_, ids)}"
            else:
                told = f"there is no set `{slug}`, so no `{uid}`{offered(slug, sets)}"
            yield Problem(path, line, told)
