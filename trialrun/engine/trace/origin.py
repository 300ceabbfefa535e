"""Where what a task received came from: plain data, written while a parameter is resolved."""

from enum import StrEnum
from typing import NamedTuple


class Giver(StrEnum):
    """Who gave a value.

    The first four are of job parameters, TASK is the task's own setting. The others are of
    references: MADE_UP is a task value or an output that nobody gave, so that we did.
    """

    JOB_DEFAULT = "job_default"
    RUN_NOW = "run_now"
    RUN_JOB = "run_job"
    REPAIR = "repair"
    TASK = "task"
    TASK_VALUE = "task_value"
    MADE_UP = "made_up"
    LOOP = "loop"
    TRIGGER = "trigger"
    RUN = "run"
    OTHER_TASK = "other_task"
    WORKSPACE = "workspace"
    SECRET = "secret"  # noqa: S105 - the kind of a reference
    UNKNOWN = "unknown"


class Use(NamedTuple):
    """A reference in a setting, who gave its value, and the value; None: it stays as text."""

    reference: str
    source: Giver
    value: str | None


class Provenance(NamedTuple):
    """Where a value came from.

    `written` is the text before values were put into it, "" where there was nothing to put in.
    `beaten` is what another setting of the same name held; None where there is no other.
    """

    source: Giver
    written: str = ""
    uses: tuple[Use, ...] = ()
    beaten: str | None = None


def origin_json(origin: Provenance) -> dict[str, object]:
    """Returns an origin as the trace writes it: only what there is to tell.

    >>> origin_json(Provenance(Giver.TASK, beaten="x"))
    {'source': 'task', 'beaten': 'x'}
    """
    found: dict[str, object] = {"source": str(origin.source)}
    if origin.written:
        found["written"] = origin.written
        found["uses"] = [use._asdict() for use in origin.uses]
    if origin.beaten is not None:
        found["beaten"] = origin.beaten
    return found
