"""Text to values: lessons, scenarios, levels, question sets, jobs, facts; every mistake named.

`load_catalog(root)` is the door; the readers of single files serve uploads, commands and tests.
A name is imported when it is first used, so that a command that reads one job file does not pay
for Markdown.
"""

from typing import TYPE_CHECKING

from trialrun.lazy import lazily

if TYPE_CHECKING:
    from trialrun.content.build import load_catalog
    from trialrun.content.catalog import Catalog
    from trialrun.content.course import Block, Lesson, Outline, QuestionSet, Step
    from trialrun.content.exam import UNTAGGED, Tagged
    from trialrun.content.fact import Fact, RuleText
    from trialrun.content.picture import addresses_in
    from trialrun.content.picture_bytes import Unshown
    from trialrun.content.readers.incidents import best_problems
    from trialrun.content.readers.levels import level_as_put, par_problems
    from trialrun.content.readers.lines import inline
    from trialrun.content.shelf import CatalogSource, FixedShelf, open_shelf

__all__ = [
    "UNTAGGED",
    "Block",
    "Catalog",
    "CatalogSource",
    "Fact",
    "FixedShelf",
    "Lesson",
    "Outline",
    "QuestionSet",
    "RuleText",
    "Step",
    "Tagged",
    "Unshown",
    "addresses_in",
    "best_problems",
    "inline",
    "level_as_put",
    "load_catalog",
    "open_shelf",
    "par_problems",
]

_HOMES = {
    "Block": "course",
    "Catalog": "catalog",
    "CatalogSource": "shelf",
    "FixedShelf": "shelf",
    "open_shelf": "shelf",
    "Fact": "fact",
    "Lesson": "course",
    "Outline": "course",
    "QuestionSet": "course",
    "RuleText": "fact",
    "Step": "course",
    "UNTAGGED": "exam",
    "Tagged": "exam",
    "Unshown": "picture_bytes",
    "addresses_in": "picture",
    "best_problems": "readers.incidents",
    "inline": "readers.lines",
    "level_as_put": "readers.levels",
    "load_catalog": "build",
    "par_problems": "readers.levels",
}
__getattr__ = lazily(__name__, _HOMES)
