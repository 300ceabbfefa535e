"""A level as a value: a job that goes wrong, what may be edited, and a goal. Plays nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from trialrun.engine import WhatIfText, do_text
from trialrun.questions.scenario import Scenario

TIERS = ("first", "second", "third")
LEVELS = "levels"
"""The set that the levels on pages of their own belong to, as questions."""


@dataclass(frozen=True, slots=True)
class Goal:
    """One thing that must hold of the edited run; `claim` is CEL over `end_of(trace)`."""

    says: str
    claim: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """A tempting try that does not solve the level: `misses` is the number of a goal, from 1."""

    text: WhatIfText
    misses: int
    why: str


@dataclass(frozen=True, slots=True)
class May:
    """What may be edited: {dial: its choices}, as pairs, and actions of which `do_max` are added.

    A dial goes by its name in short text without the value, as in `silver.run_if` or `queue`.
    """

    dial: tuple[tuple[str, tuple[str, ...]], ...]
    do: tuple[str, ...]
    do_max: int


@dataclass(frozen=True, eq=False)
class Level:
    """A goal puzzle. `facts` and `takeaway` are for those who have solved it.

    `par` is the fewest moves that solve it; `par_line` is where its file says so. `source` is the
    file's text, from which the level can be had again as it was put.
    """

    slug: str
    title: str
    tier: str
    order: int
    story: str
    scenario: Scenario
    may: May
    goals: tuple[Goal, ...]
    hints: tuple[str, ...]
    solution: WhatIfText
    wrong: tuple[Wrong, ...]
    facts: tuple[str, ...]
    takeaway: str
    par: int
    par_line: int = 0
    source: str = ""

    @property
    def own_do(self) -> tuple[str, ...]:
        """Returns the level's own actions, which every try keeps, in short text."""
        return tuple(map(do_text, self.scenario.actions))

    def try_of(self, dial: Sequence[str], added: Sequence[str]) -> WhatIfText:
        """Returns the try that turns these dials and adds these actions."""
        do = (*self.own_do, *added) if added else ()
        return WhatIfText(dial=tuple(dial), do=do)
