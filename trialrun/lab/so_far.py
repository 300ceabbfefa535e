"""What a story has come to after each of its events, as the facts that a claim asks for. Pure.

`Trace.final()` tells the end; this tells the way there, from the events alone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from trialrun.diagram.runs import runs_of_events
from trialrun.engine import Compared, Event, State, Trace
from trialrun.engine.job.state import UNFINISHED_STATES

FactsSoFar = dict[str, Any]

COUNTS = ("executions", "clusters", "notices", "again", "dup", "cents", "ms")
"""Those of the facts that are sums over the whole story."""
IS_OVER = frozenset(State) - UNFINISHED_STATES - {State.TERMINATED}
"""The states in which a task or a run has ended."""


def facts_so_far(trace: Trace) -> Iterator[FactsSoFar]:
    """Yields the facts before anything has happened, and after each event; the last is `final`.

    Only the last `cents` may be fewer: compute that stays on is paid for after the last event. They
    are the same object, changed in place: copy what is to be kept.
    """
    story = _Story(trace)
    yield story.facts
    for event in trace.events:
        story.goes_on(event)
        yield story.facts


class _Story:
    """The facts, and what is counted for them."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._runs = runs_of_events(trace)
        self._places = {run.run: place for place, run in enumerate(trace.runs)}
        self._tasks: dict[int, dict[str, FactsSoFar]] = defaultdict(self._blank)
        self._executions: dict[str, Counter[int]] = defaultdict(Counter)
        self._opened: dict[int, int] = {}
        self._busy_ms = 0
        self._shown = 0
        self.facts: FactsSoFar = {
            "run": str(State.BLOCKED if trace.runs else State.SKIPPED),
            "runs": [""] * len(trace.runs),
            "segments": [""] * len(trace.segments),
            "tasks": self._blank(),
            "tables": {n: {"version": 0, "rows": 0, "dup": 0} for n in trace.tables},
            **dict.fromkeys(COUNTS, 0),
        }

    def goes_on(self, event: Event) -> None:
        """Takes in one event more."""
        if event.q in self._runs:
            place = self._places[self._runs[event.q]]
            self.facts["runs"][place] = str(event.after or State.SKIPPED)
            if not self._shown:
                self.facts["run"] = self._waiting()
        if event.commit is not None:
            self._commits(event)
        elif event.kind == "run":
            self._turns(event)
        elif event.kind in ("task", "iteration"):
            self._works(event)
        self.facts["clusters"] += event.rule == "compute.starts"
        self.facts["notices"] += event.kind == "notice"
        since = sum(event.t_ms - t0_ms for t0_ms in self._opened.values())
        self.facts["ms"] = self._busy_ms + since
        self.facts["cents"] = self._trace.cents_at(event.t_ms)

    def _waiting(self) -> str:
        """Before any run has started: the state of the one that was made last, else skipped."""
        made = [state for state in self.facts["runs"] if state not in ("", State.SKIPPED)]
        return made[-1] if made else str(State.SKIPPED)

    def _commits(self, event: Event) -> None:
        commit, tables = event.commit, self.facts["tables"]
        assert commit is not None
        tables[commit.table] = {
            "version": commit.version,
            "rows": commit.table_rows,
            "dup": commit.table_dup,
        }
        self.facts["dup"] = sum(table["dup"] for table in tables.values())

    def _turns(self, event: Event) -> None:
        """A run, or a repair of one, begins or ends."""
        facts, trace = self.facts, self._trace
        if event.segment >= 0:
            facts["segments"][event.segment] = str(event.after)
        if event.segment < 0 or trace.job_of(event):
            return
        segment = trace.segments[event.segment]
        if event.after == State.RUNNING:
            self._opened[event.segment] = event.t_ms
        elif event.segment in self._opened:
            self._busy_ms += event.t_ms - self._opened.pop(event.segment)
        own = self._tasks[segment.run]
        if event.after == State.RUNNING:
            for index in segment.tasks:
                own[trace.keys[index]] |= {"state": str(State.BLOCKED), "outcome": ""}
            self._shown = segment.run
        if segment.run == self._shown:
            facts["run"], facts["tasks"] = str(event.after), own
            self._count_again()

    def _works(self, event: Event) -> None:
        """A task or an iteration goes into another state."""
        trace = self._trace
        begins = event.after == State.RUNNING
        segment = trace.segments[event.segment]
        task = segment.settings.tasks[event.task]
        worker = task.for_each.task if task.for_each else task
        # A for-each works in its iterations; an if/else, and what starts another job, does not.
        has_work = (event.kind == "iteration") == (task.for_each is not None)
        has_work = has_work and not worker.condition and not worker.run_job
        self.facts["executions"] += begins and has_work
        if segment.job:
            return
        end = self._tasks[segment.run][trace.keys[event.task]]
        if event.kind == "iteration":
            states = end["iterations"]
            states += [str(State.BLOCKED)] * (event.iteration + 1 - len(states))
            states[event.iteration] = str(event.after)
        else:
            end |= {"state": str(event.after), "attempts": event.attempt + 1}
            if begins or isinstance(event.data, Compared):
                end["started_ms"] = event.t_ms
            if event.after in IS_OVER:
                end["ended_ms"] = event.t_ms
            if isinstance(event.data, Compared):
                end["outcome"] = event.data.outcome
        if begins and has_work:
            self._executions[trace.keys[event.task]][event.iteration] += 1
            self._count_again()

    def _count_again(self) -> None:
        """Of all runs together it is counted how often a task was executed more than once."""
        for key, end in self.facts["tasks"].items():
            counted = self._executions[key]
            end["again"] = counted.total() - len(counted)
        self.facts["again"] = sum(end["again"] for end in self.facts["tasks"].values())

    def _blank(self) -> dict[str, FactsSoFar]:
        return {
            key: {
                "state": str(State.BLOCKED), "attempts": 0, "again": 0,
                "started_ms": -1, "ended_ms": -1, "outcome": "", "iterations": [],
            }
            for key in self._trace.keys
        }  # fmt: skip
