"""Elements that stand in for those that nobody knows: what a loop's nested task asks of them."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from trialrun.engine.job.job import Condition, Op, Task
from trialrun.engine.job.references import references_in, resolve
from trialrun.engine.job.standins import BOTH, MIRRORED, wanted

ELEMENTS = ("a", "b", "c")
COMPARES_TEXT = frozenset({Op.EQUAL_TO, Op.NOT_EQUAL})


def true_pair(condition: Condition, parameters: Mapping[str, str]) -> tuple[str, str]:
    """Returns JSON for the left and the right operand, so that each makes the condition true.

    >>> true_pair(Condition(Op.GREATER_THAN, "{{input}}", "5"), {})[0]
    '6'
    """

    def lookup(parts: Sequence[str]) -> str | None:
        is_parameter = [*parts[:2]] == ["job", "parameters"]
        return parameters.get(".".join(parts[2:])) if is_parameter else None

    left, right = resolve(condition.left, lookup), resolve(condition.right, lookup)
    if "{{" in left and "{{" in right:
        return BOTH[condition.op]
    mirrored = MIRRORED.get(condition.op, condition.op)
    return wanted(condition.op, right), wanted(mirrored, left)


def maker_of(
    nested: Iterable[Task], parameters: Mapping[str, str] | None = None
) -> Callable[[str], object]:
    """Returns what makes an element out of a word, for all tasks that loop over the same list.

    It is an object with the fields that any of them asks for, wherever it does; else the word
    itself, or a number where one compares numbers.

    >>> maker_of([Task("one", arguments=("{{input.path}}",))])("a")
    {'path': 'a'}
    """
    fields: dict[str, str] = {}
    bare = ""
    for task in nested:
        for key, json_text in _asked(task, parameters or {}):
            if key:
                fields[key] = fields.get(key) or json_text
            else:
                bare = bare or json_text

    def make(word: str) -> object:
        if fields:
            return {key: json.loads(text) if text else word for key, text in fields.items()}
        return json.loads(bare) if bare else word

    return make


def _asked(task: Task, parameters: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yields the fields asked for ("": the element), with JSON where not any value will do."""
    if task.condition is not None and task.condition.op not in COMPARES_TEXT:
        pair = true_pair(task.condition, parameters)
        for text, json_text in zip((task.condition.left, task.condition.right), pair, strict=True):
            yield from ((key, json_text) for key in _keys_in(text))
    for text in (*task.texts, *task.operands):
        yield from ((key, "") for key in _keys_in(text))


def _keys_in(text: str) -> Iterator[str]:
    for parts in references_in(text):
        if parts[:1] == ["input"] and len(parts) <= len(("input", "key")):
            yield "".join(parts[1:])
