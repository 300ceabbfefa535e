"""Keys that were misspelt: one that is no field, where one that is needed is missing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from trialrun.jobs.yaml_tree import Location
from trialrun.nearest import nearest

Written = Callable[[Location], Location]
"""Returns the location of a mistake as it was written, without what pydantic puts in between."""


def slips_of(
    items: Sequence[Mapping[str, Any]], tree: Any, written: Written, known: Sequence[str]
) -> Iterator[Mapping[str, Any]]:
    """Yields mistakes that are slips of a key, with `meant`: the field that is missing there.

    `known` are the fields that there are.
    One slip is told for each missing field, and one field for each slip.
    """
    extras = {written(item["loc"]): item for item in items if item["type"] == "extra_forbidden"}
    for item in items:
        if item["type"] == "union_tag_not_found":
            at = written(item["loc"])
            name = str(item["ctx"]["discriminator"]).strip("'")
            found = nearest(name, set(_keys(_at(tree, at))) - set(known))
            if found:
                yield {"type": "extra_forbidden", "loc": (*at, found[0]), "meant": name, "ctx": {}}
        if item["type"] != "missing":
            continue
        at, name = written(item["loc"][:-1]), str(item["loc"][-1])
        keys = [str(place[-1]) for place in extras if place[:-1] == at]
        if found := nearest(name, keys):
            extra = extras.pop((*at, found[0]))
            yield {**extra, "loc": (*at, found[0]), "meant": name}


def told_once(items: Sequence[Mapping[str, Any]], written: Written) -> Iterator[Mapping[str, Any]]:
    """Yields mistakes, but of a misspelt key and the field that is missing for it the key alone."""
    missing = [item for item in items if item["type"] == "missing"]
    for item in items:
        at = written(item["loc"])
        if item["type"] == "extra_forbidden" and "meant" not in item:
            beside = {str(m["loc"][-1]): m for m in missing if written(m["loc"][:-1]) == at[:-1]}
            found = nearest(str(item["loc"][-1]), beside)
            if found:
                missing.remove(beside[found[0]])
                item = {**item, "meant": found[0]}  # noqa: PLW2901 - the same mistake, told better
        if item["type"] != "missing":
            yield item
    yield from missing


def _keys(entry: Any) -> list[str]:
    return list(map(str, entry)) if isinstance(entry, dict) else []


def _at(tree: Any, at: Location) -> Any:
    for step in at:
        tree = tree[step]
    return tree
