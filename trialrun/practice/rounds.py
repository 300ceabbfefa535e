"""What a round asks of many questions: what was not met first. Chance is a seed; knows no store."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from trialrun.questions import arranged, leader

LENGTHS = (5, 10, 20)
USUAL = 10


@dataclass(frozen=True, slots=True)
class Past:
    """The questions of a learner by what counts of each: those that wait longest come first."""

    missed: Sequence[str] = ()
    right: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long a round may be: the usual length, and others. Each is at most `total`.

    >>> Lengths.of(7)
    Lengths(total=7, usual=7, others=(5,))
    >>> Lengths.of(46)
    Lengths(total=46, usual=10, others=(5, 20, 46))
    """

    total: int
    usual: int
    others: tuple[int, ...]

    @classmethod
    def of(cls, total: int) -> "Lengths":
        """Returns the lengths of rounds at so many questions."""
        usual = min(USUAL, total)
        offered = dict.fromkeys([*(n for n in LENGTHS if n < total), total])
        return cls(total, usual, tuple(n for n in offered if n != usual and n))


def chosen(
    pool: Sequence[str], past: Past, *, count: int, seed: str, follows: Mapping[str, str]
) -> list[str]:
    """Returns what a round asks: what was not met, then what is missed, then what is long right.

    Of what was not met, topics take turns. The same seed gives the same.

    >>> chosen(["a/1", "a/2", "b/1"], Past(right=["a/1"]), count=2, seed="", follows={})
    ['b/1', 'a/2']
    """
    met = {*past.missed, *past.right}
    offered = frozenset(pool)
    unmet = arranged([uid for uid in pool if uid not in met], seed=seed, follows=follows)
    ranked = [*_in_turns(unmet), *(uid for uid in (*past.missed, *past.right) if uid in offered)]
    return ranked[:count]


def apart(uids: Sequence[str], follows: Mapping[str, str]) -> list[str]:
    """Orders questions so that neighbours differ in topic, as far as there are others.

    Within a topic they keep their order, and what follows another stays right behind it.

    >>> apart(["a/1", "a/2", "b/1", "a/3"], {"a/2": "a/1"})
    ['a/1', 'a/2', 'b/1', 'a/3']
    """
    asked, waiting = frozenset(uids), dict[str, list[list[str]]]()
    for uid in uids:
        of_topic = waiting.setdefault(_topic(uid), [])
        if of_topic and leader(uid, follows, asked):
            of_topic[-1].append(uid)
        else:
            of_topic.append([uid])
    order: list[str] = []
    while waiting:
        last = _topic(order[-1]) if order else ""
        others = [topic for topic in waiting if topic != last] or list(waiting)
        # Where most is left is asked first: else its questions would be neighbours at the end.
        topic = max(others, key=lambda topic: len(waiting[topic]))
        order += waiting[topic].pop(0)
        if not waiting[topic]:
            del waiting[topic]
    return order


def _in_turns(uids: Iterable[str]) -> list[str]:
    by_topic: dict[str, list[str]] = {}
    for uid in uids:
        by_topic.setdefault(_topic(uid), []).append(uid)
    return [uid for turn in zip_longest(*by_topic.values()) for uid in turn if uid]


def _topic(uid: str) -> str:
    return uid.partition("/")[0]
