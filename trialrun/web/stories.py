"""Every story that there is, by its slug: bundled, of an incident, somebody's own, or drawn."""

from trialrun.lab.drill import drilled_story
from trialrun.questions import Scenario
from trialrun.questions.incident import OF_INCIDENT
from trialrun.web.http.services import catalog
from trialrun.web.own.kept import find_own


def story_of(slug: str) -> Scenario | None:
    """Finds a story; None where there is none, or none any more."""
    found = catalog().scenarios.get(slug) or find_own(slug)
    if found is None and slug.startswith(OF_INCIDENT):
        incident = catalog().incidents.get(slug.removeprefix(OF_INCIDENT))
        found = incident.scenario if incident else None
    return found or drilled_story(catalog(), slug)
