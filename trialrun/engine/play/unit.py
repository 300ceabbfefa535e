"""One task, or one iteration of a for-each, within a run: its attempts, from begin to close."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from trialrun.engine.job.job import SERVERLESS_KINDS, SILENT, Compute, Continuous, Task
from trialrun.engine.job.references import UnknownReference
from trialrun.engine.job.state import State
from trialrun.engine.job.world import WriteMode
from trialrun.engine.play import notices
from trialrun.engine.play.attempt import CANNOT_HEAL, SUCCEEDS, plan_attempt
from trialrun.engine.play.compute import SHARED_KINDS
from trialrun.engine.play.parameters import started_with
from trialrun.engine.play.work import Work
from trialrun.engine.rules import FailedAttempt
from trialrun.engine.trace.trace import Data, Started

if TYPE_CHECKING:
    from trialrun.engine.play.flow import ForEachUnit
    from trialrun.engine.play.run import Run


class Unit:
    """A task in a run, or one iteration of a for-each (`loop`, `iteration` from 0, `input`)."""

    is_told_of = True
    iterations: Sequence[Unit] = ()
    outcome = ""
    waits_for = 0
    began_ms = -1
    started_ms = -1
    ended_ms = -1
    ends: tuple[State, str] = SUCCEEDS

    def __init__(self, run: Run, index: int, task: Task, work: Work, compute: Compute) -> None:
        self.run = run
        self.simulation = run.simulation
        self.index = index
        self.task = task
        self.work = work
        self.compute = compute
        # What every event reads is kept in the unit itself: measured, the class is slower to ask.
        self.kind = "task"
        self.iteration = -1
        self.input = ""
        self.loop: ForEachUnit | None = None
        self.state = State.BLOCKED
        self.attempts = 0
        self.attempts_here = 0
        self.last_q = -1
        self.epoch = 0
        self.is_seated = False

    def move(self, state: State, rule: str, cause: tuple[int, ...], data: Data = None) -> int:
        """Puts the unit into a state and returns the event's `q`."""
        simulation = self.simulation
        rows = simulation.rows
        q = len(rows)
        rows.append(
            (q, simulation.now_ms, self.kind, self.run.segment, self.index, self.iteration,
             self.attempts - 1, self.state, state, cause, rule, data)
        )  # fmt: skip
        self.state = state
        self.last_q = q
        return q

    def emit(
        self, kind: str, rule: str, *, before: str = "", after: str = "", data: Data = None
    ) -> int:
        """Writes an event of this unit that follows from its latest one."""
        self.last_q = self.simulation.emit(
            kind,
            rule,
            segment=self.run.segment,
            task=self.index,
            iteration=self.iteration,
            attempt=self.attempts - 1,
            before=before,
            after=after,
            cause=(self.last_q,),
            data=data,
        )
        return self.last_q

    def reset(self, task: Task, compute: Compute) -> None:
        """Readies the unit for a repair, with the settings that hold then."""
        self.task = task
        self.compute = compute
        self.attempts_here = 0
        self.outcome = ""

    def lacks_supplier(self) -> bool:
        """Says whether what control flow needs a value from is disabled: then it fails."""
        return False

    def begin(self, rule: str, cause: tuple[int, ...]) -> None:
        """Goes to work: waits for compute, if it is not there yet, and starts an attempt."""
        simulation = self.simulation
        # An attempt begins with the set-up of its compute, and so does the interval to a retry.
        self.began_ms = simulation.now_ms
        compute = self.compute
        ready_ms, is_new = simulation.meter.seat(self.run.segment, compute, simulation.now_ms)
        self.is_seated = compute.kind in SHARED_KINDS
        if ready_ms == simulation.now_ms:
            self.start(rule, cause)
            return
        q = self.move(State.PENDING, rule, cause)
        if is_new:
            simulation.compute_starts(compute, self.run.segment, self.index, q)
        simulation.later(ready_ms, self, self._start_now)

    def _start_now(self, _: int) -> None:
        is_retry = self.state is State.WAITING_FOR_RETRY
        if is_retry:
            self.began_ms = self.simulation.now_ms
        self.start("retry.starts" if is_retry else "compute.ready", (self.last_q,))

    def start(self, rule: str, cause: tuple[int, ...]) -> None:
        """Starts an attempt and puts its writes and its end on the clock."""
        simulation = self.simulation
        self.attempts += 1
        self.attempts_here += 1
        self.started_ms = simulation.now_ms
        executions = self.work.executions
        execution = executions.get(self.iteration, 0)
        executions[self.iteration] = execution + 1
        simulation.executions += 1
        try:
            data = started_with(self) if self._takes_parameters() else None
        except UnknownReference as error:
            self.move(State.RUNNING, rule, cause, Started((), missing=str(error)))
            self.fail(State.FAILED, error.rule)
            return
        self.move(State.RUNNING, rule, cause, data)
        if self.task.notifications is not SILENT:
            notices.task_started(self)
        for get in self.work.script.gets:
            if not self.run.values.get(self, get):
                self.fail(State.FAILED, "value.missing")
                return
        self._put_on_clock(execution)

    def _takes_parameters(self) -> bool:
        task = self.task
        by_name = self.run.params and task.is_pushed_down_to
        return bool(task.parameters or task.arguments or by_name)

    def _put_on_clock(self, execution: int) -> None:
        script = self.work.script
        simulation = self.simulation
        now_ms = simulation.now_ms
        timeout_ms = self.task.timeout_ms
        if script.fails is None and script.slow is None and not timeout_ms:
            # Nothing disturbs most attempts, so they are not planned each time.
            writes_at, ends_ms, self.ends = script.writes_at, script.takes_ms, SUCCEEDS
        else:
            plan = plan_attempt(self.work, execution, self.iteration, timeout_ms)
            writes_at, ends_ms, self.ends = plan
        for index, at_ms in enumerate(writes_at):
            simulation.later(now_ms + at_ms, self, self._commit, index)
        simulation.later(now_ms + ends_ms, self, self._end)

    def _commit(self, index: int) -> None:
        run = self.run
        simulation = self.simulation
        write = self.work.script.writes[index]
        write_id = (self.work.job, self.work.key, self.input, index, run.occasion)
        table = simulation.tables[write.table]
        rule = _COMMIT_RULES[write.mode]
        is_again = write_id in table.copies
        if write.mode is WriteMode.IDEMPOTENT and write_id in table.transactions:
            self.emit("ignored", "commit.idempotent_ignored")
            return
        if is_again and write.mode is WriteMode.APPEND and simulation.rules.knows_its_rows():
            self.emit("ignored", "belief.knows_its_rows")
            return
        commit = table.commit(run.number, self.attempts, write_id, write)
        writer = (run.number, self.iteration)
        if commit.dup:
            is_rerun = table.written_by.get(write_id) == writer
            rule = "commit.append_again" if is_rerun else "commit.append_same_rows"
        elif is_again and write.mode is WriteMode.MERGE:
            rule = "commit.merge_again"
        table.written_by[write_id] = writer
        rows = simulation.rows
        q = len(rows)
        rows.append(
            (q, simulation.now_ms, "commit", run.segment, self.index, self.iteration,
             self.attempts - 1, "", "", (self.last_q,), rule, commit)
        )  # fmt: skip
        self.last_q = q

    def _end(self, _: int) -> None:
        state, rule = self.ends
        if state is not State.SUCCESS:
            self.fail(state, rule)
            return
        for name, json_text in self.work.script.sets:
            refusal = self.run.values.set(self, name, json_text)
            if refusal:
                self.fail(State.FAILED, refusal)
                return
        self.epoch += 1
        self._bill()
        self.move(State.SUCCESS, rule, (self.last_q,))
        self.close()

    def fail(self, state: State, rule: str) -> None:
        """Ends the attempt without success and asks whether there is another one."""
        simulation = self.simulation
        self.epoch += 1
        self.ends = (state, rule)
        self._bill()
        self.emit("attempt", rule, before=State.RUNNING, after=state)
        if simulation.rules.undoes_attempt(state):
            task = (self.work.job, self.work.key, self.input)
            simulation.undo(
                lambda entry: (
                    (entry.run, entry.attempt) == (self.run.number, self.attempts)
                    and entry.write_id[:3] == task
                ),
                self.run.segment,
                self.last_q,
            )
        start_ms, rule = simulation.rules.retry(
            self.task,
            FailedAttempt(
                self.compute.kind,
                state is State.TIMEDOUT,
                self.attempts_here,
                self.began_ms,
                simulation.now_ms,
                isinstance(self.run.settings.trigger, Continuous),
                rule not in CANNOT_HEAL,
                self.started_ms,
            ),
        )
        if start_ms is None:
            self.move(state, rule, (self.last_q,))
            self.close()
            return
        notices.attempt_failed(self, state)
        self.move(State.WAITING_FOR_RETRY, rule, (self.last_q,))
        simulation.later(start_ms, self, self._start_now)

    def time_out(self, _: int) -> None:
        """Ends work that has no end of its own, because its time is over."""
        self.stop_inner("attempt.timed_out", (self.last_q,))
        self.fail(State.TIMEDOUT, "attempt.timed_out")

    def cancel(self, rule: str, cause: tuple[int, ...]) -> None:
        """Ends the unit at once, whatever it is doing."""
        self.epoch += 1
        self.stop_inner(rule, cause)
        if self.state is State.RUNNING:
            self._bill()
        self.move(State.CANCELED, rule, cause)
        self.close()

    def stop_inner(self, rule: str, cause: tuple[int, ...]) -> None:
        """Ends what runs inside: the iterations of a for-each, or a child run."""

    def close(self) -> None:
        """Tells the run, or the loop, that the unit is done."""
        simulation = self.simulation
        self.ended_ms = simulation.now_ms
        if self.is_seated:
            self.is_seated = False
            simulation.meter.leave(self.compute, simulation.now_ms, self.last_q)
        if self.task.notifications is not SILENT and self.attempts_here and self.is_told_of:
            notices.task_ended(self)
        if self.loop is None:
            self.run.closed(self)
        else:
            self.loop.iteration_closed(self)

    def _bill(self) -> None:
        if self.compute.kind in SERVERLESS_KINDS:
            simulation = self.simulation
            simulation.meter.bill_attempt(
                self.run.segment, self.compute, self.index, self.started_ms, simulation.now_ms
            )


_COMMIT_RULES = {
    WriteMode.APPEND: "commit.append",
    WriteMode.OVERWRITE: "commit.overwrite",
    WriteMode.MERGE: "commit.merge",
    WriteMode.IDEMPOTENT: "commit.idempotent",
}
