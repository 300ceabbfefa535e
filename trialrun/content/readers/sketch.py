"""Fills in for what is wrong in a file, so that one mistake does not hide the others.

What comes of it is looked at, never served. What a stand-in could be blamed for is not told.
"""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from difflib import get_close_matches
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from trialrun.jobs.yaml_tree import Location

Model = TypeVar("Model")

ROUNDS_MAX = 40


class Sketch(NamedTuple):
    """A model with stand-ins, and where they stand; None where nothing could be made of it."""

    model: Any
    stand_ins: frozenset[Location]

    def is_certain(self, at: Location) -> bool:
        """Says whether a flaw at a place is the author's: no stand-in is in it, or around it."""
        return not any(
            at[: len(stood)] == stood or stood[: len(at)] == at for stood in self.stand_ins
        )


def sketch(tree: Any, validate: Callable[[Any], Model]) -> Sketch:
    """Reads a tree as a model, with stand-ins for what is missing or wrong."""
    tree, tried = deepcopy(tree), dict[Location, int]()
    for _ in range(ROUNDS_MAX):
        try:
            return Sketch(validate(tree), frozenset(tried))
        except ValidationError as error:
            for item in error.errors(include_url=False):
                at = _place(tree, item["loc"])
                if not at:
                    return Sketch(None, frozenset())
                if item["type"] == "extra_forbidden":
                    del _at(tree, at[:-1])[at[-1]]
                    tried[at] = 0
                    continue
                choices = list(_stand_ins(item, len(tried)))
                number = tried.get(at, -1) + 1
                if number >= len(choices):
                    return Sketch(None, frozenset())
                tried[at] = number
                _at(tree, at[:-1])[at[-1]] = choices[number]
    return Sketch(None, frozenset())


def _stand_ins(item: Mapping[str, Any], count: int) -> Iterator[Any]:
    """Yields what may stand in for a value, one after the other until the model takes one."""
    context = item.get("ctx") or {}
    expected = str(context.get("expected") or context.get("expected_tags") or "").split("'")[1::2]
    close = get_close_matches(str(context.get("tag", item.get("input"))), expected, n=1, cutoff=0.4)
    yield (close or expected or [f"x{count}"])[0]
    yield from (f"x{count}", "1", "60s", "all", "2026-01-01", {}, [])


def _place(tree: Any, loc: tuple[str | int, ...]) -> Location:
    """Returns where in a tree a mistake is: what pydantic puts in between is left out."""
    at: Location = ()
    for number, step in enumerate(loc, 1):
        if isinstance(tree, dict) and (step in tree or number == len(loc)):
            at, tree = (*at, step), tree.get(step)
        elif isinstance(tree, list) and isinstance(step, int) and step < len(tree):
            at, tree = (*at, step), tree[step]
        elif isinstance(tree, dict) and number == len(loc) - 1 and loc[-1] in tree:
            continue
    return at


def _at(tree: Any, at: Location) -> Any:
    for step in at:
        tree = tree[step]
    return tree
