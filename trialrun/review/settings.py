"""Settings that tell nobody, start nothing, or make the job fail by itself.

Facts: duration-warning, notify-events, notify-failure, triggers, bundle-presets,
unknown-reference, task-value-missing, no-value-fails, for-each-inputs, condition-operand-types,
condition-not-a-number, task-timeout.
"""

from collections.abc import Iterator

from trialrun.engine import Continuous, Notifications, State
from trialrun.review.finding import Finding, Proof, Severity, Spot
from trialrun.review.stories import GOOD, HANDLES, Stories
from trialrun.review.tells import by_rule, run_ends

BY_ITSELF, LATE, UNTOLD, PAUSED = (
    "fails-by-itself", "late-and-nobody-told", "failure-and-nobody-told", "paused-in-production",
)  # fmt: skip
DAY_S = 24 * 3_600
LATE_BY_S = 60
SLOW_S_MAX = 30 * 24 * 3_600

_WHY: dict[str, tuple[str, str, str, bool]] = {
    "reference.unknown": (
        "one of its parameters refers to something that does not exist", "unknown-reference",
        "Write a parameter, task or value that exists.", True,
    ),
    "value.missing": (
        "it asks for a task value that nobody sets", "task-value-missing",
        "Set the value in the task it is read from, or give a default.", True,
    ),
    "condition.no_value": (
        "one of the values that it compares is not there", "no-value-fails",
        "Compare with a value that is set on every way to it.", True,
    ),
    "for_each.no_value": (
        "there is no value for its inputs", "no-value-fails",
        "Take the inputs from a task that sets them on every way to it.", True,
    ),
    "for_each.inputs_no_array": (
        "its inputs are no JSON array", "for-each-inputs",
        "Write inputs as text that holds a JSON array.", True,
    ),
    "for_each.inputs_too_long": (
        "its inputs are too long", "for-each-inputs",
        "Hand the list on as a task value, or let the iterations read it from a table.", True,
    ),
    "condition.bad_type": (
        "it can compare numbers, text and booleans only", "condition-operand-types",
        "Set the value as a number, as text or as a boolean.", True,
    ),
    "condition.not_a_number": (
        "it compares a text that is no number", "condition-not-a-number",
        "Compare two numbers, or use `EQUAL_TO` or `NOT_EQUAL` for text.", False,
    ),
}  # fmt: skip
"""Why a task fails that nobody lets fail: words, fact, advice, whether a source says so."""


def failures_by_itself(stories: Stories) -> Iterator[Finding]:
    """Finds what fails in a run in which nothing is made to fail."""
    what_if = stories.text()
    trace = stories.trace(what_if)
    if trace is None or trace.result in GOOD:
        return
    for event in trace.own_events("attempt", "task"):
        if event.rule in _WHY and event.after == State.FAILED:
            says, fact, advice, is_known = _WHY[event.rule]
            key = trace.task_key(event)
            yield Finding(
                BY_ITSELF,
                Severity.ERROR if is_known else Severity.WARNING,
                f"{key} fails each time: {says}.",
                advice,
                (fact,),
                Spot(key),
                Proof(what_if, event.q, len(trace.rows)),
                (key,),
                rests_on="" if is_known else "our assumption of what happens then",
            )
            return


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
        *(each.notifications for work in stories.works for each in (work.task, work.work)),
    )
    is_handled = any(task.run_if in HANDLES for task in job.tasks)
    if is_handled or any(who.on_failure or who.on_success for who in hears):
        return
    for work in stories.works[-1:]:
        what_if = stories.text((work.key,))
        ending = stories.ending(what_if) if not stories.is_unending(work) else None
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


def paused_in_production(stories: Stories) -> Iterator[Finding]:
    """Finds a trigger that is paused in a target of mode production."""
    job = stories.job
    if stories.subject.mode != "production" or job.trigger is None or not job.paused:
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
