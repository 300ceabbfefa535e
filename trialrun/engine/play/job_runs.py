"""The runs of one job: which are asked for, queued, admitted, and which settings they get."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from trialrun.engine.job.job import Continuous, Job
from trialrun.engine.job.occasion import occasion_at, occasion_of_first
from trialrun.engine.job.state import State
from trialrun.engine.job.world import TaskScript, World
from trialrun.engine.play import notices
from trialrun.engine.play.flow import RunJobUnit
from trialrun.engine.play.run import Run
from trialrun.engine.play.timer import Timer
from trialrun.engine.play.work import Work
from trialrun.engine.rules import JOB, QUEUED_MS_MAX, Admit, selected_by
from trialrun.engine.trace.trace import Cause, RunEnd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trialrun.engine.play.simulation import Simulation

BACKOFF_MS = 60_000
BACKOFF_MS_MAX = 3_600_000
GAP_MS = 10_000
"""Continuous mode: the docs promise less than 60 s between runs, and exponential backoff after
failures without figures. These figures are our assumption.

Facts: continuous-gap, continuous-backoff.
"""


IDLE = TaskScript(takes_ms=0)


class JobRuns:
    """A job on the workspace: its settings now, its runs, its queue.

    `key` is "" for the world's own job, else the child's key.
    """

    def __init__(self, simulation: Simulation, key: str, world: World) -> None:
        self.simulation = simulation
        self.key = key
        self.world = world
        self.settings = world.job
        self.runs: list[Run] = []
        self.skipped: list[RunEnd] = []
        self.active: list[Run] = []
        self.failures_in_a_row = 0
        self.index_of = {task.key: index for index, task in enumerate(world.job.tasks)}
        script = world.script
        # Control flow has no script: it takes no time of its own.
        self.works = [Work(key, task.key, script.get(task.key, IDLE)) for task in world.job.tasks]
        self.nested = {
            index: Work(key, task.for_each.task.key, script.get(task.for_each.task.key, IDLE))
            for index, task in enumerate(world.job.tasks)
            if task.for_each is not None
        }
        self._queue: deque[tuple[Run, Timer]] = deque()
        self._tokens: dict[str, Run] = {}
        self._is_dequeuing = False
        self._occasion = ""

    @property
    def latest(self) -> Run | None:
        """Returns the run that was created last."""
        return self.runs[-1] if self.runs else None

    @property
    def _is_continuous(self) -> bool:
        return isinstance(self.settings.trigger, Continuous) and not self.settings.paused

    def child(self, key: str) -> JobRuns:
        """Returns the runs of a job that a task of this one starts."""
        return self.simulation.runs_of_job(f"{self.key}/{key}".lstrip("/"), self.world.jobs[key])

    def edit(self, settings: Job) -> None:
        """Puts other settings in force: for future runs and repairs.

        Only the job's timeout reaches runs that are active (source: jobs/update).
        """
        if settings.timeout_ms != self.settings.timeout_ms:
            for run in self.active:
                run.limit_time(settings.timeout_ms)
        self.settings = settings
        self._start_queued(self.simulation.latest)

    def new_run(
        self,
        cause: Cause,
        because: tuple[int, ...],
        *,
        only: Sequence[str] = (),
        params: tuple[tuple[str, str], ...] = (),
        token: str = "",
        occasion: str = "",
        scheduled_at: int | None = None,
        parent: RunJobUnit | None = None,
    ) -> Run | None:
        """Makes a run: it starts, is queued, or is skipped (None).

        `scheduled_at` is the moment, in UTC epoch ms, that its schedule has made it for. Without
        an `occasion` it is for that of the run made before it, be that one skipped or not.
        """
        simulation, settings = self.simulation, self.settings
        if token and token in self._tokens:
            known = self._tokens[token]
            simulation.refuse("run_now.token_known", (*because, known.opened_q), known.segment)
            return known
        if any(key.removeprefix("+").removesuffix("+") not in self.index_of for key in only):
            simulation.refuse("run_now.unknown_task", because)
            return None
        if self._is_continuous and self.active and cause.trigger == "ONE_TIME":
            self.active[0].stop(State.CANCELED, "continuous.restarted", because)
        admit, rule = simulation.rules.admission(
            len(self.active), settings.max_concurrent_runs, settings.queue
        )
        number = simulation.next_number()
        self._occasion = occasion or self._occasion or occasion_of_first(number)
        if admit is Admit.SKIP:
            self._skip(number, rule, because)
            return None
        run = Run(
            self, number, cause, params, self._tasks(only),
            occasion=self._occasion, is_partial=bool(only), scheduled_at=scheduled_at,
            parent=parent,
        )  # fmt: skip
        self.runs.append(run)
        if token:
            self._tokens[token] = run
        if admit is Admit.QUEUE:
            self._enqueue(run, rule, because)
        else:
            self.active.append(run)
            run.start(rule, because)
        return run

    def run_ended(self, run: Run) -> None:
        """Hears that a run or its repair is over; lets the next one in the queue start."""
        self.active.remove(run)
        self._start_queued((run.run_q,))
        if run.parent is not None:
            run.parent.child_ended(run)
        if self.active or self._queue:
            return
        if self._is_continuous:
            self._go_on(run)

    def _start_queued(self, because: tuple[int, ...]) -> None:
        """Lets as many queued runs start as the limit allows, the oldest first."""
        rules = self.simulation.rules
        if self._is_dequeuing:
            return
        self._is_dequeuing = True
        while self._queue:
            limit = self.settings.max_concurrent_runs
            admit, _ = rules.admission(len(self.active), limit, True)
            if admit is not Admit.START:
                break
            queued, expiry = self._queue.popleft()
            expiry.epoch += 1
            self.active.append(queued)
            # A run whose tasks are all disabled ends at once, and calls this again.
            queued.start("limit.dequeued", tuple(sorted({queued.run_q, *because})))
        self._is_dequeuing = False

    def leave_queue(self, run: Run, rule: str, because: tuple[int, ...]) -> None:
        """Takes a run out of the queue for good."""
        for entry in self._queue:
            if entry[0] is run:
                self._queue.remove(entry)
                entry[1].epoch += 1
                break
        run.result = State.CANCELED
        run.run_q = self.simulation.emit(
            "run",
            rule,
            before=State.QUEUED,
            after=State.CANCELED,
            cause=tuple(sorted({run.run_q, *because})),
        )
        notices.run_ended(run)
        if run.parent is not None:
            run.parent.child_ended(run)

    def _tasks(self, only: Sequence[str]) -> frozenset[int]:
        settings = self.settings
        if only:
            disabled = [index for index, task in enumerate(settings.tasks) if task.disabled]
            keys = [task.key for task in settings.tasks]
            return selected_by(settings.graph, keys, disabled, only)
        last = self.runs[-1].states if self.runs else None
        return frozenset(self.simulation.rules.tasks_of_run_now(len(settings.tasks), last))

    def _skip(self, number: int, rule: str, because: tuple[int, ...]) -> None:
        simulation = self.simulation
        at_ms = simulation.now_ms
        who = self.settings.notifications
        self.skipped.append(RunEnd(number, State.SKIPPED, at_ms, -1, -1, self._occasion))
        q = simulation.refuse(rule, because)
        notice = simulation.rules.alert(JOB, who, State.SKIPPED, False)
        if notice:
            simulation.notify(JOB, notice, who, -1, -1, q)

    def _enqueue(self, run: Run, rule: str, because: tuple[int, ...]) -> None:
        simulation = self.simulation
        run.result = State.QUEUED
        run.run_q = simulation.emit("run", rule, after=State.QUEUED, cause=because, data=run.cause)
        q = run.run_q
        expiry = Timer()
        self._queue.append((run, expiry))
        expires_ms = simulation.now_ms + QUEUED_MS_MAX
        simulation.later(
            expires_ms, expiry, lambda _: self.leave_queue(run, "limit.queued_too_long", (q,))
        )

    def _go_on(self, ended: Run) -> None:
        """Continuous mode: the next run, a little later; after failures, ever later."""
        simulation = self.simulation
        failed = ended.result not in (State.SUCCESS, State.SUCCESS_WITH_FAILURES, State.CANCELED)
        self.failures_in_a_row = self.failures_in_a_row + 1 if failed else 0
        wait_ms = GAP_MS
        rule = "continuous.next"
        occasion = ""
        if failed:
            wait_ms = min(BACKOFF_MS * 2 ** (self.failures_in_a_row - 1), BACKOFF_MS_MAX)
            rule = "continuous.backs_off"
            # What failed is tried again: the same work, not the next.
            occasion = ended.occasion
        simulation.alarm(
            simulation.now_ms + wait_ms, lambda: self._start_again(rule, ended.run_q, occasion)
        )

    def _start_again(self, rule: str, q: int, occasion: str) -> None:
        simulation = self.simulation
        if self._is_continuous and not self.active:
            q = simulation.emit("trigger", rule, cause=(q,))
            occasion = occasion or occasion_at(simulation.world.starts_at + simulation.now_ms)
            self.new_run(Cause("CONTINUOUS", ""), (q,), occasion=occasion)
