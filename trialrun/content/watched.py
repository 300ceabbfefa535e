"""Mappings that remember what was looked up in them: what a built file depends on."""

from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")

EVERY_KEY = "*"
"""What is noted when somebody looks at all the keys, as a sentence that lists them does."""

Looked = dict[tuple[str, str], str]
"""{(space, key): digest of what was found}; "" where nothing was."""


class Space(Generic[Value]):
    """Everything of one sort that files may depend on, by key, each with a digest.

    `find` may be dear; it is called when somebody asks for the value itself.
    """

    def __init__(self, name: str, digests: Mapping[str, str], find: Callable[[str], Value]) -> None:
        self.name = name
        self._digests = digests
        self._find = find

    def digest(self, key: str) -> str:
        """Returns what is equal as long as a file that looked it up need not be built again."""
        if key == EVERY_KEY:
            return " ".join(sorted(self._digests))
        return self._digests.get(key, "")

    def watched(self, looked: Looked) -> "Watched[Value]":
        """Returns it as a mapping that notes in `looked` what it was asked for."""
        return Watched(self, looked, self._digests, self._find)


class Watched(Mapping[str, Value]):
    """A mapping that notes each key it is asked for, also those it does not have."""

    def __init__(
        self,
        space: Space[Any],
        looked: Looked,
        digests: Mapping[str, str],
        find: Callable[[str], Value],
    ) -> None:
        self._space = space
        self._looked = looked
        self._digests = digests
        self._find = find

    def __getitem__(self, key: str) -> Value:
        if key not in self:
            raise KeyError(key)
        return self._find(key)

    def __contains__(self, key: object) -> bool:
        self._note(str(key))
        return key in self._digests

    def __iter__(self) -> Iterator[str]:
        self._note(EVERY_KEY)
        return iter(self._digests)

    def __len__(self) -> int:
        self._note(EVERY_KEY)
        return len(self._digests)

    def _note(self, key: str) -> None:
        self._looked[self._space.name, key] = self._space.digest(key)


def digest_of(value: Any) -> str:
    """Returns a digest of a plain value, the same for equal ones."""
    text = repr(sorted(value) if isinstance(value, frozenset) else value)
    return sha256(text.encode()).hexdigest()[:16]
