"""Control flow: tasks that need no compute. If/else, for each, and Run Job."""

from __future__ import annotations

import json
from itertools import chain
from typing import TYPE_CHECKING

from trialrun.engine.job.job import SILENT, Compute, ComputeKind, Task
from trialrun.engine.job.occasion import occasion_within
from trialrun.engine.job.references import (
    FOR_EACH_INPUT_CHARS_MAX,
    TASK_VALUE_BYTES_MAX,
    UnknownReference,
    references_in,
)
from trialrun.engine.job.state import UNFINISHED_STATES, State
from trialrun.engine.play import notices
from trialrun.engine.play.parameters import resolved, with_pushed_down
from trialrun.engine.play.unit import Unit
from trialrun.engine.play.work import Work
from trialrun.engine.trace.trace import Cause, Compared, Iterated, Started

if TYPE_CHECKING:
    from trialrun.engine.play.run import Run

NO_COMPUTE = Compute("none", ComputeKind.NONE)


def _any_disabled(unit: Unit, *texts: str) -> bool:
    """Says whether a text refers to a task of the run that is disabled."""
    for parts in chain.from_iterable(map(references_in, texts)):
        other = unit.run.unit_of(parts[1]) if parts[:1] == ["tasks"] and len(parts) > 1 else None
        if other is not None and other.state is State.DISABLED:
            return True
    return False


class ConditionUnit(Unit):
    """An if/else: decided at once, without compute, retries or notifications."""

    is_told_of = False

    def lacks_supplier(self) -> bool:
        """Says whether a task that an operand comes from is disabled."""
        condition = self.task.condition
        return condition is not None and _any_disabled(self, condition.left, condition.right)

    def begin(self, rule: str, cause: tuple[int, ...]) -> None:
        """Compares the operands and ends."""
        condition = self.task.condition
        assert condition is not None
        self.attempts += 1
        self.attempts_here += 1
        self.started_ms = self.simulation.now_ms
        try:
            left, of_left = resolved(self, condition.left)
            right, of_right = resolved(self, condition.right)
        except UnknownReference as error:
            data = Compared(condition.op, condition.left, condition.right, "", (), str(error))
            self.move(State.FAILED, "condition.no_value", cause, data)
            self.close()
            return
        origins = of_left, of_right
        if self._has_list(condition.left) or self._has_list(condition.right):
            data = Compared(condition.op, left, right, "", origins)
            self.move(State.FAILED, "condition.bad_type", cause, data)
            self.close()
            return
        outcome, rule = self.simulation.rules.compare(condition.op, left, right)
        self.outcome = outcome or ""
        state = State.SUCCESS if outcome else State.FAILED
        self.move(state, rule, cause, Compared(condition.op, left, right, self.outcome, origins))
        self.close()

    def _has_list(self, text: str) -> bool:
        """Says whether an operand is a task value that is no number, text or boolean."""
        for parts in references_in(text):
            match parts:
                case ["tasks", key, "values", *name]:
                    json_text = self.run.values.find(key, ".".join(name)) or ""
                    if json_text.startswith(("[", "{")) or json_text == "null":
                        return True
        return False


def _elements_of(text: str, written: str) -> tuple[tuple[str, ...], str]:
    """Returns the elements of a loop's resolved inputs, or which rule refuses them."""
    is_task_value = any(parts[:1] == ["tasks"] for parts in references_in(written))
    if is_task_value and len(text.encode()) > TASK_VALUE_BYTES_MAX:
        return (), "for_each.inputs_too_long"
    if not is_task_value and len(text) > FOR_EACH_INPUT_CHARS_MAX:
        return (), "for_each.inputs_too_long"
    try:
        elements = json.loads(text)
    except (ValueError, RecursionError):
        elements = None
    if not isinstance(elements, list):
        return (), "for_each.inputs_no_array"
    return tuple(json.dumps(element, ensure_ascii=False) for element in elements), ""


class ForEachUnit(Unit):
    """A for-each: runs its nested task once for each element, some at a time."""

    nested: Work

    def __init__(self, run: Run, index: int, task: Task, work: Work, compute: Compute) -> None:
        super().__init__(run, index, task, work, compute)
        self.iterations: list[Unit] = []
        self.inputs: tuple[str, ...] | None = None
        self._waiting: list[Unit] = []
        self._running = 0
        self._is_busy = False
        self._was_unsuccessful = False

    def reset(self, task: Task, compute: Compute) -> None:
        """Readies the loop for a repair."""
        self._was_unsuccessful = self.state in (State.FAILED, State.TIMEDOUT, State.CANCELED)
        super().reset(task, compute)

    def lacks_supplier(self) -> bool:
        """Says whether the task that the inputs come from is disabled."""
        loop = self.task.for_each
        return loop is not None and _any_disabled(self, loop.inputs)

    def begin(self, rule: str, cause: tuple[int, ...]) -> None:
        """Resolves the inputs and starts as many iterations as may run at a time."""
        loop = self.task.for_each
        assert loop is not None
        simulation = self.simulation
        self.attempts += 1
        self.attempts_here += 1
        self.started_ms = simulation.now_ms
        try:
            text, origin = resolved(self, loop.inputs)
        except UnknownReference as error:
            self.move(State.RUNNING, rule, cause, Started((), missing=str(error)))
            self._finish(State.FAILED, "for_each.no_value", (self.last_q,))
            return
        inputs, refusal = _elements_of(text, loop.inputs)
        if refusal:
            self.move(State.RUNNING, rule, cause, Started((("inputs", text),), (origin,)))
            self._finish(State.FAILED, refusal, (self.last_q,))
            return
        self._ready_iterations(inputs)
        self.move(State.RUNNING, rule, cause, Iterated(inputs, (origin,)))
        if self.task.notifications is not SILENT:
            notices.task_started(self)
        if self.task.timeout_ms:
            simulation.at_last(simulation.now_ms + self.task.timeout_ms, self, self.time_out)
        self._is_busy = False
        self._running = 0
        self._go_on()

    def iteration_closed(self, unit: Unit) -> None:
        """Goes on with the next iteration, or ends. A failed one does not stop the others."""
        self._running -= 1
        if unit.compute.is_per_iteration:
            self.simulation.release_cluster(self.run.segment, unit.compute.key, unit.last_q)
        self._go_on(unit)

    def stop_inner(self, rule: str, cause: tuple[int, ...]) -> None:
        """Ends every iteration that is not done."""
        self._is_busy = True
        self._waiting.clear()
        for unit in self.iterations:
            if unit.state in UNFINISHED_STATES:
                unit.cancel(rule, cause)

    def time_out(self, _: int) -> None:
        """Ends the loop, because its time is over; it is not retried."""
        q = self.emit("attempt", "attempt.timed_out", before=State.RUNNING, after=State.TIMEDOUT)
        self.stop_inner("for_each.stopped", (q,))
        self._finish(State.TIMEDOUT, "for_each.timed_out", (q,))

    def _ready_iterations(self, inputs: tuple[str, ...]) -> None:
        """Makes the iterations. A repair of a failed loop with the same inputs keeps successes."""
        loop = self.task.for_each
        assert loop is not None
        compute = self.run.compute_of(loop.task)
        of_iteration = self.simulation.rules.iteration_compute
        if self._was_unsuccessful and inputs == self.inputs:
            self._waiting = [unit for unit in self.iterations if unit.state is not State.SUCCESS]
            for unit in self._waiting:
                unit.reset(loop.task, of_iteration(compute, unit.iteration))
        else:
            self.iterations = [
                self.run.make_unit(self.index, loop.task, self.nested, self, iteration)
                for iteration in range(len(inputs))
            ]
            for unit, element in zip(self.iterations, inputs, strict=True):
                unit.input = element
                unit.compute = of_iteration(unit.compute, unit.iteration)
            self._waiting = list(self.iterations)
        self.inputs = inputs

    def _go_on(self, freed_by: Unit | None = None) -> None:
        """Starts what may start. An iteration that ends at once does not call this again."""
        loop = self.task.for_each
        if self._is_busy or loop is None:
            return
        self._is_busy = True
        limit = self.simulation.rules.concurrency(loop, len(self.iterations))
        while self._waiting and self._running < limit:
            unit = self._waiting.pop(0)
            self._running += 1
            rule = "for_each.again" if unit.attempts else "for_each.iterates"
            if freed_by is not None and freed_by.state is not State.SUCCESS:
                rule = "for_each.goes_on"
            cause = (self.last_q,) if freed_by is None else (self.last_q, freed_by.last_q)
            unit.begin(rule, tuple(sorted(cause)))
        self._is_busy = False
        if not self._waiting and not self._running:
            self._end_by_iterations()

    def _end_by_iterations(self) -> None:
        states = [unit.state for unit in self.iterations]
        state, rule, because = self.simulation.rules.for_each_result(states)
        cause = tuple(sorted(self.iterations[at].last_q for at in because)) or (self.last_q,)
        self._finish(state, rule, cause)

    def _finish(self, state: State, rule: str, cause: tuple[int, ...]) -> None:
        self.epoch += 1
        self.move(state, rule, cause)
        self.close()


class RunJobUnit(Unit):
    """A Run Job task: starts a run of another job and ends as that run ends."""

    child: Run | None = None

    def begin(self, rule: str, cause: tuple[int, ...]) -> None:
        """Starts at once: the child brings its own compute."""
        self.start(rule, cause)

    def start(self, rule: str, cause: tuple[int, ...]) -> None:
        """Starts a run of the child job, which may have to queue."""
        task, simulation = self.task.run_job, self.simulation
        assert task is not None
        self.attempts += 1
        self.attempts_here += 1
        self.started_ms = simulation.now_ms
        try:
            data = with_pushed_down(self, task.parameters, self._pushed_down(task.job))
        except UnknownReference as error:
            self.move(State.RUNNING, rule, cause, Started((), missing=str(error)))
            self.fail(State.FAILED, error.rule)
            return
        self.move(State.RUNNING, rule, cause, data if data.parameters else None)
        if self.task.notifications is not SILENT:
            notices.task_started(self)
        if self.task.timeout_ms:
            simulation.at_last(simulation.now_ms + self.task.timeout_ms, self, self.time_out)
        self.child = self.run.job_runs.child(task.job).new_run(
            Cause("RUN_JOB_TASK", self.task.key),
            (self.last_q,),
            occasion=occasion_within(self.run.occasion, self.task.key, self.input),
            params=data.parameters,
            parent=self,
        )
        if self.child is None:
            self.fail(State.FAILED, "run_job.skipped")
        elif self.child.is_over:
            self.child_ended(self.child)

    def _pushed_down(self, key: str) -> list[tuple[str, str]]:
        """Returns the job parameters that the child has, too. Facts: run-job-push-down."""
        if not self.run.params:
            return []
        known = {name for name, _ in self.run.job_runs.child(key).settings.parameters}
        return [pair for pair in self.run.params if pair[0] in known]

    def child_ended(self, child: Run) -> None:
        """Ends like the child; one that succeeded with failures is no failure."""
        if self.state is not State.RUNNING or child is not self.child:
            return
        self.last_q = child.run_q
        if child.result in (State.SUCCESS, State.SUCCESS_WITH_FAILURES):
            self.epoch += 1
            self.move(State.SUCCESS, "run_job.succeeded", (child.run_q,))
            self.close()
        else:
            is_canceled = child.result is State.CANCELED
            self.fail(State.FAILED, "run_job.child_canceled" if is_canceled else "run_job.failed")

    def stop_inner(self, rule: str, cause: tuple[int, ...]) -> None:
        """Cancels the child run."""
        child, self.child = self.child, None
        if child is not None:
            child.stop(State.CANCELED, "run_job.canceled", cause)
