"""Text to values: lessons, scenarios, levels, question sets, jobs, facts; every mistake named.

`load_catalog(root)` is the door; the readers of single files serve uploads, commands and tests.
A name is imported when it is first used, so that a command that reads one job file does not pay
for Markdown.
"""

from typing import TYPE_CHECKING

from trialrun.lazy import lazily

if TYPE_CHECKING:
    from trialrun.content.catalog import Catalog, load_catalog
    from trialrun.content.facts import Fact, RuleText
    from trialrun.content.lessons import Block, Lesson, Outline, Step
    from trialrun.content.levels import level_as_put, par_problems
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
    "level_as_put",
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
    "level_as_put": "levels",
    "load_catalog": "catalog",
    "par_problems": "levels",
}
__getattr__ = lazily(__name__, _HOMES)
