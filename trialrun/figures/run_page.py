"""The page of a run, event by event: what it shows of each task, and the API's codes beside it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from trialrun.diagram import WORDS, clock
from trialrun.engine import Event, State, Trace
from trialrun.engine.trace.api_state import api_state_of_run, api_state_of_task

GOING = frozenset({"", State.BLOCKED, State.PENDING, State.RUNNING})
"""States of what has not come to an end, or to a wait for its next attempt."""


class TaskLine(NamedTuple):
    """A task as the page has it; `code` is how the API ends it, "" while it goes on."""

    key: str
    state: str
    word: str
    attempts: int
    took: str
    code: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class RunPageShown:
    """A moment of a run’s page: its head, and its tasks in their order."""

    run: int
    state: str
    word: str
    code: str
    now: str
    tasks: tuple[TaskLine, ...]


class RunPage:
    """The page of the run that is going on. It grows with the events that it takes in."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._keys = tuple(task.key for task in trace.world.job.tasks)
        self._run = 0
        self._run_state = ""
        self._states: dict[str, str] = {}
        self._began: dict[str, int] = {}
        self._took: dict[str, int] = {}
        self._attempts: dict[str, int] = {}

    def take(self, event: Event) -> tuple[str, str] | None:
        """Takes an event in; returns what to say of it and whom it is about, None for nothing."""
        if event.segment < 0:
            return None
        if event.kind == "run":
            return self._take_run(event)
        key, state = self._trace.task_key(event), str(event.after)
        self._states[key] = state
        if state == State.RUNNING:
            self._began[key] = event.t_ms
            self._attempts[key] = self._attempts.get(key, 0) + 1
        if state in GOING:
            return None
        if key in self._began:
            self._took[key] = event.t_ms - self._began.pop(key)
        return f"`{key}` ends as {WORDS[State(state)]}", key

    def _take_run(self, event: Event) -> tuple[str, str] | None:
        state = str(event.after)
        if state == State.RUNNING:
            is_repair = self._trace.segments[event.segment].kind == "repair"
            if not is_repair:
                self._run = self._trace.segments[event.segment].run
                self._states, self._took, self._attempts = {}, {}, {}
            self._run_state = state
            return (f"run {self._run} is {'repaired' if is_repair else 'started'}"), ""
        self._run_state = state
        return f"the run ends as {WORDS[State(state)]}", ""

    def shown(self, t_ms: int, lit: Collection[str] = ()) -> RunPageShown:
        """Returns what the page shows at a moment; `lit` are the tasks that just moved."""
        state = State(self._run_state)
        is_going = state in GOING
        code = "" if is_going else api_state_of_run(state).code
        tasks = tuple(self._line(key, lit) for key in self._keys)
        return RunPageShown(self._run, str(state), WORDS[state], code, clock(t_ms), tasks)

    def _line(self, key: str, lit: Collection[str]) -> TaskLine:
        state = self._states.get(key, "")
        known = State(state) if state else None
        is_going = state in GOING
        code = "" if is_going or known is None else api_state_of_task(known).code
        took = clock(self._took[key]) if key in self._took else ""
        word = WORDS[known] if known else "Waiting"
        return TaskLine(key, state, word, self._attempts.get(key, 0), took, code, key in lit)
