"""Tasks that fail by themselves, though nothing is made to fail.

Facts: unknown-reference, task-value-missing, no-value-fails, for-each-inputs,
condition-operand-types, condition-not-a-number, run-job-result.
"""

from collections.abc import Iterator

from trialrun.engine import FAILED_STATES, Event, State, Trace
from trialrun.engine.trace.trace import Started
from trialrun.jobs.tree import shown
from trialrun.review.finding import Finding, Proof, Severity, Spot
from trialrun.review.open_values import open_in
from trialrun.review.rests import OF_VALUES, rests_on_made_up
from trialrun.review.stories import Stories

BY_ITSELF = "fails-by-itself"

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
    """Finds what fails in a run in which nothing is made to fail, here or in a job it starts.

    What is wrong whatever tasks set is told of each task; what comes of an invented value, of one
    task, where nothing else is wrong.
    """
    trace = stories.trace(stories.text())
    if trace is None:
        return
    told: set[str] = set()
    invented: tuple[str, Event, str] | None = None
    for event in trace.events:
        if event.rule not in _WHY or event.after != State.FAILED or event.task < 0:
            continue
        key = _owner(trace, event)
        if not key or key in told or trace.tasks[key].state not in FAILED_STATES:
            continue
        made_up = OF_VALUES if rests_on_made_up(trace, event) else ""
        is_own = not trace.job_of(event)
        rests_on = made_up or (open_in(stories, key, event.rule) if is_own else "")
        if not rests_on:
            told.add(key)
            yield _found(stories, trace, key, event, "")
        else:
            invented = invented or (key, event, rests_on)
    if invented is not None and not told:
        yield _found(stories, trace, *invented)


def _owner(trace: Trace, event: Event) -> str:
    """Returns the job's own task that an event is of, or that started the job that it is of."""
    job = trace.job_of(event).partition("/")[0]
    if not job:
        return trace.task_key(event)
    for task in trace.world.job.tasks:
        work = task.for_each.task if task.for_each else task
        if work.run_job is not None and work.run_job.job == job:
            return task.key
    return ""


def _found(stories: Stories, trace: Trace, key: str, event: Event, made_up: str) -> Finding:
    says, fact, advice, is_known = _WHY[event.rule]
    severity = Severity.ERROR if is_known else Severity.WARNING
    rests_on = "" if is_known else "our assumption of what happens then"
    if missing := _missing(trace, event):
        says += f": `{{{{{shown(missing)}}}}}`"
    inner = trace.job_of(event)
    if inner:
        says = f"{trace.task_key(event)} of the job that it starts fails, as {says}"
    return Finding(
        BY_ITSELF,
        Severity.NOTE if made_up else severity,
        f"{key} fails {'in the run that is played' if made_up else 'each time'}: {says}.",
        advice,
        (fact, "run-job-result") if inner else (fact,),
        Spot(key),
        Proof(stories.text(), event.q, len(trace.rows)),
        (key,),
        rests_on=made_up or rests_on,
    )


def _missing(trace: Trace, event: Event) -> str:
    """Returns the reference for which an attempt failed before it began, "" without one."""
    started = trace.events[event.cause[0]].data if event.cause else None
    return started.missing if isinstance(started, Started) else ""
