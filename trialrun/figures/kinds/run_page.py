"""The kind `run-page`: what the page of a run shows, and the API beside it, as the run goes on."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from trialrun.diagram import WORDS, clock
from trialrun.engine import Endless, Event, State, Trace, WhatIfError
from trialrun.engine.trace.api_state import api_state_of_run, api_state_of_task
from trialrun.figures.figure import FigureMoment
from trialrun.figures.kind import FigureSpec, FigureStage, PlayedFigure
from trialrun.plural import counted
from trialrun.questions import Flaw, plainly, unfound
from trialrun.questions.spec import AnyRunSpec

MOMENTS_MAX, TASKS_MAX = 60, 12
_GOING = frozenset({"", State.BLOCKED, State.PENDING, State.RUNNING})


class RunPageSpec(FigureSpec):
    """What an author writes: the run whose page is shown."""

    kind: Literal["run-page"]
    run: AnyRunSpec


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


class _RunPage:
    """The kind."""

    name = "run-page"
    Spec: type[FigureSpec] = RunPageSpec

    def play(self, spec: RunPageSpec, stage: FigureStage) -> PlayedFigure:
        """Plays the run; a moment is each time at which something about it ends or begins anew."""
        slug = spec.run.scenario
        scenario = stage.scenarios.get(slug)
        if scenario is None:
            missing = unfound("scenario", slug, stage.scenarios, stage.broken_scenarios)
            return PlayedFigure((), (Flaw(("run",), *missing),))
        try:
            trace = scenario.play_text(spec.run.what_if)
        except WhatIfError as error:
            return PlayedFigure((), (Flaw(("run",), plainly(error, "run")),))
        except Endless:
            return PlayedFigure((), (Flaw(("run",), "this run has no end; name another"),))
        if len(trace.world.job.tasks) > TASKS_MAX:
            told = f"the job has {counted(len(trace.world.job.tasks), 'task')}"
            return PlayedFigure((), (Flaw(("run",), f"{told}; name one of {TASKS_MAX} at most"),))
        moments = tuple(_Page(trace).moments())
        if not 1 <= len(moments) <= MOMENTS_MAX:
            told = "nothing runs here" if not moments else "this run is too long to step through"
            return PlayedFigure((), (Flaw(("run",), f"{told}; name another"),))
        return PlayedFigure(moments)


KIND = _RunPage()


class _Page:
    """The page of the run that is going on, event by event."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._keys = tuple(task.key for task in trace.world.job.tasks)
        self._run = 0
        self._run_state = ""
        self._states: dict[str, str] = {}
        self._began: dict[str, int] = {}
        self._took: dict[str, int] = {}
        self._attempts: dict[str, int] = {}

    def moments(self) -> Iterator[FigureMoment]:
        """Yields what the page shows; what happens at one time is one moment, a start its own."""
        told: list[tuple[str, str]] = []
        at_ms = 0
        for event in self._trace.own_events("task", "run"):
            is_start = event.kind == "run" and event.after == State.RUNNING
            if told and (event.t_ms > at_ms or is_start):
                yield self._moment(told, at_ms)
                told = []
            at_ms = event.t_ms
            said = self._take(event)
            told += [said] if said else []
        if told:
            yield self._moment(told, at_ms)

    def _take(self, event: Event) -> tuple[str, str] | None:
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
        if state in _GOING:
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

    def _moment(self, happened: list[tuple[str, str]], t_ms: int) -> FigureMoment:
        says = f"{clock(t_ms)}: {', '.join(said for said, _ in happened)}."
        lit = {key for _, key in happened}
        tasks = tuple(self._line(key, lit) for key in self._keys)
        state = State(self._run_state)
        is_going = state in _GOING
        code = "" if is_going else api_state_of_run(state).code
        shown = RunPageShown(self._run, str(state), WORDS[state], code, clock(t_ms), tasks)
        told = "; ".join(f"{line.key}: {line.word}" for line in tasks) + "."
        return FigureMoment(says, f"Run {self._run}, {shown.word}. {told}", shown)

    def _line(self, key: str, lit: Collection[str]) -> TaskLine:
        state = self._states.get(key, "")
        known = State(state) if state else None
        is_going = state in _GOING
        code = "" if is_going or known is None else api_state_of_task(known).code
        took = clock(self._took[key]) if key in self._took else ""
        word = WORDS[known] if known else "Waiting"
        return TaskLine(key, state, word, self._attempts.get(key, 0), took, code, key in lit)
