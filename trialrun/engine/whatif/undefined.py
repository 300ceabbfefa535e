"""Which job parameters an operator names that the job does not define, as sentences. Pure.

Facts: undefined-parameter.
"""

from collections.abc import Iterable, Iterator

from trialrun.engine.job.quoted import quoted
from trialrun.engine.job.world import Action, World
from trialrun.nearest import meant


def undefined_told(world: World, actions: Iterable[Action]) -> Iterator[str]:
    """Yields a sentence for each name, once. An edit may define it, too."""
    jobs = (world.job, *world.edits.values())
    defined = {name: None for job in jobs for name, _ in job.parameters}
    given = dict.fromkeys((action.do, name) for action in actions for name, _ in action.params)
    for do, name in given:
        if name not in defined:
            hint = meant(name, defined)
            yield (
                f"{do}: the job defines no parameter `{quoted(name)}`{hint or '.'} Here the tasks "
                "get it all the same, as we assume"
                + ("." if defined else "; `databricks bundle run` refuses it for this job.")
            )
