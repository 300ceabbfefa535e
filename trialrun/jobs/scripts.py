"""What happens when a job runs that nobody wrote a script for. Knows engine values only.

Every plain task, and the nested task of each for-each, takes 60 s and makes one write: an
append of 1,000 rows to a table that is named after the task key. Pipelines and dbt write so that
a rerun adds nothing; dashboards and alerts write nothing. Where the job reads a task
value, the task it is read from sets it, so that the run does not die for want of it: to a list of
three for the inputs of a for-each, to a value that makes a condition true, else to a word.
"""

import json
from collections.abc import Iterator
from typing import NamedTuple

from trialrun.engine.job.elements import ELEMENTS, maker_of, true_pair
from trialrun.engine.job.job import Condition, Job, Task
from trialrun.engine.job.references import references_in
from trialrun.engine.job.standins import MIRRORED, ROWS, WORD, value_of
from trialrun.engine.job.world import TAKES, WRITES, TaskScript, Write, WriteMode

_MODES = {"pipeline": WriteMode.IDEMPOTENT, "dbt": WriteMode.OVERWRITE}
"""Pipelines can be rerun without surplus rows; a dbt model is made anew unless told otherwise."""
_READERS = frozenset({"dashboard", "alert", "power_bi"})

TAKES_MS = 60_000
_RETURNED = {
    "output.rows": json.dumps([{"column": element} for element in ELEMENTS]),
    "output.alert_state": json.dumps("OK"),
}
"""What a query or an alert returns where nothing but its kind is known."""


class _Wish(NamedTuple):
    """A task value that something reads. The lowest rank is heard where wishes differ."""

    rank: int
    task: str
    key: str
    json_text: str


def default_script(job: Job) -> dict[str, TaskScript]:
    """Returns a script under which every task succeeds.

    >>> from trialrun.engine.job.job import Compute, ComputeKind
    >>> job = Job("j", (Task("load"),), (Compute("serverless", ComputeKind.SERVERLESS),))
    >>> default_script(job)["load"].writes
    (Write(table='load', mode=<WriteMode.APPEND: 'append'>, rows=1000),)
    """
    sets: dict[str, dict[str, str]] = {}
    for wish in sorted(_wishes(job), key=lambda wish: wish.rank):
        sets.setdefault(wish.task, {}).setdefault(wish.key, wish.json_text)
    return {
        task.key: TaskScript(
            TAKES_MS,
            _writes(task),
            sets=tuple(sets.get(task.key, {}).items()),
            made_up=tuple(sets.get(task.key, {}).items()),
            guessed=frozenset({WRITES, TAKES}),
        )
        for task in _every(job)
        if not task.is_control_flow
    }


def _writes(task: Task) -> tuple[Write, ...]:
    if task.type in _READERS:
        return ()
    return (Write(task.key, _MODES.get(task.type, WriteMode.APPEND), ROWS),)


def _every(job: Job) -> Iterator[Task]:
    for task in job.tasks:
        yield task
        if task.for_each is not None:
            yield task.for_each.task


def _wishes(job: Job) -> Iterator[_Wish]:
    parameters = dict(job.parameters)
    loops: dict[tuple[str, str], list[Task]] = {}
    for task in _every(job):
        if task.for_each is not None:
            for value in _values_in(task.for_each.inputs):
                loops.setdefault(value, []).append(task.for_each.task)
        if task.condition is not None:
            yield from _condition_wishes(task.condition, parameters)
        for text in task.texts:
            yield from _wishes_in(text, 3)
    for value, nested in loops.items():
        # Loops over the same value share its elements, so these have what each of them asks for.
        yield _Wish(0, *value, json.dumps([*map(maker_of(nested, parameters), ELEMENTS)]))


def _wishes_in(text: str, rank: int, json_text: str = "") -> Iterator[_Wish]:
    for task, key in _values_in(text):
        yield _Wish(rank, task, key, json_text or _RETURNED.get(key, json.dumps(WORD)))


def _values_in(text: str) -> Iterator[tuple[str, str]]:
    for parts in references_in(text):
        if found := value_of(parts):
            yield found


def _condition_wishes(condition: Condition, parameters: dict[str, str]) -> Iterator[_Wish]:
    """Wishes for values that make a condition true."""
    rank = 1 if condition.op in MIRRORED else 2
    left, right = true_pair(condition, parameters)
    yield from _wishes_in(condition.left, rank, left)
    yield from _wishes_in(condition.right, rank, right)
