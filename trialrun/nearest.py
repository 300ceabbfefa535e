"""Which of the names that there are was meant by one that there is not. For every sentence of ours.

Knows no sort of name: tasks, dials, fields, facts, scenarios and states are all asked for here.
"""

from collections.abc import Iterable
from difflib import get_close_matches

NAME_MAX = 100
"""A longer name is like none that there is."""
CLOSE = 0.6
ALIKE_MAX = 64
FEW = 8
"""So many names are listed; of more, those that are most like what was written."""


def nearest(
    name: str, known: Iterable[str], *, most: int = 1, closeness: float = CLOSE
) -> list[str]:
    """Returns the names most like one, the fewest edits away first; capitals count for nothing.

    Of equally many edits those of the same length come first, then those that begin alike, then by
    the alphabet.

    >>> nearest("load_10", ["load_21", "load_00", "load_11"])
    ['load_11']
    >>> nearest("gold", ["load"], closeness=0.9)
    []
    """
    if len(name) > NAME_MAX:
        return []
    by_small: dict[str, str] = {}
    for each in known:
        by_small.setdefault(each.lower(), each)
    small = name.lower()
    found = get_close_matches(small, by_small, n=ALIKE_MAX, cutoff=closeness)

    def likeness(each: str) -> tuple[int, int, int, str]:
        return edits(small, each), abs(len(each) - len(small)), -_shared(small, each), each

    return [by_small[each] for each in sorted(found, key=likeness)[:most]]


def edits(one: str, other: str) -> int:
    """Counts the letters to put in, take out, change, or swap with the next, to get another word.

    >>> edits("reprot", "report"), edits("slg", "slug"), edits("", "ab")
    (1, 1, 2)
    """
    # Words that are alike share most of their letters, at both ends; only the rest is compared.
    begin = _shared(one, other)
    one, other = one[begin:], other[begin:]
    end = _shared(one[::-1], other[::-1])
    one, other = one[: len(one) - end], other[: len(other) - end]
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last = row, before
        row = [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _shared(one: str, other: str) -> int:
    """Counts the letters with which both words begin."""
    pairs = zip(one, other, strict=False)
    ends = (at for at, (letter, wanted) in enumerate(pairs) if letter != wanted)
    return next(ends, min(len(one), len(other)))


def meant(name: str, known: Iterable[str], *, closeness: float = CLOSE) -> str:
    """Says which name was meant, "" where none is like it.

    >>> meant("one-flies", ["one-fails", "repaired"])
    '; did you mean `one-fails`?'
    """
    found = nearest(name, known, closeness=closeness)
    return f"; did you mean `{found[0]}`?" if found else ""


def offered(name: str, known: Iterable[str]) -> str:
    """Says which name was meant, or, where none is like it, which there are.

    >>> offered("one-flies", ["one-fails"]), offered("x", ["b", "a"]), offered("x", [])
    ('; did you mean `one-fails`?', '; write one of a, b', '; there is none yet')
    """
    names = sorted(known)
    if not names:
        return "; there is none yet"
    return meant(name, names) or f"; write one of {few(names, name)}"


def few(known: Iterable[str], name: str = "", *, most: int = FEW) -> str:
    """Lists names, if they are many those that are most like one; says how many more there are.

    >>> few(["b", "a"]), few([]), few("abcde", most=3)
    ('b, a', 'none', 'a, b, c and 2 more')
    >>> few([f"load_{n}" for n in range(20)], "lod_7")
    'load_7, load_0, load_1, load_2, load_3, load_4, load_5, load_6 and 12 more'
    """
    names = list(known)
    if len(names) <= most:
        return ", ".join(names) or "none"
    first = nearest(name, names, most=most, closeness=0.3) if name else []
    shown = list(dict.fromkeys([*first, *names]))[:most]
    return f"{', '.join(shown)} and {len(names) - most} more"
