"""Facts that nobody uses, and facts that were read long ago. Pure: whoever asks knows the day."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from trialrun.content.catalog import Catalog
from trialrun.content.fact import Fact
from trialrun.engine import BELIEFS, SET_BY_US, UNSAID
from trialrun.jobs.bundle.beliefs import BUNDLE_BELIEFS
from trialrun.questions import Question

UNUSED, OLD = "unused-fact", "old-fact"
"""The rules."""
OLD_DAYS = 180


def used_facts(catalog: Catalog, questions: Iterable[Question]) -> set[str]:
    """Returns the facts that somebody reads: in lessons, terms, questions, what is played, rules.

    Those that correct a belief, and the assumptions that a run tells, are read, too.
    """
    found = {fact for lesson in catalog.lessons.values() for fact in lesson.facts}
    found |= {fact.id for question in questions for fact in question.facts}
    found |= {fact for level in catalog.levels.values() for fact in level.facts}
    found |= {fact for one in catalog.incidents.values() for fact in one.level.facts}
    found |= {m.fact for figure in catalog.figures.values() for m in figure.moments}
    found |= {fact for term in catalog.glossary.values() for fact in term.facts}
    found |= {rule.fact for rule in catalog.rules.values() if rule.fact}
    for belief in BELIEFS.values():
        found |= {belief.corrected_by, *belief.rests_on}
    found |= {belief.corrected_by for belief in BUNDLE_BELIEFS.values()}
    return found | UNSAID | SET_BY_US.keys()


def old_facts(facts: Mapping[str, Fact], today: date) -> Iterator[tuple[str, int]]:
    """Yields the facts that were read too long ago, each with the number of days."""
    for id_, fact in facts.items():
        days = (today - date.fromisoformat(fact.read)) // timedelta(days=1)
        if days > OLD_DAYS:
            yield id_, days
