"""The texts of a task in which `{{...}}` references may stand, and where Databricks resolves them.

Facts: reference-fields, positional-no-push-down, reference-keys.
"""

from collections.abc import Iterator
from typing import NamedTuple

from trialrun.jobs.parameters import ARGUMENTS, OLD_PARAMETERS, OPERATORS, PARAMETERS
from trialrun.jobs.shape import Fields
from trialrun.jobs.tree import Location

_NO_SETTINGS = frozenset({"description", "task_key", "depends_on", *OLD_PARAMETERS})
"""What changes nothing, or is told of elsewhere."""


class Text(NamedTuple):
    """A text with a reference in it; `is_in_loop` says that it is of the nested task of a loop."""

    at: Location
    text: str
    is_resolved: bool
    is_in_loop: bool


def texts_of(task: Fields) -> Iterator[Text]:
    """Yields the texts of a task, and of the task nested in it, that hold braces."""
    loop = task.part("for_each_task")
    nested = loop.part("task")
    resolved = {(*loop.at, "inputs"), *_resolved(task), *_resolved(nested)}
    for at, text in _all_texts(task, task.at):
        is_in_loop = loop.has("task") and at[: len(nested.at)] == nested.at
        yield Text(at, text, at in resolved, is_in_loop)


def _resolved(task: Fields) -> Iterator[Location]:
    """Yields the places of the settings in which references are resolved."""
    condition = task.part("condition_task")
    yield (*condition.at, "left")
    yield (*condition.at, "right")
    for payload, name in PARAMETERS.items():
        part = task.part(payload)
        for key, _ in part.pairs(name):
            yield (*part.at, name, key)
    for payload, name in ARGUMENTS.items():
        part = task.part(payload)
        for number, _ in enumerate(part.values.get(name) or ()):
            yield (*part.at, name, number)
    for payload, name in OPERATORS.items():
        for one in task.part(payload).parts(name):
            yield (*one.at, "value")


def _all_texts(value: object, at: Location) -> Iterator[tuple[Location, str]]:
    """Yields all texts with braces. It recurses: a text is at most 40 levels deep (yaml_tree)."""
    if isinstance(value, str):
        if "{{" in value:
            yield at, value
    elif isinstance(value, Fields):
        for name, inner in value.values.items():
            if name not in _NO_SETTINGS:
                yield from _all_texts(inner, (*value.at, name))
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _all_texts(inner, (*at, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _all_texts(inner, (*at, number))
