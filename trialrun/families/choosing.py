"""Picks wrong options so that nobody finds the key by how it looks beside them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trialrun.engine import Trace
from trialrun.families.draw import Draw
from trialrun.families.family import OPTIONS, Said


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """A wrong answer: what it says, and the belief or the neighbour that leads to it."""

    said: Said
    belief: str = ""
    trace: Trace | None = None
    told: str = ""


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """How a key stands among the options: how many are smaller, and whether it may be like them.

    What differs from the key by one thing each has it in its middle; of half of the seeds that
    must not be so, for else whoever picks what is most like the others finds half of all keys.
    """

    rank: int
    is_never_most_alike: bool

    @classmethod
    def drawn(cls, draw: Draw) -> "KeyPlace":
        """Draws it."""
        return cls(draw.below(OPTIONS), draw.is_one_in(2))


def chosen(
    right: Said, wrongs: Iterable[WrongAnswer], rank: int, *, is_strict: bool
) -> Sequence[WrongAnswer]:
    """Picks the wrong options so that as many are smaller than the key as its rank says.

    So its size tells nothing. Those that come first are taken, and no more are asked for than it
    needs. If it is not strict, what there is will do.
    """
    smaller: list[WrongAnswer] = []
    same: list[WrongAnswer] = []
    larger: list[WrongAnswer] = []
    above = OPTIONS - 1 - rank
    for each in wrongs:
        size, of_key = _size(each.said), _size(right)
        (smaller if size < of_key else larger if size > of_key else same).append(each)
        missing = max(rank - len(smaller), 0) + max(above - len(larger), 0)
        # What is as large as the key may stand on either side.
        if missing <= len(same):
            return [*smaller[:rank], *larger[:above], *same[:missing]]
    if is_strict:
        return ()
    count = max(min(rank, len(smaller)), OPTIONS - 1 - len(larger) - len(same))
    return [*smaller[:count], *larger, *same][: OPTIONS - 1]


def is_most_alike(says: str, others: Sequence[str]) -> bool:
    """Says whether a text shares more words with the others than each of them with the rest."""
    words = [set(text.translate(_MARKS).split()) for text in (says, *others)]
    shared = [sum(len(mine & each) / len(mine | each) for each in words) for mine in words]
    return shared[0] > max(shared[1:])


_MARKS = str.maketrans(",;", "  ")


def _size(said: Said) -> tuple[float, int]:
    return said.size, len(said.says)
