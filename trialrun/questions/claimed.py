"""What claims may speak of: values by name, each worked out when a claim asks for it."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple, Self


class Term(str):
    """A text that is one of a few, such as a state: to compare it with another is a slip.

    `sort` is what it is called in a sentence.
    """

    __slots__ = ("among", "sort")
    among: frozenset[str]
    sort: str

    def __new__(cls, text: str, sort: str, among: frozenset[str]) -> Self:
        """Makes a text one of those it may be."""
        found = super().__new__(cls, text)
        found.sort, found.among = sort, among
        return found


class Unsure(NamedTuple):
    """A value that nobody is graded on, and the sentence that says so."""

    says: str


class Told(Mapping[str, Any]):
    """Values by name. One that is given as a function is worked out once, when it is asked for.

    >>> told = Told({"rows": 3, "dear": lambda: 1 + 1})
    >>> told["dear"], list(told)
    (2, ['rows', 'dear'])
    """

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = dict(values)

    def __getitem__(self, name: str) -> Any:
        found = self._values[name]
        if callable(found):
            found = self._values[name] = found()
        return found

    def also(self, values: Mapping[str, Any]) -> "Told":
        """Returns it with more values, or others under a name."""
        return Told(self._values | dict(values))

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def told_each(
    names: Mapping[str, Any] | list[str], tell: Callable[[str], Mapping[str, Any]]
) -> Told:
    """Returns what is told of each of some names, worked out when one is asked for."""
    return Told({name: partial(tell, name) for name in names})


WayTo = tuple[str | int, ...]


def part_named(facts: Mapping[str, Any], named: set[WayTo]) -> dict[str, Any]:
    """Returns those parts of some facts that are named, as plain dicts, lists and texts.

    A name is a way to a part; of a list all is given.

    >>> part_named({"a": {"b": 1, "c": 2}, "d": 3}, {("a", "c")})
    {'a': {'c': 2}}
    """
    found: dict[str, Any] = {}
    # A part of something comes before the whole of it, which then replaces it.
    for steps in sorted(named, key=len, reverse=True):
        value: Any = facts
        into, last = found, steps[0]
        for number, step in enumerate(steps):
            value, last = value[step], step
            if number == len(steps) - 1 or not isinstance(value, Mapping):
                break
            into = into.setdefault(str(step), {})
        into[str(last)] = _plain(value)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple) and not isinstance(value, Unsure):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, str | Unsure) else value
