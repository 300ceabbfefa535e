"""A configuration as nodes: each value knows the file, line and path where it is written.

What several files say is merged node by node, so a mistake is named where it stands.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from trialrun.jobs.source import Place, Source, path_text
from trialrun.jobs.tree import Location


class Origin(NamedTuple):
    """Where a value is written: its file, its path there, and line and column from 1.

    `is_given` says that a value from outside the files, by `--var` or the environment, is in it.
    """

    file: str
    at: Location
    line: int
    column: int
    is_given: bool = False

    @property
    def place(self) -> Place:
        """Returns it as problems name it."""
        return Place(self.line, self.column, path_text(self.at), self.file)


@dataclass(frozen=True, slots=True)
class Located:
    """A text, a list of nodes or nodes by key. Not to be changed: others may hold it."""

    value: Any
    origin: Origin

    @property
    def fields(self) -> dict[str, "Located"]:
        """Returns the nodes of a mapping, {} of anything else."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def text(self) -> str:
        """Returns a text, "" of anything else."""
        return str(self.value) if isinstance(self.value, str) else ""

    def find(self, *path: str) -> "Located | None":
        """Returns what stands under keys, None where nothing does."""
        found: Located | None = self
        for key in path:
            found = found.fields.get(key) if found else None
        return found

    def under(self, *path: str) -> dict[str, "Located"]:
        """Returns the mapping under keys, {} where there is none."""
        found = self.find(*path)
        return found.fields if found else {}

    def walk(self) -> Iterator["Located"]:
        """Yields this node and all below it."""
        yield self
        inner = self.value
        for node in inner.values() if isinstance(inner, dict) else inner:
            if isinstance(node, Located):
                yield from node.walk()


def nodes_of(file: str, source: Source) -> Located:
    """Returns what a text holds as nodes; merges (`<<`) are done, aliases stand for themselves.

    Recursion ends: a text is at most 40 levels deep, aliases included.
    """

    def made(value: Any, at: Location) -> Located:
        place = source.place(at)
        origin = Origin(file, source.written(at), place.line, place.column)
        if isinstance(value, dict):
            fields = source.fields(value, at)
            return Located({key: made(inner, (*at, key)) for key, inner in fields.items()}, origin)
        if isinstance(value, list):
            return Located(
                [made(inner, (*at, number)) for number, inner in enumerate(value)], origin
            )
        return Located(value, origin)

    return made(source.tree.value, ())


def plain(node: Located, at: Location = ()) -> tuple[Any, dict[Location, Origin]]:
    """Returns the plain values of a node, and the origin of each by its location."""
    origins: dict[Location, Origin] = {}

    def flat(one: Located, here: Location) -> Any:
        origins[here] = one.origin
        if isinstance(one.value, dict):
            return {key: flat(inner, (*here, key)) for key, inner in one.value.items()}
        if isinstance(one.value, list):
            return [flat(inner, (*here, number)) for number, inner in enumerate(one.value)]
        return one.value

    return flat(node, at), origins
