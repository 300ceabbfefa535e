"""Puts what pydantic finds wrong with a file into sentences for whoever wrote it."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import BaseModel

from trialrun.jobs.tree import shown
from trialrun.nearest import meant


class Words:
    """The sentences for files of one model: what fields there are, and what kinds."""

    def __init__(self, model: type[BaseModel]) -> None:
        schema = model.model_json_schema()
        self.fields = sorted(_field_names(schema))
        self._kinds = dict(_kinds(schema))

    def of(self, item: Mapping[str, Any]) -> str:
        """Returns the sentence for a mistake as pydantic tells it."""
        return _sentence(item, self.fields, self._kinds)


@cache
def words_of(model: type[BaseModel]) -> Words:
    """Returns the sentences for files of a model. Making them takes as long as reading a file."""
    return Words(model)


def _kinds(part: Any) -> Iterator[tuple[str, list[str]]]:
    """Yields the fields that tell kinds apart, as `kind` does, each with the words it may be."""
    for value in (
        part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    ):
        yield from _kinds(value)
    if isinstance(part, dict) and "discriminator" in part:
        yield part["discriminator"]["propertyName"], list(part["discriminator"]["mapping"])


def _or(words: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1] if words else "…")))


def _field_names(schema: Mapping[str, Any]) -> set[str]:
    """Returns the names of all fields an author can write anywhere in a file of this model."""
    parts = [schema, *schema.get("$defs", {}).values()]
    return {name for part in parts for name in part.get("properties", {})}


_PLAIN: dict[str, str] = {
    "int_parsing": "this must be a whole number",
    "int_type": "this must be a whole number",
    "bool_parsing": "this must be yes or no",
    "float_parsing": "this must be a number, as in 0.5",
    "finite_number": "this must be a number, as in 0.5",
    "string_type": "this must be text",
    "dict_type": "this must be fields, written as key: value",
    "mapping_type": "this must be fields, written as key: value",
    "model_type": "this must be fields, written as key: value",
    "model_attributes_type": "this must be fields, written as key: value",
    "tuple_type": "this must be a list, each entry behind a dash",
    "list_type": "this must be a list, each entry behind a dash",
    "string_too_short": "this is empty; write some text",
}


def _counted(kind: str, context: Mapping[str, Any]) -> str:
    """Says how many entries a list, or fields, must have."""
    if kind == "too_long":
        count, most = context["actual_length"], context["max_length"]
        return f"{count:,} entries stand here; write at most {most:,}"
    least = context["min_length"]
    told = "this is empty; write" if not context["actual_length"] else "write"
    return f"{told} at least {least} {'entry' if least == 1 else 'entries'}"


def _sentence(item: Mapping[str, Any], known: list[str], kinds: Mapping[str, list[str]]) -> str:
    kind, loc, context = item["type"], item["loc"], item.get("ctx") or {}
    name = str(loc[-1]) if loc else "file"
    if kind == "missing":
        return f"`{name}` is missing; add {name}: …"
    if kind == "extra_forbidden":
        if name in known:
            return f"`{name}` is a field of another place; move it there, or remove it"
        if "meant" in item:
            return f"there is no field `{name}` here; did you mean `{item['meant']}`?"
        hint = meant(name, known) or "; remove it"
        return f"there is no field `{name}` here{hint}"
    if kind in ("too_short", "too_long"):
        return _counted(kind, context)
    if kind in ("literal_error", "enum"):
        hint = meant(str(item["input"]), context["expected"].split("'")[1::2])
        told = f"{hint} Write" if hint else "; write"
        return f"`{shown(str(item['input']))}` is not allowed{told} {context['expected']}"
    if kind == "union_tag_invalid":
        tags = context["expected_tags"].split("'")[1::2]
        hint = meant(str(context["tag"]), tags) or f"; write one of {', '.join(tags)}"
        field = context["discriminator"].strip("'")
        return f"{field} `{shown(str(context['tag']))}` is unknown{hint}"
    if kind == "union_tag_not_found":
        field = context["discriminator"].strip("'")
        return f"`{field}` is missing; add {field}: {_or(kinds.get(field, []))}"
    if kind == "string_too_long":
        most = context["max_length"]
        return f"this has {len(str(item['input']))} characters; write at most {most}"
    if kind == "greater_than_equal":
        return f"`{shown(str(item['input']))}` is too small; write {context['ge']} or more"
    if kind == "less_than_equal":
        return f"`{shown(str(item['input']))}` is too large; write {context['le']} or less"
    return _PLAIN.get(kind, f"{item['msg'].removeprefix('Value error, ')}")
