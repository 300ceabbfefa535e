"""What a bank of questions is like as a whole: its bots, and what is wrong with it. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

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
from trialrun.questions.bank.guessable import guessable
from trialrun.questions.question import Question

NAMED_MAX = 6


@dataclass(frozen=True, slots=True)
class BankFlaw:
    """Something wrong with a set, or with all of them where `set_slug` is "": no one question's."""

    set_slug: str
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class BankReport:
    """What was found over all questions, and over each set that is large enough for rules."""

    questions: int
    scores: tuple[BotScore, ...]
    longest: tuple[Longest, ...]
    flaws: tuple[BankFlaw, ...]


def bank_report(questions: Iterable[Question]) -> BankReport:
    """Lets the bots sit a bank."""
    asked = list(questions)
    items = list(guessable(asked))
    large = large_sets(asked)
    scores, longest = bot_scores(items, large), longest_keys(items, large)
    return BankReport(
        len(items), tuple(scores), tuple(longest), (*_bot_flaws(scores), *_longest_flaws(longest))
    )


def large_sets(questions: Iterable[Question]) -> list[str]:
    """Returns the sets that have enough questions for rules over a set."""
    sizes: dict[str, int] = {}
    for question in questions:
        sizes[question.set_slug] = sizes.get(question.set_slug, 0) + 1
    return sorted(slug for slug, size in sizes.items() if size >= SET_MIN)


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
