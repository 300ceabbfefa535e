"""Warns of `{{...}}` references that a run cannot resolve. Changes nothing."""

from collections.abc import Iterator
from typing import NamedTuple

from trialrun.engine.job.job import Job
from trialrun.engine.job.references import references_in
from trialrun.jobs.computes import CONTROL_FLOW
from trialrun.jobs.findings import Findings
from trialrun.jobs.parameters import PARAMETERS
from trialrun.jobs.shape import Fields
from trialrun.jobs.tree import Location, shown

_SIMULATED = frozenset({"values", "result_state", "error_code", "run_id", "execution_count"})


class _Known(NamedTuple):
    """What references of a job can name; `above` are the tasks upstream of each, as bits."""

    index_of: dict[str, int]
    control_flow: frozenset[str]
    nested: frozenset[str]
    parameters: frozenset[str]
    above: list[int]


def warn_of_references(findings: Findings, fields: Fields, job: Job) -> None:
    """Notes references to what is not there, or not there yet, when the task starts."""
    known = _known(fields, job)
    for index, task in enumerate(fields.parts("tasks")):
        for at, text in _texts(task):
            if "{{" not in text:
                continue
            for parts in references_in(text):
                if sentence := _flaw(findings, parts, known, index):
                    findings.warn(at, sentence)


def _known(fields: Fields, job: Job) -> _Known:
    index_of = {task.key: index for index, task in enumerate(job.tasks)}
    above = [0] * len(job.tasks)
    for index in job.graph.in_order():
        for parent in job.graph.parents[index]:
            above[index] |= above[parent] | 1 << parent
    return _Known(
        index_of,
        frozenset(
            task.text("task_key")
            for task in fields.parts("tasks")
            if any(task.has(name) for name in CONTROL_FLOW)
        ),
        frozenset(task.for_each.task.key for task in job.tasks if task.for_each),
        frozenset(name for name, _ in job.parameters),
        above,
    )


def _texts(task: Fields) -> Iterator[tuple[Location, str]]:
    """Yields the settings of a task in which references are resolved."""
    for name in ("left", "right"):
        part = task.part("condition_task")
        yield (*part.at, name), part.text(name)
    loop = task.part("for_each_task")
    yield (*loop.at, "inputs"), loop.text("inputs")
    for one in (task, loop.part("task")):
        for payload, name in PARAMETERS.items():
            part = one.part(payload)
            for key, text in part.pairs(name):
                yield (*part.at, name, key), text


def _flaw(findings: Findings, parts: list[str], known: _Known, index: int) -> str:
    match parts:
        case ["job", "parameters", *name] if ".".join(name) not in known.parameters:
            parameter = ".".join(name)
            hint = findings.hint(parameter, known.parameters) or "; the task will fail"
            return f"the job has no parameter `{shown(parameter)}`{hint}"
        case ["tasks", key, *rest]:
            return _task_flaw(findings, key, rest, known, index)
    return ""


def _task_flaw(findings: Findings, key: str, rest: list[str], known: _Known, index: int) -> str:
    reference = shown(".".join(["tasks", key, *rest]))
    if key in known.nested and key not in known.index_of:
        return f"`{reference}`: what a nested task sets cannot be read outside its for-each"
    if key not in known.index_of:
        hint = findings.hint(key, known.index_of) or "; the task will fail"
        return f"there is no task `{shown(key)}` to read from{hint}"
    if not rest or rest[0] not in _SIMULATED:
        return f"`{reference}` is not simulated; the task will fail here"
    if rest[0] == "values" and key in known.control_flow:
        return f"`{shown(key)}` sets no task values; the task will fail"
    if not known.above[index] >> known.index_of[key] & 1:
        return (
            f"`{shown(key)}` need not be done before this task, so `{reference}` may be missing; "
            f"let the task depend on it"
        )
    return ""
