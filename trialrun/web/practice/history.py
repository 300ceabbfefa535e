"""The learner's history, made once a request: what counts of each question, standing, attempts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from flask import g

from trialrun.content import QuestionSet
from trialrun.practice import Standing, standings
from trialrun.store import Met
from trialrun.web.http.services import answers, attempts, catalog, learner
from trialrun.web.practice.progress import Progress


@dataclass(frozen=True, slots=True)
class Topic:
    """A question set and how the learner stands in it."""

    set: QuestionSet
    standing: Standing


OPEN_TRIED = 20
"""So many unfinished attempts are looked into for one with a question that can still be put."""


class History:
    """What the pages of one request say of the learner's past. Each part is read at most once."""

    @cached_property
    def _met(self) -> Mapping[str, Met]:
        return answers().met(learner()) if learner() else {}

    @cached_property
    def topics(self) -> list[Topic]:
        """Returns all question sets with the learner's standing in each."""
        sets = catalog().sets
        stands = standings({slug: found.ids for slug, found in sets.items()}, self._met)
        return [Topic(found, stands[slug]) for slug, found in sets.items()]

    def standing_of(self, uids: Iterable[str]) -> Standing:
        """Returns how the learner stands in some questions of today."""
        right = missed = total = 0
        for uid in uids:
            slug, _, id_ = uid.partition("/")
            total += 1
            met = self._met_ids.get(slug)
            right += met is not None and id_ in met[0]
            missed += met is not None and id_ in met[1]
        return Standing(total, right + missed, right)

    @cached_property
    def _met_ids(self) -> Mapping[str, tuple[frozenset[str], frozenset[str]]]:
        return {
            slug: (frozenset(met.right), frozenset(met.missed)) for slug, met in self._met.items()
        }

    @cached_property
    def missed_count(self) -> int:
        """Counts the questions of today that the learner has wrong by now."""
        return sum(topic.standing.missed for topic in self.topics)

    def missed(self, count: int | None = None) -> list[str]:
        """Returns the questions of today that the learner has wrong by now, the newest first."""
        if not learner():
            return []
        has_question = catalog().has_question
        if count is None:
            return [uid for uid in answers().missed(learner()) if has_question(uid)]
        # At worst, all that are gone are among the newest.
        gone = sum(len(met.missed) for met in self._met.values()) - self.missed_count
        newest = answers().missed(learner(), count + gone)
        return [uid for uid in newest if has_question(uid)][:count]

    @cached_property
    def next_unfinished(self) -> Progress | None:
        """Returns the newest attempt to go on with."""
        if not learner():
            return None
        found = map(Progress, attempts().open(learner(), count=OPEN_TRIED))
        return next((progress for progress in found if progress.open_number), None)


def history() -> History:
    """Returns this request's history."""
    if "history" not in g:
        g.history = History()
    found: History = g.history
    return found


def topic_of(found: QuestionSet) -> Topic:
    """Returns one set with the learner's standing, without reading of the others."""
    met = answers().met(learner(), found.slug) if learner() else {}
    return Topic(found, standings({found.slug: found.ids}, met)[found.slug])
