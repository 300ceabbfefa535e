"""What a task sees of its parameters: job parameters first, references put in."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from trialrun.engine.job.known_keys import DEPRECATED, lacking
from trialrun.engine.job.references import TooLong, UnknownReference, as_text, resolve, start_time
from trialrun.engine.job.state import State
from trialrun.engine.job.world import LASTING
from trialrun.engine.play.attempt import LASTING_RULES
from trialrun.engine.play.origins import (
    OF_JOB,
    OF_TASK,
    note,
    of_two,
    put_into,
    source_of,
)
from trialrun.engine.trace.api_state import api_state_of_task
from trialrun.engine.trace.origin import Giver, Provenance, Use
from trialrun.engine.trace.trace import Started

if TYPE_CHECKING:
    from trialrun.engine.play.run import Run
    from trialrun.engine.play.unit import Unit

WORKSPACE = {"id": "1", "url": "https://workspace.example"}


def started_with(unit: Unit) -> Started:
    """Returns the parameters of an attempt, resolved. Raises UnknownReference.

    Job parameters are pushed down to the tasks that take theirs by name. Those by position are
    named [0], [1] ...
    """
    task = unit.task
    if task.is_positional:
        pairs = [(f"[{at}]", text) for at, text in enumerate(task.arguments)]
        if unit.simulation.rules.reaches_by_position():
            return with_pushed_down(unit, pairs, unit.run.params)
        return passed_on(unit, pairs)
    return with_pushed_down(
        unit, task.parameters, unit.run.params if task.is_pushed_down_to else ()
    )


def with_pushed_down(
    unit: Unit, of_task: Iterable[tuple[str, str]], of_job: Iterable[tuple[str, str]]
) -> Started:
    """Returns parameters by name, resolved: that of the job beats the task's own of its name.

    Raises UnknownReference.
    """
    rules = unit.simulation.rules
    values = dict(of_job)
    origins = {name: unit.run.given.get(name, OF_JOB) for name in values}
    for name, own in of_task:
        job_value = values.get(name)
        values[name] = own if job_value is None else rules.parameter(job_value, own)
        origins[name] = of_two(origins.get(name), job_value, own, values[name])
    resolved_as = {name: resolved(unit, value, origins[name]) for name, value in values.items()}
    return _started(resolved_as.items())


def passed_on(unit: Unit, pairs: Iterable[tuple[str, str]]) -> Started:
    """Returns a task's own settings, resolved. Raises UnknownReference."""
    return _started([(name, resolved(unit, text)) for name, text in pairs])


def _started(resolved_as: Collection[tuple[str, tuple[str, Provenance]]]) -> Started:
    return Started(
        tuple([(name, text) for name, (text, _) in resolved_as]),
        tuple([origin for _, (_, origin) in resolved_as]),
    )


def resolve_params(run: Run) -> None:
    """Puts values in place of what the job parameters refer to, when the run starts.

    They may refer to the job alone; anything else stays as it stands.
    """
    if not any("{{" in value for _, value in run.params):
        return
    uses: dict[str, Use] = {}

    def lookup(parts: Sequence[str]) -> str | None:
        is_known = parts[:1] == ["job"] and parts[1:2] != ["parameters"]
        value = _of_job(run, parts[1:]) if is_known else None
        if value is not None:
            note(uses, parts, Giver.TRIGGER if parts[1] == "trigger" else Giver.RUN, value)
        return value

    params, given = [], dict(run.given)
    try:
        for name, written in run.params:
            uses = {}
            params.append((name, resolve(written, lookup)))
            given[name] = put_into(given.get(name, OF_JOB), written, uses)
    except TooLong:
        return
    run.params, run.given = tuple(params), given


def resolved(unit: Unit, text: str, origin: Provenance = OF_TASK) -> tuple[str, Provenance]:
    """Puts values in place of the references of a setting, and says where it all came from.

    Raises UnknownReference.
    """
    if "{{" not in text:
        return text, origin
    uses: dict[str, Use] = {}

    def lookup(parts: Sequence[str]) -> str | None:
        value = _lookup(unit, parts)
        note(uses, parts, source_of(unit, parts), value)
        return value

    return resolve(text, lookup), put_into(origin, text, uses)


def _lookup(unit: Unit, parts: Sequence[str]) -> str | None:
    """Returns the value of a reference, None where it stays as it is written."""
    if lacking(parts) is not None:
        raise UnknownReference(".".join(parts))
    found: str | None
    match [*parts]:
        case [name] if name in DEPRECATED:
            return _deprecated(unit, name)
        case ["input", *keys] if unit.iteration >= 0 and len(keys) < 2:
            return _of_input(unit, keys)
        case ["job", "trigger", *_]:
            return _of_job(unit.run, parts[1:])  # None where another trigger started the run.
        case ["job", *rest]:
            found = _of_job(unit.run, rest)
        case ["task", "notebook_path"]:
            return None  # What we do not know stays as it stands.
        case ["task", *rest]:
            found = _of_task(unit, rest)
        case ["tasks", key, *rest]:
            found = _of_tasks(unit, key, rest)
        case ["workspace", name]:
            return WORKSPACE[name]
        case _:
            return None
    if found is None:
        raise UnknownReference(".".join(parts))
    return found


def _of_input(unit: Unit, keys: Sequence[str]) -> str:
    if not keys:
        return as_text(unit.input)
    element = json.loads(unit.input)
    if not isinstance(element, dict) or keys[0] not in element:
        raise UnknownReference(".".join(["input", *keys]))
    return as_text(json.dumps(element[keys[0]], ensure_ascii=False))


def _of_job(run: Run, parts: Sequence[str]) -> str | None:
    match [*parts]:
        case ["id"]:
            return "1"
        case ["name"]:
            return run.settings.name
        case ["run_id"]:
            return str(run.number)
        case ["repair_count"]:
            return str(run.repairs)
        case ["parameters", *name]:
            return dict(run.params).get(".".join(name))
        case ["trigger", "type"]:
            return run.cause.trigger.lower()
        case ["trigger", "file_arrival", "location"] if run.cause.trigger == "FILE_ARRIVAL":
            return run.cause.detail
        case ["trigger", "table_update", "updated_tables"] if run.cause.trigger == "TABLE":
            return json.dumps(run.cause.detail.split(", "))
        case ["start_time", part]:
            return start_time(part, run.simulation.world.starts_at + run.t0_ms)
        case ["trigger", "time", part] if run.scheduled_at is not None:
            return start_time(part, run.scheduled_at)
    return None


def _deprecated(unit: Unit, name: str) -> str:
    """Returns what one of the old names stands for. Facts: deprecated-references."""
    started = unit.simulation.world.starts_at + unit.started_ms
    return {
        "job_id": "1",
        "run_id": _run_id(unit.run, unit),
        "parent_run_id": str(unit.run.number),
        "start_date": start_time("iso_date", started) or "",
        "start_time": str(started),
        "task_retry_count": str(unit.attempts_here - 1),
        "task_key": unit.task.key,
    }[name]


def _run_id(run: Run, unit: Unit) -> str:
    return f"{run.number}{unit.index:04d}"


def _of_task(unit: Unit, parts: Sequence[str]) -> str | None:
    match [*parts]:
        case ["name"]:
            return unit.task.key
        case ["run_id"]:
            return _run_id(unit.run, unit)
        case ["execution_count"]:
            return str(unit.attempts)
    return None


def _of_tasks(unit: Unit, key: str, parts: Sequence[str]) -> str | None:
    """Looks at another task; a value of a disabled one is missing, so asking for it fails."""
    run = unit.run
    other = run.unit_of(key)
    if other is None or other.state is State.DISABLED:
        return None
    match [*parts]:
        case ["values", *name]:
            json_text = run.values.find(key, ".".join(name))
            return None if json_text is None else as_text(json_text)
        case ["output", *name]:
            # What a query returns is set as task values are, under the name that asks for it.
            json_text = run.values.find(key, ".".join(["output", *name]))
            return None if json_text is None else as_text(json_text)
        case ["result_state"]:
            return str(other.state).lower()
        case ["error_code"]:
            return _error_code(other)
        case ["run_id"]:
            return _run_id(run, other)
        case ["execution_count"]:
            return str(other.attempts)
    return None


def _error_code(unit: Unit) -> str:
    """Returns the code of a task's end: "" for success, one of its own for what is missing."""
    if unit.state is State.SUCCESS:
        return ""
    codes = {rule: LASTING[kind] for kind, rule in LASTING_RULES.items()}
    return api_state_of_task(unit.state, codes.get(unit.ends[1], "")).code
