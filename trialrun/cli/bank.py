"""What `check --bank` tells: who guesses the keys unread, as a table."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from trialrun.plural import counted
from trialrun.questions.bank.bots import SET_MIN

if TYPE_CHECKING:
    from trialrun.questions.bank.bots import BotScore
    from trialrun.questions.bank.coverage import Coverage
    from trialrun.questions.bank.report import BankReport

SHOWN_SHARE_MIN = 0.05


def bank_told(report: "BankReport") -> Iterator[str]:
    """Yields the lines: each bot over the whole, and in the set in which it does best."""
    yield from _bots_told(report)
    if report.coverage:
        told = _coverage_told if report.has_rules else _beliefs_told
        yield from told(report.coverage)
    if not report.has_rules:
        yield (
            f"These are figures, no faults: {counted(report.of_all, 'question')} may be odd by "
            f"chance. From {SET_MIN} on, `check` asks for more."
        )


def _bots_told(report: "BankReport") -> Iterator[str]:
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
            in_set = f"   {best.set_slug} {_figures(best, report)}" if best else ""
            yield f"  {score.bot:<22} {_figures(score, report)}{in_set}"
    yield from _longest_told(report)


def _figures(score: "BotScore", report: "BankReport") -> str:
    mark = "  too good" if score.is_too_good and report.has_rules else ""
    return f"{score.met:6.1%} ({score.errors_above:+.1f} standard errors){mark}"


def _longest_told(report: "BankReport") -> Iterator[str]:
    for found in report.longest:
        where = f" of {found.set_slug}" if found.set_slug else ""
        asked = counted(found.questions, "question")
        yield (
            f"The key is the longest option in {found.count} of {asked}{where} with one key "
            f"({found.share:.0%})."
        )


def _coverage_told(coverage: "Coverage") -> Iterator[str]:
    """Yields how many beliefs are told from the truth, and which are not."""
    survivors = coverage.survivors
    count = len(coverage.gradable)
    if count:
        yield (
            f"Mutation score {coverage.score:.0%}: {count - len(survivors)} of "
            f"{counted(count, 'belief')} are told from the truth by two questions or more."
        )
    else:
        yield "No mutation score: the facts here are sure enough for no belief."
    if survivors:
        yield "  survivors, each with how many questions tell it:"
    for told in survivors:
        yield f"    {told.belief.id:<32} {told.surfaces}"
    if coverage.apart:
        yield "  not counted, since nobody can be graded on them:"
    for told in coverage.apart:
        yield f"    {told.belief.id:<32} {told.uncounted}"
    for fact, uids in coverage.removes.items():
        share = len(uids) / max(coverage.questions, 1)
        if share > SHOWN_SHARE_MIN:
            yield f"  {fact} strikes an option in {counted(len(uids), 'question')} ({share:.0%})"


def _beliefs_told(coverage: "Coverage") -> Iterator[str]:
    """Yields which beliefs a few questions tell from the truth: nobody asks them for all."""
    told = [each for each in coverage.gradable if each.surfaces]
    if not told:
        yield "No belief of the engine is told from the truth."
        return
    yield f"{counted(len(told), 'belief')} told from the truth, each with by how many questions:"
    for each in told:
        yield f"    {each.belief.id:<32} {each.surfaces}"
