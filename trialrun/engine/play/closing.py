"""The end of a simulation as its trace tells it: how each task, table and run ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trialrun.engine.job.state import State
from trialrun.engine.play.job_runs import JobRuns
from trialrun.engine.play.run import Run
from trialrun.engine.trace.trace import RunEnd, TableEnd, TaskEnd, Trace

if TYPE_CHECKING:
    from trialrun.engine.play.simulation import Simulation


def trace_of(simulation: Simulation, t_end_ms: int) -> Trace:
    """Returns all that happened in a simulation that is over."""
    main = simulation.main
    run = _run_shown(simulation)
    return Trace(
        world=simulation.world,
        rules=simulation.rules.name,
        rows=simulation.rows,
        segments=tuple(simulation.segments),
        usages=tuple(simulation.meter.usages),
        executions=simulation.executions,
        tasks={work.key: _task_end(main, index, run) for index, work in enumerate(main.works)},
        tables={
            name: TableEnd(table.version, table.rows, table.dup)
            for name, table in sorted(simulation.tables.items())
        },
        runs=_run_ends(main),
        result=run.result if run else State.SKIPPED,
        t_end_ms=t_end_ms,
    )


def _run_shown(simulation: Simulation) -> Run | None:
    """Returns the run that started, or was repaired, last; else the one that was created last.

    A later run that is queued, or was canceled in the queue, has nothing to show.
    """
    numbers = [segment.run for segment in simulation.segments if not segment.job]
    runs = simulation.main.runs
    return next((run for run in runs if [run.number] == numbers[-1:]), simulation.main.latest)


def _task_end(job_runs: JobRuns, index: int, run: Run | None) -> TaskEnd:
    work = job_runs.nested.get(index, job_runs.works[index])
    again = sum(work.executions.values()) - len(work.executions)
    unit = run.units[index] if run and run.units else None
    if unit is None:
        return TaskEnd(State.BLOCKED, 0, again, -1, -1)
    iterations = tuple([inner.state for inner in unit.iterations]) if unit.iterations else ()
    return tuple.__new__(
        TaskEnd,
        (unit.state, unit.attempts, again, unit.started_ms, unit.ended_ms, unit.outcome,
         iterations),
    )  # fmt: skip


def _run_ends(job_runs: JobRuns) -> tuple[RunEnd, ...]:
    ends = [
        RunEnd(r.number, r.result, r.created_ms, r.t0_ms, r.t1_ms, r.occasion)
        for r in job_runs.runs
    ]
    return tuple(sorted([*ends, *job_runs.skipped]))
