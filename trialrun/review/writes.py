"""Rows that are written twice: by a retry, unasked on serverless, by a repair, by a new run.

What nobody has said about the writes of a task is made up; then all of it is one note.

Facts: append-duplicates, serverless-retries, auto-optimization-off, repair-same-run,
run-now-new-run, same-rows-again.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from trialrun.engine import REPAIRABLE_TASKS_MIN, WriteMode
from trialrun.engine.job.world import WRITES
from trialrun.engine.rules import is_auto_optimized
from trialrun.review.endings import FailingWork
from trialrun.review.finding import Finding, Proof, Severity, Spot
from trialrun.review.stories import ONCE, REPAIRED, RUN_AGAIN, Stories
from trialrun.review.tells import doubles
from trialrun.review.words import named

RETRIED, UNASKED = "append-retried", "append-retried-unasked"
REPAIR, AGAIN = "append-repaired", "append-run-again"
TRIED_MAX = 12
"""How many tasks are tried in each way; more would be told as a number anyway."""

_WRITES_ONCE = (
    "Write with MERGE on a key, overwrite, or mark the append by `txnAppId` and `txnVersion`"
)
_NOT_SAID = (
    "what its tasks write, which nobody has said: here each of these appends to a table of its name"
)


class _Way(NamedTuple):
    """A way to write twice. `first` strikes only the first execution; then comes `do`."""

    kind: str
    first: bool
    do: Sequence[str]
    severity: Severity
    says: str
    field: str
    advice: str
    fact: str
    fits: Callable[[Stories, FailingWork], bool]


def _is_retried(stories: Stories, work: FailingWork) -> bool:
    return bool(work.work.max_retries) and not stories.is_continuous


def _is_retried_unasked(stories: Stories, work: FailingWork) -> bool:
    kind = stories.job.compute_of[work.work.compute].kind
    is_asked = bool(work.work.max_retries) or stories.is_continuous
    return not is_asked and is_auto_optimized(work.work, kind)


def _is_repairable(stories: Stories, _: FailingWork) -> bool:
    return len(stories.job.tasks) >= REPAIRABLE_TASKS_MIN


_WAYS = (
    _Way(
        RETRIED, True, ONCE, Severity.ERROR,
        "fails after its write, its retry writes the rows a second time", "max_retries",
        f"{_WRITES_ONCE}; or set `max_retries: 0`.", "retry-interval", _is_retried,
    ),
    _Way(
        UNASKED, True, ONCE, Severity.WARNING,
        "fails after its write, serverless retries it unasked and writes the rows a second time",
        "disable_auto_optimization",
        f"{_WRITES_ONCE}; or set `disable_auto_optimization: true`.", "auto-optimization-off",
        _is_retried_unasked,
    ),
    _Way(
        REPAIR, False, REPAIRED, Severity.WARNING,
        "fails after its write, a repair writes the rows a second time", "",
        f"{_WRITES_ONCE}; until then, take its rows back before a repair.", "repair-same-run",
        _is_repairable,
    ),
    _Way(
        AGAIN, False, RUN_AGAIN, Severity.WARNING,
        "fails after its write, a new run writes the rows a second time", "",
        f"{_WRITES_ONCE}; until then, take its rows back before a new run.", "run-now-new-run",
        lambda stories, work: True,
    ),
)  # fmt: skip


def rows_written_twice(stories: Stories) -> Iterator[Finding]:
    """Finds appends that are made again, each told by the way that needs the least doing."""
    appending = [work for work in stories.works if _appends(stories, work)]
    said = [work for work in appending if stories.is_said(WRITES, work.key)]
    made_up = [work for work in appending if not stories.is_said(WRITES, work.key)]
    told: set[str] = set()
    for way in _WAYS:
        fitting = [work for work in said if work.key not in told and way.fits(stories, work)]
        proven = [
            (work, proof) for work in fitting[:TRIED_MAX] if (proof := _proof(stories, way, work))
        ]
        told |= {work.key for work, _ in proven}
        if proven:
            yield _finding(way, [work for work, _ in proven], proven[0][1], "")
    for way in _WAYS:
        fitting = [work for work in made_up if way.fits(stories, work)]
        for work in fitting[:TRIED_MAX]:
            if proof := _proof(stories, way, work):
                others = [each for each in fitting if each is not work and stories.is_reached(each)]
                ordered = [work, *others]
                yield _finding(way, ordered, proof, _NOT_SAID)
                return


def _appends(stories: Stories, work: FailingWork) -> bool:
    writes = stories.world.script[work.key].writes
    return any(write.mode is WriteMode.APPEND for write in writes) and not stories.is_unending(work)


def _proof(stories: Stories, way: _Way, work: FailingWork) -> Proof | None:
    if not stories.can_play(len(way.do)):
        return None
    after = len(stories.world.script[work.key].writes)
    fail = f"{work.key}{':0' if way.first else ''}@{after}"
    what_if = stories.text((fail,), way.do)
    ending = stories.ending(what_if)
    if ending is None or not ending.dup:
        return None
    return stories.proof(what_if, doubles(work.task.key))


def _finding(way: _Way, works: list[FailingWork], proof: Proof, rests_on: str) -> Finding:
    keys = [work.key for work in works]
    return Finding(
        way.kind,
        Severity.NOTE if rests_on else way.severity,
        f"If {keys[0]} {way.says}." + _more(keys[1:]),
        way.advice,
        ("append-duplicates", way.fact),
        Spot(keys[0], way.field),
        proof,
        tuple(keys),
        rests_on,
    )


def _more(keys: Sequence[str]) -> str:
    return f" So {'does' if len(keys) == 1 else 'do'} {named(keys)}." if keys else ""
