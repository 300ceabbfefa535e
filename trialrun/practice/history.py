"""How a learner stands, folded from what counts of each question. Knows no store and no clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

RIGHT = "right"


class Counted(Protocol):
    """What counts of one question: the outcome of its latest answer, and when that arrived."""

    @property
    def question(self) -> str:
        """Returns the uid of the question."""

    @property
    def outcome(self) -> str:
        """Returns right, wrong or skipped."""

    @property
    def seq(self) -> int:
        """Returns its place among all entries of the learner."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A topic: how many questions there are, how many were met, how many are right by now."""

    total: int
    met: int
    right: int

    @property
    def right_pct(self) -> int:
        """Returns the share of all questions whose latest answer is right, in whole percent."""
        return self.right * 100 // self.total if self.total else 0


def standings(
    sets: Mapping[str, Sequence[str]], latest: Mapping[str, Counted]
) -> dict[str, Standing]:
    """Returns the standing in each set ({slug: uids of its questions}), in one pass.

    >>> standings({"a": ["a/x", "a/y"]}, {})
    {'a': Standing(total=2, met=0, right=0)}
    """
    found = {}
    for slug, questions in sets.items():
        outcomes = [latest[uid].outcome for uid in questions if uid in latest]
        found[slug] = Standing(len(questions), len(outcomes), outcomes.count(RIGHT))
    return found


def missed(latest: Iterable[Counted]) -> list[str]:
    """Returns the questions whose latest answer was wrong or skipped, the newest first."""
    found = [counted for counted in latest if counted.outcome != RIGHT]
    return [counted.question for counted in sorted(found, key=lambda one: -one.seq)]
