"""The kind `calendar`: when a job was to start, and which starts ran, waited or were skipped."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from trialrun.engine import Endless, State, Trace, WhatIfError
from trialrun.figures.figure import FigureMoment
from trialrun.figures.kind import FigureSpec, FigureStage, PlayedFigure
from trialrun.figures.starts import DAY_MS, DueStart, StartHappening, clock_told, starts_of
from trialrun.plural import counted
from trialrun.questions import Flaw, plainly, unfound
from trialrun.questions.spec import AnyRunSpec

STARTS_MAX = 24
"""So many starts are read at a glance, and fit on a page."""
TICKS = 4
WIDTH = 1000
"""The width of a bar's picture, in its own units."""
_ENDS = {"SUCCESS": "has succeeded", "CANCELED": "was canceled"}
FACTS = {"skipped": "max-concurrent-runs", "queued": "run-queue"}


class CalendarSpec(FigureSpec):
    """What an author writes: the run whose starts are shown."""

    kind: Literal["calendar"]
    run: AnyRunSpec


class StartShown(NamedTuple):
    """A start: `state` is to-come, queued, running, success, failed, canceled or skipped.

    The bars are (from, to) in units of the picture's WIDTH, None for none.
    """

    due: str
    by: str
    state: str
    says: str
    due_x: int
    waits: tuple[int, int] | None
    runs: tuple[int, int] | None
    is_new: bool


@dataclass(frozen=True, slots=True)
class CalendarShown:
    """A moment: the starts in their order, where it is now, and the hours along the bars."""

    now: str
    now_x: int
    ticks: tuple[tuple[int, str], ...]
    starts: tuple[StartShown, ...]


class _Calendar:
    """The kind."""

    name = "calendar"
    Spec: type[FigureSpec] = CalendarSpec

    def play(self, spec: CalendarSpec, stage: FigureStage) -> PlayedFigure:
        """Plays the run, and makes a moment of all that happens to a start."""
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
        starts, happened = starts_of(trace)
        if not 1 <= len(starts) <= STARTS_MAX:
            told = f"the job is to start {counted(len(starts), 'time')} in this run"
            return PlayedFigure((), (Flaw(("run",), f"{told}; name one with 1 to {STARTS_MAX}"),))
        scene = _Scene(trace, starts)
        return PlayedFigure(tuple(scene.moment(each) for each in happened))


KIND = _Calendar()


class _Scene:
    """One played run, as it stands at each of its moments."""

    def __init__(self, trace: Trace, starts: tuple[DueStart, ...]) -> None:
        self._starts = starts
        self._job = trace.world.job
        self._origin_ms = trace.world.starts_at
        self._from_ms = starts[0].due_ms
        ends = [time for s in starts for time in (s.due_ms, s.begun_ms, s.ended_ms) if time]
        self._span_ms = max(max(ends) - self._from_ms, 1)
        self._is_long = self._span_ms > DAY_MS

    def moment(self, happening: StartHappening) -> FigureMoment:
        """Returns the moment at which something happens to a start."""
        now = happening.t_ms
        shown = tuple(
            self._shown(number, start, now, happening) for number, start in enumerate(self._starts)
        )
        says = self._sentence(happening)
        told = "; ".join(f"{each.due}, {each.by}: {each.says}" for each in shown) + "."
        calendar = CalendarShown(self._clock(now), self._x(now), self._ticks(), shown)
        return FigureMoment(says, told, calendar, FACTS.get(happening.what, ""))

    def _sentence(self, happening: StartHappening) -> str:
        start = self._starts[happening.start]
        at, due = self._clock(happening.t_ms), self._clock(start.due_ms)
        if happening.what == "skipped":
            if self._job.max_concurrent_runs == 0:
                return f"{at}: the start is skipped, since no runs are allowed at all."
            active = counted(self._job.max_concurrent_runs, "run")
            return f"{at}: only {active} may be active. Queueing is off, so this start is skipped."
        if happening.what == "queued":
            return f"{at}: as many runs are active as may be. Queueing is on, so this start waits."
        if happening.what == "begun":
            late = "" if start.begun_ms == start.due_ms else f", due at {due},"
            return f"{at}: a run{late} begins, started by {start.by}."
        ends = {"SUCCESS": "has succeeded", "CANCELED": "was canceled"}.get(
            start.result, "has failed"
        )
        return f"{at}: the run that was due at {due} is over; it {ends}."

    def _shown(
        self, number: int, start: DueStart, now: int, happening: StartHappening
    ) -> StartShown:
        stood = start.at(now)
        is_new = number == happening.start
        if start.due_ms > now or (start.due_ms == now and number > happening.start):
            return StartShown(
                self._clock(start.due_ms), start.by, "to-come", "still to come",
                self._x(start.due_ms), None, None, False,
            )  # fmt: skip
        waits_to = stood.begun_ms if stood.begun_ms is not None else now
        waits = (start.due_ms, waits_to) if start.is_queued else None
        runs = None
        if stood.begun_ms is not None:
            runs = (stood.begun_ms, stood.ended_ms if stood.ended_ms is not None else now)
        state, says = self._state(stood)
        return StartShown(
            self._clock(start.due_ms), start.by, state, says, self._x(start.due_ms),
            self._bar(waits), self._bar(runs), is_new,
        )  # fmt: skip

    def _state(self, start: DueStart) -> tuple[str, str]:
        if start.is_skipped:
            return "skipped", "skipped"
        if start.begun_ms is None:
            return "queued", "waits in the queue"
        if start.ended_ms is None:
            return "running", f"runs since {self._clock(start.begun_ms)}"
        ran = f"ran from {self._clock(start.begun_ms)} to {self._clock(start.ended_ms)}"
        if start.result == State.SUCCESS:
            return "success", ran
        return ("canceled", f"{ran}, canceled") if start.result == State.CANCELED else (
            "failed", f"{ran}, failed"
        )  # fmt: skip

    def _bar(self, span: tuple[int, int] | None) -> tuple[int, int] | None:
        return (self._x(span[0]), self._x(span[1])) if span else None

    def _x(self, ms: int) -> int:
        return round((ms - self._from_ms) * WIDTH / self._span_ms)

    def _ticks(self) -> tuple[tuple[int, str], ...]:
        times = (self._from_ms + self._span_ms * at // TICKS for at in range(TICKS + 1))
        return tuple((self._x(ms), self._clock(ms)) for ms in times)

    def _clock(self, ms: int) -> str:
        return clock_told(self._origin_ms, ms, is_long=self._is_long)
