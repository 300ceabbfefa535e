"""Two logs of one learner become one: what was kept here, and what is brought. Pure: knows no SQL.

Each log keeps its own order, whatever its clock did: of two answers of one log the second was given
later. Only between the logs the clock decides. Where that is not sure, what is brought comes first:
it shall never overrule an answer that was given here after it.
"""

from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Placed(Generic[Item]):
    """An item in its place; `is_new` where it was not here before."""

    item: Item
    is_new: bool


def merged(
    own: Sequence[Item],
    brought: Sequence[Item],
    *,
    identity: Callable[[Item], Hashable],
    at_ms: Callable[[Item], int],
    now_ms: int,
) -> list[Placed[Item]]:
    """Returns all of `own`, and of `brought` what is not among them, each in its place.

    What is in both logs stands where it stands in `own`, and parts what came before it in either
    from what came after it. Between, of the two that are next the earlier goes first; a moment
    that is not yet is taken for now. Several that are alike are told apart by their number.

    >>> def times(*logs):
    ...     same = lambda item: item
    ...     found = merged(*logs, identity=same, at_ms=same, now_ms=99)
    ...     return [placed.item for placed in found]
    >>> times([1, 4], [2, 5]), times([1, 4], [1, 4]), times([9, 3], [2, 4])
    ([1, 2, 4, 5], [1, 4], [2, 4, 9, 3])
    """
    own_keys = list(_numbered(map(identity, own)))
    brought_keys = list(_numbered(map(identity, brought)))
    own_ms, brought_ms = ([min(at_ms(item), now_ms) for item in log] for log in (own, brought))
    places = {key: place for place, key in enumerate(own_keys)}
    found: list[Placed[Item]] = []
    at = from_ = 0
    for own_to, brought_to in [*_shared(brought_keys, places), (len(own), len(brought))]:
        new = deque(n for n in range(from_, brought_to) if brought_keys[n] not in places)
        for place in range(at, own_to):
            while new and brought_ms[new[0]] <= own_ms[place]:
                found.append(Placed(brought[new.popleft()], is_new=True))
            found.append(Placed(own[place], is_new=False))
        found += [Placed(brought[n], is_new=True) for n in new]
        found += [Placed(item, is_new=False) for item in own[own_to : own_to + 1]]
        at, from_ = own_to + 1, brought_to + 1
    return found


def _numbered(keys: Iterable[Hashable]) -> Iterator[tuple[Hashable, int]]:
    seen: Counter[Hashable] = Counter()
    for key in keys:
        yield key, seen[key]
        seen[key] += 1


def _shared(
    keys: Sequence[tuple[Hashable, int]], places: dict[tuple[Hashable, int], int]
) -> Iterator[tuple[int, int]]:
    """Yields where what is in both logs stands in each, as far as both have one order of it."""
    last = -1
    for at, key in enumerate(keys):
        place = places.get(key, -1)
        if place > last:
            last = place
            yield place, at
