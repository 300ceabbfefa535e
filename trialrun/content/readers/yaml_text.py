"""Reads YAML that people write: every scalar stays text, every value knows its line."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from trialrun.content.readers.sketch import Sketch, is_inside, sketch
from trialrun.jobs.yaml_tree import TEXT_LENGTH_MAX, Location, Unreadable, read_tree
from trialrun.nearest import meant
from trialrun.problem import Problem

Model = TypeVar("Model", bound=BaseModel)

SNIPPET_LINES_MAX = 200
"""So many lines of a text are looked through for what is wrong in it."""


class YamlText:
    """A parsed YAML text. `tree` is dicts, lists and strings; None when it could not be read."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.tree: Any = None
        self.problems: list[Problem] = []
        self._lines: dict[Location, int] = {}
        self._faulty: list[Location] = []
        self._repeated: list[Location] = []
        if len(text) > TEXT_LENGTH_MAX:
            self._add(0, f"the file has {len(text)} characters; at most {TEXT_LENGTH_MAX} are read")
            return
        try:
            read = read_tree(text)
        except Unreadable as error:
            self._add(error.line, error.message)
            return
        self.tree, self._lines = read.value, read.lines
        self._repeated = [at for at, _, _ in read.repeated]
        for line, message in read.mistakes:
            self._add(line, message)

    def line(self, at: Location) -> int:
        """Returns the line of a value, or of the closest thing around it that was written."""
        while at and at not in self._lines:
            at = at[:-1]
        return self._lines.get(at, 0)

    def has(self, at: Location) -> bool:
        """Says whether a field was written."""
        return at in self._lines

    def problem(self, at: Location, message: str, snippet: str = "") -> Problem:
        """Returns a problem at a value, at the line of it in which a snippet stands."""
        return Problem(self.path, self._line_of(at, snippet), message)

    def add_problem(self, at: Location, message: str, snippet: str = "") -> None:
        """Adds one to the problems."""
        self.problems.append(self.problem(at, message, snippet))

    def validate(self, model: type[Model]) -> Model | None:
        """Reads the tree as a model; on mistakes collects all of them and returns None."""
        found = self._read(model)
        return None if self.problems else found

    def sketch(self, model: type[BaseModel]) -> Sketch:
        """Reads the tree as a model, with stand-ins where that goes wrong; collects all mistakes.

        With the problems still empty, the model is what was written.
        """
        found = self._read(model)
        if found is not None:
            return Sketch(found, frozenset())
        drawn = sketch(self.tree, model.model_validate)
        self.add_mistakes(drawn.more, model)
        return drawn

    def add_mistakes(
        self, items: Iterable[Mapping[str, Any]], model: type[BaseModel], at: Location = ()
    ) -> None:
        """Adds mistakes as pydantic tells them of a value at a place."""
        self.problems += self._validation_problems(
            [{**item, "loc": (*at, *item["loc"])} for item in items], model
        )

    def validate_but(self, model: type[Model], entries: str) -> tuple[Model | None, list[int]]:
        """Reads the tree as a model without the faulty entries of one of its lists.

        Returns the model and the places, in the file, of the entries that it has. All mistakes are
        collected; a mistake anywhere else leaves nothing.
        """
        count = self.count(entries)
        found = self._read(model)
        if not self._faulty:
            return found, list(range(count))
        faulty = {at[1] for at in self._faulty if len(at) > 1 and at[0] == entries}
        left = [place for place in range(count) if place not in faulty]
        if not left or any(at[:1] != (entries,) or len(at) < 2 for at in self._faulty):
            return None, []
        pruned = self.tree | {entries: [self.tree[entries][place] for place in left]}
        return model.model_validate(pruned), left

    def count(self, entries: str) -> int:
        """Counts the entries of one of its lists."""
        found = self.tree.get(entries) if isinstance(self.tree, dict) else None
        return len(found) if isinstance(found, list) else 0

    def _read(self, model: type[Model]) -> Model | None:
        """Reads the tree as a model; notes what is faulty, keys that are written twice with it."""
        if self.tree is None:
            return None
        self._faulty = list(self._repeated)
        try:
            return model.model_validate(self.tree)
        except ValidationError as error:
            self._faulty += [item["loc"] for item in error.errors(include_url=False)]
            self.add_mistakes(error.errors(include_url=False), model)
            return None

    def _line_of(self, at: Location, snippet: str) -> int:
        """Returns the line in which a snippet of a value stands; texts may have many lines."""
        line = self.line(at)
        first = snippet.strip().partition("\n")[0]
        lines = self.text.split("\n")[max(line - 1, 0) : line + SNIPPET_LINES_MAX] if first else []
        return next((n for n, text in enumerate(lines, max(line, 1)) if first in text), line)

    def _add(self, line: int, message: str) -> None:
        self.problems.append(Problem(self.path, line, message))

    def _validation_problems(
        self, items: Sequence[Mapping[str, Any]], model: type[BaseModel]
    ) -> Iterator[Problem]:
        schema = model.model_json_schema()
        known, kinds = sorted(_field_names(schema)), list(_kinds(schema))
        for item in items:
            # A list that lost a faulty entry is "too short": the entry's own mistake says it all.
            if item["type"] == "too_short" and any(is_inside(item, other) for other in items):
                continue
            yield self.problem(self._written(item["loc"]), _sentence(item, known, kinds))

    def _written(self, loc: Location) -> Location:
        """Drops what pydantic puts into a location that no author wrote (e.g. a union's tag)."""
        at: Location = ()
        for step in loc:
            if (*at, step) in self._lines:
                at = (*at, step)
        return at


def _kinds(part: Any) -> Iterator[str]:
    """Yields the words that a `kind` in a file of this model may be."""
    for value in (
        part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    ):
        yield from _kinds(value)
    if isinstance(part, dict) and "discriminator" in part:
        yield from part["discriminator"]["mapping"]


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
        return f"these are {context['actual_length']}; write at most {context['max_length']}"
    least = context["min_length"]
    told = "this is empty; write" if not context["actual_length"] else "write"
    return f"{told} at least {least} {'entry' if least == 1 else 'entries'}"


def _sentence(item: Mapping[str, Any], known: list[str], kinds: list[str]) -> str:
    kind, loc, context = item["type"], item["loc"], item.get("ctx") or {}
    name = str(loc[-1]) if loc else "file"
    if kind == "missing":
        return f"`{name}` is missing; add {name}: …"
    if kind == "extra_forbidden":
        if name in known:
            return f"`{name}` is a field of another place; move it there, or remove it"
        hint = meant(name, known) or "; remove it"
        return f"there is no field `{name}` here{hint}"
    if kind in ("too_short", "too_long"):
        return _counted(kind, context)
    if kind == "literal_error":
        return f"`{item['input']}` is not allowed; write {context['expected']}"
    if kind == "union_tag_invalid":
        return f"kind `{context['tag']}` is unknown; write one of {context['expected_tags']}"
    if kind == "union_tag_not_found":
        return f"`kind` is missing; add kind: {_or(kinds)}"
    if kind == "enum":
        return f"`{item['input']}` is not allowed; write {context['expected']}"
    if kind == "string_pattern_mismatch":
        return (
            f"`{str(item['input'])[:60]}` must look like {context['pattern']}: "
            "lower-case letters, digits and dashes"
        )
    return _PLAIN.get(kind, f"{item['msg'].removeprefix('Value error, ')}")
