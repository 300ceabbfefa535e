"""How the parents of a task stand: by letters for run_if, and disabled before the run begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trialrun.engine.job.state import State
from trialrun.engine.rules import OTHER_OUTCOME, is_disabled_by

if TYPE_CHECKING:
    from trialrun.engine.play.run import Run
    from trialrun.engine.play.unit import Unit


def edges_of(run: Run, index: int, parents: list[Unit]) -> str:
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


def disable_up_front(run: Run) -> None:
    """Ends what is disabled when the run is created, and what cannot run because of that."""
    units = run.units
    for index in run.graph.in_order():
        unit = units[index]
        if unit is None:
            continue
        ups = [up for at in run.graph.parents[index] if (up := units[at]) is not None]
        edges = "".join(["D" if up.state is State.DISABLED else "S" for up in ups])
        if unit.task.disabled:
            unit.move(State.DISABLED, "task.disabled", (run.run_q,))
        elif edges and is_disabled_by(unit.task.run_if, edges) and not unit.lacks_supplier():
            rule = f"run_if.{unit.task.run_if.lower()}.disabled"
            because = {up.last_q for up in ups if up.state is State.DISABLED}
            unit.move(State.DISABLED, rule, tuple(sorted(because)))
        else:
            continue
        unit.close()
