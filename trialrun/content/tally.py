"""How many questions there are of each objective, kind and difficulty; where none are. Pure."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from trialrun.content.catalog import Catalog
from trialrun.content.exam import DIFFICULTIES
from trialrun.questions import KINDS

UNTOLD = ""
"""The difficulty of a question that names none."""


@dataclass(frozen=True, slots=True)
class ObjectiveTally:
    """One objective: {kind: (easy, medium, hard, untold)}, and what is missing, in words."""

    says: str
    of_kinds: dict[str, tuple[int, ...]]
    missing: tuple[str, ...]

    @property
    def count(self) -> int:
        """Returns how many questions there are."""
        return sum(map(sum, self.of_kinds.values()))

    @property
    def by_difficulty(self) -> tuple[int, ...]:
        """Returns (easy, medium, hard, untold) over all kinds."""
        return tuple(map(sum, zip(*self.of_kinds.values(), strict=True)))


@dataclass(frozen=True, slots=True)
class ExamTally:
    """An exam with its objectives in the order of the file."""

    name: str
    guide: str
    objectives: tuple[ObjectiveTally, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """All exams, by kind and difficulty; `untagged` are questions that name no objective."""

    exams: tuple[ExamTally, ...]
    kinds: tuple[str, ...]
    untagged: tuple[str, ...]


def tally_of(catalog: Catalog) -> Tally:
    """Counts the questions of all sets. One that serves two objectives counts for both."""
    counts: Counter[tuple[str, str, str]] = Counter()
    untagged = []
    for slug, found in catalog.sets.items():
        for id_, question in found.questions.items():
            tags = found.tags.get(id_)
            if tags is None or not tags.objectives:
                untagged.append(f"{slug}/{id_}")
            for objective in tags.objectives if tags else ():
                counts[objective, question.kind_name, tags.difficulty if tags else ""] += 1
    kinds = tuple(KINDS)
    exams = tuple(
        ExamTally(
            exam.name,
            exam.guide,
            tuple(
                _objective(says, f"{id_}/{name}", kinds, counts)
                for name, says in exam.objectives.items()
            ),
        )
        for id_, exam in catalog.exams.exams.items()
    )
    return Tally(exams, kinds, tuple(untagged))


def _objective(
    says: str, id_: str, kinds: tuple[str, ...], counts: Counter[tuple[str, str, str]]
) -> ObjectiveTally:
    of_kinds = {
        kind: tuple(counts[id_, kind, word] for word in (*DIFFICULTIES, UNTOLD)) for kind in kinds
    }
    return ObjectiveTally(says, of_kinds, tuple(_missing(of_kinds)))


def _missing(of_kinds: dict[str, tuple[int, ...]]) -> Iterator[str]:
    """Yields the empty cells: all of a kind as one, then those of the kinds that are asked."""
    if not any(map(sum, of_kinds.values())):
        yield "every question"
        return
    for kind, numbers in of_kinds.items():
        if not sum(numbers):
            yield kind
    for kind, numbers in of_kinds.items():
        lacking = [word for word, number in zip(DIFFICULTIES, numbers, strict=False) if not number]
        if sum(numbers) and lacking:
            yield f"{' and '.join(lacking)} {kind}"
