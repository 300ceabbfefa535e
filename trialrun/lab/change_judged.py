"""Whether a changed run that is as an answer says shows something, or fits the words by chance."""

from collections.abc import Mapping

from trialrun.engine import SET_BY_US, State, Trace, assumptions_of
from trialrun.lab.change_asked import AskedAbout
from trialrun.lab.change_tries import ACTION, Try


def shows_something(
    before: Trace, after: Trace, tried: Try, asked: AskedAbout, assumed: Mapping[str, str]
) -> bool:
    """Says whether a change shows why an answer is wrong.

    It does not where what is asked about does not happen any more, where something beside it
    ends otherwise, or where the changed run alone rests on an assumption of ours.
    """
    return (
        not _is_empty(before, after, asked)
        and not _strays(before, after, tried, asked)
        and not _is_assumed(before, after, assumed)
    )


def _is_empty(before: Trace, after: Trace, asked: AskedAbout) -> bool:
    """Says whether a task that was asked about and ran does not run now, unless that was said."""
    if "!=" in asked.words:
        return False
    for key in asked.tasks & before.tasks.keys() & after.tasks.keys():
        was, now = before.tasks[key], after.tasks[key]
        if was.has_run and not now.has_run and now.state not in asked.words:
            return True
    return False


def _strays(before: Trace, after: Trace, tried: Try, asked: AskedAbout) -> bool:
    """Says whether a task ends otherwise that neither is asked about nor waits for what is changed.

    What is done behind the end goes on from it: there all may be otherwise.
    """
    if tried.sort == ACTION:
        return False
    if asked.kinds is None and _first_ends(before) != _first_ends(after):
        return True
    behind = _behind(before, tried.task) if tried.task else frozenset(before.keys)
    return any(
        before.tasks[key].state is not after.tasks[key].state
        for key in before.tasks.keys() & after.tasks.keys()
        if key not in behind and key not in asked.tasks
    ) or (
        # A normal task that is turned into one that is left out tells nothing of the question.
        tried.kind == "run_if"
        and before.tasks[tried.task].has_run
        and after.tasks[tried.task].state is State.EXCLUDED
        and State.EXCLUDED not in asked.words
    )


def _first_ends(trace: Trace) -> dict[str, str]:
    """Returns how tasks ended in the first run, where it was repaired or followed by another.

    A question that goes on from there has told it.
    """
    own = [segment.id for segment in trace.segments if not segment.job]
    if len(own) < 2:
        return {}
    return {
        trace.task_key(event): event.after
        for event in trace.own_events("task")
        if event.segment == own[0]
    }


def _behind(trace: Trace, key: str) -> frozenset[str]:
    """Returns a task with all that waits for it."""
    job = trace.world.job
    reached = job.graph.with_dependents([trace.keys.index(key)])
    return frozenset(trace.keys[index] for index in reached)


def _is_assumed(before: Trace, after: Trace, assumed: Mapping[str, str]) -> bool:
    known = assumptions_of(before, assumed).keys() | SET_BY_US.keys()
    return bool(assumptions_of(after, assumed).keys() - known)
