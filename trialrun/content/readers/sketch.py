"""Fills in for what is wrong in a file, so that one mistake does not hide the others.

What comes of it is looked at, never served. What a stand-in could be blamed for is not told.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from trialrun.jobs.yaml_tree import Location
from trialrun.nearest import nearest

Model = TypeVar("Model")

ROUNDS_MAX = 40


class Sketch(NamedTuple):
    """A model with stand-ins, and where they stand; None where nothing could be made of it.

    `more` are mistakes that showed only when others had been filled in for, as pydantic tells them.
    """

    model: Any
    stand_ins: frozenset[Location]
    more: tuple[Mapping[str, Any], ...] = ()

    def is_certain(self, at: Location) -> bool:
        """Says whether a flaw at a place is the author's: no stand-in is in it, or around it."""
        return _is_apart(at, self.stand_ins)


def sketch(tree: Any, validate: Callable[[Any], Model]) -> Sketch:
    """Reads a tree as a model, with stand-ins for what is missing or wrong."""
    tree, tried = deepcopy(tree), dict[Location, int]()
    more: list[Mapping[str, Any]] = []
    for number in range(ROUNDS_MAX):
        try:
            return Sketch(validate(tree), frozenset(tried), tuple(more))
        except ValidationError as error:
            items = error.errors(include_url=False)
            outer = [item for item in items if not any(is_inside(item, other) for other in items)]
            for item in outer:
                at = _place(tree, _loc(item))
                if number and at and _is_apart(at, tried):
                    more.append(item)
                tags = item["type"] == "union_tag_invalid" and _by_fit(tree, at, item, validate)
                if not at or not _fill_in(tree, at, item, tried, tags or ()):
                    return Sketch(None, frozenset(), tuple(more))
    return Sketch(None, frozenset(), tuple(more))


def is_inside(outer: Mapping[str, Any], inner: Mapping[str, Any]) -> bool:
    """Says whether a mistake lies in another, as in a list that is too short without it."""
    depth = len(outer["loc"])
    return len(inner["loc"]) > depth and inner["loc"][:depth] == outer["loc"]


def _is_apart(at: Location, places: Iterable[Location]) -> bool:
    return not any(at[: len(place)] == place or place[: len(at)] == at for place in places)


def _by_fit(
    tree: Any, at: Location, item: Mapping[str, Any], validate: Callable[[Any], Any]
) -> list[str]:
    """Returns the kinds that may have been meant: one of a like name, then those that fit best."""
    parent, tags = _at(tree, at[:-1]), _quoted(item["ctx"]["expected_tags"])
    close = nearest(str(item["ctx"]["tag"]), tags)
    counts: dict[str, tuple[int, int]] = {}
    for tag in tags:
        parent[at[-1]] = tag
        counts[tag] = 0, 0
        try:
            validate(tree)
        except ValidationError as error:
            # A field too many or too few counts first: it is of another kind.
            items = error.errors(include_url=False)
            locs = [i["loc"] for i in items if not any(is_inside(i, other) for other in items)]
            counts[tag] = sum(len(loc) <= len(at) + 1 for loc in locs), len(locs)
    return sorted(tags, key=lambda tag: (tag not in close, counts[tag]))


def _quoted(text: str) -> list[str]:
    return text.split("'")[1::2]


def _fill_in(
    tree: Any,
    at: Location,
    item: Mapping[str, Any],
    tried: dict[Location, int],
    tags: Sequence[str],
) -> bool:
    """Puts the next stand-in in the place of a mistake; False when there is none any more."""
    parent = _at(tree, at[:-1])
    if item["type"] == "extra_forbidden":
        del parent[at[-1]]
        tried[at] = 0
        return True
    if item["type"] == "union_tag_not_found":
        # Any word: of one that is unknown, the next round tells which there are.
        parent[at[-1]], tried[at] = "?", -1
        return True
    choices = tags or list(_stand_ins(item, len(tried)))
    number = tried.get(at, -1) + 1
    if number < len(choices):
        tried[at] = number
        parent[at[-1]] = choices[number]
    return number < len(choices)


def _stand_ins(item: Mapping[str, Any], count: int) -> Iterator[Any]:
    """Yields what may stand in for a value, one after the other until the model takes one."""
    context = item.get("ctx") or {}
    expected = _quoted(str(context.get("expected") or ""))
    close = nearest(str(item.get("input")), expected, closeness=0.4)
    yield (close or expected or [f"x{count}"])[0]
    yield from (f"x{count}", "1", "60s", "all", "2026-01-01", {}, [])


def _loc(item: Mapping[str, Any]) -> tuple[str | int, ...]:
    """Returns where a mistake is; of a kind that is missing or unknown, its own field."""
    loc: tuple[str | int, ...] = item["loc"]
    if item["type"] in ("union_tag_invalid", "union_tag_not_found"):
        return (*loc, str(item["ctx"]["discriminator"]).strip("'"))
    return loc


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
