"""What starts a job by itself: schedule, trigger and continuous, to one engine value."""

import re

from trialrun.engine.job.job import Arrival, Continuous, Periodic, Schedule, Trigger
from trialrun.jobs.checks import INT32_MAX, SECONDS_MIN
from trialrun.jobs.findings import Findings
from trialrun.jobs.shape import Fields, has_reference
from trialrun.jobs.tree import shown

UTC = "UTC"
DAILY = "0 0 0 * * ?"

_UNIT_MS = {"MINUTES": 60_000, "HOURS": 3_600_000, "DAYS": 86_400_000, "WEEKS": 604_800_000}
_OF_JOB = ("schedule", "trigger", "continuous")
_OF_TRIGGER = ("file_arrival", "table_update", "periodic", "job_completion", "model")

# Java knows more names of zones than the tz database; Databricks takes Java's.
_JAVA_ZONE = re.compile(r"[A-Z]{3}|(GMT|UTC|UT)[-+]\d{1,2}(:?\d\d)?")


def read_trigger(findings: Findings, job: Fields) -> tuple[Trigger | None, bool]:
    """Returns what starts the job and whether it is paused; notes mistakes."""
    starters = [name for name in _OF_JOB if job.has(name)]
    for name in starters[1:]:
        findings.error(
            (*job.at, name), f"this job has a `{starters[0]}` already; a job takes one of them"
        )
    if not starters:
        return None, False
    if job.values[starters[0]] is None:
        return None, False
    fields = job.part(starters[0])
    paused = fields.text("pause_status") == "PAUSED"
    if starters[0] == "schedule":
        return _schedule(findings, fields), paused
    if starters[0] == "trigger":
        return _trigger(findings, fields), paused
    _check_continuous(findings, job)
    return Continuous(), paused


def _schedule(findings: Findings, fields: Fields) -> Schedule | None:
    quartz, zone = _quartz(findings, fields), _zone(findings, fields)
    return Schedule(quartz, zone) if quartz and zone else None


def _quartz(findings: Findings, fields: Fields) -> str:
    """Returns the cron text, "" if it cannot be played."""
    from trialrun.engine.job.quartz import QuartzError, parse

    text = fields.text("quartz_cron_expression")
    at = (*fields.at, "quartz_cron_expression")
    if has_reference(text):
        findings.warn(at, f"the schedule rests on `{shown(text)}`; {findings.why_unknown(text)}")
        return ""
    if not fields.has("quartz_cron_expression"):
        return ""
    try:
        parse(text)
    except QuartzError as error:
        findings.error(at, str(error).rstrip("."))
        return ""
    return text


def _zone(findings: Findings, fields: Fields) -> str:
    """Returns the time zone, UTC for one that cannot be known, "" for a wrong one."""
    from trialrun.engine.job.quartz import QuartzError, fire_times

    zone = fields.text("timezone_id")
    at = (*fields.at, "timezone_id")
    if has_reference(zone):
        findings.warn(at, f"UTC stands in for `{shown(zone)}`; {findings.why_unknown(zone)}")
        return UTC
    if not fields.has("timezone_id"):
        return UTC
    try:
        fire_times(Schedule(DAILY, zone), 0, 0)
    except QuartzError as error:
        if not _JAVA_ZONE.fullmatch(zone):
            findings.error(at, str(error).rstrip("."))
            return ""
        findings.warn(at, f"the time zone `{zone}` is not simulated; UTC stands in for it")
        return UTC
    return zone


def _trigger(findings: Findings, fields: Fields) -> Trigger | None:
    kinds = [name for name in _OF_TRIGGER if fields.has(name)]
    for name in kinds[1:]:
        findings.error(
            (*fields.at, name), f"this trigger has `{kinds[0]}` already; a trigger takes one"
        )
    if not kinds:
        findings.error(fields.at, f"this trigger waits for nothing; add {', '.join(_OF_TRIGGER)}")
        return None
    part = fields.part(kinds[0])
    if kinds[0] == "periodic":
        return _periodic(findings, part)
    if kinds[0] == "file_arrival":
        return _arrival(findings, part, "file", (part.text("url"),))
    if kinds[0] == "table_update":
        tables = tuple(part.texts("table_names"))
        if not tables and part.values.get("table_names") is not None:
            findings.error((*part.at, "table_names"), "this list is empty; name a table")
        return _arrival(findings, part, "table", tables)
    return None


def _periodic(findings: Findings, fields: Fields) -> Periodic | None:
    interval, unit = fields.number("interval", 1), fields.text("unit")
    if not 1 <= interval <= INT32_MAX:
        findings.error(
            (*fields.at, "interval"), f"{interval} is no interval; write a number from 1"
        )
        return None
    return Periodic(interval * _UNIT_MS[unit]) if unit else None


def _arrival(findings: Findings, fields: Fields, on: str, watches: tuple[str, ...]) -> Arrival:
    waits = {}
    for name in ("min_time_between_triggers_seconds", "wait_after_last_change_seconds"):
        seconds = fields.number(name)
        if seconds and not SECONDS_MIN <= seconds <= INT32_MAX:
            findings.error(
                (*fields.at, name), f"{seconds} is not allowed; write {SECONDS_MIN} seconds or more"
            )
        waits[name] = seconds * 1000
    return Arrival(
        on,
        watches,
        all_updated=fields.text("condition") == "ALL_UPDATED",
        min_between_ms=waits["min_time_between_triggers_seconds"],
        wait_after_change_ms=waits["wait_after_last_change_seconds"],
    )


def _check_continuous(findings: Findings, job: Fields) -> None:
    """Warns of what a continuous job cannot have.

    Facts: continuous-no-dependencies, continuous-no-retries.
    """
    if any(task.parts("depends_on") for task in job.parts("tasks")):
        findings.warn(
            (*job.at, "continuous"),
            "the docs allow no dependencies between the tasks of a continuous job; they are "
            "played as they are written",
        )
    for task in job.parts("tasks"):
        if task.has("max_retries"):
            findings.warn(
                (*task.at, "max_retries"),
                "in a continuous job this has no effect: a run makes one attempt, and the job "
                "starts its next run",
            )
