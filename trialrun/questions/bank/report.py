"""What a bank of questions is like as a whole: its bots, and what is wrong with it. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from trialrun.nearest import few
from trialrun.plural import counted
from trialrun.questions.bank.bots import (
    ABOVE_CHANCE,
    LONGEST_MAX,
    SET_MIN,
    WHOLE,
    BotScore,
    Longest,
    bot_scores,
    longest_keys,
)
from trialrun.questions.bank.coverage import Coverage, coverage_flaws
from trialrun.questions.bank.guessable import guessable
from trialrun.questions.bank.rules import NAMED_MAX, BankFlaw, large_sets
from trialrun.questions.question import Question


@dataclass(frozen=True, slots=True)
class BankReport:
    """What was found over all questions, and over each set that is large enough for rules.

    `questions` counts those with options, `of_all` all. Of too few nothing is asked.
    """

    questions: int
    of_all: int
    scores: tuple[BotScore, ...]
    longest: tuple[Longest, ...]
    coverage: Coverage | None
    flaws: tuple[BankFlaw, ...]

    @property
    def has_rules(self) -> bool:
        """Says whether there are enough questions for rules: by chance alone few are odd."""
        return self.of_all >= SET_MIN

    @property
    def plain(self) -> dict[str, Any]:
        """Returns its figures as plain values."""
        return {
            "questions": self.questions,
            "bots": [
                {
                    "bot": score.bot,
                    "set": score.set_slug,
                    "questions": score.questions,
                    "met": round(score.met, 4),
                    "chance": round(score.chance, 4),
                    "errors_above": round(score.errors_above, 2),
                    "is_too_good": score.is_too_good and self.has_rules,
                }
                for score in self.scores
            ],
            **(self.coverage.plain if self.coverage else {}),
            "longest_keys": [
                {"set": found.set_slug, "count": found.count, "questions": found.questions}
                for found in self.longest
            ],
        }


def bank_report(questions: Sequence[Question], coverage: Coverage | None) -> BankReport:
    """Lets the bots sit a bank, and says what is wrong with it, if it is large enough for rules.

    Without coverage it says nothing of beliefs.
    """
    items = list(guessable(questions))
    large = large_sets(questions)
    scores, longest = bot_scores(items, large), longest_keys(items, large)
    found = BankReport(len(items), len(questions), tuple(scores), tuple(longest), coverage, ())
    if not found.has_rules:
        return found
    of_beliefs = coverage_flaws(coverage) if coverage else ()
    flaws = (*_bot_flaws(scores), *_longest_flaws(longest), *of_beliefs)
    return replace(found, flaws=flaws)


def _bot_flaws(scores: Sequence[BotScore]) -> Iterator[BankFlaw]:
    for score in scores:
        if score.is_too_good:
            allowed = ABOVE_CHANCE[score.set_slug == WHOLE]
            yield BankFlaw(
                score.set_slug,
                "bot",
                f"the bot “{score.bot}” meets {score.met:.0%} of the keys, where chance meets "
                f"{score.chance:.0%}: {score.errors_above:.1f} standard errors above, and "
                f"{allowed:.0f} are allowed; reword options in some of "
                f"{few(score.gains, most=NAMED_MAX)}",
            )


def _longest_flaws(longest: Sequence[Longest]) -> Iterator[BankFlaw]:
    for found in longest:
        if found.is_too_often:
            yield BankFlaw(
                found.set_slug,
                "longest-key",
                f"the key is the longest option in {found.count} of "
                f"{counted(found.questions, 'question')}, and {LONGEST_MAX:.0%} are allowed; "
                f"shorten it, or lengthen others, in some of {few(found.uids, most=NAMED_MAX)}",
            )
