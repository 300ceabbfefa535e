"""What to write in place of what a field does not take, and of a field that there is not."""

from collections.abc import Mapping
from typing import Any

from trialrun.jobs.array_text import array_text
from trialrun.jobs.fields import BUNDLE_FIELDS, FieldType, field_table
from trialrun.jobs.findings import Findings
from trialrun.jobs.tree import Location, shown

WANTED = {
    "integer": "a whole number, as in 3",
    "boolean": "true or false",
    "number": "a number, as in 0.5",
}


def wanted_text(value: Any, at: Location) -> str:
    """Says what to write in place of a value that is no text."""
    if at[-2:] == ("for_each_task", "inputs"):
        return f"text that holds a JSON array, in quotes: {array_text(value)}"
    return "text; put quotes around it"


def unknown_field(
    findings: Findings, name: str, fields: Mapping[str, FieldType]
) -> tuple[str, bool]:
    """Returns the sentence about a field that there is not, and whether another one is meant."""
    objects = field_table().objects
    if hint := findings.hint(name, fields):
        return f"there is no field `{shown(name)}` here{hint} It is left out", True
    if name in objects["Task"]:
        return f"`{name}` is a field of a task; move it there. Here it is left out", True
    if name in BUNDLE_FIELDS:
        return f"`{name}` is a field of jobs in a bundle; here it is left out", True
    if name in objects["JobSettings"]:
        return f"`{name}` is a field of the job; move it there. Here it is left out", True
    return f"there is no field `{shown(name)}` here; it is left out", False
