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
        return _play(self, text, rules)

    def read(self, text: WhatIfText) -> WhatIf:
        """Reads a what-if of this scenario. Raises WhatIfError."""
        return read_what_if(self.world, text.fail, text.do, slow=text.slow, dial=text.dial)


@lru_cache(maxsize=128)
def _play(scenario: Scenario, text: WhatIfText, rules: Rules) -> Trace:
    return scenario.play(scenario.read(text), rules)
