"""The beliefs that wrong answers may show: about runs, and about deployments."""

from collections.abc import Mapping
from typing import NamedTuple

from trialrun.engine import BELIEFS
from trialrun.jobs.bundle.beliefs import BUNDLE_BELIEFS


class KnownThought(NamedTuple):
    """A belief in words, and the fact that corrects it."""

    says: str
    corrected_by: str


THOUGHTS: Mapping[str, KnownThought] = {
    **{id_: KnownThought(each.says, each.corrected_by) for id_, each in BELIEFS.items()},
    **{id_: KnownThought(each.says, each.corrected_by) for id_, each in BUNDLE_BELIEFS.items()},
}
"""All of them by id."""


def thought_named(belief: str) -> str:
    """Says, behind a wrong answer, which belief it is.

    >>> thought_named("repair-reruns-everything")
    'Behind this answer is often the thought “Repair run starts the whole run over.”'
    """
    return f"Behind this answer is often the thought “{THOUGHTS[belief].says}”"
