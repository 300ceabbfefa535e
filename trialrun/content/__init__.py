"""Text to values: lessons, scenarios, question sets and facts, with every mistake named.

`load_catalog(root)` is the door; the readers of single files serve uploads and tests.
"""

from trialrun.content.catalog import Catalog, load_catalog
from trialrun.content.facts import Fact, RuleText
from trialrun.content.lessons import Block, Lesson, Outline, Step
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
]
