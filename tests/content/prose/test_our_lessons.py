"""The lessons of the course: nothing that `check` warns of in their text."""

from tests.build import bundled
from trialrun.content.prose.claims_made import UNBOUND
from trialrun.content.prose.in_text import ASSUMED_VALUE
from trialrun.content.prose.rhythm import MINUTES, RHYTHM

HELD = {UNBOUND, RHYTHM, MINUTES, ASSUMED_VALUE}


def test_every_claim_is_spoken_for_and_every_stretch_is_short():
    found = [problem for problem in bundled().warnings if problem.rule in HELD]

    assert [] == [f"{problem.at}: {problem.message}" for problem in found]
