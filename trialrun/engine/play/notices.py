"""Notifications and duration warnings: who would be told of what, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trialrun.engine.job.job import SILENT
from trialrun.engine.job.state import State
from trialrun.engine.rules import JOB, TASK

if TYPE_CHECKING:
    from trialrun.engine.play.run import Run
    from trialrun.engine.play.unit import Unit


def task_started(unit: Unit) -> None:
    """Sends a task's on_start; puts its duration warning on the clock, for each attempt."""
    simulation, who = unit.simulation, unit.task.notifications
    if not (who.alert_on_last_attempt and unit.attempts_here > 1):
        simulation.notify(TASK, "on_start", who, unit.run.segment, unit.index, unit.last_q)
    if who.warns_after_ms is not None:
        simulation.at_last(
            simulation.now_ms + who.warns_after_ms, unit, lambda _: _task_is_late(unit)
        )


def attempt_failed(unit: Unit, state: State) -> None:
    """Sends what a failed attempt that is followed by another one sends, if anything."""
    job = unit.run.settings.notifications
    if unit.task.notifications is SILENT and job is SILENT:
        return
    for level, who in ((TASK, unit.task.notifications), (JOB, job)):
        notice = unit.simulation.rules.alert(level, who, state, True)
        if notice:
            unit.simulation.notify(level, notice, who, unit.run.segment, unit.index, unit.last_q)


def task_ended(unit: Unit) -> None:
    """Sends what the end of a task sends. One that never ran sends nothing: our assumption.

    Facts: notice-never-ran.
    """
    who = unit.task.notifications
    notice = unit.simulation.rules.alert(TASK, who, unit.state, False)
    if notice:
        unit.simulation.notify(TASK, notice, who, unit.run.segment, unit.index, unit.last_q)


def run_started(run: Run) -> None:
    """Sends the job's on_start; puts its duration warning on the clock."""
    simulation, who = run.simulation, run.settings.notifications
    simulation.notify(JOB, "on_start", who, run.segment, -1, run.run_q)
    if who.warns_after_ms is not None:
        simulation.at_last(simulation.now_ms + who.warns_after_ms, run, lambda _: _run_is_late(run))


def run_ended(run: Run) -> None:
    """Sends what the end of a run or repair sends."""
    who = run.settings.notifications
    notice = run.simulation.rules.alert(JOB, who, run.result, False)
    if notice:
        run.simulation.notify(JOB, notice, who, run.segment, -1, run.run_q)


def _task_is_late(unit: Unit) -> None:
    simulation, who = unit.simulation, unit.task.notifications
    segment, task = unit.run.segment, unit.index
    q = simulation.emit(
        "warning", "health.duration", segment=segment, task=task, cause=(unit.last_q,)
    )
    simulation.notify(TASK, "on_duration_warning", who, segment, task, q)


def _run_is_late(run: Run) -> None:
    simulation, who = run.simulation, run.settings.notifications
    q = simulation.emit("warning", "health.duration", segment=run.segment, cause=(run.opened_q,))
    simulation.notify(JOB, "on_duration_warning", who, run.segment, -1, q)
    if simulation.rules.warning_stops():
        run.stop(State.CANCELED, "belief.warning_stops", (q,))
