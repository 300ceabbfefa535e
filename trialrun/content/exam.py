"""The exams and their objectives, and what questions are tagged with. Values; reads no file."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

DIFFICULTIES = ("easy", "medium", "hard")


class Tags(NamedTuple):
    """What an author says of a question beside it: objectives as EXAM/OBJECTIVE, and how hard.

    No part of what is put, kept or graded.
    """

    objectives: tuple[str, ...] = ()
    difficulty: str = ""


NO_TAGS = Tags()


@dataclass(frozen=True, slots=True)
class Exam:
    """An exam by the guide it goes by; `objectives` says each in words.

    `url` is the vendor's page, "" for none; `elsewhere` what the exam asks and no lesson touches.
    """

    name: str
    guide: str
    objectives: Mapping[str, str]
    url: str = ""
    elsewhere: tuple[str, ...] = ()


class Served(NamedTuple):
    """The objectives of one exam that some questions serve, in words."""

    exam: str
    guide: str
    objectives: tuple[str, ...]


class Tagged(NamedTuple):
    """What tags say in words: the exams that are served, and (count, difficulty), easy ones first.

    >>> Exams().tagged([Tags((), "hard"), Tags((), "easy"), Tags(), Tags((), "hard")]).how_hard
    ((1, 'easy'), (2, 'hard'))
    """

    served: tuple[Served, ...] = ()
    how_hard: tuple[tuple[int, str], ...] = ()


UNTAGGED = Tagged()


@dataclass(frozen=True, slots=True)
class Exams:
    """What lessons/exams.yaml holds. `broken` are those with a mistake, each with its place."""

    exams: Mapping[str, Exam] = field(default_factory=dict)
    broken: Mapping[str, str] = field(default_factory=dict)

    @property
    def objectives(self) -> dict[str, str]:
        """Returns every objective in words, by EXAM/OBJECTIVE."""
        return {
            f"{id_}/{name}": says
            for id_, exam in self.exams.items()
            for name, says in exam.objectives.items()
        }

    def tagged(self, tags: Collection[Tags]) -> "Tagged":
        """Returns what the tags of some questions say, exams and objectives in the file's order."""
        named = {id_ for tag in tags for id_ in tag.objectives}
        found = (
            (exam, [says for name, says in exam.objectives.items() if f"{id_}/{name}" in named])
            for id_, exam in self.exams.items()
        )
        served = tuple(Served(exam.name, exam.guide, tuple(says)) for exam, says in found if says)
        return Tagged(served, _how_hard(tags))

    def healed(self, before: "Exams") -> "Exams":
        """Returns it with exams that have a mistake now as they were before, if they were there."""
        known = {id_: before.exams[id_] for id_ in self.broken if id_ in before.exams}
        left = {id_: place for id_, place in self.broken.items() if id_ not in known}
        return Exams({**self.exams, **known}, left)


def _how_hard(tags: Iterable[Tags]) -> tuple[tuple[int, str], ...]:
    counts = Counter(tag.difficulty for tag in tags)
    return tuple((counts[word], word) for word in DIFFICULTIES if counts[word])
