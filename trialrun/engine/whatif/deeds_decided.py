"""Lets conditions come out as they are said to: by the values they compare, where tasks set them.

A condition over a task value comes out by what that task sets, so that whatever else reads the
value sees the same. Only where no task sets what is compared is the operand itself replaced.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from trialrun.engine.job.job import Condition, Job, Op, Task
from trialrun.engine.job.quoted import quoted
from trialrun.engine.job.references import as_text, references_in, resolve
from trialrun.engine.job.standins import BOTH, MIRRORED, WORD, number_of, value_of, wanted
from trialrun.engine.job.world import TaskScript
from trialrun.engine.rules.condition import compare
from trialrun.engine.whatif.dial_compute import every_task
from trialrun.engine.whatif.whatif_text import WhatIfError
from trialrun.nearest import few

ValueName = tuple[str, str]
"""A task, and the key of a value that it sets."""

_TURNED = {
    Op.EQUAL_TO: Op.NOT_EQUAL,
    Op.NOT_EQUAL: Op.EQUAL_TO,
    Op.GREATER_THAN: Op.LESS_THAN_OR_EQUAL,
    Op.GREATER_THAN_OR_EQUAL: Op.LESS_THAN,
    Op.LESS_THAN: Op.GREATER_THAN_OR_EQUAL,
    Op.LESS_THAN_OR_EQUAL: Op.GREATER_THAN,
}
"""The operator that is true where the other is false."""


class ValuesSet:
    """What the tasks of one job set, as far as it is known before a run. `script` is theirs."""

    def __init__(self, job: Job, script: dict[str, TaskScript], given: Iterable[ValueName]) -> None:
        self.job = job
        self.script = script
        self._by: dict[ValueName, str] = dict.fromkeys(given, "")
        self._own = {task.key for task in job.tasks}

    def variable(self, text: str) -> ValueName | None:
        """Returns the task value that a text is, None for any other text."""
        references = references_in(text)
        if len(references) != 1 or not text.strip().startswith("{{") or text.count("{{") != 1:
            return None
        found = value_of(references[0])
        is_all = text.strip().endswith("}}")
        return found if found and is_all and found[0] in self._own & self.script.keys() else None

    def text(self, operand: str) -> str:
        """Returns an operand with all in it that is known before a run."""
        parameters = dict(self.job.parameters)

        def lookup(parts: Sequence[str]) -> str | None:
            if [*parts[:2]] == ["job", "parameters"]:
                return parameters.get(".".join(parts[2:]))
            found = value_of(parts)
            if found is None or found[0] not in self.script:
                return None
            json_text = dict(self.script[found[0]].sets).get(found[1])
            return None if json_text is None else as_text(json_text)

        return resolve(operand, lookup)

    def is_given(self, variable: ValueName) -> bool:
        """Says whether somebody said what the value is."""
        return variable in self._by

    def give(self, variable: ValueName, json_text: str, reader: str) -> None:
        """Sets a value for its reader's sake. Raises WhatIfError where it was said otherwise."""
        task, key = variable
        entry = self.script[task]
        if variable in self._by and dict(entry.sets)[key] != json_text:
            by = self._by[variable]
            what = f"{quoted(by)} rests on it" if by else "it is said what that is"
            raise WhatIfError(
                f"{quoted(reader)} rests on the value {quoted(key)} of {quoted(task)}, and {what}. "
                "Say one of the two."
            )
        self._by[variable] = reader
        self.script[task] = entry.setting({key: json_text})


def decided(known: ValuesSet, outcomes: Mapping[str, str]) -> dict[str, Condition]:
    """Gives conditions the outcomes that they are said to have.

    Returns the conditions that stand in for those that rest on no task value.
    """
    found: dict[str, Condition] = {}
    asked: dict[ValueName, list[Task]] = {}
    for task in every_task(known.job):
        if task.condition is None or task.key not in outcomes:
            continue
        variable = _variable(known, task.condition)
        if variable is None:
            found[task.key] = _replaced(known, task.condition, outcomes[task.key])
        else:
            asked.setdefault(variable, []).append(task)
    for variable, tasks in asked.items():
        _choose(known, variable, tasks, outcomes)
    return found


def _variable(known: ValuesSet, condition: Condition) -> ValueName | None:
    """Returns the task value by which a condition is decided: one that nobody gave, if it can."""
    sides = [known.variable(condition.left), known.variable(condition.right)]
    there = [side for side in sides if side]
    free = [side for side in there if not known.is_given(side)]
    if not there or sides[0] == sides[1]:
        return None
    chosen = (free or there)[0]
    other = condition.right if sides[0] == chosen else condition.left
    return None if "{{" in known.text(other) else chosen


def _choose(
    known: ValuesSet, variable: ValueName, tasks: Sequence[Task], outcomes: Mapping[str, str]
) -> None:
    """Sets a value so that all conditions over it come out as they are said to."""
    before = dict(known.script[variable[0]].sets).get(variable[1])
    seen = [(*_seen_from(known, variable, task), outcomes[task.key]) for task in tasks]
    if known.is_given(variable):
        candidates: Iterable[str] = (before or '""',)
    else:
        # Each once: conditions over one value compare it with numbers that are near each other.
        candidates = dict.fromkeys((*([before] if before else []), *_candidates(seen)))
    for json_text in candidates:
        if all(_comes_out(op, json_text, other) == outcome for op, other, outcome in seen):
            known.give(variable, json_text, tasks[0].key)
            return
    names = few([f"{quoted(task.key)} {outcomes[task.key]}" for task in tasks])
    told = f"{quoted(variable[1])} of {quoted(variable[0])}"
    if known.is_given(variable):
        raise WhatIfError(
            f"{names} cannot be: it is said that {told} is {quoted(as_text(before or ''))}. "
            "Say one of the two."
        )
    raise WhatIfError(f"{names} cannot be: there is no value of {told} with which all are so.")


def _candidates(seen: Iterable[tuple[Op, str, str]]) -> Iterator[str]:
    """Yields values worth trying: around all that the conditions compare with."""
    for op, other, _ in seen:
        yield wanted(op, other)
        yield wanted(_TURNED[op], other)
        number = number_of(other)
        if number is not None:
            yield from (str(number + step) for step in (0, -1, 1))
    yield f'"{WORD}"'
    yield '"none of these"'


def _seen_from(known: ValuesSet, variable: ValueName, task: Task) -> tuple[Op, str]:
    """Returns the operator as if the value stood on the left, and what it is compared with."""
    condition = task.condition
    assert condition is not None
    if known.variable(condition.left) == variable:
        return condition.op, known.text(condition.right)
    return MIRRORED.get(condition.op, condition.op), known.text(condition.left)


def _comes_out(op: Op, json_text: str, other: str) -> str | None:
    if json_text.startswith(("[", "{")) or json_text == "null":
        return None
    return compare(op, as_text(json_text), other).outcome


def _replaced(known: ValuesSet, condition: Condition, outcome: str) -> Condition:
    """Returns a condition with the same outcome each time, as near to its own as can be."""
    op = condition.op if outcome == "true" else _TURNED[condition.op]
    left, right = known.text(condition.left), known.text(condition.right)
    if compare(condition.op, left, right).outcome == outcome and "{{" not in left + right:
        return condition
    if "{{" not in right and compare(op, as_text(wanted(op, right)), right).outcome == "true":
        return replace(condition, left=as_text(wanted(op, right)))
    mirrored = MIRRORED.get(op, op)
    if "{{" not in left and compare(op, left, as_text(wanted(mirrored, left))).outcome == "true":
        return replace(condition, right=as_text(wanted(mirrored, left)))
    one, other = BOTH[op]
    return replace(condition, left=one, right=other)
