"""What the operator does, one action at a time. A refusal is an event, never an error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trialrun.engine.job.state import State
from trialrun.engine.job.world import Action, Do
from trialrun.engine.play.run import Run
from trialrun.engine.rules import Repair, RunToRepair
from trialrun.engine.trace.trace import Cause, Fixed

if TYPE_CHECKING:
    from trialrun.engine.play.story import Story


def perform(story: Story, action: Action) -> None:
    """Does what the operator does, now."""
    match action.do:
        case Do.RUN_NOW:
            story.main.new_run(
                Cause("ONE_TIME", ""),
                story.latest,
                only=action.tasks,
                params=action.params,
                token=action.token,
            )
        case Do.REPAIR:
            _repair(story, action)
        case Do.CANCEL:
            _cancel(story, action)
        case Do.EDIT:
            _edit(story, action)
        case Do.FIX:
            _fix(story, action.task)
        case Do.RESTORE:
            _restore(story, action)
        case Do.WAIT:
            pass


def _run(story: Story, number: int | None) -> Run | None:
    runs = story.main.runs
    if number is None:
        return story.main.latest
    return next((run for run in runs if run.number == number), None)


def _repair(story: Story, action: Action) -> None:
    run, desk, rules = _run(story, action.run), story.main, story.rules
    if run is None:
        story.refuse("repair.refused_no_run", story.latest)
        return
    settings = rules.repair_settings(run.settings, desk.settings)
    found = RunToRepair(
        settings.graph,
        desk.index_of,
        run.states,
        frozenset(index for index, unit in enumerate(run.units) if unit is not None),
        run.is_active or run.result is State.QUEUED,
        not run.units,
        run.repairs or None,
    )
    asked = Repair(action.tasks, action.all_failed, action.dependents, action.latest_repair_id)
    refusal = rules.repair_refusal(found, asked)
    if refusal is not None:
        story.refuse(refusal, story.latest, run.segment)
        return
    since = [q for q in story.mended if q > run.opened_q]
    desk.active.append(run)
    if action.params:
        run.params = tuple((dict(run.params) | dict(action.params)).items())
    cause = tuple(sorted({run.run_q, *since}))
    run.repair(rules.repair_selection(found, asked), settings, cause)


def _cancel(story: Story, action: Action) -> None:
    run = _run(story, action.run)
    q = story.latest
    if run is None or not (run.is_active or run.result is State.QUEUED):
        story.refuse("cancel.refused_not_active", q)
        return
    if action.task is None:
        run.stop(State.CANCELED, "cancel.run", q)
        return
    unit = run.unit_of(action.task) if run.is_active else None
    if unit is None or unit.state not in (
        State.PENDING, State.RUNNING, State.WAITING_FOR_RETRY
    ):  # fmt: skip
        story.refuse("cancel.refused_task_not_running", q, run.segment)
        return
    unit.cancel("cancel.task", tuple(sorted({*q, unit.last_q})))


def _edit(story: Story, action: Action) -> None:
    settings = story.world.edits.get(action.name)
    if settings is None:
        story.refuse("edit.refused_unknown", story.latest)
        return
    story.mended.append(story.emit("edit", "operator.edit", cause=story.latest))
    story.main.edit(settings)
    story.triggers.arm()


def _fix(story: Story, key: str | None) -> None:
    """Mends what fails. Without a key: everything that the scripts let fail."""
    run = story.main.latest
    is_found = False
    for work, index in story.works():
        if key not in (None, work.key) or work.script.fails is None or work.fixed_q >= 0:
            continue
        is_found = True
        unit = run.units[index] if run and run.units and index >= 0 else None
        cause = (unit.last_q,) if unit is not None and unit.last_q >= 0 else story.latest
        data = Fixed(work.key)
        work.fixed_q = story.emit("fix", "operator.fix", task=index, cause=cause, data=data)
        story.mended.append(work.fixed_q)
    if not is_found:
        story.refuse("operator.nothing_to_fix", story.latest)


def _restore(story: Story, action: Action) -> None:
    table = story.tables.get(action.name)
    commit = table.restore(action.version) if table is not None else None
    if commit is None:
        story.refuse("restore.refused_unknown", story.latest)
        return
    story.emit("commit", "commit.restore", cause=story.latest, data=commit)
