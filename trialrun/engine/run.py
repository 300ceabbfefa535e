"""One run of a job and its repairs: which task does what next. Decisions are the rules'."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trialrun.engine.job import ComputeKind
from trialrun.engine.rules import Rerun
from trialrun.engine.state import State
from trialrun.engine.trace import Segment
from trialrun.engine.world import Failure, TaskScript

if TYPE_CHECKING:
    from trialrun.engine.simulate import Story

JUDGE, START, END = -1, -2, -3
"""Steps of a task on the clock; a step of 0 or more is the write of that index."""


class Run:
    """The state of one run. Lists are by task index; `last_q` is each task's latest event."""

    def __init__(self, story: Story, number: int) -> None:
        count = len(story.world.job.tasks)
        self.story = story
        self.number = number
        self.segment = -1
        self.result = State.RUNNING
        self.is_active = False
        self.states = [State.BLOCKED] * count
        self.attempts = [0] * count
        self.last_q = [-1] * count
        self.started_ms = [-1] * count
        self.ended_ms = [-1] * count
        self.run_q = -1
        self.opened_q = -1
        self._waits_for = [0] * count
        self._attempts_in_segment = [0] * count
        self._failure: list[Failure | None] = [None] * count
        self._open_tasks = 0

    def start(self) -> None:
        """Begins the run with all its tasks."""
        everything = range(len(self.states))
        self._open_segment(
            "run", "run_now.new_run", of=-1, tasks=tuple(everything), cause=self.story.latest
        )
        self._release_roots(everything)

    def repair(self, selection: tuple[Rerun, ...]) -> None:
        """Begins a repair: the selected tasks run again inside this run, the others stay."""
        tasks = tuple(rerun.task for rerun in selection)
        of = self.segment
        cause = tuple(sorted({self.run_q, *self.story.fixes_since(self.opened_q)}))
        self._open_segment("repair", "repair.same_run", of=of, tasks=tasks, cause=cause)
        for task, rule in selection:
            self._move(task, State.BLOCKED, rule, cause=(self.run_q, self.last_q[task]))
        self._release_roots(tasks)

    def play(self, task: int, step: int) -> None:
        """Plays one step of a task at the story's present moment."""
        if step >= 0:
            self._commit(task, step)
        elif step == END:
            self._end_attempt(task)
        elif step == START:
            self._start_attempt(task)
        else:
            self._judge(task)

    def _open_segment(
        self, kind: str, rule: str, *, of: int, tasks: tuple[int, ...], cause: tuple[int, ...]
    ) -> None:
        story = self.story
        self.segment = len(story.segments)
        before = "" if of < 0 else str(self.result)
        self.result = State.RUNNING
        self.is_active = True
        self.run_q = story.emit(
            "run",
            rule,
            segment=self.segment,
            before=before,
            after=State.RUNNING,
            cause=cause,
        )
        self.opened_q = self.run_q
        story.segments.append(
            Segment(self.segment, kind, self.number, of, story.now_ms, -1, tasks, State.RUNNING)
        )
        self._open_tasks = len(tasks)
        for task in tasks:
            self._attempts_in_segment[task] = 0

    def _release_roots(self, tasks: range | tuple[int, ...]) -> None:
        selected = frozenset(tasks)
        parents = self.story.graph.parents
        for task in tasks:
            waits_for = sum(parent in selected for parent in parents[task])
            self._waits_for[task] = waits_for
            if not waits_for:
                self.story.later(self.story.now_ms, self, task, JUDGE)

    def _judge(self, task: int) -> None:
        story = self.story
        parents = story.graph.parents[task]
        state, rule, because = story.rules.judge(
            story.world.job.tasks[task], [self.states[parent] for parent in parents]
        )
        cause = tuple(sorted(self.last_q[parents[at]] for at in because))
        # A kept parent's event lies before the repair that let this task go on.
        if not cause or cause[-1] < self.run_q:
            cause = (*cause, max(self.run_q, self.last_q[task]))
        if state is not None:
            self._move(task, state, rule, cause=cause)
            self._close(task)
            return
        self._request_compute(task, rule, cause)

    def _request_compute(self, task: int, rule: str, cause: tuple[int, ...]) -> None:
        story = self.story
        compute = story.computes[story.world.job.tasks[task].compute]
        seat = story.meter.seat(self.segment, compute, story.now_ms)
        if seat.ready_ms == story.now_ms:
            self._start_attempt(task, rule, cause)
            return
        q = self._move(task, State.PENDING, rule, cause=cause)
        if seat.is_new:
            story.emit(
                "compute",
                "compute.starts",
                segment=self.segment,
                task=task,
                after=State.PENDING,
                cause=(q,),
                compute=compute.key,
            )
        story.later(seat.ready_ms, self, task, START)

    def _start_attempt(
        self, task: int, rule: str = "compute.ready", cause: tuple[int, ...] | None = None
    ) -> None:
        story = self.story
        now_ms = story.now_ms
        if cause is None:
            cause = (self.last_q[task],)
            if self.states[task] is State.WAITING_FOR_RETRY:
                rule = "retry.starts"
        self.attempts[task] += 1
        self._attempts_in_segment[task] += 1
        self.started_ms[task] = now_ms
        self._move(task, State.RUNNING, rule, cause=cause)

        script = story.world.script[story.world.job.tasks[task].key]
        failure = self._failure_of_this_execution(task, script)
        self._failure[task] = failure
        story.executions[task] += 1
        writes = len(script.writes)
        committed = writes if failure is None else min(failure.after_write, writes)
        # n writes cut the task into n + 1 equal parts; an error falls in the middle of its part.
        parts = writes + 1
        for index in range(committed):
            story.later(now_ms + script.takes_ms * (index + 1) // parts, self, task, index)
        end_ms = script.takes_ms
        if failure is not None:
            end_ms = script.takes_ms * (2 * committed + 1) // (2 * parts)
        story.later(now_ms + end_ms, self, task, END)

    def _failure_of_this_execution(self, task: int, script: TaskScript) -> Failure | None:
        if script.fails is None or task in self.story.fixed_q:
            return None
        return script.fails if script.fails.strikes(self.story.executions[task]) else None

    def _commit(self, task: int, index: int) -> None:
        story = self.story
        write = story.world.script[story.world.job.tasks[task].key].writes[index]
        commit = story.tables[write.table].commit(self.number, (task, index), write)
        rule = f"commit.{write.mode}" if not commit.dup else "commit.append_again"
        self.last_q[task] = story.emit(
            "commit",
            rule,
            segment=self.segment,
            task=task,
            attempt=self.attempts[task] - 1,
            cause=(self.last_q[task],),
            commit=commit,
        )

    def _end_attempt(self, task: int) -> None:
        story = self.story
        spec = story.world.job.tasks[task]
        failure, self._failure[task] = self._failure[task], None
        story.meter.used_by_task(
            self.segment,
            story.computes[spec.compute],
            task,
            from_ms=self.started_ms[task],
            to_ms=story.now_ms,
        )
        if failure is None:
            self._move(task, State.SUCCESS, "attempt.succeeded", cause=(self.last_q[task],))
            self._close(task)
            return
        self.last_q[task] = story.emit(
            "attempt",
            _failure_rule(failure, story.world.script[spec.key]),
            segment=self.segment,
            task=task,
            attempt=self.attempts[task] - 1,
            before=State.RUNNING,
            after=State.FAILED,
            cause=(self.last_q[task],),
        )
        start_ms, rule = story.rules.retry(
            spec, self._attempts_in_segment[task], self.started_ms[task], story.now_ms
        )
        if rule == "retry.none" and story.computes[spec.compute].kind is ComputeKind.SERVERLESS:
            # Serverless may retry unasked; this engine plays it with auto-optimization off.
            rule = "retry.none_serverless"
        if start_ms is None:
            self._move(task, State.FAILED, rule, cause=(self.last_q[task],))
            self._close(task)
            return
        self._move(task, State.WAITING_FOR_RETRY, rule, cause=(self.last_q[task],))
        story.later(start_ms, self, task, START)

    def _close(self, task: int) -> None:
        story = self.story
        self.ended_ms[task] = story.now_ms
        for child in story.graph.children[task]:
            if self._waits_for[child]:
                self._waits_for[child] -= 1
                if not self._waits_for[child]:
                    story.later(story.now_ms, self, child, JUDGE)
        self._open_tasks -= 1
        if not self._open_tasks:
            self._end()

    def _end(self) -> None:
        story = self.story
        state, rule, because = story.rules.run_result(story.graph, self.states)
        cause = tuple(sorted(self.last_q[task] for task in because))
        self.result = state
        self.is_active = False
        self.run_q = story.emit(
            "run", rule, segment=self.segment, before=State.RUNNING, after=state, cause=cause
        )
        for compute in story.meter.release(self.segment, story.now_ms):
            story.emit(
                "compute",
                f"compute.{compute.kind}.ends",
                segment=self.segment,
                before=State.RUNNING,
                after=State.TERMINATED,
                cause=(self.run_q,),
                compute=compute.key,
            )
        open_segment = story.segments[self.segment]
        story.segments[self.segment] = open_segment._replace(t1_ms=story.now_ms, result=state)
        if story.rules.undoes_commits(state):
            self._undo()

    def _undo(self) -> None:
        for name in sorted(self.story.tables):
            commit = self.story.tables[name].forget_run(self.number)
            if commit is not None:
                self.story.emit(
                    "undo",
                    "belief.rolls_back",
                    segment=self.segment,
                    cause=(self.run_q,),
                    commit=commit,
                )

    def _move(self, task: int, state: State, rule: str, *, cause: tuple[int, ...]) -> int:
        before = self.states[task]
        self.states[task] = state
        attempt = self.attempts[task] - 1
        q = self.story.emit(
            "task",
            rule,
            segment=self.segment,
            task=task,
            attempt=attempt,
            before=before,
            after=state,
            cause=cause,
        )
        self.last_q[task] = q
        return q


def _failure_rule(failure: Failure, script: TaskScript) -> str:
    if not script.writes:
        return "attempt.failed"
    if failure.after_write <= 0:
        return "attempt.failed_before_writes"
    if failure.after_write < len(script.writes):
        return "attempt.failed_between_writes"
    return "attempt.failed_after_writes"
