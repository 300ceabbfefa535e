"""A scenario: a world with an operator, under a name. Runs what-ifs of it."""

from dataclasses import dataclass
from functools import lru_cache

from trialrun.engine import TRUTH, Action, Rules, Trace, WhatIf, World, read_what_if, simulate


@dataclass(frozen=True, eq=False)
class Scenario:
    """A bundled or authored story that can be played, varied and asked about."""

    slug: str
    title: str
    summary: str
    order: int
    path: str
    world: World
    actions: tuple[Action, ...]

    def play(self, what_if: WhatIf | None = None, rules: Rules = TRUTH) -> Trace:
        """Plays the scenario, varied. Same arguments, same trace."""
        what_if = what_if or WhatIf()
        return simulate(what_if.world(self.world), what_if.actions(self.actions), rules)

    def play_text(self, fail: tuple[str, ...], do: tuple[str, ...], rules: Rules = TRUTH) -> Trace:
        """Plays a what-if given as text. Raises WhatIfError. Repeated calls are remembered."""
        return _play(self, fail, do, rules)


@lru_cache(maxsize=128)
def _play(scenario: Scenario, fail: tuple[str, ...], do: tuple[str, ...], rules: Rules) -> Trace:
    return scenario.play(read_what_if(scenario.world, fail, do), rules)
