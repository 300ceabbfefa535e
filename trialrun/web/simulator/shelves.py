"""Stories in the order in which somebody would look for one: first ones, then topic by topic."""

from collections import Counter
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from trialrun.content import Catalog
from trialrun.questions import Scenario


@dataclass(frozen=True, slots=True)
class StoryShelf:
    """Stories of one topic; `title` is "" for those to begin with."""

    title: str
    stories: tuple[Scenario, ...]


def shelves_of(catalog: Catalog) -> tuple[StoryShelf, ...]:
    """Returns all stories by the set that asks most about each.

    Those that a lesson plays come first, and with them the first of all, and those that no set asks
    about.
    """
    found = _shelves.get(catalog)
    if found is None:
        found = _shelves[catalog] = _made(catalog)
    return found


def _made(catalog: Catalog) -> tuple[StoryShelf, ...]:
    """Sorts the stories. Reads all questions."""
    asking: dict[str, Counter[str]] = {}
    for slug, of_set in catalog.sets.items():
        for uid in of_set.uids:
            question = catalog.question(uid)
            for run in question.runs if question else ():
                asking.setdefault(run.scenario, Counter())[slug] += 1
    blocks = (b for lesson in catalog.lessons.values() for s in lesson.steps for b in s.blocks)
    first = {block.content for block in blocks if block.kind == "sim"}
    first.update(list(catalog.scenarios)[:1])
    by_set: dict[str, list[Scenario]] = {"": [], **{slug: [] for slug in catalog.sets}}
    for slug, story in catalog.scenarios.items():
        asked = asking.get(slug, Counter())
        most = "" if slug in first or not asked else asked.most_common(1)[0][0]
        by_set[most].append(story)
    titles = {"": "", **{slug: of_set.title for slug, of_set in catalog.sets.items()}}
    return tuple(
        StoryShelf(titles[slug], tuple(stories)) for slug, stories in by_set.items() if stories
    )


_shelves: WeakKeyDictionary[Catalog, tuple[StoryShelf, ...]] = WeakKeyDictionary()
