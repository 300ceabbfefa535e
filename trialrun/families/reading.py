"""Reads answers off a run, and says what may go wrong in a job. What several families share."""

import json
from collections.abc import Iterable, Mapping, Sequence

from trialrun.diagram import WORDS, clock
from trialrun.engine import ComputeKind, Event, State, Task, Trace, WhatIfText, World
from trialrun.families.family import Said

SERVERLESS = (ComputeKind.SERVERLESS, ComputeKind.SERVERLESS_STANDARD)
NAMES_MAX = 9
"""An option names no more tasks: so many has the largest job that is drawn."""
RETRIES_MAX = 20
"""What is tried more often, or without end, is in no story: it hardly fails for good."""


def workers(world: World) -> list[Task]:
    """Returns the tasks of a job that can fail for good: those with work of their own."""
    return [
        task
        for task in world.job.tasks
        if not task.is_control_flow and not task.disabled and 0 <= task.max_retries <= RETRIES_MAX
    ]


def failing(world: World, key: str, *, after: str = "") -> WhatIfText:
    """Returns the what-if in which every attempt of a task fails.

    Where serverless retries unasked it is told not to: how often it does is our assumption.
    """
    return WhatIfText(fail=(f"{key}{after}",), dial=not_retried(world, key))


def not_retried(world: World, key: str) -> tuple[str, ...]:
    """Returns the dial by which serverless does not retry a task unasked; () where none needs."""
    task = next(task for task in workers(world) if task.key == key)
    compute = world.job.compute_of.get(task.compute)
    is_auto = compute is not None and compute.kind in SERVERLESS
    if not is_auto or task.disable_auto_optimization or task.type == "pipeline":
        return ()
    return (f"{key}.auto_optimization:off",)


def off_told(world: World, key: str) -> str:
    """Says that serverless does not retry a task unasked, where that has to be said."""
    told = "Serverless auto-optimization is switched off for `{}`. "
    return told.format(key) if not_retried(world, key) else ""


def failing_told(world: World, key: str) -> str:
    """Says that a task fails, for a stem."""
    return f"{off_told(world, key)}In one run, every attempt of `{key}` raises an error."


def at_told(event: Event, says: str) -> str:
    """Says when something is so."""
    return f"At {clock(event.t_ms)} {says}."


def ends_told(trace: Trace) -> dict[str, str]:
    """Says of each task how and when it ends last."""
    return {
        key: at_told(event, f"`{key}` ends as {WORDS[event.after]}")
        for key, event in last_ends(trace).items()
        if event.after in WORDS
    }


def last_ends(trace: Trace, *, segment: int | None = None) -> dict[str, Event]:
    """Returns the event by which each task ended last, or in one stretch of work."""
    return {
        trace.task_key(event): event
        for event in trace.own_events("task")
        if segment is None or event.segment == segment
    }


def decided(trace: Trace) -> dict[str, int]:
    """Returns the `q` of what decided each task's end: of one that succeeded, why it might run."""
    ends, judged = last_ends(trace), {}
    for event in trace.own_events("task"):
        if event.rule.startswith(("run_if.", "task.root", "repair.")):
            judged[trace.task_key(event)] = event.q
    return {
        key: judged.get(key, end.q) if end.after == State.SUCCESS else end.q
        for key, end in ends.items()
    }


def executed(trace: Trace, segment: int) -> set[str]:
    """Returns the tasks that were begun in a stretch of work, by an attempt or as control flow."""
    return {
        trace.task_key(event)
        for event in trace.own_events("task")
        if event.segment == segment and event.after == State.RUNNING
    }


def keys_told(keys: Iterable[str]) -> str:
    """Lists tasks as an option does; "None of them" for none.

    >>> keys_told(["a", "b", "c"])
    '`a`, `b` and `c`'
    """
    *before, last = [f"`{key}`" for key in keys] or ["None of them"]
    return f"{', '.join(before)} and {last}" if before else last


def some_told(keys: Sequence[str], order: Sequence[str]) -> str:
    """Lists some tasks of all in `order`, by what is left out where that is shorter.

    "" where either is too much to read.

    >>> some_told("abcdefghijk", "abcdefghijkl"), some_told("abcdefghijkl", "abcdefghijkl")
    ('All tasks but `l`', 'All tasks')
    """
    if len(keys) <= NAMES_MAX:
        return keys_told(keys)
    left = [key for key in order if key not in keys]
    if len(left) > NAMES_MAX:
        return ""
    return f"All tasks but {keys_told(left)}" if left else "All tasks"


def said_of_keys(
    keys: Iterable[str],
    order: Sequence[str],
    whys: Mapping[str, int | str],
    tells: Mapping[str, str],
    claimed: str = "",
) -> Said | None:
    """Returns an answer that is a set of tasks; `claimed` is what a claim compares with it.

    None where it would be too much to read.
    """
    found = set(keys)
    listed = [key for key in order if key in found]
    says = some_told(listed, order)
    claim = f"{claimed} == {json.dumps(listed)}" if claimed else ""
    if not says:
        return None
    return Said(says, dict.fromkeys(listed, "yes"), whys, tells=tells, claim=claim)
