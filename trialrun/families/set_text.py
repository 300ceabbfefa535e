"""Writes generated questions as the file of a set, for an author to go on from. Reads no file."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from trialrun.engine import WhatIfText
from trialrun.families.family import Generated
from trialrun.questions import Stage, flaws_of, question_reader

LINE_LENGTH = 100
HEAD = """\
# A starting file for a question set, written by Trial Run about the job `{job}`.
# Save the job itself as scenarios/{scenario}.yaml: its page in the simulator offers that under
# Export, and `python -m trialrun simulate FILE --save-scenario scenarios/{scenario}.yaml` does it.
# Save this as quizzes/NAME.yaml, then let `python -m trialrun check` prove it.
"""


def set_text(questions: Iterable[Generated], *, job: str, scenario: str, lesson: str) -> str:
    """Returns the YAML of a set that asks these questions of a scenario of that name."""
    import yaml

    body = {
        "title": f"About {job}",
        "summary": f"What becomes of the job {job} when something goes wrong.",
        "lesson": lesson,
        "questions": [_question(at, each, scenario) for at, each in enumerate(questions, 1)],
    }

    class LinesDumper(yaml.SafeDumper):
        def represent_text(self, text: str) -> yaml.Node:
            return self.represent_scalar(
                "tag:yaml.org,2002:str", text, style="|" if "\n" in text else None
            )

    LinesDumper.add_representer(str, LinesDumper.represent_text)
    text: str = yaml.dump(
        body, Dumper=LinesDumper, sort_keys=False, allow_unicode=True, width=LINE_LENGTH
    )
    return HEAD.format(job=" ".join(job.split()), scenario=scenario) + text


def is_proven(found: Generated, stage: Stage) -> bool:
    """Says whether `check` takes it from an author: each option has a claim, and one holds."""
    if not all(found.claims.values()):
        return False
    spec = question_reader().validate_python(_question(1, found, found.scenario.slug))
    scenarios = {found.scenario.slug: found.scenario}
    return not any(flaws_of(spec, replace(stage, scenarios=scenarios)))


def _question(number: int, found: Generated, scenario: str) -> dict[str, Any]:
    question = found.question
    (run,) = question.runs
    written: dict[str, Any] = {
        "id": f"{found.family.id}-{number}",
        "kind": question.kind_name,
        "stem": question.stem,
    }
    if question.code:
        written["code"] = question.code
    written["run"] = {"scenario": scenario, **_varied(run.what_if)}
    written["options"] = [
        {
            "says": option["says"],
            "claim": found.claims[option["id"]],
            **({"belief": option["belief"]} if option["belief"] else {}),
            "why": option["why"],
        }
        for option in question.body["options"]
    ]
    written["facts"] = [fact.id for fact in question.facts if fact.is_gradable]
    return written


def _varied(what_if: WhatIfText) -> dict[str, list[str]]:
    """Returns what is varied; what is said of tasks stands in the scenario that is saved."""
    parts = what_if._replace(deed=())._asdict()
    return {name: list(texts) for name, texts in parts.items() if texts}
