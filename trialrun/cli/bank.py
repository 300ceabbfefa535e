"""What `check --bank` tells: who guesses the keys unread, as a table."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from trialrun.plural import counted

if TYPE_CHECKING:
    from trialrun.questions.bank.bots import BotScore
    from trialrun.questions.bank.report import BankReport


def bank_told(report: "BankReport") -> Iterator[str]:
    """Yields the lines: each bot over the whole, and in the set in which it does best."""
    if not report.scores:
        yield "No question has options, so there is nothing to guess."
        return
    chance = report.scores[0].chance
    yield (
        f"Bots that read nothing, over {counted(report.questions, 'question')} with options; "
        f"chance meets {chance:.1%} of the keys:"
    )
    for score in report.scores:
        if not score.set_slug:
            best = max(
                (one for one in report.scores if one.bot == score.bot and one.set_slug),
                key=lambda one: one.errors_above,
                default=None,
            )
            in_set = f"   {best.set_slug} {_figures(best)}" if best else ""
            yield f"  {score.bot:<22} {_figures(score)}{in_set}"
    yield from _longest_told(report)


def _figures(score: "BotScore") -> str:
    mark = "  too good" if score.is_too_good else ""
    return f"{score.met:6.1%} ({score.errors_above:+.1f} standard errors){mark}"


def _longest_told(report: "BankReport") -> Iterator[str]:
    for found in report.longest:
        where = f" of {found.set_slug}" if found.set_slug else ""
        yield (
            f"The key is the longest option in {found.count} of "
            f"{counted(found.questions, 'question')}{where} that have one key ({found.share:.0%})."
        )
