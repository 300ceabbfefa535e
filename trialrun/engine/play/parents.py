"""What the parents of a task decide: whether it runs, how it ends, what is disabled up front."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trialrun.engine.job.state import State
from trialrun.engine.rules import OTHER_OUTCOME, is_disabled_by

if TYPE_CHECKING:
    from trialrun.engine.play.run import Run
    from trialrun.engine.play.unit import Unit


def judge(unit: Unit) -> None:
    """Decides a task whose parents are all done: it begins, or ends as the rules say."""
    run = unit.run
    if unit.state is not State.BLOCKED or not run.is_active:
        return
    index = unit.index
    units, asked = run.units, run.graph.parents[index]
    parents = [up for at in asked if (up := units[at]) is not None]
    if not parents:
        unit.begin("task.parents_left_out" if asked else "task.root", (run.run_q,))
        return
    edges = _edges_of(run, index, parents)
    state, rule, because = run.simulation.rules.judge(unit.task.run_if, edges)
    if len(because) == 1:
        cause: tuple[int, ...] = (parents[because[0]].last_q,)
    else:
        cause = tuple(sorted({parents[at].last_q for at in because}))
    # A kept parent's event lies before the repair that let this task go on.
    if not cause or cause[-1] < run.run_q:
        cause = (*cause, max(run.run_q, unit.last_q))
    if state is State.DISABLED and unit.lacks_supplier():
        # Control flow that wants a value from what is disabled fails; it is not skipped.
        state, rule = None, "task.supplier_disabled"
    if state is None:
        unit.begin(rule, cause)
        return
    unit.move(state, rule, cause)
    unit.close()


def disable_up_front(run: Run) -> None:
    """Ends what is disabled when the run is created, and what cannot run because of that."""
    units = run.units
    disabled = run.simulation.rules.edges[State.DISABLED]
    for index in run.graph.in_order():
        unit = units[index]
        if unit is None:
            continue
        ups = [up for at in run.graph.parents[index] if (up := units[at]) is not None]
        edges = "".join([disabled if up.state is State.DISABLED else "S" for up in ups])
        if unit.task.disabled:
            unit.move(State.DISABLED, "task.disabled", (run.run_q,))
        elif edges and is_disabled_by(unit.task.run_if, edges) and not unit.lacks_supplier():
            rule = f"run_if.{unit.task.run_if.lower()}.disabled"
            because = {up.last_q for up in ups if up.state is State.DISABLED}
            unit.move(State.DISABLED, rule, tuple(sorted(because)))
        else:
            continue
        unit.close()


def _edges_of(run: Run, index: int, parents: list[Unit]) -> str:
    """Returns the letters of a task's parents, in the order of `depends_on` (see rules.run_if)."""
    edges = run.simulation.rules.edges
    outcomes = run.graph.outcomes[index]
    if outcomes is None:
        if len(parents) == 1:
            return edges[parents[0].state]
        return "".join([edges[parent.state] for parent in parents])
    asked = [
        outcome
        for at, outcome in zip(run.graph.parents[index], outcomes, strict=True)
        if run.units[at] is not None
    ]
    return "".join(
        [
            OTHER_OUTCOME
            if outcome and parent.state is State.SUCCESS and parent.outcome != outcome
            else edges[parent.state]
            for parent, outcome in zip(parents, asked, strict=True)
        ]
    )
