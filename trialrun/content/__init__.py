"""Text to values: lessons, scenarios, levels, question sets, jobs, facts; every mistake named.

`load_catalog(root)` is the door; the readers of single files serve uploads, commands and tests.
A name is imported when it is first used, so that a command that reads one job file does not pay
for Markdown.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trialrun.content.catalog import Catalog, load_catalog
    from trialrun.content.facts import Fact, RuleText
    from trialrun.content.lessons import Block, Lesson, Outline, Step
    from trialrun.content.levels import par_problems
    from trialrun.content.markdown import inline
    from trialrun.content.question_sets import QuestionSet

__all__ = [
    "Block",
    "Catalog",
    "Fact",
    "Lesson",
    "Outline",
    "QuestionSet",
    "RuleText",
    "Step",
    "inline",
    "load_catalog",
    "par_problems",
]

_HOMES = {
    "Block": "lessons",
    "Catalog": "catalog",
    "Fact": "facts",
    "Lesson": "lessons",
    "Outline": "lessons",
    "QuestionSet": "question_sets",
    "RuleText": "facts",
    "Step": "lessons",
    "inline": "markdown",
    "load_catalog": "catalog",
    "par_problems": "levels",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
