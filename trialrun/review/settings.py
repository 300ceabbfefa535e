"""Settings that tell nobody, or start nothing.

Facts: duration-warning, notify-events, notify-failure, triggers, bundle-presets, task-timeout.
"""

from collections.abc import Iterator

from trialrun.engine import Continuous, Notifications, State
from trialrun.review.finding import Finding, Proof, Severity, Spot
from trialrun.review.stories import HANDLES, Stories
from trialrun.review.tells import by_rule, run_ends

LATE, UNTOLD, PAUSED = (
    "late-and-nobody-told", "failure-and-nobody-told", "paused-in-production",
)  # fmt: skip
LAST_TRIED = 3
"""So many tasks, from the last one back, are tried until one fails."""
DAY_S = 24 * 3_600
LATE_BY_S = 60
SLOW_S_MAX = 30 * 24 * 3_600


def late_and_untold(stories: Stories) -> Iterator[Finding]:
    """Finds duration thresholds without anybody who is told when they are passed."""
    owners: list[tuple[str, str, Notifications]] = [
        (work.task.key, work.key, work.task.notifications) for work in stories.works
    ]
    if stories.works:
        owners.insert(0, ("", stories.works[0].key, stories.job.notifications))
    for owner, work, who in owners:
        if who.warns_after_ms is None or who.on_duration_warning:
            continue
        seconds = who.warns_after_ms // 1000 + LATE_BY_S
        if seconds > SLOW_S_MAX or not stories.can_play():
            continue
        what_if = stories.text(slow=(f"{work}@{seconds}",))
        proof = stories.proof(what_if, by_rule("health.duration", task=owner))
        if proof:
            whose = owner or "the job"
            yield Finding(
                LATE,
                Severity.WARNING,
                f"When {whose} takes longer than its threshold, nobody is told: there is no "
                "destination for the warning.",
                "Add `on_duration_warning_threshold_exceeded` to its notifications; to stop it, "
                "`timeout_seconds` is needed.",
                ("duration-warning", "notify-events"),
                Spot(owner, "health"),
                proof,
                (owner,) if owner else (),
            )


def failure_and_untold(stories: Stories) -> Iterator[Finding]:
    """Finds jobs that start by themselves, and tell nobody of a failure."""
    job = stories.job
    if job.trigger is None or job.paused or isinstance(job.trigger, Continuous):
        return
    hears = (
        job.notifications,
        *(each.notifications for work in stories.failing for each in (work.task, work.work)),
    )
    is_handled = any(task.run_if in HANDLES for task in job.tasks)
    if is_handled or any(who.on_failure or who.on_success for who in hears):
        return
    for work in reversed(stories.failing[-LAST_TRIED:]):
        text = stories.strike(work) if not stories.is_unending(work) else None
        what_if = stories.text((text or work.key,))
        ending = stories.ending(what_if) if text else None
        if ending is None or ending.result is not State.FAILED or ending.notices:
            continue
        proof = stories.proof(what_if, run_ends(State.FAILED))
        if proof:
            yield Finding(
                UNTOLD,
                Severity.NOTE,
                f"The job starts by itself, and when it fails, as after {work.key}, no notice is "
                "sent to anybody.",
                "Add `on_failure` to the notifications of the job.",
                ("notify-failure",),
                Spot("", "email_notifications"),
                proof,
            )
            return


def paused_in_production(stories: Stories) -> Iterator[Finding]:
    """Finds a trigger that is paused in a target of mode production."""
    job = stories.job
    if stories.subject.around.mode != "production" or job.trigger is None or not job.paused:
        return
    what_if = stories.text(do=(f"wait@{DAY_S}",))
    trace = stories.trace(what_if)
    if trace is None or trace.runs:
        return
    yield Finding(
        PAUSED,
        Severity.WARNING,
        "This target is in mode production, and what starts the job is paused: nothing starts it.",
        "Set `pause_status: UNPAUSED` for this target.",
        ("triggers", "bundle-production-mode"),
        Spot("", "schedule"),
        Proof(what_if, -1, len(trace.rows)),
    )
