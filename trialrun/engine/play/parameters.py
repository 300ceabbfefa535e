"""What a task sees of its parameters: job parameters first, references put in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from trialrun.engine.job.references import TooLong, UnknownReference, as_text, resolve, start_time
from trialrun.engine.job.state import State
from trialrun.engine.trace.api_state import api_state_of_task
from trialrun.engine.trace.trace import Started

if TYPE_CHECKING:
    from trialrun.engine.play.run import Run
    from trialrun.engine.play.unit import Unit

DEPRECATED = frozenset(
    {"job_id", "run_id", "parent_run_id", "start_date", "start_time", "task_retry_count",
     "task_key"}
)  # fmt: skip
WORKSPACE = {"id": "1", "url": "https://workspace.example"}


def started_with(unit: Unit) -> Started:
    """Returns the parameters of an attempt, resolved. Raises UnknownReference.

    A job parameter beats the task's own of the same name, and is pushed down to every task that
    takes parameters by name. Those by position are named [0], [1] ...
    """
    task = unit.task
    if task.is_positional:
        return Started(
            tuple((f"[{at}]", resolved(unit, text)) for at, text in enumerate(task.arguments))
        )
    rules = unit.simulation.rules
    values = dict(unit.run.params)
    for name, value in unit.task.parameters:
        values[name] = rules.parameter(values[name], value) if name in values else value
    return Started(tuple((name, resolved(unit, value)) for name, value in values.items()))


def resolved_params(run: Run) -> tuple[tuple[str, str], ...]:
    """Puts values in place of what the job parameters refer to, when the run starts.

    They may refer to the job alone; anything else stays as it stands.
    """

    def lookup(parts: Sequence[str]) -> str | None:
        is_known = parts[:1] == ["job"] and parts[1:2] != ["parameters"]
        return _of_job(run, parts[1:]) if is_known else None

    try:
        return tuple((name, resolve(value, lookup)) for name, value in run.params)
    except TooLong:
        return run.params


def resolved(unit: Unit, text: str) -> str:
    """Puts values in place of the references of a setting. Raises UnknownReference."""
    return resolve(text, lambda parts: _lookup(unit, parts))


def _lookup(unit: Unit, parts: Sequence[str]) -> str | None:
    found: str | None
    match [*parts]:
        case [name] if name in DEPRECATED:
            found = _deprecated(unit, name)
        case ["input"] if unit.iteration >= 0:
            return as_text(unit.input)
        case ["input", key] if unit.iteration >= 0:
            element = json.loads(unit.input)
            if not isinstance(element, dict) or key not in element:
                raise UnknownReference(".".join(parts))
            return as_text(json.dumps(element[key], ensure_ascii=False))
        case ["task", "notebook_path"]:
            return None  # What we do not know stays as it stands.
        case ["job", "trigger", *_] if _of_job(unit.run, parts[1:]) is None:
            return None
        case ["job", *rest]:
            found = _of_job(unit.run, rest)
        case ["task", *rest]:
            found = _of_task(unit, rest)
        case ["tasks", key, *rest]:
            found = _of_tasks(unit, key, rest)
        case ["workspace", name]:
            found = WORKSPACE.get(name)
        case _:
            return None
    if found is None:
        raise UnknownReference(".".join(parts))
    return found


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
            return "" if other.state is State.SUCCESS else api_state_of_task(other.state).code
        case ["run_id"]:
            return _run_id(run, other)
        case ["execution_count"]:
            return str(other.attempts)
    return None
