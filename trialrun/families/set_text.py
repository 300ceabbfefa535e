"""Writes generated questions as the file of a set, for an author to go on from. Reads no file."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

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
    if not found.written:
        return False
    spec = question_reader().validate_python({"id": found.family.id, **found.written})
    scenarios = {found.scenario.slug: found.scenario}
    return not any(flaws_of(spec, replace(stage, scenarios=scenarios)))


def _question(number: int, found: Generated, scenario: str) -> dict[str, Any]:
    """Returns what is written of a question, about the scenario as it is saved."""
    written = dict(found.written)
    if "run" in written:
        written["run"] = {**written["run"], "scenario": scenario}
    if "runs" in written:
        written["runs"] = {
            name: {**run, "scenario": scenario} for name, run in written["runs"].items()
        }
    return {"id": f"{found.family.id}-{number}", **written}
