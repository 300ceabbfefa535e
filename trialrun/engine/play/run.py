"""One run of a job and its repairs: which task does what next. Decisions are the rules'."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from trialrun.engine.job.graph import Graph
from trialrun.engine.job.job import SILENT, Compute, Job, Task
from trialrun.engine.job.state import UNFINISHED_STATES, State
from trialrun.engine.play import notices
from trialrun.engine.play.flow import NO_COMPUTE, ConditionUnit, ForEachUnit, RunJobUnit
from trialrun.engine.play.origins import given_by
from trialrun.engine.play.parameters import resolve_params
from trialrun.engine.play.parents import disable_up_front
from trialrun.engine.play.timer import Timer
from trialrun.engine.play.unit import Unit
from trialrun.engine.play.values import TaskValues
from trialrun.engine.play.work import Work
from trialrun.engine.rules import Rerun
from trialrun.engine.trace.origin import Giver
from trialrun.engine.trace.trace import Cause, Segment

if TYPE_CHECKING:
    from collections.abc import Collection

    from trialrun.engine.play.job_runs import JobRuns


class Run:
    """A run. `units` has a unit for each task of the job, None for those it leaves out.

    A partial run (`only`) does exactly what was chosen, disabled or not.
    """

    def __init__(
        self,
        job_runs: JobRuns,
        number: int,
        cause: Cause,
        params: tuple[tuple[str, str], ...],
        tasks: Collection[int],
        *,
        occasion: str,
        is_partial: bool = False,
        scheduled_at: int | None = None,
        parent: RunJobUnit | None = None,
    ) -> None:
        self.job_runs = job_runs
        self.simulation = job_runs.simulation
        self.number = number
        self.cause = cause
        self.settings: Job = job_runs.settings
        self.graph: Graph = job_runs.settings.graph
        self.params = tuple((dict(self.settings.parameters) | dict(params)).items())
        self.given = given_by(
            Giver.RUN_JOB if parent else Giver.RUN_NOW, params, self.settings.parameters
        )
        self.tasks = tasks
        self.occasion = occasion
        self.is_partial = is_partial
        self.scheduled_at = scheduled_at
        self.parent = parent
        self.segment = -1
        self.epoch = 0
        self.result = State.BLOCKED
        self.repairs = 0
        self.created_ms = self.simulation.now_ms
        self.t0_ms = self.t1_ms = -1
        self.run_q = -1
        self.opened_q = -1
        self.values = TaskValues()
        self.units: list[Unit | None] = []
        self._open_units = 0
        self._users: Counter[str] = Counter()
        self._opened_ms = 0
        self._timer = Timer()

    @property
    def is_active(self) -> bool:
        """Says whether the run is going on."""
        return self.result is State.RUNNING

    @property
    def is_over(self) -> bool:
        """Says whether the run has ended, or was taken out of the queue."""
        return self.result not in (State.RUNNING, State.QUEUED, State.BLOCKED)

    @property
    def states(self) -> list[State]:
        """Returns each task's state; BLOCKED for those that are not part of the run."""
        return [unit.state if unit else State.BLOCKED for unit in self.units]

    def unit_of(self, key: str) -> Unit | None:
        """Returns a task's unit, None if the run has none such."""
        index = self.job_runs.index_of.get(key, -1)
        return self.units[index] if index >= 0 else None

    def compute_of(self, task: Task) -> Compute:
        """Returns the compute that a task names; control flow needs none."""
        if task.is_control_flow:
            return NO_COMPUTE
        return self.settings.compute_of.get(task.compute) or NO_COMPUTE

    def make_unit(
        self,
        index: int,
        task: Task,
        work: Work,
        loop: ForEachUnit | None = None,
        iteration: int = -1,
    ) -> Unit:
        """Makes the unit of a task, or of one iteration of a loop."""
        kind: type[Unit] = Unit
        if task.condition is not None:
            kind = ConditionUnit
        elif task.for_each is not None:
            kind = ForEachUnit
        elif task.run_job is not None:
            kind = RunJobUnit
        unit = kind(self, index, task, work, self.compute_of(task))
        if loop is not None:
            unit.kind = "iteration"
            unit.loop = loop
            unit.iteration = iteration
        elif isinstance(unit, ForEachUnit):
            unit.nested = self.job_runs.nested[index]
        return unit

    def start(self, rule: str, cause: tuple[int, ...]) -> None:
        """Begins the run with its tasks."""
        works = self.job_runs.works
        self.t0_ms = self.simulation.now_ms
        resolve_params(self)
        # Most tasks are plain work, so their units are made without asking what kind they are.
        chosen, plain = self.tasks, self.settings.plain_work
        self.units = [
            None
            if index not in chosen
            else self.make_unit(index, task, works[index])
            if (compute := plain[index]) is None
            else Unit(self, index, task, works[index], compute)
            for index, task in enumerate(self.settings.tasks)
        ]
        tasks = tuple(index for index in range(len(self.units)) if self.units[index] is not None)
        self._open_segment("run", rule, of=-1, tasks=tasks, cause=cause)
        self._release(tasks)
        if not self.is_partial and any(task.disabled for task in self.settings.tasks):
            disable_up_front(self)

    def repair(
        self, selection: tuple[Rerun, ...], settings: Job, rule: str, cause: tuple[int, ...]
    ) -> None:
        """Begins a repair: the selected tasks run again inside this run, the others stay."""
        self.settings = settings
        self.graph = settings.graph
        self.repairs += 1
        tasks = tuple(rerun.task for rerun in selection)
        self._open_segment("repair", rule, of=self.segment, tasks=tasks, cause=cause)
        named = set()
        for index, why in selection:
            task = settings.tasks[index]
            unit = self.units[index]
            if unit is None:
                unit = self.units[index] = self.make_unit(index, task, self.job_runs.works[index])
            else:
                unit.reset(task, self.compute_of(task))
            if why == "repair.named":
                named.add(index)
            before = (self.run_q, unit.last_q) if unit.last_q >= 0 else (self.run_q,)
            unit.move(State.BLOCKED, why, tuple(sorted(before)))
        self._release(tasks)
        for index in tasks:
            unit = self.units[index]
            if unit and settings.tasks[index].disabled and index not in named:
                unit.move(State.DISABLED, "task.disabled", (unit.last_q,))
                unit.close()

    def closed(self, unit: Unit) -> None:
        """Hears that a task is done, and tells those that wait for it."""
        if not self.is_active:
            return
        simulation = self.simulation
        for child in self.graph.children[unit.index]:
            waiting = self.units[child]
            if waiting is not None and waiting.waits_for:
                waiting.waits_for -= 1
                if not waiting.waits_for:
                    simulation.ready.append(waiting)
        self._open_units -= 1
        if not self._open_units:
            self._end()
            return
        cluster = self.settings.cluster_of[unit.index]
        self._users[cluster] -= 1
        if cluster and not self._users[cluster]:
            simulation.release_cluster(self.segment, cluster, unit.last_q)
        if unit.state is not State.SUCCESS and simulation.rules.stops_the_run(unit.state):
            self.stop(State.FAILED, "belief.stops_the_run", (unit.last_q,))

    def stop(self, result: State, rule: str, cause: tuple[int, ...]) -> None:
        """Ends the run at once: what is not done is canceled, nothing more is started."""
        if self.result is State.QUEUED:
            self.job_runs.leave_queue(self, rule, cause)
            return
        if not self.is_active:
            return
        self.result = result
        for unit in self.units:
            if unit is not None and unit.state in UNFINISHED_STATES:
                unit.waits_for = 0
                is_waiting = rule == "cancel.run" and unit.state is State.BLOCKED
                unit.cancel("cancel.not_started" if is_waiting else rule, cause)
        self._finish(result, rule, cause)

    def limit_time(self, timeout_ms: int) -> None:
        """Ends the run or repair so long after it began; 0: never. An edit reaches active runs."""
        self._timer.epoch += 1
        if timeout_ms and self.is_active:
            ends_ms = max(self._opened_ms + timeout_ms, self.simulation.now_ms)
            self.simulation.at_last(ends_ms, self._timer, self._time_out)

    def _time_out(self, _: int) -> None:
        q = self.simulation.emit(
            "warning", "run.timed_out", segment=self.segment, cause=(self.opened_q,)
        )
        self.stop(State.TIMEDOUT, "run.stopped_by_timeout", (q,))

    def _open_segment(
        self, kind: str, rule: str, *, of: int, tasks: tuple[int, ...], cause: tuple[int, ...]
    ) -> None:
        simulation = self.simulation
        self.segment = len(simulation.segments)
        before = "" if self.result is State.BLOCKED else str(self.result)
        self.result = State.RUNNING
        self.epoch += 1
        self.run_q = self.opened_q = simulation.emit(
            "run", rule, segment=self.segment, before=before, after=State.RUNNING, cause=cause,
            data=self.cause if kind == "run" else None,
        )  # fmt: skip
        simulation.segments.append(
            Segment(
                self.segment, kind, self.number, of, simulation.now_ms, -1, tasks, State.RUNNING,
                self.job_runs.key, self.settings, self.occasion,
            )
        )  # fmt: skip
        self._open_units = len(tasks)
        self._users = Counter(map(self.settings.cluster_of.__getitem__, tasks))
        self._opened_ms = simulation.now_ms
        if self.settings.notifications is not SILENT:
            notices.run_started(self)
        self.limit_time(self.settings.timeout_ms)

    def _release(self, tasks: tuple[int, ...]) -> None:
        """Lets the tasks go that wait for nothing."""
        selected = set(tasks)
        units, parents = self.units, self.graph.parents
        for index in tasks:
            unit = units[index]
            assert unit is not None
            unit.waits_for = len([up for up in parents[index] if up in selected])
            if not unit.waits_for:
                self.simulation.ready.append(unit)

    def _end(self) -> None:
        part_of = [index for index, unit in enumerate(self.units) if unit is not None]
        leaves = self.graph.leaves_among(part_of)
        state, rule, because = self.simulation.rules.run_result(leaves, self.states)
        cause = tuple(sorted({unit.last_q for at in because if (unit := self.units[at])}))
        self._finish(state, rule, cause)

    def _finish(self, state: State, rule: str, cause: tuple[int, ...]) -> None:
        simulation = self.simulation
        self.result = state
        self.epoch += 1
        self._timer.epoch += 1
        self.t1_ms = simulation.now_ms
        self.run_q = simulation.emit(
            "run", rule, segment=self.segment, before=State.RUNNING, after=state, cause=cause
        )
        simulation.release_clusters(self.segment, self.run_q)
        opened = simulation.segments[self.segment]
        simulation.segments[self.segment] = opened._replace(t1_ms=simulation.now_ms, result=state)
        if self.settings.notifications is not SILENT:
            notices.run_ended(self)
        if simulation.rules.undoes_run(state):
            number = self.number
            simulation.undo(lambda entry: entry.run == number, self.segment, self.run_q)
        self.job_runs.run_ended(self)
