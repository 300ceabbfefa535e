"""What a review is about: a job, and what is known beside it."""

from collections.abc import Callable
from typing import NamedTuple

from trialrun.engine import WhatIfText, World
from trialrun.jobs.around import ALONE, Around
from trialrun.jobs.places import LeftOut


class Subject(NamedTuple):
    """The job that is reviewed, and what is known beside it.

    `given` are dials and slow tasks that hold in all stories. `said` are the tasks about which
    somebody has said what they write and how long they take; None for all of them. `written`
    says whether a setting (task, field) stands in the file. `around` what the file says beside it.
    `left_out` are the settings in the file that have no effect.
    """

    world: World
    given: WhatIfText = WhatIfText()
    said: frozenset[str] | None = frozenset()
    written: Callable[[str, str], bool] = lambda task, field: False
    around: Around = ALONE
    left_out: tuple[LeftOut, ...] = ()
