"""What the platform shows of a story at a moment: runs, tasks, messages, tables, mails. Pure.

No more than a person on call could see there: no cause, no rule, no surplus, nothing that comes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from trialrun.diagram import WORDS, clock, runs_of_events
from trialrun.engine import (
    Cause,
    Commit,
    Event,
    Notice,
    Segment,
    State,
    Trace,
)
from trialrun.engine.trace.api_state import api_state_of_run
from trialrun.figures.run_page import RunPage, RunPageShown
from trialrun.lab.incident_tasks import UNENDED, TaskSeen, TasksInside, wall_clock
from trialrun.questions import Message

_OPERATIONS = {
    "append": "WRITE, mode Append",
    "idempotent": "WRITE, mode Append",
    "overwrite": "WRITE, mode Overwrite",
    "merge": "MERGE",
    "restore": "RESTORE",
}
IN_ORDER_MAX = 30
"""Of more tasks than that those which did not succeed come first: nobody scrolls to find them."""
_LAUNCHED = {"ONE_TIME": "manually", "PERIODIC": "by schedule"}
_NOTICES = {
    "on_start": "started",
    "on_success": "succeeded",
    "on_failure": "did not succeed",
    "on_duration_warning": "takes longer than expected",
}


class PageSeen(NamedTuple):
    """The page of a run: its head, and its tasks with what they were given."""

    head: RunPageShown
    tasks: tuple[TaskSeen, ...]


@dataclass(frozen=True, slots=True)
class RunSeen:
    """A run in the list of runs; `started` is "" where it has not, `took` is until the moment."""

    number: int
    state: str
    word: str
    code: str
    created: str
    started: str
    took: str
    launched: str
    tasks: tuple[TaskSeen, ...] = ()


@dataclass(frozen=True, slots=True)
class VersionSeen:
    """A line of DESCRIBE HISTORY, with the rows that the table has as of that version."""

    number: int
    at: str
    operation: str
    by: str
    written: str
    rows: int


@dataclass(frozen=True, slots=True)
class TableSeen:
    """A table: how many rows a count gives, and its versions, the newest first."""

    name: str
    rows: int
    versions: tuple[VersionSeen, ...]


@dataclass(frozen=True, slots=True)
class MailSeen:
    """A notification that was sent."""

    at: str
    says: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlatformSeen:
    """All of it at a moment. `page` is the page of the run that started last."""

    at: str
    page: RunPageShown
    tasks: tuple[TaskSeen, ...]
    runs: tuple[RunSeen, ...]
    tables: tuple[TableSeen, ...]
    mails: tuple[MailSeen, ...]


def platform_seen(trace: Trace, until_ms: int, messages: Mapping[str, Message]) -> PlatformSeen:
    """Returns what the platform shows of a story at a moment."""
    events = [event for event in trace.events if event.t_ms <= until_ms]
    pages = _pages(trace, events, until_ms, messages)
    # A run stands there as soon as it has started, so the last one is that which started last.
    last = next(reversed(pages.values()))
    at = wall_clock(trace.world.starts_at, until_ms)
    return PlatformSeen(
        at,
        last.head,
        last.tasks,
        tuple(_runs(trace, until_ms, pages))[::-1],
        tuple(_tables(trace, events)),
        tuple(_mails(trace, events)),
    )


def _code_of_run(tasks: Iterable[TaskSeen], messages: Mapping[str, Message]) -> str:
    """Returns the code that all its tasks failed by that have a message; "" for the usual one."""
    codes = {messages[task.line.key].code for task in tasks if task.message}
    return codes.pop() if len(codes) == 1 else ""


def _pages(
    trace: Trace, events: Iterable[Event], until_ms: int, messages: Mapping[str, Message]
) -> dict[int, PageSeen]:
    """Returns the pages of the runs that have started, by number, in that order."""
    growing: dict[int, tuple[RunPage, TasksInside]] = {}
    for event in events:
        if event.segment < 0 or trace.job_of(event):
            continue
        run = trace.segments[event.segment].run
        page, inside = growing.setdefault(run, (RunPage(trace), TasksInside(trace)))
        if event.kind in ("task", "run"):
            page.take(event)
        inside.take(event)
    found = {}
    for run, (page, inside) in growing.items():
        head = page.shown(until_ms)
        tasks = tuple(inside.seen(line, messages, until_ms) for line in head.tasks)
        if head.state == State.FAILED:
            head = replace(head, code=_code_of_run(tasks, messages) or head.code)
        if len(tasks) > IN_ORDER_MAX:
            tasks = tuple(sorted(tasks, key=lambda task: task.line.state == State.SUCCESS))
        found[run] = PageSeen(head, tasks)
    return found


def _runs(trace: Trace, until_ms: int, pages: Mapping[int, PageSeen]) -> Iterator[RunSeen]:
    """Yields the runs that were made by then, in their order."""
    states, launched = _states_of_runs(trace, until_ms), _launched(trace)
    for run in trace.runs:
        if run.created_ms > until_ms:
            continue
        state = states.get(run.run, run.result)
        has_started = 0 <= run.t0_ms <= until_ms and state is not State.SKIPPED
        parts = [s for s in trace.segments if not s.job and s.run == run.run]
        is_over = state not in UNENDED
        code = api_state_of_run(state).code if is_over else ""
        yield RunSeen(
            run.run,
            str(state),
            WORDS[state],
            pages[run.run].head.code if is_over and run.run in pages else code,
            wall_clock(trace.world.starts_at, run.created_ms),
            wall_clock(trace.world.starts_at, run.t0_ms) if has_started else "",
            _took(parts, until_ms) if has_started else "",
            launched.get(run.run, ""),
            pages[run.run].tasks if run.run in pages else (),
        )


def _states_of_runs(trace: Trace, until_ms: int) -> dict[int, State]:
    """Returns how each run stood, as the events until then left it: {number: state}."""
    of = runs_of_events(trace)
    told = (event for event in trace.events if event.q in of and event.kind == "run")
    return {of[event.q]: State(event.after) for event in told if event.t_ms <= until_ms}


def _launched(trace: Trace) -> dict[int, str]:
    """Returns what each run was launched by: {number: word}."""
    of = runs_of_events(trace)
    told = (event for event in trace.events if event.q in of and isinstance(event.data, Cause))
    return {
        of[event.q]: _LAUNCHED.get(event.data.trigger, "by a trigger")
        for event in told
        if isinstance(event.data, Cause)
    }


def _took(parts: Sequence[Segment], until_ms: int) -> str:
    """Says how long a run has worked until then, with its repairs."""
    begun = (part for part in parts if part.t0_ms <= until_ms)
    return clock(sum(min(part.t1_ms, until_ms) - part.t0_ms for part in begun))


def _tables(trace: Trace, events: list[Event]) -> Iterator[TableSeen]:
    by_table: dict[str, list[VersionSeen]] = {name: [] for name in trace.tables}
    for event in events:
        if event.commit is not None and event.commit.table in by_table:
            by_table[event.commit.table].append(_version(trace, event, event.commit))
    for name, versions in by_table.items():
        yield TableSeen(name, versions[-1].rows if versions else 0, tuple(reversed(versions)))


def _version(trace: Trace, event: Event, commit: Commit) -> VersionSeen:
    by = "hand"
    if event.segment >= 0:
        segment = trace.segments[event.segment]
        repair = ", in a repair" if segment.kind == "repair" else ""
        of = f" of {segment.job}" if segment.job else ""
        by = f"run {segment.run}{of}, task {trace.task_key(event)}{repair}"
    is_restore = commit.restored >= 0
    operation = _OPERATIONS.get(commit.op, commit.op)
    return VersionSeen(
        commit.version,
        wall_clock(trace.world.starts_at, event.t_ms),
        f"{operation} to version {commit.restored}" if is_restore else operation,
        by,
        "" if is_restore else f"{commit.rows:,}",
        commit.table_rows,
    )


def _mails(trace: Trace, events: list[Event]) -> Iterator[MailSeen]:
    for event in events:
        if not isinstance(event.data, Notice) or trace.job_of(event):
            continue
        run = trace.segments[event.segment].run if event.segment >= 0 else 0
        run = run or runs_of_events(trace).get(event.q, 0)
        task = trace.task_key(event)
        told = f"task {task} of run {run}" if task else f"run {run}" if run else "a run"
        at = wall_clock(trace.world.starts_at, event.t_ms)
        says = f"{trace.world.job.name}: {told} {_NOTICES[event.data.notice]}"
        yield MailSeen(at, says, event.data.destinations)
