"""Belief coverage: which question tells which belief from the truth, and what nobody would notice.

A belief is the engine, or what a target deploys, with one decision replaced, as a mutant is code
with one line changed. It is killed by a question whose key is another one in its run. Pure.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trialrun.engine import Belief
from trialrun.jobs.bundle.beliefs import BundleBelief
from trialrun.nearest import few
from trialrun.plural import counted
from trialrun.questions.bank.apart import Apart
from trialrun.questions.bank.bots import SET_MIN
from trialrun.questions.bank.guessable import guessable
from trialrun.questions.bank.rules import NAMED_MAX, BankFlaw
from trialrun.questions.question import Question
from trialrun.questions.style import normal

SCORE_MIN = 0.9
SURFACES_MIN = 2
"""A belief is told apart by so many questions that read differently."""
SENTENCE_SHARE_MAX = 0.1

AllApart = Mapping[str, Sequence[Apart]]
"""{uid of a question: the beliefs that it tells from the truth}."""


@dataclass(frozen=True, slots=True)
class BeliefTold:
    """The questions that tell one belief from the truth; in `offering` a wrong option is its own.

    `surfaces` counts those that read differently. `uncounted` says why nobody can be graded on it,
    "" where somebody can.
    """

    belief: Belief | BundleBelief
    uncounted: str
    questions: tuple[str, ...]
    offering: tuple[str, ...]
    surfaces: int

    @property
    def is_gradable(self) -> bool:
        """Says whether it counts."""
        return not self.uncounted

    @property
    def is_told(self) -> bool:
        """Says whether enough questions tell it apart."""
        return self.surfaces >= SURFACES_MIN


@dataclass(frozen=True, slots=True)
class Coverage:
    """All beliefs, in the order of the engine, and by how much a sentence of a lesson helps.

    `removes` are the facts whose belief a wrong option rests on, each with the questions of that.
    """

    beliefs: tuple[BeliefTold, ...]
    removes: Mapping[str, tuple[str, ...]]
    questions: int

    @property
    def gradable(self) -> list[BeliefTold]:
        """Returns the beliefs that count."""
        return [told for told in self.beliefs if told.is_gradable]

    @property
    def apart(self) -> list[BeliefTold]:
        """Returns those that do not count, each of which says why."""
        return [told for told in self.beliefs if not told.is_gradable]

    @property
    def survivors(self) -> list[BeliefTold]:
        """Returns those that count and that too few questions tell apart."""
        return [told for told in self.gradable if not told.is_told]

    @property
    def score(self) -> float:
        """Returns the share of the beliefs that count and are told apart."""
        count = len(self.gradable)
        return (count - len(self.survivors)) / count if count else 1.0

    @property
    def plain(self) -> dict[str, Any]:
        """Returns it as plain values."""
        return {
            "mutation_score": round(self.score, 4),
            "beliefs": [
                {
                    "belief": told.belief.id,
                    "says": told.belief.says,
                    "fact": told.belief.corrected_by,
                    "is_gradable": told.is_gradable,
                    "uncounted": told.uncounted,
                    "is_told_apart": told.is_told,
                    "questions": list(told.questions),
                    "offering": list(told.offering),
                }
                for told in self.beliefs
            ],
            "options_struck": {fact: len(uids) for fact, uids in self.removes.items()},
        }


def coverage_of(
    questions: Sequence[Question],
    apart: AllApart,
    beliefs: Iterable[Belief | BundleBelief],
    uncounted: Callable[[Belief | BundleBelief], str],
) -> Coverage:
    """Returns the table. `uncounted` says why nobody can be graded on a belief, else ""."""
    forms = {question.uid: normal(question.stem) for question in questions}
    telling: defaultdict[str, list[str]] = defaultdict(list)
    offering: defaultdict[str, list[str]] = defaultdict(list)
    for uid in forms:
        for belief, is_offered in apart.get(uid, ()):
            telling[belief].append(uid)
            if is_offered:
                offering[belief].append(uid)
    rows = [
        BeliefTold(
            belief,
            uncounted(belief),
            tuple(telling[belief.id]),
            tuple(offering[belief.id]),
            len({forms[uid] for uid in telling[belief.id]}),
        )
        for belief in beliefs
    ]
    with_options = {item.uid for item in guessable(questions)}
    return Coverage(tuple(rows), _removing(rows, with_options), len(forms))


def _removing(
    rows: Iterable[BeliefTold], with_options: Container[str]
) -> dict[str, tuple[str, ...]]:
    """Returns the questions in which a fact removes an option, by fact, the most first.

    That is a stand-in for a sentence of a lesson: an option falls to it where the belief that it
    corrects would have the option right, whether its author had that in mind or not.
    """
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for told in rows:
        offering = [uid for uid in told.offering if uid in with_options]
        found[told.belief.corrected_by] |= dict.fromkeys(offering)
    ranked = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return {fact: tuple(uids) for fact, uids in ranked if uids}


def coverage_flaws(coverage: Coverage) -> Iterator[BankFlaw]:
    """Yields survivors, where there are too many, and sentences that remove too much.

    Of a bank that is smaller than a set with rules nothing is asked.
    """
    if coverage.questions < SET_MIN:
        return
    if coverage.score < SCORE_MIN:
        for told in coverage.survivors:
            by = f": {few(told.questions, most=NAMED_MAX)}" if told.questions else ""
            yield BankFlaw(
                "",
                "survivor",
                f"the belief `{told.belief.id}` (“{told.belief.says}”) is told from the truth by "
                f"{counted(told.surfaces, 'question')}{by}; write {SURFACES_MIN - told.surfaces} "
                "more whose key is another one in its run",
            )
    for fact, uids in coverage.removes.items():
        if len(uids) > SENTENCE_SHARE_MAX * coverage.questions:
            yield BankFlaw(
                "",
                "one-sentence",
                f"whoever keeps the sentence of {fact} strikes an option in {len(uids)} of "
                f"{counted(coverage.questions, 'question')}, and a tenth is allowed; let wrong "
                f"options rest on other errors in some of {few(uids, most=NAMED_MAX)}",
            )
