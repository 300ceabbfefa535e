"""Who gave what a task received. Decides nothing: it writes down what `parameters` does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from trialrun.engine.job.known_keys import DEPRECATED
from trialrun.engine.trace.origin import Giver, Provenance, Use

if TYPE_CHECKING:
    from trialrun.engine.play.unit import Unit

USES_KEPT_MAX = 50
"""So many references of a setting are told of; a setting may hold 100,000."""

# Most values come from one of these, so that they need no value of their own.
OF_JOB = Provenance(Giver.JOB_DEFAULT)
OF_TASK = Provenance(Giver.TASK)
_GIVEN = {source: Provenance(source) for source in Giver}
_OF_NAMESPACE = {
    "input": Giver.LOOP,
    "job": Giver.RUN,
    "task": Giver.RUN,
    "workspace": Giver.WORKSPACE,
}


def given_by(
    source: Giver,
    params: Iterable[tuple[str, str]],
    defaults: Iterable[tuple[str, str]],
    kept: Mapping[str, Provenance] | None = None,
) -> dict[str, Provenance]:
    """Returns who gave each job parameter: who started the run, else the job.

    A repair from the UI has `kept` those of its run.
    """
    of_job = {name: OF_JOB for name, _ in defaults}
    return of_job | dict(kept or {}) | {name: _GIVEN[source] for name, _ in params}


def of_two(of_job: Provenance | None, job_value: str | None, own: str, chosen: str) -> Provenance:
    """Returns whose value was chosen where a job parameter and the task's own have one name."""
    if of_job is None or job_value is None:
        return OF_TASK
    if chosen == job_value:
        return of_job._replace(beaten=own)
    return Provenance(Giver.TASK, beaten=job_value)


def note(uses: dict[str, Use], parts: Sequence[str], source: Giver, value: str | None) -> None:
    """Writes down a reference that was looked up."""
    if len(uses) < USES_KEPT_MAX:
        reference = ".".join(parts)
        uses.setdefault(reference, Use(reference, source, value))


def put_into(origin: Provenance, written: str, uses: dict[str, Use]) -> Provenance:
    """Returns the origin of a text into which values were put."""
    if not uses:
        return origin
    return origin._replace(
        written=origin.written or written, uses=origin.uses + tuple(uses.values())
    )


def source_of(unit: Unit, parts: Sequence[str]) -> Giver:
    """Says who gives the value of a reference."""
    match [*parts]:
        case ["job", "parameters", *name]:
            return unit.run.given.get(".".join(name), OF_JOB).source
        case ["job", "trigger", *_]:
            return Giver.TRIGGER
        case ["tasks", key, ("values" | "output") as kind, *name]:
            return _source_of_value(unit, key, ".".join([kind, *name]))
        case ["tasks", *_]:
            return Giver.OTHER_TASK
        case [name] if name.startswith("secrets/"):
            return Giver.SECRET
        case [name] if name in DEPRECATED:
            return Giver.RUN
        case [name, *_]:
            return _OF_NAMESPACE.get(name, Giver.UNKNOWN)
    return Giver.UNKNOWN


def _source_of_value(unit: Unit, key: str, name: str) -> Giver:
    other = unit.run.unit_of(key)
    name = name.removeprefix("values.")
    made_up = other.work.script.made_up if other is not None else ()
    is_made_up = (name, unit.run.values.find(key, name)) in made_up
    return Giver.MADE_UP if is_made_up else Giver.TASK_VALUE
