"""My data: what is kept of a learner, the export of it, and the import of one."""

import gzip
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from trialrun.addresses import shortened
from trialrun.plural import counted
from trialrun.store import Amount, Belongings, Brought, TooMuch
from trialrun.web.flags import flagged
from trialrun.web.http.heavy import weigh
from trialrun.web.http.ids import new_id
from trialrun.web.http.pace import DOORS, IMPORT_BYTES, IMPORT_SIZES, IMPORTS
from trialrun.web.http.pages import render
from trialrun.web.http.rates import at_rate, refused
from trialrun.web.http.services import (
    answers,
    catalog,
    ensure_learner,
    learner,
    learners,
    links,
    now_ms,
)
from trialrun.web.incident_standing import standing_in
from trialrun.web.own.held import held_list, held_row
from trialrun.web.practice.day import Day

pages = Blueprint("mine", __name__, url_prefix="/my-data")

BODY_BYTES_MAX = 3_100_000
"""Below what the server takes. A plain export of that size is packed."""
PLAIN_BYTES_MAX = 3_000_000
BYTES_PER_MS = 5_000
"""Measured: 30,000 answers, 10 MB, are imported in 2 s; others wait 0.5 s of it at most."""

NOTHING_NEW = "Nothing new was in it."
NO_FILE = "Choose a file first: the one that Export has given you."
TOO_LARGE = (
    f"This file is too large: {BODY_BYTES_MAX:,} bytes are taken at most. Nothing was kept. An "
    "export that is larger comes packed (.json.gz): choose it as it came, without unpacking it."
)
HELD_MAX = 100_000
NO_JOB = "You hold no such job, or deleted it already. Nothing was changed."
JOB_GONE = (
    "its text is gone, and its link opens nothing, unless somebody else brought the same text. "
    "What you answered about its runs stays."
)
NOTHING: Amount = Amount(0, 0, 0, None, 0)


@pages.after_request
def unlisted(response: Response) -> Response:
    """Keeps search engines away, for which robots.txt would name the place."""
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a form: sentences, and the code of a link that was just made.

    `is_another` says that this browser is another learner's now: drafts of the one before go.
    """

    title: str = ""
    sentences: tuple[str, ...] = ()
    is_refused: bool = False
    code: str = ""
    is_another: bool = False


@pages.get("/")
def show() -> ResponseReturnValue:
    """Shows what is kept, and what may be done with it."""
    return my_data(Report())


@pages.get("/export")
def export() -> ResponseReturnValue:
    """Sends all of the learner as a file; a large one packed, so that it can be brought again."""
    from trialrun.web.mine.portable import written

    weigh(kept().about_bytes / BYTES_PER_MS)
    body = written(learners().belongings(learner()) if learner() else Belongings())
    name, kind = f"trial-run-{datetime.now(UTC):%Y-%m-%d}.json", "application/json"
    if len(body) > PLAIN_BYTES_MAX:
        body, name, kind = gzip.compress(body, 6, mtime=0), f"{name}.gz", "application/gzip"
    response = Response(body, mimetype=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@pages.post("/import")
@at_rate(IMPORTS)
def bring() -> ResponseReturnValue:
    """Adds what a file holds, all of it or nothing, and says what it did."""
    from trialrun.web.mine.portable import NotPortable, carried, unpacked

    request.max_content_length = BODY_BYTES_MAX
    try:
        chosen = request.files.get("file")
    except RequestEntityTooLarge:
        return _not_taken(TOO_LARGE, 413)
    if chosen is None or not chosen.filename:
        return _not_taken(NO_FILE)
    try:
        with closing(chosen):
            text = unpacked(chosen.read())
        if too_much := refused(IMPORT_SIZES, ceil(len(text) / IMPORT_BYTES)):
            return too_much
        weigh((len(text) + kept().about_bytes) / BYTES_PER_MS)
        found = carried(text)
        network = shortened(request.remote_addr or "")
        brought = learners().bring(ensure_learner(), found.belongings, now_ms(), address=network)
    except (NotPortable, TooMuch) as error:
        return _not_taken(str(error))
    said = [*brought_in_words(brought), *_left_out(found.questions_left_out, found.jobs_left_out)]
    return my_data(Report("Imported", tuple(said)))


@pages.post("/jobs/delete")
@at_rate(DOORS)
def delete_job() -> ResponseReturnValue:
    """Deletes one job that the learner brought, and says which."""
    digest = request.form.get("digest", "")
    row = held_row(digest)
    if row is None or not learners().delete_job(learner(), digest):
        return my_data(Report("This job is not here", (NO_JOB,)))
    return my_data(Report("The job is deleted", (f"{row.told}: {JOB_GONE}",)))


def my_data(said: Report, status: int = 200) -> Response:
    """Shows the page of what is kept; `said` stands on it first."""
    made_ms = links().made_ms(learner()) if learner() else None
    amount = kept()
    return render(
        "mine/page.html",
        status=status,
        kept=amount,
        kept_in_words=kept_in_words,
        held=held_list(request.args.get("jobs", 0, lambda text: min(max(int(text), 0), HELD_MAX))),
        solved=_solved_levels(),
        ended=[one for one in catalog().incidents.values() if standing_in(one).is_over],
        since=day_of(amount.since_ms),
        flagged=flagged(),
        link_made=day_of(made_ms),
        said=said,
        new_id=new_id(),
    )


def kept() -> Amount:
    """Counts what is kept of whoever asks."""
    return learners().kept(learner()) if learner() else NOTHING


def _solved_levels() -> list[tuple[str, str]]:
    """Returns slug and title of each level of today that is solved."""
    solved = answers().solved(learner()) if learner() else {}
    slugs = [uid.partition("/")[2] for uid in solved]
    levels = catalog().levels
    return [(slug, levels[slug].title) for slug in levels if slug in slugs]


def day_of(moment_ms: int | None) -> Day | None:
    """Returns a day as it is told; None for none."""
    return None if moment_ms is None else Day.of(moment_ms, now_ms())


def kept_in_words(kept: Amount) -> str:
    """Says how much is kept."""
    listed = _list_in_words(kept.answers, kept.attempts, kept.jobs, kept.flags)
    return f"{listed}." if listed else "Nothing of you is kept yet."


def brought_in_words(brought: Brought) -> list[str]:
    """Says what came of an import or a move."""
    new = _list_in_words(brought.answers, brought.attempts, 0)
    said = [f"{new} came in, each in the order in which it was given." if new else NOTHING_NEW]
    if brought.answers_before or brought.attempts_before:
        before = counted(brought.answers_before, "answer")
        said.append(f"{before} of it {'was' if brought.answers_before == 1 else 'were'} here.")
    if brought.overruled:
        questions = counted(brought.overruled, "question")
        said.append(f"Of {questions} your later answer, given here, still counts.")
    if brought.questions:
        texts = counted(brought.questions, "question")
        said.append(f"{texts} came along as they were put elsewhere, for you alone.")
    if brought.flags:
        said.append(f"{counted(brought.flags, 'flag')} of yours came along.")
    if brought.jobs:
        said.append(f"{counted(brought.jobs, 'job')} of yours can be opened here.")
    return said


def _list_in_words(answers: int, attempts: int, jobs: int, flags: int = 0) -> str:
    """Lists how much of each there is, and nothing of which there is none."""
    parts = [
        counted(answers, "answer") if answers else "",
        counted(attempts, "practice round") if attempts else "",
        counted(jobs, "pasted job") if jobs else "",
        counted(flags, "flag") if flags else "",
    ]
    *most, last = [part for part in parts if part] or [""]
    return f"{', '.join(most)} and {last}" if most else last


def _left_out(questions: int, jobs: int) -> list[str]:
    said = []
    if questions:
        texts = counted(questions, "text")
        said.append(
            f"{texts} of questions did not prove to be what was put, or cannot be shown here, and"
            " stayed out. Their answers are in."
        )
    if jobs:
        said.append(f"{counted(jobs, 'job')} did not prove to be yours and stayed out.")
    return said


def _not_taken(sentence: str, status: int = 422) -> Response:
    return my_data(Report("Nothing was imported", (sentence,), is_refused=True), status)
