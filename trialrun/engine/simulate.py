"""The loop: plays a world and an operator's actions under rules, and returns the trace.

Pure: the same input gives the same trace, event for event. Time is an integer of milliseconds;
what falls on the same instant happens in the order in which it was decided.
"""

from collections.abc import Sequence
from heapq import heappop, heappush

from trialrun.engine.compute import Meter
from trialrun.engine.graph import graph_of
from trialrun.engine.rules import TRUTH, Rules
from trialrun.engine.run import Run
from trialrun.engine.state import State
from trialrun.engine.tables import Commit, Table
from trialrun.engine.trace import Event, Segment, TableEnd, TaskEnd, Trace
from trialrun.engine.world import Action, Do, World

ACTIONS_MAX = 50
EVENTS_MAX = 200_000

RUN_NOW = (Action(Do.RUN_NOW),)
"""The plainest operator: presses Run now once."""


class Endless(Exception):
    """The story would not end within EVENTS_MAX events (e.g. retries without limit)."""


def simulate(world: World, actions: Sequence[Action] = RUN_NOW, rules: Rules = TRUTH) -> Trace:
    """Plays the actions in their order and returns all that happens.

    Raises Endless when the story has no end, ValueError for more than ACTIONS_MAX actions.
    """
    if len(actions) > ACTIONS_MAX:
        raise ValueError(f"{len(actions)} actions; at most {ACTIONS_MAX} are played")
    story = Story(world, rules)
    for action in actions:
        story.advance(until_ms=action.at_ms)
        story.perform(action)
    story.advance(until_ms=None)
    return story.trace()


class Story:
    """A simulation in progress: clock, pending steps, events so far. One use, then trace()."""

    def __init__(self, world: World, rules: Rules) -> None:
        self.world = world
        self.rules = rules
        self.graph = graph_of(world.job)
        self.now_ms = 0
        self.events: list[Event] = []
        self.segments: list[Segment] = []
        self.runs: list[Run] = []
        self.tables = {
            write.table: Table(write.table)
            for task in world.job.tasks
            for write in world.script[task.key].writes
        }
        self.meter = Meter(world.rates)
        self.computes = {compute.key: compute for compute in world.job.computes}
        self.executions = [0] * len(world.job.tasks)
        self.fixed_q: dict[int, int] = {}
        self._heap: list[tuple[int, int, Run, int, int]] = []
        self._pushed = 0

    def advance(self, until_ms: int | None) -> None:
        """Plays what is pending: all of it, or only what comes before a moment."""
        heap = self._heap
        while heap and (until_ms is None or heap[0][0] < until_ms):
            self.now_ms, _, run, task, step = heappop(heap)
            run.play(task, step)
            if len(self.events) > EVENTS_MAX:
                raise Endless(f"more than {EVENTS_MAX} events: does a task retry without end?")
        if until_ms is not None:
            self.now_ms = max(self.now_ms, until_ms)

    def perform(self, action: Action) -> None:
        """Does what the operator does, now."""
        match action.do:
            case Do.RUN_NOW:
                self._run_now()
            case Do.REPAIR:
                self._repair()
            case Do.FIX:
                self._fix(action.task)

    @property
    def latest(self) -> tuple[int, ...]:
        """Returns the latest event as a cause: what the operator saw before acting."""
        return (len(self.events) - 1,) if self.events else ()

    def later(self, t_ms: int, run: Run, task: int, step: int) -> None:
        """Schedules a step of a run; steps of one instant keep the order of this call."""
        self._pushed += 1
        heappush(self._heap, (t_ms, self._pushed, run, task, step))

    def emit(
        self,
        kind: str,
        rule: str,
        *,
        segment: int = -1,
        task: int = -1,
        attempt: int = -1,
        before: str = "",
        after: str = "",
        cause: tuple[int, ...] = (),
        commit: Commit | None = None,
        compute: str = "",
    ) -> int:
        """Writes an event at the present moment and returns its `q`."""
        q = len(self.events)
        # Measured: tuple.__new__ makes a named tuple in two thirds of the time of its class.
        self.events.append(
            tuple.__new__(
                Event,
                (q, self.now_ms, kind, segment, task, attempt, before, after, cause, rule,
                 commit, compute),
            )
        )  # fmt: skip
        return q

    def trace(self) -> Trace:
        """Closes the story."""
        last = self.runs[-1] if self.runs else None
        keys = [task.key for task in self.world.job.tasks]
        return Trace(
            world=self.world,
            rules=self.rules.name,
            events=tuple(self.events),
            segments=tuple(self.segments),
            usages=tuple(self.meter.usages),
            tasks={
                key: TaskEnd(
                    last.states[index] if last else State.BLOCKED,
                    last.attempts[index] if last else 0,
                    max(self.executions[index] - 1, 0),
                    last.started_ms[index] if last else -1,
                    last.ended_ms[index] if last else -1,
                )
                for index, key in enumerate(keys)
            },
            tables={
                name: TableEnd(table.version, table.rows, table.dup)
                for name, table in sorted(self.tables.items())
            },
            result=last.result if last else State.SKIPPED,
            t_end_ms=self.now_ms,
        )

    def _run_now(self) -> None:
        if self.runs and self.runs[-1].is_active:
            # Docs: max_concurrent_runs is 1 unless set, and a run over it is skipped when the
            # queue is off. Queueing is a later room.
            self.emit("refused", "run_now.skipped_active", after=State.SKIPPED, cause=self.latest)
            return
        run = Run(self, number=len(self.runs) + 1)
        self.runs.append(run)
        run.start()

    def _repair(self) -> None:
        run = self.runs[-1] if self.runs else None
        if run is None:
            self.emit("refused", "repair.refused_no_run", cause=self.latest)
            return
        selection = () if run.is_active else self.rules.repair_selection(self.graph, run.states)
        refusal = self.rules.repair_refusal(self.world.job, run.is_active, bool(selection))
        if refusal is not None:
            self.emit("refused", refusal, segment=run.segment, cause=self.latest)
            return
        run.repair(selection)

    def _fix(self, key: str | None) -> None:
        """Mends what fails. Without a key: everything that the script lets fail."""
        found = [
            index
            for index, task in enumerate(self.world.job.tasks)
            if key in (None, task.key)
            and self.world.script[task.key].fails
            and index not in self.fixed_q
        ]
        for index in found:
            latest = self.runs[-1].last_q[index] if self.runs else -1
            cause = (latest,) if latest >= 0 else self.latest
            self.fixed_q[index] = self.emit("fix", "operator.fix", task=index, cause=cause)
        if not found:
            self.emit("refused", "operator.nothing_to_fix", cause=self.latest)

    def fixes_since(self, q: int) -> list[int]:
        """Returns the events after `q` that fixed a cause."""
        return [fix for fix in self.fixed_q.values() if fix > q]
