"""What `check` found as a report for programs: JSON of our own (schema 1), and SARIF 2.1.0."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from trialrun import __version__
from trialrun.problem import Problem
from trialrun.questions.bank.told_rules import MISTAKE, RULES
from trialrun.sarif import place_of, rule_of, sarif_log

SCHEMA = 1
FINGERPRINT = "trialrunProblem/v1"
FINGERPRINT_LENGTH = 16
HOME = "https://docs.databricks.com/aws/en/jobs/"


def json_of_check(problems: Sequence[Problem], counts: Mapping[str, int]) -> dict[str, Any]:
    """Returns schema 1 of the report. Names are added in later versions, none goes."""
    return {
        "schema": SCHEMA,
        "trialrun": __version__,
        "counts": dict(counts),
        "problems": [
            {
                "file": problem.path,
                "line": problem.line,
                "column": problem.column,
                "severity": _level(problem),
                "rule": problem.rule or MISTAKE,
                "message": problem.message,
                "fix": problem.fix,
                "cause": problem.cause,
            }
            for problem in problems
        ],
    }


def sarif_of_check(problems: Sequence[Problem]) -> dict[str, Any]:
    """Returns a SARIF log. What comes of another mistake is left to that one."""
    return sarif_log(
        "trialrun-check/",
        home=HOME,
        rules=[
            rule_of(id_, rule.title, rule.help, "error" if rule.is_error else "warning")
            for id_, rule in RULES.items()
        ],
        results=[_result(problem) for problem in problems if not problem.cause],
    )


def _result(problem: Problem) -> dict[str, Any]:
    rule = problem.rule or MISTAKE
    return {
        "ruleId": rule,
        "ruleIndex": list(RULES).index(rule),
        "level": _level(problem),
        "message": {"text": problem.message},
        "locations": [{"physicalLocation": place_of(problem.path, problem.line, problem.column)}],
        "partialFingerprints": {FINGERPRINT: _fingerprint(problem)},
    }


def _fingerprint(problem: Problem) -> str:
    """Returns what stays the same while the problem does, whatever moves in the file."""
    parts = (problem.rule, problem.path, problem.message)
    return sha256("\0".join(parts).encode()).hexdigest()[:FINGERPRINT_LENGTH]


def _level(problem: Problem) -> str:
    return "warning" if problem.is_warning else "error"
