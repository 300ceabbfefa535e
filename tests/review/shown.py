"""What the story of a proof must show, kind by kind, told a second time from the trace alone."""

import argparse
import shlex
from collections.abc import Callable

from trialrun.cli.simulate import add_parser, doings
from trialrun.engine import FAILED_STATES, Event, State, Trace, World, read_what_if, simulate
from trialrun.review import Finding, Subject
from trialrun.review.command import command_of

NOT_RUN = {State.EXCLUDED, State.UPSTREAM_FAILED, State.DISABLED}

Shows = Callable[[Finding, Trace, Event], bool]


def notices(trace: Trace) -> list[str]:
    return [event.data.notice for event in trace.events if event.kind == "notice"]


def _shown_as(trace: Trace, work: str) -> str:
    for task in trace.world.job.tasks:
        if work in (task.key, task.for_each.task.key if task.for_each else ""):
            return task.key
    raise KeyError(work)


def attempts(trace: Trace, work: str) -> int:
    return trace.tasks[_shown_as(trace, work)].attempts


def _end(trace: Trace, work: str) -> State:
    return trace.tasks[_shown_as(trace, work)].state


def _hidden(found: Finding, trace: Trace, event: Event) -> bool:
    ends = (event.kind, event.after) == ("run", State.SUCCESS_WITH_FAILURES)
    fails = attempts(trace, found.tasks[0]) and _end(trace, found.tasks[0]) is not State.SUCCESS
    silent = "on_failure" not in notices(trace)
    return bool(ends and fails and silent and trace.result == event.after)


def _child_hidden(found: Finding, trace: Trace, event: Event) -> bool:
    inner = trace.job_of(event) != "" and event.after == State.SUCCESS_WITH_FAILURES
    return inner and trace.result is State.SUCCESS


def _failed(found: Finding, trace: Trace, event: Event) -> bool:
    return event.after == State.FAILED and trace.tasks[found.spot.task].state is State.FAILED


def _not_run(found: Finding, trace: Trace, event: Event) -> bool:
    task = found.spot.task
    told = trace.task_key(event) == task and event.after in NOT_RUN
    return told and trace.tasks[task].state in NOT_RUN


def _is_of(work: str, trace: Trace, event: Event) -> bool:
    task = trace.world.job.tasks[event.task]
    return work in (task.key, task.for_each.task.key if task.for_each else "")


def _doubled(found: Finding, trace: Trace, event: Event) -> bool:
    return (
        _is_of(found.spot.task, trace, event)
        and event.commit is not None
        and event.commit.dup > 0
        and trace.final()["dup"] > 0
    )


def _doubled_by_retry(found: Finding, trace: Trace, event: Event) -> bool:
    own = [segment for segment in trace.segments if not segment.job]
    return _doubled(found, trace, event) and event.attempt > 0 and len(own) == 1


def _never_retried(found: Finding, trace: Trace, event: Event) -> bool:
    if event.rule == "retry.none_continuous":
        return not any(row[10] == "retry.starts" for row in trace.rows)
    return trace.result is State.TIMEDOUT and attempts(trace, found.spot.task) == 1


def _retried(found: Finding, trace: Trace, event: Event) -> bool:
    of_it = _is_of(found.spot.task, trace, event)
    return (
        of_it
        and event.after == State.WAITING_FOR_RETRY
        and "retry.starts" in {r[10] for r in trace.rows}
    )


def _crowded(found: Finding, trace: Trace, event: Event) -> bool:
    return event.rule in ("limit.queued", "limit.skipped") and len(trace.runs) > 1


def _plays_without(found: Finding, trace: Trace, event: Event) -> bool:
    return event == trace.events[-1] and "left out" in found.says and found.at is not None


SHOWN: dict[str, Shows] = {
    "ignored-field": _plays_without,
    "fails-by-itself": _failed,
    "hidden-failure": _hidden,
    "hidden-child-failure": _child_hidden,
    "never-runs": _not_run,
    "join-never-runs": _not_run,
    "clean-up-skipped": _not_run,
    "append-retried": _doubled_by_retry,
    "append-retried-unasked": _doubled_by_retry,
    "append-repaired": lambda f, t, e: _doubled(f, t, e) and t.segments[e.segment].kind == "repair",
    "append-run-again": lambda f, t, e: _doubled(f, t, e) and t.segments[e.segment].run == 2,
    "retry-impossible": _never_retried,
    "retries-cut-short": lambda f, t, e: (
        t.result is State.TIMEDOUT and 1 < attempts(t, f.spot.task)
    ),
    "retries-without-end": lambda f, t, e: _retried(f, t, e) and t.result is State.CANCELED,
    "retry-setting-idle": lambda f, t, e: (
        _is_of(f.spot.task, t, e) and e.after in FAILED_STATES and e.attempt == 0
    ),
    "zero-retries-retried": _retried,
    "late-and-nobody-told": lambda f, t, e: (
        e.kind == "warning"
        and t.task_key(e) == f.spot.task
        and "on_duration_warning" not in notices(t)
    ),
    "failure-and-nobody-told": lambda f, t, e: t.result is State.FAILED and not notices(t),
    "schedule-overtakes": _crowded,
    "retries-outlast-schedule": _crowded,
    "loop-one-by-one": lambda f, t, e: (
        e.after == State.SUCCESS
        and t.task_key(e) == f.spot.task
        and len(t.tasks[f.spot.task].iterations) > 1
    ),
    "cluster-idles": lambda f, t, e: e.rule.endswith(".ends") and e.compute != "",
    "branch-never-taken": lambda f, t, e: (
        e.after == State.EXCLUDED and t.task_key(e) in f.tasks[1:] and f.spot.task == f.tasks[0]
    ),
}


def typed(found: Finding, subject: Subject, *, is_plain: bool) -> Trace:
    """Plays what the command of a finding says, as `simulate` reads it."""
    line = command_of(found.proof.what_if, ["x.yml"], is_plain=is_plain)
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers())
    arguments = parser.parse_args(shlex.split(line)[3:])
    return told(subject.world, arguments)


def told(world: World, arguments: argparse.Namespace) -> Trace:
    """Plays the options of `simulate` in a world."""
    do = doings(arguments) or ["run_now"]
    what_if = read_what_if(world, arguments.fail, do, slow=arguments.slow)
    return simulate(what_if.world(world), what_if.actions(()))


def check(found: Finding, subject: Subject, *, is_plain: bool = True) -> None:
    """Asserts that the command of a finding shows what it says, at the event that it names."""
    trace = typed(found, subject, is_plain=is_plain)
    if found.kind == "paused-in-production":
        assert () == trace.runs
        return
    event = trace.events[found.proof.q]

    assert SHOWN[found.kind](found, trace, event), (found, event)
