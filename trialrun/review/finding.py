"""What a review finds, as values. Knows no words of pages and no form of a report."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from trialrun.engine import WhatIfText
from trialrun.jobs.places import WrittenAt
from trialrun.plural import counted

FINGERPRINT_LENGTH = 16


class Severity(StrEnum):
    """How bad a finding is. A note never fails anybody's build."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


WORST_FIRST = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


class Proof(NamedTuple):
    """A story that shows a finding, and the event that tells it; -1 for the end of the story.

    `what_if` has all of it: anybody can play it, in a terminal or under an address. `events` is
    how many there are in it.
    """

    what_if: WhatIfText
    q: int
    events: int


class Spot(NamedTuple):
    """Which setting a finding is about: of a task, of the job where `task` is "".

    `field` is "" for all of it.
    """

    task: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about a job. `kind` is the id of its kind, `facts` are ids of facts it rests on.

    `rests_on` says what it takes for granted that nobody has said, "" for nothing. `tasks` are
    all that it is about. `at` is where that stands, if it is no setting that `Spot` leads to.
    """

    kind: str
    severity: Severity
    says: str
    advice: str
    facts: tuple[str, ...]
    spot: Spot
    proof: Proof
    tasks: tuple[str, ...] = ()
    rests_on: str = ""
    at: WrittenAt | None = None

    def fingerprint(self, job: str) -> str:
        """Returns what stays the same while the finding does, whatever moves in the file."""
        parts = (self.kind, job, self.spot.task, self.spot.field)
        return sha256("\0".join(parts).encode()).hexdigest()[:FINGERPRINT_LENGTH]


@dataclass(frozen=True, slots=True)
class Review:
    """What was found in a job, worst first; `left_out` says what was not looked at.

    `stories` is how many runs were played.
    """

    findings: tuple[Finding, ...]
    stories: int
    left_out: tuple[str, ...] = ()

    @property
    def counts(self) -> list[str]:
        """Returns how many findings there are of each severity, in words, worst first."""
        numbers = Counter(one.severity for one in self.findings)
        return [
            counted(numbers[severity], str(severity))
            for severity in WORST_FIRST
            if numbers[severity]
        ]

    @property
    def worst(self) -> Severity | None:
        """Returns the severity of the worst finding."""
        return self.findings[0].severity if self.findings else None
