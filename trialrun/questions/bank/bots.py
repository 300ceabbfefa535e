"""Bots that never read: how often each meets the key, beside chance, over a set and over all.

A bot picks as many options as the question wants, those with the highest numbers; among equal ones
it tosses, and what it meets on average counts. Chance is the key laid anywhere: of that the mean
and the spread are exact, whatever is equal. Where all options are alike to a bot, the question
says nothing for or against it, and adds nothing to the spread.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from trialrun.questions.bank.cues import CUES
from trialrun.questions.bank.guessable import Guessable, shown
from trialrun.questions.bank.learner import foretold

LEARNER = "learner of all cues"
WHOLE = ""
SET_MIN = 20
"""Rules over a set hold from so many questions on."""
ABOVE_CHANCE = {True: 2.0, False: 3.0}
"""So many standard errors above chance are allowed: over the whole bank, and over one set."""
LONGEST_MAX = 0.35
"""The key may be longer than every other option in so many of the questions with one key."""


@dataclass(frozen=True, slots=True)
class BotScore:
    """What one bot met over some questions: `met` is their share of the key, as `chance` is.

    `gains` are the questions in which it met more than chance, the largest gain first.
    """

    bot: str
    set_slug: str
    questions: int
    met: float
    chance: float
    error: float
    gains: tuple[str, ...]

    @property
    def errors_above(self) -> float:
        """Returns by how many standard errors it is above chance."""
        return (self.met - self.chance) / self.error if self.error else 0.0

    @property
    def is_too_good(self) -> bool:
        """Says whether it does better than somebody who knows nothing should."""
        return self.errors_above > ABOVE_CHANCE[self.set_slug == WHOLE]


@dataclass(frozen=True, slots=True)
class Longest:
    """In how many of the questions with one key this is longer than every other option."""

    set_slug: str
    count: int
    questions: int
    uids: tuple[str, ...]

    @property
    def share(self) -> float:
        """Returns the share."""
        return self.count / self.questions if self.questions else 0.0

    @property
    def is_too_often(self) -> bool:
        """Says whether it is more than is allowed."""
        return self.share > LONGEST_MAX


def bot_scores(questions: Sequence[Guessable], large: Iterable[str]) -> list[BotScore]:
    """Lets every bot sit the bank, and each of the sets that are `large` enough for rules."""
    if not questions:
        return []
    learnt = foretold(questions)
    picks = {name: [cue(question) for question in questions] for name, cue in CUES.items()}
    groups = _groups(questions, large)
    return [
        _scored(bot, slug, [(questions[at], numbers[at]) for at in places])
        for bot, numbers in (*picks.items(), (LEARNER, learnt))
        for slug, places in groups.items()
    ]


def longest_keys(questions: Sequence[Guessable], large: Iterable[str]) -> list[Longest]:
    """Counts the keys that are longer than every other option."""
    found = []
    for slug, places in _groups(questions, large).items():
        asked = [questions[at] for at in places if questions[at].wanted == 1]
        uids = [question.uid for question in asked if _has_longest_key(question)]
        found.append(Longest(slug, len(uids), len(asked), tuple(uids)))
    return found


def _groups(questions: Sequence[Guessable], large: Iterable[str]) -> Mapping[str, list[int]]:
    """Returns the places of the questions of all, and of each large set."""
    of_sets: defaultdict[str, list[int]] = defaultdict(list)
    for at, question in enumerate(questions):
        of_sets[question.set_slug].append(at)
    chosen = {slug: of_sets[slug] for slug in sorted(large) if slug in of_sets}
    return {WHOLE: list(range(len(questions))), **chosen}


def _scored(bot: str, slug: str, sat: Sequence[tuple[Guessable, list[float]]]) -> BotScore:
    met = chance = variance = 0.0
    gains: list[tuple[float, str]] = []
    for question, numbers in sat:
        share, mean, spread = _sat(question, numbers)
        met += share
        chance += mean
        variance += spread
        if share > mean:
            gains.append((mean - share, question.uid))
    count = len(sat)
    return BotScore(
        bot, slug, count, met / count, chance / count, sqrt(variance) / count,
        tuple(uid for _, uid in sorted(gains)),
    )  # fmt: skip


def _sat(question: Guessable, numbers: Sequence[float]) -> tuple[float, float, float]:
    """Returns the share of the key that was met, what chance meets, and the variance of that."""
    size, wanted = len(question.options), question.wanted
    weights = _picked(numbers, wanted)
    pairs = zip(weights, question.rights, strict=True)
    met = sum(weight for weight, right in pairs if right) / wanted
    mean = wanted / size
    spread = sum((weight - mean) ** 2 for weight in weights) / size
    return met, mean, spread * (size - wanted) / (wanted * (size - 1))


def _picked(numbers: Sequence[float], wanted: int) -> list[float]:
    """Returns how surely each option is picked: equal ones share the places that are left.

    >>> _picked([3.0, 1.0, 1.0], 2)
    [1.0, 0.5, 0.5]
    """
    rounded = [round(number, 9) for number in numbers]
    least = sorted(rounded, reverse=True)[wanted - 1]
    sure = sum(number > least for number in rounded)
    share = (wanted - sure) / rounded.count(least)
    return [1.0 if n > least else share if n == least else 0.0 for n in rounded]


def _has_longest_key(question: Guessable) -> bool:
    lengths = [len(shown(option)) for option in question.options]
    key = lengths[question.rights.index(True)]
    return lengths.count(key) == 1 and key == max(lengths)
