"""How a learner stands, folded from what counts of each question. Knows no store and no clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

RightAndMissed = tuple[Sequence[str], Sequence[str]]
"""The questions of a set that were met, by their ids: right by now, and wrong or skipped."""
NOT_MET: RightAndMissed = ((), ())


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

    @property
    def met_pct(self) -> int:
        """Returns the share of all questions that were met, in whole percent."""
        return self.met * 100 // self.total if self.total else 0

    @property
    def told(self) -> str:
        """Says it in a few words.

        >>> Standing(total=10, met=4, right=3).told
        '3 of 10 right, 6 not met yet'
        """
        if not self.met:
            return f"{self.total} question{'' if self.total == 1 else 's'}, none met yet"
        rest = self.total - self.met
        return f"{self.right} of {self.total} right" + (f", {rest} not met yet" if rest else "")

    @property
    def missed(self) -> int:
        """Counts the questions that are wrong or skipped by now."""
        return self.met - self.right


def standings(
    sets: Mapping[str, frozenset[str]], met: Mapping[str, RightAndMissed]
) -> dict[str, Standing]:
    """Returns the standing in each set ({slug: ids of its questions}), in one pass.

    What was met and is not there any more does not count.

    >>> standings({"a": frozenset("xy")}, {"a": (["x"], ["gone"])})
    {'a': Standing(total=2, met=1, right=1)}
    """
    return {slug: _standing(ids, *met.get(slug, NOT_MET)) for slug, ids in sets.items()}


def _standing(ids: frozenset[str], right: Sequence[str], missed: Sequence[str]) -> Standing:
    is_right = len(ids.intersection(right))
    return Standing(len(ids), is_right + len(ids.intersection(missed)), is_right)
