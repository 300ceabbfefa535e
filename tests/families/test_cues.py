"""Nobody who reads the options alone finds the key: not by length, by size, or by place."""

from statistics import mean

import pytest

from tests.families.drawn import OPTIONS, SEEDS, options, place_of_key, some
from tests.proving import PROVES
from trialrun.families import FAMILIES, Generated

CHANCE = 0.25
OFF_MAX = 0.17
"""A cue of one family may be so far off chance: those with few answers cannot avoid it all."""
OFF_OF_ALL_MAX = 0.05 if PROVES else 0.07
"""Of the few of `make test`, 0.07 are two standard errors."""


def _by_length(found: Generated, pick) -> float:
    lengths = [len(says) for says in options(found)]
    best = pick(lengths)
    return (lengths[place_of_key(found)] == best) / lengths.count(best)


def _by_place(found: Generated, place: int) -> float:
    return float(place_of_key(found) == place)


def _middle(lengths: list[int]) -> int:
    return sorted(lengths)[1]


def _words(says: str) -> set[str]:
    return set(says.replace(",", " ").replace(";", " ").split())


def _most_like_the_others(found: Generated) -> float:
    words = [_words(says) for says in options(found)]
    likeness = [
        sum(len(mine & other) / max(len(mine | other), 1) for other in words) for mine in words
    ]
    best = max(likeness)
    return (likeness[place_of_key(found)] == best) / likeness.count(best)


CUES = {
    "longest": lambda found: _by_length(found, max),
    "shortest": lambda found: _by_length(found, min),
    "middle": lambda found: _by_length(found, _middle),
    "most like the others": _most_like_the_others,
    **{f"place {at}": (lambda found, at=at: _by_place(found, at)) for at in range(4)},
}


@pytest.mark.parametrize("cue", CUES)
def test_a_cue_finds_the_key_no_better_than_chance(cue):
    picks = {name: some(name, SEEDS, OPTIONS) for name in FAMILIES}
    hits = {name: [CUES[cue](each) for each in found] for name, found in picks.items() if found}
    shares = {name: sum(found) / len(found) for name, found in hits.items()}
    of_all = mean(hit for found in hits.values() for hit in found)

    assert of_all <= CHANCE + OFF_OF_ALL_MAX, shares
    if PROVES:
        assert {} == {name: share for name, share in shares.items() if share > CHANCE + OFF_MAX}
