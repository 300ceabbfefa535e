"""Which failures name an iteration that a written loop does not have, as sentences. Pure."""

import json
from collections.abc import Iterator

from trialrun.engine.job.world import World
from trialrun.plural import counted


def beyond_told(world: World) -> Iterator[str]:
    """Yields a sentence for each loop; what only a run knows may come to any number of elements."""
    for loop in (task.for_each for task in world.job.tasks if task.for_each is not None):
        script = world.script.get(loop.task.key)
        struck = (script.fails, script.slow) if script else ()
        asked = [number for one in struck if one for number in one.iterations or ()]
        try:
            elements = json.loads(loop.inputs) if asked else None
        except (ValueError, RecursionError):
            continue
        if not isinstance(elements, list):
            continue
        if beyond := [number for number in asked if number >= len(elements)]:
            listed = ", ".join(map(str, sorted(set(beyond))[:3]))
            yield (
                f"{loop.task.key} has {counted(len(elements), 'iteration')}, counted from 0; "
                f"there is no {listed}, so nothing is changed there"
            )
