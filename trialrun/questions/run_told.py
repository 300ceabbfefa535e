"""What claims may speak of at the end of a run: what the trace tells, by name. Plays nothing."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from trialrun.engine import (
    ApiState,
    Event,
    Notice,
    State,
    TaskEnd,
    Trace,
    api_end_of_run,
    api_ends_of_runs,
    api_ends_of_tasks,
)
from trialrun.questions.busiest import busiest
from trialrun.questions.claimed import Term, Told, Unsure, told_each
from trialrun.questions.task_told import KINDS_OF_VALUES, TaskStory, stories_of, text_and_kind

# Result states of the Jobs API that this engine never reaches, and a distractor may name.
_UNREACHED = {"CANCELED", "DISABLED", "EXCLUDED", "TIMEDOUT", "UPSTREAM_CANCELED"}
STATES = frozenset(_UNREACHED | set(map(str, State)))
LIFE_CYCLES = frozenset(
    ["BLOCKED", "QUEUED", "PENDING", "RUNNING", "WAITING_FOR_RETRY", "TERMINATING", "TERMINATED",
     "SKIPPED", "INTERNAL_ERROR"]
)  # fmt: skip
RESULTS = frozenset(
    ["SUCCESS", "FAILED", "TIMEDOUT", "CANCELED", "MAXIMUM_CONCURRENT_RUNS_REACHED", "EXCLUDED",
     "SUCCESS_WITH_FAILURES", "UPSTREAM_FAILED", "UPSTREAM_CANCELED", "DISABLED"]
)  # fmt: skip
STATUSES = frozenset(
    ["BLOCKED", "QUEUED", "PENDING", "RUNNING", "WAITING", "TERMINATING", "TERMINATED"]
)
CODES = frozenset(
    ["SUCCESS", "SUCCESS_WITH_FAILURES", "USER_CANCELED", "CANCELED", "SKIPPED", "DISABLED",
     "RUN_EXECUTION_ERROR", "MAX_CONCURRENT_RUNS_EXCEEDED", "MAX_JOB_QUEUE_SIZE_EXCEEDED",
     "WORKSPACE_RUN_LIMIT_EXCEEDED", "INTERNAL_ERROR", "DRIVER_ERROR", "CLUSTER_ERROR",
     "CLUSTER_REQUEST_LIMIT_EXCEEDED", "CLUSTER_TERMINATED_BY_USER", "INVALID_CLUSTER_REQUEST",
     "INVALID_RUN_CONFIGURATION", "LIBRARY_INSTALLATION_ERROR", "REPOSITORY_CHECKOUT_FAILED",
     "RESOURCE_NOT_FOUND"]
)  # fmt: skip
NOTICES = ("on_start", "on_success", "on_failure", "on_duration_warning")
_NEVER_RAN = "SKIPPED"
_UNGRADED = "of {} is an assumption of ours; nobody is graded on it"


def end_of(trace: Trace) -> Told:
    """Returns the end of a run: what the goals of levels may speak of, for a step has as much."""
    return Told(
        {
            **trace.final(),
            "run": _state(trace.result),
            "runs": [_state(run.result) for run in trace.runs],
            "segments": [_state(segment.result) for segment in trace.segments],
            "tasks": told_each(trace.tasks, lambda key: _end(trace.tasks[key])),
        }
    )


def told_of(trace: Trace) -> Told:
    """Returns what claims may say of a run: its end, and how it came to that."""
    return end_of(trace).also(
        {
            "tasks": partial(_tasks, trace),
            "api": lambda: _run_api(api_end_of_run(trace), trace.result),
            "run_log": partial(_run_log, trace),
            "segment_log": partial(_segment_log, trace),
            "notice_log": partial(_notice_log, trace),
            "notified": partial(_notified, trace),
            "judged": partial(_judged, trace),
            "at_once": lambda: busiest(trace)[0],
        }
    )


def _state(state: State) -> Term:
    return Term(state, "state", STATES)


def _run_api(shown: ApiState, state: State) -> Told:
    return _api(shown, f"a run that ended {state}")


def _api(state: ApiState, of: str) -> Told:
    """Returns how the API spells a state; what no source tells of it can be asked by nobody.

    Facts: api-state-twice, api-state-not-run.
    """
    found: dict[str, Any] = {
        "life_cycle_state": Term(state.life_cycle_state, "life cycle state", LIFE_CYCLES),
        "result_state": Term(state.result_state, "result state", RESULTS),
        "state": Term(state.status_state, "state of a status", STATUSES),
        "code": Term(state.code, "termination code", CODES),
    }
    if state.is_assumed and state.life_cycle_state == _NEVER_RAN:
        found["life_cycle_state"] = Unsure("the life cycle " + _UNGRADED.format(of))
    if state.is_assumed and state.result_state in (State.TIMEDOUT, State.FAILED):
        found["code"] = Unsure("the termination code " + _UNGRADED.format(of))
    return Told(found)


def _tasks(trace: Trace) -> Told:
    of: list[Mapping[str, TaskStory]] = []

    def story(key: str) -> TaskStory:
        # All stories are read in one walk over the events, when the first is asked for.
        if not of:
            of.append(stories_of(trace))
        return of[0][key]

    def tell(key: str) -> Told:
        end = trace.tasks[key]
        return Told(
            {
                **_end(end),
                "api": lambda: _api(
                    api_ends_of_tasks(trace)[key], f"a task that ended {end.state}"
                ),
                "attempt_log": lambda: [_attempt(each) for each in story(key).attempts],
                "iteration_log": lambda: [_iteration(each) for each in story(key).iterations],
                "received": lambda: story(key).received,
                "lacks": lambda: story(key).lacks,
                "sets": lambda: {name: _value(text) for name, text in story(key).sets.items()},
                "gets": lambda: {name: _value(text) for name, text in story(key).gets.items()},
                "left": lambda: story(key).left,
                "right": lambda: story(key).right,
                "inputs": lambda: story(key).inputs,
            }
        )

    return told_each(trace.tasks, tell)


def _end(end: TaskEnd) -> dict[str, Any]:
    return {
        **end._asdict(),
        "state": _state(end.state),
        "outcome": Term(end.outcome, "outcome", frozenset({"true", "false", ""})),
        "iterations": [_state(each) for each in end.iterations],
    }


def _attempt(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**row, "state": _state(row["state"])}


def _iteration(story: TaskStory) -> Mapping[str, Any]:
    log = [_attempt(each) for each in story.attempts]
    return {"attempt_log": log, "received": story.received}


def _value(json_text: str) -> Mapping[str, Any]:
    text, kind = text_and_kind(json_text)
    return {"text": text, "type": Term(kind, "type of a value", KINDS_OF_VALUES)}


def _run_log(trace: Trace) -> list[Told]:
    shown = api_ends_of_runs(trace)
    return [
        Told(
            {
                "state": _state(run.result),
                "created_ms": run.created_ms,
                "started_ms": run.t0_ms,
                "ended_ms": run.t1_ms,
                "was_skipped": run.result is State.SKIPPED,
                # Nothing waits but in the queue: a run that is admitted starts when it is made.
                "was_queued": run.result is not State.SKIPPED and run.t0_ms != run.created_ms,
                "api": partial(_run_api, shown[run.run], run.result),
            }
        )
        for run in trace.runs
    ]


def _segment_log(trace: Trace) -> list[Mapping[str, Any]]:
    keys = frozenset(trace.keys)
    return [
        {
            "kind": Term(segment.kind, "kind of segment", frozenset({"run", "repair"})),
            "state": _state(segment.result),
            "started_ms": segment.t0_ms,
            "ended_ms": segment.t1_ms,
            "job": segment.job,
            "tasks": [
                Term(key, "task", keys) if not segment.job else key
                for key in (segment.settings.tasks[index].key for index in segment.tasks)
            ],
        }
        for segment in trace.segments
    ]


def _notices(trace: Trace) -> Iterator[tuple[Event, Notice]]:
    for event in trace.events:
        if isinstance(event.data, Notice):
            yield event, event.data


def _notice_log(trace: Trace) -> list[Mapping[str, Any]]:
    return [
        {
            "event": Term(notice.notice, "event", frozenset(NOTICES)),
            "level": Term(notice.level, "level", frozenset({"job", "task"})),
            "task": trace.task_key(event),
            "at_ms": event.t_ms,
            "to": list(notice.destinations),
        }
        for event, notice in _notices(trace)
    ]


def _notified(trace: Trace) -> dict[str, dict[str, int]]:
    """Counts what each destination that the job names was sent, by event."""
    jobs = [trace.world.job, *(segment.settings for segment in trace.segments)]
    asked = [job.notifications for job in jobs]
    asked += [task.notifications for job in jobs for task in job.tasks]
    wanted = {to for who in asked for name in NOTICES for to in getattr(who, name)}
    found = {to: dict.fromkeys(NOTICES, 0) for to in sorted(wanted)}
    for _, notice in _notices(trace):
        for to in notice.destinations:
            found.setdefault(to, dict.fromkeys(NOTICES, 0))[notice.notice] += 1
    return found


def _judged(trace: Trace) -> list[Term]:
    """Returns the tasks in the order in which it was decided what becomes of them.

    Of the run, or the repair, that came last.
    """
    last = max((segment.id for segment in trace.segments if not segment.job), default=-1)
    moved = (
        event
        for event in trace.events
        if event.kind == "task" and event.segment == last and event.after != State.BLOCKED
    )
    return _words(trace, dict.fromkeys(event.task for event in moved))


def _words(trace: Trace, indexes: Iterable[int]) -> list[Term]:
    keys = frozenset(trace.keys)
    return [Term(trace.keys[index], "task", keys) for index in indexes]
