"""The page for authors: what is asked how often, what finds beliefs out, what can be guessed.

It knows no learner. What each belief's runs give is dear: what is known of it is shown at once,
with how much of the whole that is, and the rest is worked out behind the page (`belief_runs`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue

from trialrun.content import Catalog
from trialrun.content.coverage import coverage_from
from trialrun.content.tally import tally_of
from trialrun.content.warned import questions_in, warnings_of
from trialrun.lab.cost import HEAVY_MS
from trialrun.questions import Question, bundles_shown
from trialrun.questions.bank.bots import BotScore
from trialrun.questions.bank.report import BankReport, bank_report
from trialrun.web.belief_runs import BeliefRuns
from trialrun.web.http.heavy import heavy_slot, weigh
from trialrun.web.http.pages import render
from trialrun.web.http.services import catalog, flags, now_ms
from trialrun.web.practice.day import Day

pages = Blueprint("authors", __name__)
FILES = "trialrun.author-files"
WORKS = "WORKS_BEHIND_PAGES"
"""The key of an app's config that says whether what is missing is worked out behind the page."""
PROBLEMS_MAX = 100
FLAGS_SHOWN = 50


class AuthorFiles:
    """What is known of the files of authors; the report of the bots with what it is about."""

    def __init__(self, content: Path, proofs: Path) -> None:
        self.runs = BeliefRuns(content, proofs)
        self.report: tuple[Catalog, BankReport] | None = None


@dataclass(frozen=True, slots=True)
class BotRow:
    """A bot over all sets, and in the set in which it does best."""

    whole: BotScore
    best: BotScore | None


@pages.get("/authors/")
def show() -> ResponseReturnValue:
    """Shows coverage, mutation score and bots; has played what is missing."""
    found, files = catalog(), current_app.extensions[FILES]
    known = files.runs.known(found)
    if known.waiting and current_app.config.get(WORKS, True):
        files.runs.work_on(found, heavy_slot())
    questions = questions_in(found)
    report = _report(found, questions, files)
    warnings = warnings_of(found, questions)
    return render(
        "authors/page.html",
        tally=tally_of(found),
        problems=found.problems[:PROBLEMS_MAX],
        warnings=warnings[:PROBLEMS_MAX],
        left=max(len(found.problems) - PROBLEMS_MAX, 0) + max(len(warnings) - PROBLEMS_MAX, 0),
        questions=len(questions),
        by_run=sum(map(_is_executed, questions)),
        sets=len(found.sets),
        waiting=known.waiting,
        is_working=files.runs.is_working,
        played=Day.of(known.since_ms, now_ms()) if known.since_ms is not None else None,
        coverage=coverage_from(found, questions, known.apart) if known.apart else None,
        report=report,
        flags=flags().counts(FLAGS_SHOWN),
        has_question=found.has_question,
        bots=_bot_rows(report.scores),
    )


def _is_executed(question: Question) -> bool:
    """Says whether a run, a deployment or a level proves its key."""
    return bool(question.runs or bundles_shown(question) or question.body.get("level"))


def _report(found: Catalog, questions: Sequence[Question], files: AuthorFiles) -> BankReport:
    """Returns the report of a catalog, made once; it says nothing of beliefs."""
    known = files.report
    if known is None or known[0] is not found:
        weigh(HEAVY_MS)
        known = files.report = found, bank_report(questions, None)
    return known[1]


def _bot_rows(scores: Sequence[BotScore]) -> list[BotRow]:
    return [
        BotRow(
            score,
            max(
                (one for one in scores if one.bot == score.bot and one.set_slug),
                key=lambda one: one.errors_above,
                default=None,
            ),
        )
        for score in scores
        if not score.set_slug
    ]
