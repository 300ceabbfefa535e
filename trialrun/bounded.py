"""What was made last, up to so many bytes: safe for threads, and bounded whatever is put in."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Bounded(Generic[K, V]):
    """Values by key; beyond `bytes_max` those go that were not asked for the longest.

    `size_of` estimates what a key and its value hold, in bytes; tests hold it beside tracemalloc.
    A value that is larger than all of it is not kept.
    """

    def __init__(self, bytes_max: int, size_of: Callable[[K, V], int]) -> None:
        self._bytes_max = bytes_max
        self._size_of = size_of
        self._kept: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    @property
    def bytes(self) -> int:
        """Returns what all that is kept is estimated to hold."""
        return self._bytes

    def get(self, key: K) -> V | None:
        """Returns what is kept under a key, None when nothing is."""
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
            return found[0]

    def keep(self, key: K, value: V) -> V:
        """Keeps a value, and returns it; what was kept meanwhile stays, and is returned."""
        size = self._size_of(key, value)
        with self._lock:
            if key in self._kept:
                return self._kept[key][0]
            if size > self._bytes_max:
                return value
            self._kept[key] = value, size
            self._bytes += size
            while self._bytes > self._bytes_max:
                _, (_, gone) = self._kept.popitem(last=False)
                self._bytes -= gone
        return value

    def get_or_make(self, key: K, make: Callable[[], V]) -> V:
        """Returns what is kept, else makes it; others may make it at the same time."""
        found = self.get(key)
        return self.keep(key, make()) if found is None else found
