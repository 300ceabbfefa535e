"""What a review is about: a job, and what is known beside it."""

from collections.abc import Callable
from typing import NamedTuple

from trialrun.engine import WhatIfText, World
from trialrun.jobs.around import ALONE, Around
from trialrun.jobs.places import SettingPlaces

PLAIN = WhatIfText()


class Subject(NamedTuple):
    """The job that is reviewed, and what is known beside it.

    `given` are dials, deeds and slow tasks that hold in all stories. `written` says whether a
    setting (task, field) stands in the file, `around` what the file says beside it.
    """

    world: World
    given: WhatIfText = PLAIN
    written: Callable[[str, str], bool] = lambda task, field: False
    around: Around = ALONE


def subject_of(
    world: World,
    places: SettingPlaces,
    around: Around = ALONE,
    what_if: WhatIfText = PLAIN,
) -> Subject:
    """Returns a job to review, the same for a terminal and for a page.

    Of a what-if its failures and its actions are left out: a review makes its own.
    """
    return Subject(world, what_if._replace(fail=(), do=()), places.has, around)
