"""Draws as by chance that come out the same on any machine, in any Python: by digests alone."""

from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

Item = TypeVar("Item")


class Draw:
    """Draws one after the other; the same name gives the same draws.

    >>> Draw("a").below(1000) == Draw("a").below(1000)
    True
    """

    def __init__(self, *name: object) -> None:
        self._name = "\0".join(map(str, name))
        self._count = 0

    def below(self, count: int) -> int:
        """Draws a number from 0 up to, not including, `count`."""
        self._count += 1
        digest = sha256(f"{self._name}\0{self._count}".encode()).digest()
        return int.from_bytes(digest[:8], "big") % count

    def between(self, low: int, high: int) -> int:
        """Draws a number, both ends included."""
        return low + self.below(high - low + 1)

    def is_one_in(self, count: int) -> bool:
        """Says yes once in so many times."""
        return self.below(count) == 0

    def among(self, items: Sequence[Item]) -> Item:
        """Draws one of some."""
        return items[self.below(len(items))]

    def some(self, items: Sequence[Item], count: int) -> list[Item]:
        """Draws so many different ones, in an order that is drawn, too; fewer where there are."""
        left = list(items)
        return [left.pop(self.below(len(left))) for _ in range(min(count, len(left)))]

    def shuffled(self, items: Sequence[Item]) -> list[Item]:
        """Returns all of them in an order that is drawn."""
        return self.some(items, len(items))

    def apart(self, name: object) -> "Draw":
        """Returns draws of their own, which no other draw moves."""
        return Draw(self._name, name)
