"""What a review of a story's job finds, each finding with a link to the run that shows it."""

from collections.abc import Mapping
from dataclasses import dataclass

from trialrun.bounded import Bounded
from trialrun.content import Fact
from trialrun.engine import WhatIfText
from trialrun.lab.address import STEP_MAX, Address
from trialrun.lab.cost import review_ms
from trialrun.lab.run_view import EVENTS_SHOWN_MAX
from trialrun.lab.run_ways import says_id
from trialrun.plural import counted
from trialrun.questions import Cited, Scenario
from trialrun.review import Finding, Review, Severity, review, subject_of

EVENTS_MAX = 60_000
"""How many events a page plays for its findings. Measured: 0.4 s."""
SHOWN_MAX = 12

WORDS_OF = {Severity.ERROR: "Error", Severity.WARNING: "Warning", Severity.NOTE: "Note"}
ICON_OF = {Severity.ERROR: "cross", Severity.WARNING: "alert", Severity.NOTE: "info"}
BYTES_PER_FINDING = 3_000


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding in words; `url` is "" where its story is too long to show."""

    kind: str
    severity: Severity
    says: str
    advice: str
    rests_on: str
    where: str
    facts: tuple[Cited, ...]
    url: str

    @property
    def word(self) -> str:
        """Returns its severity in a word."""
        return WORDS_OF[self.severity]

    @property
    def icon(self) -> str:
        """Returns the icon of its severity, which no other has."""
        return ICON_OF[self.severity]


@dataclass(frozen=True, slots=True)
class FindingList:
    """The findings of a job, worst first; `summary` says it in a line, `more` what is left out."""

    rows: tuple[FindingRow, ...]
    summary: str
    more: str


def reviewing_ms(scenario: Scenario, what_if: WhatIfText) -> float:
    """Returns what a review will take, in milliseconds; nothing where it was made before.

    Raises WhatIfError.
    """
    if _reviews.get((scenario, what_if)) is not None:
        return 0
    return review_ms(scenario.read(what_if).world(scenario.world), EVENTS_MAX)


def findings_of(scenario: Scenario, plain: Address, facts: Mapping[str, Fact]) -> FindingList:
    """Returns the findings of a story's job; `plain` is its address with its dials, no failure."""
    found = _reviewed(scenario, plain.what_if)
    rows = [_row(scenario, plain, one, facts) for one in found.findings[:SHOWN_MAX]]
    more = [f"{counted(len(found.findings) - SHOWN_MAX, 'more finding')} like these"]
    untold = more if len(found.findings) > SHOWN_MAX else []
    if found.left_out:
        untold.append(f"not looked at, for it would take too long: {', '.join(found.left_out)}")
    return FindingList(tuple(rows), summary_of(found), "; ".join(untold))


def summary_of(found: Review) -> str:
    """Says in one line what was found.

    >>> summary_of(Review((), 7))
    'Nothing found in 7 runs that were played.'
    """
    played = f"in {counted(found.stories, 'run')} that {'was' if found.stories == 1 else 'were'}"
    counts = found.counts
    listed = " and ".join((", ".join(counts[:-1]), counts[-1])) if counts[1:] else "".join(counts)
    return f"{listed or 'Nothing found'} {played} played."


def _reviewed(scenario: Scenario, what_if: WhatIfText) -> Review:
    def make() -> Review:
        subject = subject_of(scenario.world, scenario.places, scenario.around, what_if)
        return review(subject, EVENTS_MAX)

    return _reviews.get_or_make((scenario, what_if), make)


_reviews: Bounded[tuple[Scenario, WhatIfText], Review] = Bounded(
    10_000_000, lambda key, found: key[0].about_bytes + BYTES_PER_FINDING * len(found.findings)
)


def _row(scenario: Scenario, plain: Address, one: Finding, facts: Mapping[str, Fact]) -> FindingRow:
    at = scenario.places.at(one.spot.task, one.spot.field)
    parts = (at.file, f"line {at.line}" if at.line else "") if at else ()
    cited = [facts[fact].cited(fact) for fact in one.facts if fact in facts]
    return FindingRow(
        one.kind,
        one.severity,
        one.says,
        one.advice,
        one.rests_on,
        ", ".join(filter(None, parts)),
        tuple(cited),
        _url(scenario.slug, plain, one),
    )


def _url(slug: str, plain: Address, one: Finding) -> str:
    """Returns the address of the moment that tells a finding, with its sentence in sight."""
    if one.proof.events > EVENTS_SHOWN_MAX:
        return ""
    step = STEP_MAX if one.proof.q < 0 else one.proof.q + 1
    address = Address(plain.path, one.proof.what_if, step=step, back=plain.back)
    return f"{address.url()}#{says_id(slug)}"
