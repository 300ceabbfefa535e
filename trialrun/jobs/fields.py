"""Which fields a job definition has: their types, values and required marks. Facts, no rules.

The table, fields.json, is made by tools/job_fields.py out of databricks-sdk 0.162.0 (Apache-2.0);
the few facts below are what that SDK does not say.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

PLAIN = frozenset({"string", "integer", "boolean", "number", "object"})

PAYLOAD_SUFFIX = "_task"
"""A task's payload, e.g. `notebook_task`, is the field that says what the task does."""

BUNDLE_FIELDS = {"permissions": "object[]", "lifecycle": "object"}
"""Fields that a job has in a bundle only. Source: bundle resource docs, read 2026-11-22."""

_MORE_VALUES = {"PerformanceTarget": ("COST_OPTIMIZED",)}
"""Values that the API's own texts name and its enum does not have yet.

Facts: performance-cost-optimized.
"""


@dataclass(frozen=True, slots=True)
class FieldType:
    """What a field takes. `kind` is one of PLAIN, or the name of an object or enum.

    `shape` is "" for one value, "list" for a list of them, "map" for values by name.
    """

    kind: str
    shape: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class FieldTable:
    """Objects by name, each with its fields by name; enums with their values."""

    objects: Mapping[str, Mapping[str, FieldType]]
    enums: Mapping[str, tuple[str, ...]]


@cache
def field_table() -> FieldTable:
    """Returns the table, read once.

    >>> field_table().objects["Task"]["depends_on"]
    FieldType(kind='TaskDependency', shape='list', required=False)
    """
    text = (Path(__file__).parent / "fields.json").read_text(encoding="utf-8")
    table: dict[str, Any] = json.loads(text)
    objects = {name: _types(fields) for name, fields in table["objects"].items()}
    # A bundle names the job by a reference; `run_jobs` reads what is written here.
    objects["RunJobTask"]["job_id"] = FieldType("job", required=True)
    objects["BundleJob"] = objects["JobSettings"] | _types(BUNDLE_FIELDS)
    objects["JobAnswer"] = objects["JobSettings"]
    enums = {
        name: (*values, *_MORE_VALUES.get(name, ())) for name, values in table["enums"].items()
    }
    return FieldTable(objects, enums)


@cache
def payload_names() -> frozenset[str]:
    """Returns the fields of a task that say what it does, e.g. `sql_task`."""
    fields = field_table().objects["Task"]
    return frozenset(name for name in fields if name.endswith(PAYLOAD_SUFFIX))


def _types(fields: Mapping[str, str]) -> dict[str, FieldType]:
    return {name: _type(text) for name, text in fields.items()}


def _type(text: str) -> FieldType:
    kind, required = text.removesuffix("!"), text.endswith("!")
    if kind.endswith("[]"):
        return FieldType(kind[:-2], "list", required)
    if kind.endswith("{}"):
        return FieldType(kind[:-2], "map", required)
    return FieldType(kind, "", required)
