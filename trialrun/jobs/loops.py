"""What the elements of a for-each are, where its text says so, and which keys they have.

Facts: for-each-input.
"""

import json
from collections.abc import Sequence
from typing import NamedTuple

from trialrun.engine.job.references import references_in
from trialrun.jobs.findings import Findings
from trialrun.jobs.shape import Fields
from trialrun.jobs.tree import shown
from trialrun.plural import counted


class Loop(NamedTuple):
    """The elements of a loop, None where only a run knows them; by default those of `parameter`."""

    elements: Sequence[object] | None
    parameter: str = ""


def loop_of(task: Fields, job: Fields) -> Loop:
    """Returns the elements that a task loops over: written, or the default of a job parameter."""
    text, parameter = task.part("for_each_task").text("inputs"), ""
    match references_in(text):
        case [["job", "parameters", *names]] if text.strip().startswith("{{"):
            parameter = ".".join(names)
            given = [one for one in job.parts("parameters") if one.text("name") == parameter]
            text = given[0].text("default") if given else ""
    try:
        found = json.loads(text) if text and "{{" not in text else None
    except (ValueError, RecursionError):
        found = None
    return Loop(found if isinstance(found, list) else None, parameter)


def input_flaw(findings: Findings, keys: Sequence[str], loop: Loop) -> str:
    """Says which elements lack the key that `{{input.key}}` asks for, "" where none does."""
    if not keys or loop.elements is None:
        return ""
    lack = [
        number
        for number, one in enumerate(loop.elements)
        if not isinstance(one, dict) or keys[0] not in one
    ]
    if not lack:
        return ""
    first = loop.elements[lack[0]]
    if isinstance(first, dict):
        hint = findings.hint(keys[0], first) or "."
        what = f"has no `{shown(keys[0])}`{hint}"
    else:
        what = (
            f"is no object, so it has no `{shown(keys[0])}`; write `{{{{input}}}}` for all of it."
        )
    of = f"the default of `{shown(loop.parameter)}`" if loop.parameter else "`inputs`"
    says = f"element {lack[0]} of {of} {what}"
    if len(lack) == 1:
        return f"{says} Its iteration will fail"
    return f"{says} So it is with {counted(len(lack) - 1, 'more')}; their iterations will fail"
