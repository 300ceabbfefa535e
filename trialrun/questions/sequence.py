"""In which order the questions of a go are asked. The same seed gives the same order."""

from collections.abc import Container, Iterator, Mapping, Sequence

from trialrun.questions.shuffle import shuffled


def arranged(
    ids: Sequence[str],
    *,
    seed: str,
    follows: Mapping[str, str],
    in_order: Sequence[Sequence[str]] = (),
) -> list[str]:
    """Orders questions as by chance, but those of a list `in_order` as they stand in it.

    What follows another comes right behind it, or behind what that follows, if they are asked.

    >>> arranged(["a", "b", "c"], seed="1", follows={"a": "c"}, in_order=[["b", "c"]])
    ['b', 'c', 'a']
    """
    order = shuffled(ids, seed=seed)
    asked = frozenset(ids)
    for group in in_order:
        members, of_group = [id_ for id_ in group if id_ in asked], frozenset(group)
        places = [place for place, id_ in enumerate(order) if id_ in of_group]
        for place, id_ in zip(places, members, strict=True):
            order[place] = id_
    return list(_with_followers(order, follows))


def leader(id_: str, follows: Mapping[str, str], asked: Container[str]) -> str:
    """Returns the closest question among those asked that one follows, "" where there is none."""
    known = {id_}
    while id_ in follows:
        id_ = follows[id_]
        if id_ in known:
            return ""
        if id_ in asked:
            return id_
        known.add(id_)
    return ""


def circle(id_: str, follows: Mapping[str, str]) -> list[str]:
    """Returns the way from a question back to itself, [] where it follows no circle.

    >>> circle("a", {"a": "b", "b": "a"}), circle("a", {"a": "b"})
    (['a', 'b', 'a'], [])
    """
    way = [id_]
    while way[-1] in follows and len(way) <= len(follows):
        way.append(follows[way[-1]])
        if way[-1] == id_:
            return way
    return []


def _with_followers(order: Sequence[str], follows: Mapping[str, str]) -> Iterator[str]:
    behind: dict[str, list[str]] = {}
    asked = frozenset(order)
    for id_ in order:
        behind.setdefault(leader(id_, follows, asked), []).append(id_)
    waiting = behind.pop("", [])[::-1]
    while waiting:
        id_ = waiting.pop()
        yield id_
        waiting += behind.pop(id_, [])[::-1]
    # Those of a circle lead to no first one; no author's set has such, so all are asked still.
    for left in behind.values():
        yield from left
