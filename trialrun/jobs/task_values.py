"""Warns of `{{...}}` references that a run cannot resolve. Changes nothing."""

import re
from typing import NamedTuple

from trialrun.engine.job.job import Job
from trialrun.engine.job.known_keys import Lacking, is_known, lacking
from trialrun.engine.job.references import references_in
from trialrun.jobs.computes import CONTROL_FLOW
from trialrun.jobs.findings import Findings
from trialrun.jobs.loops import Loop, input_flaw, loop_of
from trialrun.jobs.shape import Fields
from trialrun.jobs.task_texts import Text, texts_of
from trialrun.jobs.tree import shown

_MALFORMED = re.compile(r"(job|tasks?|workspace|input)(\s+$|\s*[.\[`])")
_FIELDS_FACT = "reference-fields"
_INPUT_FACT = "for-each-input"
_RECEIVERS_FAIL = "The tasks that receive this parameter will fail"


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
        loop = loop_of(task, fields)
        for text in texts_of(task):
            if not text.is_resolved:
                _warn_of_kept(findings, text)
                continue
            for parts in references_in(text.text):
                if _MALFORMED.match(parts[0] if parts else ""):
                    _warn_of_malformed(findings, text, parts)
                elif parts[:1] == ["input"]:
                    _warn_of_input(findings, text, parts, loop)
                elif sentence := _flaw(findings, parts, known, index):
                    findings.warn(text.at, sentence)
    for parameter in fields.parts("parameters"):
        for parts in references_in(parameter.text("default")):
            if sentence := _default_flaw(findings, parts, known):
                told = f"{_ended(sentence)} {_RECEIVERS_FAIL}"
                findings.warn((*parameter.at, "default"), told)


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


def _warn_of_malformed(findings: Findings, text: Text, parts: list[str]) -> None:
    """Notes what was meant as a reference and is none: a bracket too many, a blank at a dot."""
    findings.leave_out(
        text.at,
        f"`{{{{{shown('.'.join(parts))}}}}}` is not well formed, so it stays as it is written. "
        "Write {{job.parameters.name}}, and a name with other signs in backticks, without blanks",
        fact="reference-syntax",
    )


def _warn_of_kept(findings: Findings, text: Text) -> None:
    """Notes a reference where none is resolved, and first what is wrong in it."""
    for parts in references_in(text.text):
        if not is_known(parts):
            continue
        found = lacking(parts)
        lacks = (
            f"{_lack(findings, found)} And it" if found else f"`{{{{{shown('.'.join(parts))}}}}}`"
        )
        field = next(step for step in reversed(text.at) if isinstance(step, str))
        findings.leave_out(
            text.at,
            f"{lacks} stays as it is written: no source says that references are resolved in "
            f"`{shown(field)}`. Write the value, or pass it as a parameter",
            fact=_FIELDS_FACT,
        )


def _warn_of_input(findings: Findings, text: Text, parts: list[str], loop: Loop) -> None:
    """Notes `{{input}}` where there is none, and keys that its elements do not have."""
    if not text.is_in_loop or len(parts) > 2:
        what = (
            "names a key of a key, and an element has one only"
            if text.is_in_loop
            else "is the element of a for-each, which its nested task alone receives"
        )
        reference = shown(".".join(parts))
        findings.leave_out(
            text.at,
            f"`{{{{{reference}}}}}` {what}. Here it stays as it is written",
            fact=_INPUT_FACT,
        )
    elif sentence := input_flaw(findings, parts[1:], loop):
        findings.warn(text.at, sentence)


def _flaw(findings: Findings, parts: list[str], known: _Known, index: int) -> str:
    match parts:
        case ["job", "parameters", _, *_] if ".".join(parts[2:]) not in known.parameters:
            sentence = _no_parameter(findings, parts, known)
            return sentence if sentence.endswith("?") else f"{sentence}; the task will fail"
        case ["tasks", key, *rest]:
            return _task_flaw(findings, key, rest, known, index)
    return _key_flaw(findings, parts)


def _default_flaw(findings: Findings, parts: list[str], known: _Known) -> str:
    """Says what is wrong with a reference in a job parameter, which each task resolves."""
    match parts:
        case ["job", "parameters", _, *_] if ".".join(parts[2:]) not in known.parameters:
            return _no_parameter(findings, parts, known)
    found = lacking(parts)
    return "" if found is None else _lack(findings, found)


def _ended(sentence: str) -> str:
    return sentence if sentence[-1] in ".?" else f"{sentence}."


def _no_parameter(findings: Findings, parts: list[str], known: _Known) -> str:
    parameter = ".".join(parts[2:])
    hint = findings.hint(parameter, known.parameters)
    return f"the job has no parameter `{shown(parameter)}`{hint}"


def _key_flaw(findings: Findings, parts: list[str]) -> str:
    """Says what is wrong with a key that a known namespace does not have."""
    found = lacking(parts)
    return "" if found is None else f"{_lack(findings, found)} The task will fail"


def _lack(findings: Findings, found: Lacking) -> str:
    where = f"`{shown(found.namespace)}`"
    if found.is_value:
        return f"{where} is a value and has no `{shown(found.key)}`; write {where} alone."
    listed = f"; write one of {', '.join(found.known)}." if found.known else "; add a name."
    if not found.key:
        return f"{where} does not say which of its values is meant{listed}"
    return f"{where} has no `{shown(found.key)}`{findings.hint(found.key, found.known) or listed}"


def _task_flaw(findings: Findings, key: str, rest: list[str], known: _Known, index: int) -> str:
    reference = shown(".".join(["tasks", key, *rest]))
    if key in known.nested and key not in known.index_of:
        return f"`{reference}`: what a nested task sets cannot be read outside its for-each"
    if key not in known.index_of:
        hint = findings.hint(key, known.index_of) or "; the task will fail"
        return f"there is no task `{shown(key)}` to read from{hint}"
    if sentence := _key_flaw(findings, ["tasks", key, *rest]):
        return sentence
    if rest[0] == "values" and key in known.control_flow:
        return f"`{shown(key)}` sets no task values; the task will fail"
    if not known.above[index] >> known.index_of[key] & 1:
        return (
            f"`{shown(key)}` need not be done before this task, so `{reference}` may be missing; "
            f"let the task depend on it"
        )
    return ""
