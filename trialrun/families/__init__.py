"""Questions that are drawn: families of stories, each asked about and answered by a run.

Pure: a family, its version and a seed say all. The same three give the same question anywhere.
`FAMILIES` is the registry, `generated` the door.
"""

from trialrun.families.family import (
    SEED_MAX,
    TOPICS,
    Difficulty,
    Family,
    Generated,
    Ground,
    NoSuchQuestion,
)
from trialrun.families.playing import gradable
from trialrun.families.registry import (
    FAMILIES,
    did_you_mean,
    family_of,
    generated,
    read_id,
    written_id,
)

__all__ = [
    "FAMILIES",
    "SEED_MAX",
    "TOPICS",
    "Difficulty",
    "Family",
    "Generated",
    "Ground",
    "NoSuchQuestion",
    "did_you_mean",
    "family_of",
    "generated",
    "gradable",
    "read_id",
    "written_id",
]
