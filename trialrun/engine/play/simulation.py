"""A simulation in progress: the clock, the steps to come, the events so far."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from heapq import heappop, heappush
from typing import Any, Protocol

from trialrun.engine.job.job import Compute, Notifications
from trialrun.engine.job.state import State
from trialrun.engine.job.world import World
from trialrun.engine.play.closing import trace_of
from trialrun.engine.play.compute import NEVER, Meter
from trialrun.engine.play.job_runs import JobRuns
from trialrun.engine.play.parents import judge
from trialrun.engine.play.tables import LogEntry, Table
from trialrun.engine.play.triggers import Triggers
from trialrun.engine.play.unit import Unit
from trialrun.engine.play.work import Work
from trialrun.engine.rules import Rules
from trialrun.engine.trace.trace import Data, Notice, Segment, Trace, Used

EVENTS_MAX = 200_000
TOO_MANY_EVENTS = (
    f"more than {EVENTS_MAX} events: does a task retry, or a trigger fire, without end?"
)


class Endless(Exception):
    """The simulation would not end within EVENTS_MAX events (e.g. retries without limit)."""


class Actor(Protocol):
    """Who has a step on the clock. A step is not played once its actor's `epoch` has passed."""

    epoch: int


class Simulation:
    """A simulation in progress: clock, steps to come, events so far. One use, then trace()."""

    def __init__(self, world: World, rules: Rules) -> None:
        self.world = world
        self.rules = rules
        self.now_ms = 0
        self.executions = 0
        self.rows: list[tuple[Any, ...]] = []
        self.segments: list[Segment] = []
        self.ready: deque[Unit] = deque()
        self.mended: list[int] = []
        self.meter = Meter(world.prices)
        self.tables: dict[str, Table] = {}
        self._clock: list[tuple[int, int, Actor, int, Callable[[int], None], int]] = []
        self._alarms: list[tuple[int, int, Callable[[], None]]] = []
        self._pushed = 0
        self._number = 0
        self._job_runs: dict[int, JobRuns] = {}
        self._add_tables(world)
        self.main = self.runs_of_job("", world)
        self._open_jobs(world)
        self.triggers = Triggers(self.main)

    def run_off(self) -> None:
        """Plays until nothing is going on any more; schedules and triggers do not fire."""
        self._settle()
        clock, ready, rows, meter = self._clock, self.ready, self.rows, self.meter
        while clock:
            t_ms, _, who, epoch, do, what = heappop(clock)
            if epoch != who.epoch:
                continue
            if meter.next_idle_ms < t_ms:
                self._end_idle(t_ms)
            self.now_ms = t_ms
            do(what)
            if ready:
                self._settle()
            if len(rows) > EVENTS_MAX:
                raise Endless(TOO_MANY_EVENTS)

    def advance(self, until_ms: int) -> None:
        """Moves the clock to a moment; plays what comes before it, schedules and triggers too."""
        self._settle()
        clock, alarms = self._clock, self._alarms
        while True:
            next_ms = clock[0][0] if clock else NEVER
            alarm_ms = alarms[0][0] if alarms else NEVER
            if min(next_ms, alarm_ms) >= until_ms:
                break
            # What ends at an instant ends before a schedule starts something then.
            if alarm_ms < next_ms:
                self._pass_to(max(self.now_ms, alarm_ms))
                heappop(alarms)[2]()
            else:
                t_ms, _, who, epoch, do, what = heappop(clock)
                if epoch != who.epoch:
                    continue
                self._pass_to(t_ms)
                do(what)
            self._settle()
            if len(self.rows) > EVENTS_MAX:
                raise Endless(TOO_MANY_EVENTS)
        self._pass_to(max(self.now_ms, until_ms))

    def _settle(self) -> None:
        """Judges the tasks whose parents are all done, in the order in which that came about."""
        ready = self.ready
        while ready:
            judge(ready.popleft())

    def _pass_to(self, t_ms: int) -> None:
        if self.meter.next_idle_ms < t_ms:
            self._end_idle(t_ms)
        self.now_ms = t_ms

    @property
    def latest(self) -> tuple[int, ...]:
        """Returns the latest event as a cause: what the operator saw before acting."""
        return (len(self.rows) - 1,) if self.rows else ()

    def runs_of_job(self, key: str, world: World) -> JobRuns:
        """Returns the runs of a world's job; every task that names it shares them."""
        if id(world) not in self._job_runs:
            self._job_runs[id(world)] = JobRuns(self, key, world)
        return self._job_runs[id(world)]

    def works(self) -> Iterator[tuple[Work, int]]:
        """Yields what every task does, with its index in the world's own job, -1 if it has none."""
        for job_runs in self._job_runs.values():
            is_main = job_runs is self.main
            for index, work in [*enumerate(job_runs.works), *job_runs.nested.items()]:
                yield work, index if is_main else -1

    def next_number(self) -> int:
        """Returns the number of the next run, from 1."""
        self._number += 1
        return self._number

    def later(self, t_ms: int, who: Actor, do: Callable[[int], None], what: int = 0) -> None:
        """Schedules `do(what)`; steps of one instant keep the order of this call."""
        self._pushed = pushed = self._pushed + 1
        heappush(self._clock, (t_ms, pushed, who, who.epoch, do, what))

    def at_last(self, t_ms: int, who: Actor, do: Callable[[int], None]) -> None:
        """Schedules what comes after all else of its instant: a limit that is just kept is kept."""
        self._pushed += 1
        heappush(self._clock, (t_ms, self._pushed + NEVER, who, who.epoch, do, 0))

    def alarm(self, t_ms: int, do: Callable[[], None]) -> None:
        """Schedules what happens only if the clock is moved that far."""
        self._pushed += 1
        heappush(self._alarms, (t_ms, self._pushed, do))

    def emit(
        self,
        kind: str,
        rule: str,
        *,
        segment: int = -1,
        task: int = -1,
        iteration: int = -1,
        attempt: int = -1,
        before: str = "",
        after: str = "",
        cause: tuple[int, ...] = (),
        data: Data = None,
    ) -> int:
        """Writes an event at the present moment and returns its `q`."""
        q = len(self.rows)
        self.rows.append(
            (q, self.now_ms, kind, segment, task, iteration, attempt, before, after, cause, rule,
             data)
        )  # fmt: skip
        return q

    def refuse(self, rule: str, cause: tuple[int, ...], segment: int = -1) -> int:
        """Writes that what the operator or a trigger asked for is not done."""
        cause = tuple(sorted({q for q in cause if q >= 0}))
        return self.emit("refused", rule, segment=segment, after=State.SKIPPED, cause=cause)

    def notify(
        self, level: str, notice: str, who: Notifications, segment: int, task: int, q: int
    ) -> None:
        """Sends a notification, if anybody wants it."""
        to: tuple[str, ...] = getattr(who, notice)
        if to:
            data = Notice(level, notice, to)
            self.emit(
                "notice", f"notify.{notice}", segment=segment, task=task, cause=(q,), data=data
            )

    def compute_starts(self, compute: Compute, segment: int, task: int, q: int) -> None:
        """Writes that a task has compute started for it."""
        self.emit(
            "compute",
            "compute.starts",
            segment=segment,
            task=task,
            after=State.PENDING,
            cause=(q,),
            data=Used(compute.key),
        )

    def release_clusters(self, segment: int, q: int) -> None:
        """Ends the job clusters of a run or repair that is over."""
        for name in self.meter.clusters_of(segment):
            self.release_cluster(segment, name, q)

    def release_cluster(self, segment: int, name: str, q: int) -> None:
        """Ends a job cluster, if it is on."""
        compute = self.meter.release(segment, name, self.now_ms)
        if compute is not None:
            self._compute_ends(compute, segment, q)

    def undo(self, is_undone: Callable[[LogEntry], bool], segment: int, q: int) -> None:
        """Takes commits back; no Delta table does, only beliefs do."""
        for name in sorted(self.tables):
            commit = self.tables[name].forget(is_undone)
            if commit is not None:
                self.emit("undo", "belief.rolls_back", segment=segment, cause=(q,), data=commit)

    def trace(self) -> Trace:
        """Closes the books: returns all that happened."""
        t_end_ms = self.now_ms
        self._end_idle(NEVER)
        return trace_of(self, t_end_ms)

    def close(self) -> None:
        """Parts all that know each other, so that they are freed at once, not by the collector.

        A story without an end leaves 200,000 events, which otherwise wait for it.
        """
        for job_runs in self._job_runs.values():
            for run in job_runs.runs:
                for loop in [unit for unit in run.units if unit and unit.iterations]:
                    vars(loop).clear()
                vars(run).clear()
            vars(job_runs).clear()
        vars(self).clear()

    def _open_jobs(self, world: World, above: str = "") -> None:
        for key, child in world.jobs.items():
            self.runs_of_job(above + key, child)
            self._open_jobs(child, f"{above}{key}/")

    def _add_tables(self, world: World) -> None:
        for script in world.script.values():
            for write in script.writes:
                if write.table not in self.tables:
                    self.tables[write.table] = Table(write.table)
        for child in world.jobs.values():
            self._add_tables(child)

    def _end_idle(self, t_ms: int) -> None:
        """Ends compute that nobody has used for a while, up to a moment."""
        while self.meter.next_idle_ms < t_ms:
            ended = self.meter.end_idle()
            if ended is not None:
                self.now_ms = ended.t_ms
                self._compute_ends(ended.compute, ended.segment, ended.last_q)

    def _compute_ends(self, compute: Compute, segment: int, q: int) -> None:
        self.emit(
            "compute",
            f"compute.{compute.kind}.ends",
            segment=segment,
            before=State.RUNNING,
            after=State.TERMINATED,
            cause=(q,),
            data=Used(compute.key),
        )
