"""Which keys the known namespaces of `{{...}}` references hold. Facts, no values.

Facts: reference-keys.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from trialrun.engine.job.references import START_TIME_PARTS

_Keys = Mapping[str, "_Keys | None"]
"""A namespace: its keys, each with those behind it, None for a value that has none."""

_ANY: _Keys = {}
"""Whatever a job or a task calls it: a parameter, a value, a column, a table."""
_TIMES: _Keys = dict.fromkeys(START_TIME_PARTS)
_OF_A_TASK: _Keys = {
    "values": _ANY,
    "output": {"rows": None, "first_row": _ANY, "alert_state": None},
    "result_state": None,
    "error_code": None,
    "run_id": None,
    "execution_count": None,
}
_KNOWN: _Keys = {
    "job": {
        "id": None,
        "name": None,
        "run_id": None,
        "repair_count": None,
        "start_time": _TIMES,
        "parameters": _ANY,
        "trigger": {
            "type": None,
            "time": _TIMES,
            "file_arrival": {"location": None},
            "table_update": _ANY,
        },
    },
    "task": {"name": None, "run_id": None, "execution_count": None, "notebook_path": None},
    "workspace": {"id": None, "url": None},
}


DEPRECATED = frozenset(
    {"job_id", "run_id", "parent_run_id", "start_date", "start_time", "task_retry_count",
     "task_key"}
)  # fmt: skip
"""The old names of references. Facts: deprecated-references."""
_NAMESPACES = frozenset({*_KNOWN, "tasks", "input", "backfill"})


class Lacking(NamedTuple):
    """What a namespace does not have: `key` is "" where none was asked for.

    `known` are the keys that there are; none for what is a value, or has names of its own.
    """

    namespace: str
    key: str
    known: tuple[str, ...]
    is_value: bool


def is_known(parts: Sequence[str]) -> bool:
    """Says whether somebody who writes this means a reference of Databricks.

    >>> is_known(["job", "naem"]), is_known(["task_key"]), is_known(["ds"])
    (True, True, False)
    """
    return bool(parts) and (parts[0] in _NAMESPACES or (len(parts) == 1 and parts[0] in DEPRECATED))


def lacking(parts: Sequence[str]) -> Lacking | None:
    """Returns what is wrong with the keys of a reference; None where nothing is.

    A namespace that is not known is not wrong: its references stay as they are written.

    >>> lacking(["job", "naem"]).key, lacking(["job", "name"]), lacking(["ds"])
    ('naem', None, None)
    """
    if [*parts] == ["tasks"]:
        return Lacking("tasks", "", (), False)
    at = 2 if parts[:1] == ["tasks"] else 1
    keys = _OF_A_TASK if at > 1 else _KNOWN.get(parts[0]) if parts else None
    while keys is not None:
        namespace, key = ".".join(parts[:at]), parts[at] if at < len(parts) else ""
        if keys is _ANY:
            return None if key else Lacking(namespace, "", (), False)
        if key not in keys:
            return Lacking(namespace, key, tuple(keys), False)
        keys, at = keys[key], at + 1
        if keys is None and at < len(parts):
            return Lacking(".".join(parts[:at]), parts[at], (), True)
    return None
