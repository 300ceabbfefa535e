"""The page for authors: what is asked how often, what finds beliefs out, what can be guessed.

It knows no learner. What each belief's runs give is dear: it is shown as far as it was played
before, here or by `check --bank`. Whoever asks for the rest gets it bit by bit, on a page that
comes again by itself until it is done.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import monotonic

from flask import Blueprint, current_app, make_response, request
from flask.typing import ResponseReturnValue

from trialrun.content import Catalog
from trialrun.content.coverage import PlainApart, apart_in, coverage_from, proven_of
from trialrun.content.folder import Folder
from trialrun.content.proofs import Proofs
from trialrun.content.tally import tally_of
from trialrun.content.warned import questions_in, warnings_of
from trialrun.lab.cost import HEAVY_MS
from trialrun.questions import Question, bundles_shown
from trialrun.questions.bank.bots import BotScore
from trialrun.questions.bank.report import BankReport, bank_report
from trialrun.web.http.heavy import weigh
from trialrun.web.http.pages import render
from trialrun.web.http.services import catalog, flags

pages = Blueprint("authors", __name__)
FILES = "trialrun.author-files"
WORK_S = 1.0
"""So long a page works on what is not proven yet."""
AGAIN_S = 1
PROBLEMS_MAX = 100
FLAGS_SHOWN = 50


@dataclass(slots=True)
class AuthorFiles:
    """Where the files of authors are, and where proofs are kept.

    `known` are those proven here, for a folder that nothing can be written to; `report` is the
    last, with the content that it is about.
    """

    content: Path
    proofs: Path
    known: dict[str, PlainApart] = field(default_factory=dict)
    report: tuple[Catalog, BankReport] | None = None


@dataclass(frozen=True, slots=True)
class BotRow:
    """A bot over all sets, and in the set in which it does best."""

    whole: BotScore
    best: BotScore | None


@pages.get("/authors/")
def show() -> ResponseReturnValue:
    """Shows coverage, mutation score and bots; with `play`, works on what is missing."""
    found, files = catalog(), current_app.extensions[FILES]
    is_playing = "play" in request.args
    apart = _apart(found, files, WORK_S if is_playing else 0.0)
    questions = questions_in(found)
    waits = len(found.sets) - len(apart)
    report = _report(found, questions, None if waits else apart, files)
    warnings = warnings_of(found, questions)
    shown = render(
        "authors/page.html",
        tally=tally_of(found),
        problems=found.problems[:PROBLEMS_MAX],
        warnings=warnings[:PROBLEMS_MAX],
        left=max(len(found.problems) - PROBLEMS_MAX, 0) + max(len(warnings) - PROBLEMS_MAX, 0),
        questions=len(questions),
        by_run=sum(map(_is_executed, questions)),
        sets=len(found.sets),
        waits=waits,
        is_playing=is_playing,
        report=report,
        flags=flags().counts(FLAGS_SHOWN),
        has_question=found.has_question,
        bots=_bot_rows(report.scores),
    )
    response = make_response(shown)
    if waits and is_playing:
        response.headers["Refresh"] = str(AGAIN_S)
    return response


def _is_executed(question: Question) -> bool:
    """Says whether a run, a deployment or a level proves its key."""
    return bool(question.runs or bundles_shown(question) or question.body.get("level"))


def _apart(found: Catalog, files: AuthorFiles, work_s: float) -> dict[str, PlainApart]:
    """Returns what each set tells apart: what is known, and what there is time to play."""
    folder, proofs, apart = Folder(files.content), Proofs(files.proofs), {}
    ends_s = monotonic() + work_s
    for slug in found.sets:
        text = folder.read(f"quizzes/{slug}.yaml").text
        name, of = f"beliefs {slug}", proven_of(found, slug, text)
        key = f"{name}\n{of}"
        if key not in files.known and (kept := proofs.kept(name, of)) is not None:
            files.known[key] = kept
        if key not in files.known and monotonic() < ends_s:
            weigh(HEAVY_MS)
            files.known[key] = proofs.of(name, of, partial(apart_in, found, slug, text))
        if key in files.known:
            apart[slug] = files.known[key]
    proofs.close()
    return apart


def _report(
    found: Catalog,
    questions: Sequence[Question],
    apart: dict[str, PlainApart] | None,
    files: AuthorFiles,
) -> BankReport:
    """Returns the report of a catalog, made once; without coverage where it is not known."""
    known = files.report
    if known is None or known[0] is not found or (known[1].coverage is None) != (apart is None):
        weigh(HEAVY_MS)
        coverage = None if apart is None else coverage_from(found, questions, apart)
        known = files.report = found, bank_report(questions, coverage)
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
