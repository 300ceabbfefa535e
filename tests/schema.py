"""Holds values to a JSON Schema: as much of draft 07 as our schemas use. No test in here."""

from collections.abc import Iterator
from typing import Any

TYPES: dict[str, Any] = {
    "object": dict, "array": list, "string": str, "boolean": bool, "null": type(None),
    "integer": int, "number": (int, float),
}  # fmt: skip
KNOWN = {
    "$schema", "$defs", "$ref", "title", "description", "default", "type", "properties", "required",
    "additionalProperties", "propertyNames", "items", "prefixItems", "minItems", "maxItems",
    "uniqueItems", "anyOf", "oneOf", "enum", "const", "minLength", "maxLength", "minimum",
    "maximum", "minProperties", "maxProperties", "pattern",
}  # fmt: skip
"""What our schemas say; a word beyond them would be held to by no test."""


def flaws(value: Any, schema: Any, root: dict[str, Any], at: str = "") -> Iterator[str]:
    """Yields where a value is not what a schema says."""
    if schema is True:
        return
    assert set(schema) <= KNOWN, set(schema) - KNOWN
    if "$ref" in schema:
        yield from flaws(value, root["$defs"][schema["$ref"].rpartition("/")[2]], root, at)
        return
    for several in ("anyOf", "oneOf"):
        if several in schema and all(list(flaws(value, one, root)) for one in schema[several]):
            yield f"{at}: none of {several}"
    if "const" in schema and value != schema["const"]:
        yield f"{at}: {value!r} is not {schema['const']!r}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: {value!r} is none of {schema['enum']}"
    wanted = schema.get("type", [])
    wanted = [wanted] if isinstance(wanted, str) else wanted
    if wanted and not any(_is_of(value, one) for one in wanted):
        yield f"{at}: {value!r} is no {wanted}"
    elif isinstance(value, dict):
        yield from _of_object(value, schema, root, at)
    elif isinstance(value, list):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", 10**9):
            yield f"{at}: {len(value)} items"
        for index, item in enumerate(value):
            yield from flaws(item, schema.get("items", True), root, f"{at}/{index}")
    elif isinstance(value, str) and not (
        schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", 10**9)
    ):
        yield f"{at}: {len(value)} signs"


def _is_of(value: Any, type_: str) -> bool:
    is_flag = isinstance(value, bool)
    return isinstance(value, TYPES[type_]) and (type_ == "boolean" or not is_flag)


def _of_object(value: Any, schema: Any, root: dict[str, Any], at: str) -> Iterator[str]:
    properties = schema.get("properties", {})
    yield from (
        f"{at}: {name} is missing" for name in schema.get("required", ()) if name not in value
    )
    more = schema.get("additionalProperties", True)
    for name, entry in value.items():
        if name in properties:
            yield from flaws(entry, properties[name], root, f"{at}/{name}")
        elif more is False:
            yield f"{at}: {name} is unknown"
        else:
            yield from flaws(entry, more, root, f"{at}/{name}")
