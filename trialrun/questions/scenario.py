"""A scenario: a world with an operator, under a name. Runs what-ifs of it."""

from dataclasses import dataclass
from functools import lru_cache

from trialrun.engine import (
    TRUTH,
    Action,
    Rules,
    Trace,
    WhatIf,
    WhatIfText,
    World,
    read_what_if,
    simulate,
)

TASKS_SMALL_MAX = 60
PLAIN = WhatIfText()
"""The what-if that changes nothing."""


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

    def play_text(self, text: WhatIfText = PLAIN, rules: Rules = TRUTH) -> Trace:
        """Plays a what-if given as text. Raises WhatIfError. Repeated calls are remembered."""
        is_large = len(self.world.job.tasks) > TASKS_SMALL_MAX
        return (_play_large if is_large else _play_small)(self, text, rules)

    def read(self, text: WhatIfText) -> WhatIf:
        """Reads a what-if of this scenario. Raises WhatIfError."""
        return read_what_if(self.world, text.fail, text.do, slow=text.slow, dial=text.dial)


def _play(scenario: Scenario, text: WhatIfText, rules: Rules) -> Trace:
    return scenario.play(scenario.read(text), rules)


# A trace of 1,000 tasks takes some MB: of large jobs only a few are remembered.
_play_small = lru_cache(maxsize=128)(_play)
_play_large = lru_cache(maxsize=6)(_play)
