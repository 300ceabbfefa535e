"""Every story that there is, by its slug: bundled, somebody's own, or drawn for a question."""

from trialrun.lab.drill import drilled_story
from trialrun.questions import Scenario
from trialrun.web.http.services import catalog
from trialrun.web.own.kept import find_own


def story_of(slug: str) -> Scenario | None:
    """Finds a story; None where there is none, or none any more."""
    return catalog().scenarios.get(slug) or find_own(slug) or drilled_story(catalog(), slug)
