"""What the operator does, one action at a time. A refusal is an event, never an error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trialrun.engine.job.job import Job
from trialrun.engine.job.state import State
from trialrun.engine.job.world import Action, Do
from trialrun.engine.play.origins import given_by
from trialrun.engine.play.parameters import resolve_params
from trialrun.engine.play.run import Run
from trialrun.engine.rules import Repair, RunToRepair
from trialrun.engine.trace.origin import Giver
from trialrun.engine.trace.trace import Cause, Fixed

if TYPE_CHECKING:
    from trialrun.engine.play.simulation import Simulation


def perform(simulation: Simulation, action: Action) -> None:
    """Does what the operator does, now."""
    match action.do:
        case Do.RUN_NOW:
            simulation.main.new_run(
                Cause("ONE_TIME", ""),
                simulation.latest,
                only=action.tasks,
                params=action.params,
                token=action.token,
                occasion=action.occasion,
            )
        case Do.REPAIR:
            _repair(simulation, action)
        case Do.CANCEL:
            _cancel(simulation, action)
        case Do.EDIT:
            _edit(simulation, action)
        case Do.FIX:
            _fix(simulation, action.task)
        case Do.RESTORE:
            _restore(simulation, action)
        case Do.WAIT:
            pass


def _run(simulation: Simulation, number: int | None) -> Run | None:
    runs = simulation.main.runs
    if number is None:
        return simulation.main.latest
    return next((run for run in runs if run.number == number), None)


def _repair(simulation: Simulation, action: Action) -> None:
    run, job_runs, rules = _run(simulation, action.run), simulation.main, simulation.rules
    if run is None:
        simulation.refuse("repair.refused_no_run", simulation.latest)
        return
    settings = rules.repair_settings(run.settings, job_runs.settings)
    found = RunToRepair(
        settings.graph,
        job_runs.index_of,
        run.states,
        frozenset(index for index, unit in enumerate(run.units) if unit is not None),
        run.is_active or run.result is State.QUEUED,
        not run.units,
        run.repairs or None,
    )
    asked = Repair(action.tasks, action.all_failed, action.dependents, action.latest_repair_id)
    refusal = rules.repair_refusal(found, asked)
    if refusal is not None:
        simulation.refuse(refusal, simulation.latest, run.segment)
        return
    since = [q for q in simulation.mended if q > run.opened_q]
    job_runs.active.append(run)
    cause = tuple(sorted({run.run_q, *since}))
    # The dialog fills in what the run had; the API starts from the job's defaults.
    kept = dict(run.params if asked.is_from_ui else settings.parameters)
    before, run.params = run.params, tuple((kept | dict(action.params)).items())
    given = run.given if asked.is_from_ui else None
    run.given = given_by(Giver.REPAIR, action.params, settings.parameters, given)
    if not asked.is_from_ui:
        resolve_params(run)
    rule = _repair_rule(run, before, action, asked, settings)
    run.repair(rules.repair_selection(found, asked), settings, rule, cause)


def _repair_rule(
    run: Run, before: tuple[tuple[str, str], ...], action: Action, asked: Repair, settings: Job
) -> str:
    """Says whether a repair has values that it was not given, and that the other way has not.

    Facts: repair-parameters-api, repair-parameters-kept.
    """
    passed = dict(action.params)
    left = {name: value for name, value in run.params if name not in passed}
    if not asked.is_from_ui:
        is_other = any(value != dict(before).get(name) for name, value in left.items())
        return "repair.same_run_defaults" if is_other else "repair.same_run"
    defaults = dict(settings.parameters)
    is_kept = any(
        run.given[name].source is not Giver.JOB_DEFAULT and value != defaults.get(name)
        for name, value in left.items()
    )
    return "repair.same_run_kept" if is_kept else "repair.same_run"


def _cancel(simulation: Simulation, action: Action) -> None:
    run = _run(simulation, action.run)
    q = simulation.latest
    if run is None or not (run.is_active or run.result is State.QUEUED):
        simulation.refuse("cancel.refused_not_active", q)
        return
    if action.task is None:
        run.stop(State.CANCELED, "cancel.run", q)
        return
    unit = run.unit_of(action.task) if run.is_active else None
    if unit is None or unit.state not in (
        State.PENDING, State.RUNNING, State.WAITING_FOR_RETRY
    ):  # fmt: skip
        simulation.refuse("cancel.refused_task_not_running", q, run.segment)
        return
    unit.cancel("cancel.task", tuple(sorted({*q, unit.last_q})))


def _edit(simulation: Simulation, action: Action) -> None:
    settings = simulation.world.edits.get(action.name)
    if settings is None:
        simulation.refuse("edit.refused_unknown", simulation.latest)
        return
    simulation.mended.append(simulation.emit("edit", "operator.edit", cause=simulation.latest))
    simulation.main.edit(settings)
    simulation.triggers.arm()


def _fix(simulation: Simulation, key: str | None) -> None:
    """Mends what fails. Without a key: everything that the scripts let fail."""
    run = simulation.main.latest
    is_found = False
    for work, index in simulation.works():
        if key not in (None, work.key) or work.script.fails is None or work.fixed_q >= 0:
            continue
        is_found = True
        unit = run.units[index] if run and run.units and index >= 0 else None
        cause = (unit.last_q,) if unit is not None and unit.last_q >= 0 else simulation.latest
        data = Fixed(work.key)
        work.fixed_q = simulation.emit("fix", "operator.fix", task=index, cause=cause, data=data)
        simulation.mended.append(work.fixed_q)
    if not is_found:
        simulation.refuse("operator.nothing_to_fix", simulation.latest)


def _restore(simulation: Simulation, action: Action) -> None:
    table = simulation.tables.get(action.name)
    commit = table.restore(action.version) if table is not None else None
    if commit is None:
        is_newest = table is not None and table.version == action.version
        rule = "restore.refused_newest" if is_newest else "restore.refused_unknown"
        simulation.refuse(rule, simulation.latest)
        return
    simulation.emit("commit", "commit.restore", cause=simulation.latest, data=commit)
