"""A review as plain values for programs: JSON of our own (schema 1), and SARIF 2.1.0."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from trialrun import __version__
from trialrun.jobs.places import SettingPlaces, WrittenAt
from trialrun.problem import Problem
from trialrun.review.finding import WORST_FIRST, Finding, Review, Severity
from trialrun.review.kind import FindingKind
from trialrun.review.kinds import KINDS
from trialrun.sarif import place_of, rule_of, sarif_log

SCHEMA = 1
FINGERPRINT = "trialrunFinding/v1"
HOME = "https://docs.databricks.com/aws/en/jobs/"


@dataclass(frozen=True, slots=True)
class JobReview:
    """The review of one job of a file; `command` writes how a story of it is played."""

    key: str
    name: str
    review: Review
    places: SettingPlaces
    command: Callable[[Finding], str]

    def written_at(self, finding: Finding) -> WrittenAt | None:
        """Returns where what a finding is about is written."""
        return finding.at or self.places.at(finding.spot.task, finding.spot.field)


@dataclass(frozen=True, slots=True)
class FileReview:
    """The reviews of all jobs of a file or bundle. `unread` has the mistakes of those with some.

    `whole` is what was found that is of no job: of the bundle.
    """

    path: str
    target: str
    jobs: tuple[JobReview, ...]
    unread: Mapping[str, Sequence[Problem]]
    sure: Mapping[str, str]
    target_told: str = ""
    whole: JobReview | None = None

    @property
    def reviews(self) -> tuple[JobReview, ...]:
        """Returns all reviews: that of the whole, if something was found in it, then the jobs'."""
        return (self.whole, *self.jobs) if self.whole else self.jobs

    def count(self, severity: Severity) -> int:
        """Counts the findings of a severity."""
        return sum(one.severity is severity for job in self.reviews for one in job.review.findings)


def json_of(found: FileReview) -> dict[str, Any]:
    """Returns schema 1 of the report. Names are added in later versions, none goes."""
    return {
        "schema": SCHEMA,
        "trialrun": __version__,
        "path": found.path,
        "target": found.target,
        "summary": {str(severity): found.count(severity) for severity in WORST_FIRST},
        "jobs": [
            {
                "key": job.key,
                "name": job.name,
                "stories": job.review.stories,
                "left_out": list(job.review.left_out),
                "findings": [_finding_json(found, job, one) for one in job.review.findings],
            }
            for job in found.jobs
        ],
        "findings": [
            _finding_json(found, whole, one)
            for whole in found.reviews[: len(found.reviews) - len(found.jobs)]
            for one in whole.review.findings
        ],
        "unread": [
            {"key": key, "problems": [str(problem) for problem in problems]}
            for key, problems in found.unread.items()
        ],
    }


def _finding_json(found: FileReview, job: JobReview, one: Finding) -> dict[str, Any]:
    at = job.written_at(one)
    what_if = one.proof.what_if
    return {
        "kind": one.kind,
        "severity": str(one.severity),
        "says": one.says,
        "advice": one.advice,
        "facts": [{"id": fact, "sure": found.sure.get(fact, "")} for fact in one.facts],
        "rests_on": one.rests_on,
        "tasks": list(one.tasks),
        "setting": {"task": one.spot.task, "field": one.spot.field},
        "file": at.file if at else "",
        "line": at.line if at else 0,
        "column": at.column if at else 0,
        "fingerprint": one.fingerprint(job.key),
        "proof": {
            "command": job.command(one),
            "fail": list(what_if.fail),
            "slow": list(what_if.slow),
            "do": list(what_if.do),
            "event": one.proof.q,
        },
    }


def sarif_of(found: FileReview) -> dict[str, Any]:
    """Returns a SARIF log: what code scanning of GitHub and others reads."""
    results = [_result(job, one) for job in found.reviews for one in job.review.findings]
    target = f"{found.target}/" if found.target else ""
    return sarif_log(
        f"trialrun-review/{quote(target)}",
        home=HOME,
        rules=[_rule(found, kind) for kind in KINDS],
        results=results,
        unread=[str(problem) for problems in found.unread.values() for problem in problems],
    )


def _rule(found: FileReview, kind: FindingKind) -> dict[str, Any]:
    text = f"{kind.help} Facts: {_facts(found, kind.facts)}."
    rule = rule_of(kind.id, kind.title, kind.help, str(kind.worst), text=text)
    return rule | {"properties": {"facts": list(kind.facts)}}


def _facts(found: FileReview, ids: Sequence[str]) -> str:
    return ", ".join(f"{fact} ({found.sure.get(fact, '?')})" for fact in ids)


_INDEX = {kind.id: at for at, kind in enumerate(KINDS)}


def _result(job: JobReview, one: Finding) -> dict[str, Any]:
    rests = f" This rests on {one.rests_on}." if one.rests_on else ""
    text = f"{one.says} {one.advice}{rests} To see it: {job.command(one)}"
    return {
        "ruleId": one.kind,
        "ruleIndex": _INDEX[one.kind],
        "level": str(one.severity),
        "message": {"text": text},
        "locations": [_location(job, one)],
        "partialFingerprints": {FINGERPRINT: one.fingerprint(job.key)},
        "properties": {"command": job.command(one), "restsOn": one.rests_on},
    }


def _location(job: JobReview, one: Finding) -> dict[str, Any]:
    at = job.written_at(one)
    name = "/".join(part for part in (job.key, one.spot.task, one.spot.field) if part)
    location: dict[str, Any] = {"logicalLocations": [{"fullyQualifiedName": name}]}
    if at is not None:
        location["physicalLocation"] = place_of(at.file, at.line, at.column)
    return location
