"""Findings about a job, each proven by a story that anybody can play. No web, no disk.

`review(subject)` is the door. A kind of finding is a function in one of the modules beside this
one, and a row of `kinds`: it plays stories by `stories`, and yields findings with their proofs.
"""

from collections.abc import Iterator

from trialrun.review.finding import (
    WORST_FIRST,
    Finding,
    Proof,
    Review,
    Severity,
    Spot,
)
from trialrun.review.kind import FindingKind
from trialrun.review.kinds import KIND_OF, KINDS
from trialrun.review.stories import EVENTS_MAX, Stories
from trialrun.review.subject import Subject, subject_of

__all__ = [
    "EVENTS_MAX", "KINDS", "KIND_OF", "WORST_FIRST", "Finding", "FindingKind", "Proof", "Review",
    "Severity", "Spot", "Subject", "review", "subject_of",
]  # fmt: skip


def review(subject: Subject, events_max: int = EVENTS_MAX) -> Review:
    """Reviews a job, playing at most so many events. Same arguments, same findings.

    >>> from trialrun.engine import Job, Task, Compute, ComputeKind, TaskScript, World
    >>> job = Job("j", (Task("a", compute="main"),), (Compute("main", ComputeKind.JOB_CLUSTER),))
    >>> review(Subject(World(job, {"a": TaskScript(60_000)}))).findings
    ()
    """
    stories = Stories(subject, events_max)
    found = sorted(_found(stories), key=lambda one: WORST_FIRST.index(one.severity))
    return Review(tuple(found), stories.played, tuple(stories.left_out))


def _found(stories: Stories) -> Iterator[Finding]:
    """Yields what is found; a task that is told not to run is not told of twice."""
    not_run: set[str] = set()
    for find in dict.fromkeys(kind.find for kind in KINDS):
        for finding in find(stories):
            if finding.kind in ("never-runs", "clean-up-skipped", "join-never-runs"):
                if finding.spot.task in not_run:
                    continue
                not_run.add(finding.spot.task)
            yield finding
