"""The learner's history, made once a request: what counts of each question, standing, attempts."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from flask import g

from trialrun.content import QuestionSet
from trialrun.practice import Standing, missed, standings
from trialrun.store import Latest
from trialrun.web.http.services import answers, attempts, catalog, learner
from trialrun.web.practice.progress import Progress, progress_of


@dataclass(frozen=True, slots=True)
class Topic:
    """A question set and how the learner stands in it."""

    set: QuestionSet
    standing: Standing


class History:
    """What the pages of one request say of the learner's past. Each part is read at most once."""

    @cached_property
    def latest(self) -> Mapping[str, Latest]:
        """Returns what counts of each question of sets, by uid."""
        return answers().latest(learner()) if learner() else {}

    @cached_property
    def topics(self) -> list[Topic]:
        """Returns all question sets with the learner's standing in each."""
        sets = catalog().sets
        uids = {slug: found.uids for slug, found in sets.items()}
        stands = standings(uids, self.latest)
        return [Topic(found, stands[slug]) for slug, found in sets.items()]

    @cached_property
    def missed(self) -> list[str]:
        """Returns the questions of today that the learner has wrong by now, the newest first."""
        return [uid for uid in missed(self.latest.values()) if catalog().has_question(uid)]

    @cached_property
    def next_unfinished(self) -> Progress | None:
        """Returns the newest attempt to go on with."""
        if not learner():
            return None
        found = map(progress_of, attempts().open(learner()))
        return next((progress for progress in found if progress.open_number), None)


def history() -> History:
    """Returns this request's history."""
    if "history" not in g:
        g.history = History()
    found: History = g.history
    return found


def topic_of(found: QuestionSet) -> Topic:
    """Returns one set with the learner's standing, without reading of the others."""
    latest = answers().latest(learner(), found.slug) if learner() else {}
    return Topic(found, standings({found.slug: found.uids}, latest)[found.slug])
