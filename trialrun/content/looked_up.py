"""What files look up in others, as they use it: facts as cited, and files with a mistake."""

from collections.abc import Container, Iterator, Mapping
from typing import TYPE_CHECKING

from trialrun.content.fact import Fact

if TYPE_CHECKING:
    from trialrun.questions import Cited


class CitedFacts(Mapping[str, "Cited"]):
    """Facts as questions cite them."""

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self._facts = facts

    def __getitem__(self, id_: str) -> "Cited":
        return self._facts[id_].cited(id_)

    def __contains__(self, id_: object) -> bool:
        return id_ in self._facts

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)


class BrokenFiles(Mapping[str, str]):
    """The files that are written and have mistakes of their own: their paths, by slug."""

    def __init__(self, written: Mapping[str, str], sound: Container[str]) -> None:
        self._written = written
        self._sound = sound

    def __getitem__(self, slug: str) -> str:
        if slug in self._sound:
            raise KeyError(slug)
        return self._written[slug]

    def __iter__(self) -> Iterator[str]:
        return (slug for slug in self._written if slug not in self._sound)

    def __len__(self) -> int:
        return sum(1 for _ in self)
