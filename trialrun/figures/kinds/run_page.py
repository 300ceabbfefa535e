"""The kind `run-page`: what the page of a run shows, and the API beside it, as the run goes on."""

from collections.abc import Iterator
from typing import Literal

from trialrun.diagram import clock
from trialrun.engine import Endless, State, Trace, WhatIfError
from trialrun.figures.figure import FigureMoment
from trialrun.figures.kind import FigureSpec, FigureStage, PlayedFigure
from trialrun.figures.run_page import RunPage
from trialrun.plural import counted
from trialrun.questions import Flaw, plainly, unfound
from trialrun.questions.spec import AnyRunSpec

MOMENTS_MAX, TASKS_MAX = 60, 12


class RunPageSpec(FigureSpec):
    """What an author writes: the run whose page is shown."""

    kind: Literal["run-page"]
    run: AnyRunSpec


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
        moments = tuple(_moments(trace))
        if not 1 <= len(moments) <= MOMENTS_MAX:
            told = "nothing runs here" if not moments else "this run is too long to step through"
            return PlayedFigure((), (Flaw(("run",), f"{told}; name another"),))
        return PlayedFigure(moments)


KIND = _RunPage()


def _moments(trace: Trace) -> Iterator[FigureMoment]:
    """Yields what the page shows; what happens at one time is one moment, a start its own."""
    page = RunPage(trace)
    told: list[tuple[str, str]] = []
    at_ms = 0
    for event in trace.own_events("task", "run"):
        is_start = event.kind == "run" and event.after == State.RUNNING
        if told and (event.t_ms > at_ms or is_start):
            yield _moment(page, told, at_ms)
            told = []
        at_ms = event.t_ms
        said = page.take(event)
        told += [said] if said else []
    if told:
        yield _moment(page, told, at_ms)


def _moment(page: RunPage, happened: list[tuple[str, str]], t_ms: int) -> FigureMoment:
    says = f"{clock(t_ms)}: {', '.join(said for said, _ in happened)}."
    shown = page.shown(t_ms, {key for _, key in happened})
    told = "; ".join(f"{line.key}: {line.word}" for line in shown.tasks) + "."
    return FigureMoment(says, f"Run {shown.run}, {shown.word}. {told}", shown)
