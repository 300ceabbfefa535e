"""A scenario: a world with an operator, under a name. Runs what-ifs of it."""

from dataclasses import dataclass

from trialrun.bounded import Bounded
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
from trialrun.jobs.around import ALONE, Around
from trialrun.jobs.places import SettingPlaces

PLAIN = WhatIfText()
"""The what-if that changes nothing."""
NO_PLACES = SettingPlaces()
BYTES_PER_EVENT, BYTES_PER_TASK, BYTES_PER_EDGE, BYTES_PER_PLACE = 700, 1_000, 150, 250
"""Measured; an event that was looked at is there as a row and as an Event."""


@dataclass(frozen=True, eq=False)
class Scenario:
    """A bundled or authored story that can be played, varied and asked about.

    `notes` say what of a job that was brought is left out, assumed or not simulated; `places`
    where its settings are written, `around` what its file says beside it.
    """

    slug: str
    title: str
    summary: str
    order: int
    path: str
    world: World
    actions: tuple[Action, ...]
    notes: tuple[str, ...] = ()
    places: SettingPlaces = NO_PLACES
    around: Around = ALONE

    def play(self, what_if: WhatIf | None = None, rules: Rules = TRUTH) -> Trace:
        """Plays the scenario, varied. Same arguments, same trace."""
        what_if = what_if or WhatIf()
        return simulate(what_if.world(self.world), what_if.actions(self.actions), rules)

    def play_text(self, text: WhatIfText = PLAIN, rules: Rules = TRUTH) -> Trace:
        """Plays a what-if given as text. Raises WhatIfError. Repeated calls are remembered."""
        return _remembered.get_or_make(
            (self, text, rules), lambda: self.play(self.read(text), rules)
        )

    @property
    def about_bytes(self) -> int:
        """Returns about how much memory it takes."""
        job = self.world.job
        edges = sum(len(task.depends_on) for task in job.tasks)
        texts = sum(len(task.for_each.inputs) for task in job.tasks if task.for_each)
        texts += sum(len(value) for _, value in job.parameters)
        places = len(self.places.of) * BYTES_PER_PLACE
        return len(job.tasks) * BYTES_PER_TASK + edges * BYTES_PER_EDGE + texts + places

    def read(self, text: WhatIfText) -> WhatIf:
        """Reads a what-if of this scenario. Raises WhatIfError."""
        return read_what_if(
            self.world, text.fail, text.do, slow=text.slow, dial=text.dial, deed=text.deed
        )

    def said(self, text: WhatIfText) -> World:
        """Returns its world with what is said of its tasks, and nothing else of a what-if.

        Raises WhatIfError.
        """
        return self.read(WhatIfText(deed=text.deed)).world(self.world) if text.deed else self.world


Key = tuple[Scenario, WhatIfText, Rules]


def _trace_bytes(_: Key, trace: Trace) -> int:
    tasks = len(trace.world.job.tasks)
    return len(trace.rows) * BYTES_PER_EVENT + tasks * BYTES_PER_TASK


_remembered: Bounded[Key, Trace] = Bounded(60_000_000, _trace_bytes)
