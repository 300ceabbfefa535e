"""The door: plays a world and an operator's actions under rules, and returns the trace.

Pure: the same input gives the same trace, event for event. Time is an integer of milliseconds;
what falls on the same instant happens in the order in which it was decided.
"""

from collections.abc import Sequence

from trialrun.engine.job.job import NESTING_MAX, Task
from trialrun.engine.job.world import Action, Do, World
from trialrun.engine.play.operator import perform
from trialrun.engine.play.simulation import Simulation
from trialrun.engine.rules import TRUTH, Rules
from trialrun.engine.trace.trace import Trace

ACTIONS_MAX = 50

RUN_NOW = (Action(Do.RUN_NOW),)
"""The plainest operator: presses Run now once."""


def simulate(world: World, actions: Sequence[Action] = RUN_NOW, rules: Rules = TRUTH) -> Trace:
    """Plays the actions in their order and returns all that happens.

    Raises Endless when the story has no end; ValueError for more than ACTIONS_MAX actions, and
    for a world whose parts do not fit together (the readers of files see to it that they do).
    """
    if len(actions) > ACTIONS_MAX:
        raise ValueError(f"{len(actions)} actions; at most {ACTIONS_MAX} are played")
    _check(world)
    simulation = Simulation(world, rules)
    try:
        for action in actions:
            if action.at_ms is None:
                simulation.run_off()
            else:
                simulation.advance(action.at_ms)
            perform(simulation, action)
        simulation.run_off()
        return simulation.trace()
    finally:
        simulation.close()


def _kind(task: Task) -> tuple[bool, str, str]:
    """Returns what an edit cannot change: whether it is an if/else, its loop, its child job."""
    return (
        task.condition is not None,
        task.for_each.task.key if task.for_each else "",
        task.run_job.job if task.run_job else "",
    )


def _check(world: World, above: tuple[str, ...] = ()) -> None:
    """Raises ValueError where a world's parts do not fit together."""
    if world.job.flaw:
        raise ValueError(world.job.flaw)
    if len(above) > NESTING_MAX:
        raise ValueError(f"jobs nested deeper than {NESTING_MAX}: {' > '.join(above)}")
    keys = [task.key for task in world.job.tasks]
    kinds = [_kind(task) for task in world.job.tasks]
    for name, job in world.edits.items():
        if job.flaw:
            raise ValueError(f"the edit {name}: {job.flaw}")
        if [task.key for task in job.tasks] != keys:
            raise ValueError(f"the edit {name} has other tasks; an edit changes their settings")
        if [_kind(task) for task in job.tasks] != kinds:
            raise ValueError(f"the edit {name} changes what kind a task is, or what it starts")
    for key, child in world.jobs.items():
        _check(child, (*above, key))
