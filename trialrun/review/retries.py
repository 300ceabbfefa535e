"""Retries that never take place, never end, or take place though nobody wants them.

Facts: retry-interval, continuous-no-retries, job-timeout, retries-default, serverless-retries,
auto-optimization-off.
"""

from collections.abc import Iterator

from trialrun.diagram import clock
from trialrun.engine import State
from trialrun.engine.job.job import SERVERLESS_KINDS
from trialrun.engine.rules import is_auto_optimized
from trialrun.jobs.places import ON_FAILURE
from trialrun.review.endings import FailingWork
from trialrun.review.finding import Finding, Severity, Spot
from trialrun.review.pace import fires_of
from trialrun.review.stories import Stories
from trialrun.review.tells import by_rule
from trialrun.review.words import named

IMPOSSIBLE, CUT, ENDLESS = "retry-impossible", "retries-cut-short", "retries-without-end"
IDLE, ZERO = "retry-setting-idle", "zero-retries-retried"
WATCHED_S = 3_600
CONTINUOUS_S = 600
TRIED_MAX = 12


def impossible_retries(stories: Stories) -> Iterator[Finding]:
    """Finds retries that cannot take place: in a continuous job, or behind the run's timeout."""
    retried = [work for work in stories.works if work.work.max_retries]
    if stories.is_continuous:
        yield from _continuous(stories, retried)
        return
    limit_ms = stories.job.timeout_ms
    for work in retried[:TRIED_MAX]:
        interval_ms = work.work.min_retry_interval_ms
        if not limit_ms or interval_ms < limit_ms:
            continue
        what_if = stories.text((work.key,))
        ending = stories.ending(what_if)
        if (
            ending is None
            or ending.result is not State.TIMEDOUT
            or ending.attempts[work.task.key] != 1
        ):
            continue
        proof = stories.proof(what_if, by_rule("run.timed_out"))
        if proof:
            yield Finding(
                IMPOSSIBLE,
                Severity.ERROR,
                f"{work.key} is never retried: its retry waits {_spelled(interval_ms)} from the "
                f"start of the attempt, and the run times out after {_spelled(limit_ms)}.",
                "Make `min_retry_interval_millis` shorter than `timeout_seconds` of the job.",
                ("retry-interval", "job-timeout"),
                Spot(work.key, "min_retry_interval_millis"),
                proof,
                (work.key,),
            )


def _continuous(stories: Stories, retried: list[FailingWork]) -> Iterator[Finding]:
    keys = [work.key for work in retried]
    # With it tasks are retried; that is not played, so nothing can be shown.
    if not keys or stories.job.paused or stories.subject.written("", ON_FAILURE):
        return
    what_if = stories.text((keys[0],), (f"wait@{CONTINUOUS_S}",))
    proof = stories.proof(what_if, by_rule("retry.none_continuous", task=retried[0].task.key))
    if proof:
        yield Finding(
            IMPOSSIBLE,
            Severity.WARNING,
            f"{named(keys)} {'is' if len(keys) == 1 else 'are'} never retried: in a continuous job "
            "a run makes one attempt, and the job starts its next run.",
            "Take `max_retries` out, so that nobody relies on it.",
            ("continuous-no-retries",),
            Spot(keys[0], "max_retries"),
            proof,
            tuple(keys),
        )


def retries_cut_short(stories: Stories) -> Iterator[Finding]:
    """Finds retries of which the run's timeout leaves only some, by their intervals alone."""
    limit_ms = stories.job.timeout_ms
    for work in stories.works if limit_ms and not stories.is_continuous else ():
        retries, interval_ms = work.work.max_retries, work.work.min_retry_interval_ms
        if not 0 < interval_ms < limit_ms <= retries * interval_ms:
            continue
        what_if = stories.text((work.key,))
        ending = stories.ending(what_if)
        if ending is None or ending.result is not State.TIMEDOUT:
            continue
        made = ending.attempts[work.task.key] - 1
        proof = stories.proof(what_if, by_rule("run.timed_out"))
        if proof and 0 < made < retries:
            yield Finding(
                CUT,
                Severity.WARNING,
                f"{work.key} gets {made} of its {retries} retries: they are "
                f"{_spelled(interval_ms)} apart, and the run times out after "
                f"{_spelled(limit_ms)}.",
                "Make the interval shorter, the job’s `timeout_seconds` longer, or set fewer "
                "retries.",
                ("retry-interval", "job-timeout"),
                Spot(work.key, "max_retries"),
                proof,
                (work.key,),
            )


def endless_retries(stories: Stories) -> Iterator[Finding]:
    """Finds retries without limit in a run without a timeout."""
    unending = [work for work in stories.works if stories.is_unending(work)]
    keys = [work.key for work in unending]
    if not keys:
        return
    # A run that starts by itself meanwhile would be queued, and never end.
    starts = fires_of(stories)
    seconds = min([WATCHED_S, *(at // 1000 - 1 for at in starts[:1])])
    if seconds < 1:
        return
    what_if = stories.text((keys[0],), ("run_now", f"cancel@{seconds}"))
    proof = stories.proof(what_if, by_rule("retry.waits", task=unending[0].task.key))
    if proof:
        yield Finding(
            ENDLESS,
            Severity.WARNING,
            f"If {named(keys, 'or')} cannot succeed, the run never ends: retries have no limit, "
            "and the job has no timeout.",
            "Set a limit as `max_retries`, or `timeout_seconds` for the job; for a stream that "
            "should go on for ever use continuous mode.",
            ("retry-interval", "continuous-mode"),
            Spot(keys[0], "max_retries"),
            proof,
            tuple(keys),
        )


def idle_settings(stories: Stories) -> Iterator[Finding]:
    """Finds settings of retries where nothing is retried."""
    idle: list[FailingWork] = []
    field = ""
    for work in stories.works:
        each = work.work
        on_serverless = stories.job.compute_of[each.compute].kind in SERVERLESS_KINDS
        set_for_it = each.min_retry_interval_ms or each.retry_on_timeout
        if each.max_retries or on_serverless or not set_for_it or stories.is_continuous:
            continue
        idle.append(work)
        field = field or (
            "retry_on_timeout" if each.retry_on_timeout else "min_retry_interval_millis"
        )
    keys = [work.key for work in idle]
    if not keys:
        return
    proof = stories.proof(stories.text((keys[0],)), by_rule("retry.none", task=idle[0].task.key))
    if proof:
        yield Finding(
            IDLE,
            Severity.WARNING,
            f"{named(keys)} {'has' if len(keys) == 1 else 'have'} {field} set, and "
            f"{'is' if len(keys) == 1 else 'are'} not retried: `max_retries` is 0.",
            "Set `max_retries`, or take the setting out.",
            ("retries-default",),
            Spot(keys[0], field),
            proof,
            tuple(keys),
        )


def zero_that_is_retried(stories: Stories) -> Iterator[Finding]:
    """Finds `max_retries: 0` that serverless auto-optimization does not heed."""
    heedless = [
        work
        for work in stories.works
        if not work.work.max_retries
        and stories.subject.written(work.key, "max_retries")
        and is_auto_optimized(work.work, stories.job.compute_of[work.work.compute].kind)
        and not stories.is_continuous
    ]
    keys = [work.key for work in heedless]
    if not keys:
        return
    proof = stories.proof(
        stories.text((keys[0],)), by_rule("retry.auto_optimized", task=heedless[0].task.key)
    )
    if proof:
        yield Finding(
            ZERO,
            Severity.WARNING,
            f"`max_retries: 0` does not keep {named(keys)} from being retried: serverless does so "
            "unasked.",
            "Where a task must run once, set `disable_auto_optimization: true`, too.",
            ("serverless-retries", "auto-optimization-off"),
            Spot(keys[0], "max_retries"),
            proof,
            tuple(keys),
        )


def _spelled(ms: int) -> str:
    return clock(ms)
