"""What was missed in an attempt, by the belief behind it, and the runs that would show better."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

from flask import url_for

from trialrun.content import Catalog, Fact
from trialrun.engine import BELIEFS
from trialrun.lab.address import Address
from trialrun.lab.counter_run import CounterRun, smallest_run
from trialrun.lab.drill import beliefs_drilled
from trialrun.questions import Question
from trialrun.questions.known import THOUGHTS
from trialrun.store import Answer, Outcome
from trialrun.web.http.services import catalog
from trialrun.web.practice.answering import Verdict, put
from trialrun.web.practice.day import times_told
from trialrun.web.practice.progress import SHOWN_COUNTED_MAX, Progress
from trialrun.web.practice.shows import RunLink
from trialrun.web.way_back import AT, BEHIND, to_result


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A question of an attempt. `question` is None where its text cannot be had.

    `shown` says how often it had been shown before; `runs` are those that prove a missed one.
    """

    number: int
    question: Question | None
    kept: Answer | None
    shown: int = 0
    runs: tuple[RunLink, ...] = ()
    beliefs: tuple[str, ...] = ()

    @property
    def shown_told(self) -> str:
        """Says how often it had been shown before."""
        return times_told(self.shown, SHOWN_COUNTED_MAX)

    @property
    def is_missed(self) -> bool:
        """Says whether it was answered, and not rightly."""
        return self.kept is not None and self.kept.outcome is not Outcome.RIGHT


@dataclass(frozen=True, slots=True)
class Behind:
    """A belief behind missed questions, the fact that corrects it, and where a run parts from it.

    `run` is None where no story shows it, `drill` where more is asked about it, "" for nowhere.
    """

    says: str
    rows: tuple[ResultRow, ...]
    fact: Fact | None
    run: RunLink | None
    drill: str = ""


def rows_of(progress: Progress) -> list[ResultRow]:
    """Returns the questions of an attempt in their order."""
    numbers = range(1, len(progress.attempt.questions) + 1)
    rows = (ResultRow(n, progress.question(n), progress.answer(n)) for n in numbers)
    return [_row(progress, row) for row in rows]


def to_practise(progress: Progress) -> list[str]:
    """Returns the questions that were missed in an attempt and can be put again."""
    missed = [
        uid
        for uid in progress.attempt.questions
        if uid in progress.kept and progress.kept[uid].outcome is not Outcome.RIGHT
    ]
    return [uid for uid in missed if catalog().has_question(uid)]


def behind(progress: Progress, rows: Iterable[ResultRow]) -> list[Behind]:
    """Groups missed questions by the belief behind them; the one behind most comes first."""
    by_belief: dict[str, list[ResultRow]] = {}
    for row in rows:
        for belief in row.beliefs:
            by_belief.setdefault(belief, []).append(row)
    most_first = sorted(by_belief.items(), key=lambda item: -len(item[1]))
    return [
        Behind(
            THOUGHTS[belief].says,
            tuple(found),
            catalog().facts.get(THOUGHTS[belief].corrected_by),
            _counter_run(belief, to_result(progress.attempt.id, BEHIND, number)),
            _drill_of(belief),
        )
        for number, (belief, found) in enumerate(most_first, start=1)
    ]


def _drill_of(belief: str) -> str:
    """Returns where a belief is drilled; "" for one that no family asks about."""
    is_drilled = belief in beliefs_drilled(catalog())
    return url_for("drill.belief", name=belief) if is_drilled else ""


def _row(progress: Progress, row: ResultRow) -> ResultRow:
    uid = progress.attempt.questions[row.number - 1]
    row = replace(row, shown=progress.shown.get(uid, 0))
    if not row.is_missed or row.question is None:
        return row
    verdict = put(row.question, progress.attempt.id, row.kept).verdict
    back = to_result(progress.attempt.id, AT, row.number)
    runs = verdict.runs if verdict else []
    return replace(
        row,
        runs=tuple(replace(run, address=replace(run.address, back=back)) for run in runs),
        beliefs=_beliefs(verdict),
    )


def _beliefs(verdict: Verdict | None) -> tuple[str, ...]:
    """Returns the beliefs behind what was picked, as far as this version knows them."""
    if verdict is None or not verdict.is_known:
        return ()
    found = dict.fromkeys(part.belief_id for part in verdict.parts.values())
    return tuple(belief for belief in found if belief in THOUGHTS)


def _counter_run(belief: str, back: str) -> RunLink | None:
    if belief not in BELIEFS:
        return None
    found = _found_of.setdefault(catalog(), {})
    if belief not in found:
        found[belief] = smallest_run(belief, catalog().scenarios.values())
    run = found[belief]
    if run is None:
        return None
    path = url_for("simulator.show", slug=run.scenario.slug)
    address = Address(path, step=run.step, thought=belief, back=back)
    return RunLink(run.scenario.title, address)


_found_of: WeakKeyDictionary[Catalog, dict[str, CounterRun | None]] = WeakKeyDictionary()
"""The counter-runs of each content, searched when they are first asked for."""
