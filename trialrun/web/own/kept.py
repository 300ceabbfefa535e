"""The texts that are kept, and the jobs in them: found by the slug of a link."""

import re

from trialrun.bounded import Bounded
from trialrun.lab.cost import reading_ms
from trialrun.lab.own_job import scenarios_in
from trialrun.questions import Scenario
from trialrun.web.http.heavy import weigh
from trialrun.web.http.services import jobs, now_ms

SCENARIOS_BYTES_MAX = 20_000_000

_SLUG = re.compile(r"own-([0-9a-f]{20})(?:-([2-9]|[1-9][0-9]{1,2}))?")


def find_own(slug: str) -> Scenario | None:
    """Finds the job of a slug like own-DIGEST or own-DIGEST-2, ready for the simulator.

    None for every other slug, and when its text is not kept, or no longer.
    """
    return next((each for each in own_family(slug) if each.slug == slug), None)


def is_gone(slug: str) -> bool:
    """Says whether a slug is that of a text that is not kept, or no longer."""
    match = _SLUG.fullmatch(slug)
    return match is not None and jobs().text(match[1]) is None


def own_family(slug: str) -> tuple[Scenario, ...]:
    """Returns all jobs of the text that a slug leads to, in its order; none when it is gone."""
    match = _SLUG.fullmatch(slug)
    if match is None or not jobs().use(match[1], now_ms()):
        return ()
    return _scenarios(match[1])


def own_text_of(slug: str) -> str | None:
    """Returns the text that a slug leads to, to be edited; None when it is not kept."""
    match = _SLUG.fullmatch(slug)
    return jobs().text(match[1]) if match and jobs().use(match[1], now_ms()) else None


def _scenarios(digest: str) -> tuple[Scenario, ...]:
    """Reads a kept text once. A digest has one text, so this cannot be stale."""
    if (found := _read.get(digest)) is not None:
        return found
    text = jobs().text(digest) or ""
    weigh(reading_ms(text))
    # Whoever had to wait may find that another has read it.
    return _read.get_or_make(digest, lambda: scenarios_in(text, digest, weigh))


_read: Bounded[str, tuple[Scenario, ...]] = Bounded(
    SCENARIOS_BYTES_MAX, lambda _, found: 1_000 + sum(each.about_bytes for each in found)
)
