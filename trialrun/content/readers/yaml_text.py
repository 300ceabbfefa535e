"""Reads YAML that people write: every scalar stays text, every value knows its line."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from trialrun.content.readers.sketch import Sketch, is_inside, sketch
from trialrun.content.readers.slips import slips_of, told_once
from trialrun.content.readers.yaml_words import words_of
from trialrun.jobs.yaml_tree import TEXT_LENGTH_MAX, Location, Unreadable, read_tree
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
        self._columns: dict[Location, int] = {}
        self._faulty: list[Location] = []
        self._repeated: list[Location] = []
        self._slips: dict[Location, Location] = {}
        if len(text) > TEXT_LENGTH_MAX:
            told = f"the file has {len(text):,} characters; at most {TEXT_LENGTH_MAX:,} are read"
            self._add(0, f"{told}, so split it up")
            return
        try:
            read = read_tree(text)
        except Unreadable as error:
            self._add(error.line, error.message, error.column)
            return
        self.tree, self._lines, self._columns = read.value, read.lines, read.columns
        self._repeated = [at for at, _, _ in read.repeated]
        for line, message in read.mistakes:
            self._add(line, message)

    def line(self, at: Location) -> int:
        """Returns the line of a value, or of the closest thing around it that was written."""
        while at and at not in self._lines:
            at = at[:-1]
        return self._lines.get(at, 0)

    def as_written(self, at: Location) -> Location:
        """Returns where a value stands in the text: a misspelt key goes by the one meant here."""
        for place, written in self._slips.items():
            if at[: len(place)] == place:
                return self.as_written(written) + at[len(place) :]
        return at

    def has(self, at: Location) -> bool:
        """Says whether a field was written."""
        return at in self._lines

    def problem(self, at: Location, message: str, snippet: str = "", *, cause: str = "") -> Problem:
        """Returns a problem at a value, at the line of it in which a snippet stands."""
        line, column = self._place_of(at, snippet)
        return Problem(self.path, line, message, cause, column)

    def place(self, at: Location) -> tuple[int, int]:
        """Returns the line and column of a value, or of the closest thing around it."""
        return self._place_of(at, "")

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

    def validate_but(
        self, model: type[Model], *names: str, is_list: bool = False
    ) -> tuple[Model | None, dict[str, list[int | str]]]:
        """Reads the tree as a model without the faulty entries of some of its fields.

        Returns the model and, for each of these lists and mappings, the places or keys in the file
        of the entries that it has. All mistakes are collected; a mistake anywhere else leaves
        nothing. Of a file that `is_list` and no more, what is no field is left out, too.
        """
        entries = {name: self.entries(name) for name in names}
        found = self._read(model)
        if not self._faulty:
            return found, entries
        apart = {at[:2] for at in self._faulty if len(at) > 1 and at[0] in names}
        whole = {at[0] for at in self._faulty if len(at) == 1 and (is_list or at[0] in names)}
        if any(at and at[:2] not in apart and at[0] not in whole for at in self._faulty):
            return None, {}
        left = {
            name: [key for key in keys if (name, key) not in apart and name not in whole]
            for name, keys in entries.items()
        }
        try:
            return model.model_validate(self._pruned(left, whole)), left
        except ValidationError:
            return None, {}

    def _pruned(self, left: Mapping[str, Sequence[int | str]], whole: Container[Any]) -> Any:
        """Returns the tree without the fields that are faulty as a whole, and with entries left."""
        if not isinstance(self.tree, dict):
            return self.tree
        pruned = {name: value for name, value in self.tree.items() if name not in whole}
        for name, keys in left.items():
            written = pruned.get(name)
            if isinstance(written, list):
                pruned[name] = [written[int(key)] for key in keys]
            elif isinstance(written, dict):
                pruned[name] = {key: written[str(key)] for key in keys}
        return pruned

    def entries(self, name: str) -> list[int | str]:
        """Returns the places or keys of the entries of one of its lists or mappings."""
        found = self.tree.get(name) if isinstance(self.tree, dict) else None
        if isinstance(found, list):
            return list(range(len(found)))
        return list(found) if isinstance(found, dict) else []

    def count(self, name: str) -> int:
        """Counts the entries of one of its lists."""
        found = self.tree.get(name) if isinstance(self.tree, dict) else None
        return len(found) if isinstance(found, list) else 0

    def _read(self, model: type[Model]) -> Model | None:
        """Reads the tree as a model; notes what is faulty, keys that are written twice with it.

        A misspelt key goes by the name that was meant, so that what it holds is looked at, too.
        """
        if self.tree is None:
            return None
        self._faulty = list(self._repeated)
        slips: list[Mapping[str, Any]] = []
        words = words_of(model)
        while True:
            try:
                found = model.model_validate(self.tree)
            except ValidationError as error:
                items = error.errors(include_url=False)
                new = list(slips_of(items, self.tree, self._written, words.fields))
                for slip in new:
                    self._rename(slip["loc"], slip["meant"])
                slips += new
                if new:
                    continue
                slips += items
            if not slips:
                return found
            self._faulty += [item["loc"] for item in slips]
            self.add_mistakes(slips, model)
            return None

    def _rename(self, at: Location, meant: str) -> None:
        """Lets a value go by another key, in its place; what is in it keeps its lines."""
        parent = self.tree
        for step in at[:-1]:
            parent = parent[step]
        entries = [(meant if key == at[-1] else key, value) for key, value in parent.items()]
        parent.clear()
        parent.update(entries)
        depth = len(at)
        self._slips[(*at[:-1], meant)] = at
        for places in (self._lines, self._columns):
            found = {
                (*at[:-1], meant, *place[depth:]): number
                for place, number in places.items()
                if place[:depth] == at
            }
            places.update(found)

    def _place_of(self, at: Location, snippet: str) -> tuple[int, int]:
        """Returns where a snippet of a value stands; texts may have many lines."""
        while at and at not in self._lines:
            at = at[:-1]
        line = self._lines.get(at, 0)
        first = snippet.strip().partition("\n")[0]
        lines = self.text.split("\n")[max(line - 1, 0) : line + SNIPPET_LINES_MAX] if first else []
        for number, text in enumerate(lines, max(line, 1)):
            if first in text:
                return number, text.index(first) + 1
        return line, self._columns.get(at, 0)

    def _add(self, line: int, message: str, column: int = 0) -> None:
        self.problems.append(Problem(self.path, line, message, column=column))

    def _validation_problems(
        self, items: Sequence[Mapping[str, Any]], model: type[BaseModel]
    ) -> Iterator[Problem]:
        words = words_of(model)
        for item in told_once(items, self._written):
            # A list that lost a faulty entry is "too short": the entry's own mistake says it all.
            if item["type"] == "too_short" and any(is_inside(item, other) for other in items):
                continue
            yield self.problem(self._written(item["loc"]), words.of(item))

    def _written(self, loc: Location) -> Location:
        """Drops what pydantic puts into a location that no author wrote (e.g. a union's tag)."""
        at: Location = ()
        for step in loc:
            if (*at, step) in self._lines:
                at = (*at, step)
        return at
