"""What somebody may go by who has read nothing: a number for each option of a question."""

import re
from collections.abc import Callable, Mapping, Sequence

from trialrun.questions.bank.guessable import (
    Guessable,
    code_in,
    likeness,
    shown,
    word_list,
    words_in,
)

_HEDGES = word_list(
    "about apparently can could generally likely may maybe might mostly normally often perhaps "
    "possibly probably roughly should some sometimes typically unless usually would"
)
_ABSOLUTES = word_list(
    "all always any anything cannot completely each entirely every everything exactly forever "
    "impossible must never no nobody none nothing only whole"
)
_TECHNICAL = re.compile(r"[^\W\d]+_\w+|\b[A-Z]{2,}\b|\b[a-z]+[A-Z]\w*|\b\w+\.\w+\b|--\w+")
_STAYS = re.compile(
    r"\b(stays?|stayed|remains?|kept|keeps?|still (there|holds?|has)|already committed|"
    r"not (started|executed|run)|never started|made no commit|upstream failed)\b",
    re.IGNORECASE,
)
_GOES = re.compile(
    r"\b((taken|rolled|set|put) back|removed|removes?|deleted|deletes?|undone|undoes|undo|restored|"
    r"reverted|discarded|as (they|it) (was|were) before|nothing behind|empty)\b",
    re.IGNORECASE,
)

Cue = Callable[[Guessable], list[float]]
"""Returns a number for each option; whoever goes by the cue picks what has the highest."""


def _of_each(measure: Callable[[str], float], sign: int = 1) -> Cue:
    return lambda question: [sign * measure(option) for option in question.options]


def _length(text: str) -> int:
    return len(shown(text))


def _hedges(text: str) -> int:
    return sum(word in _HEDGES for word in words_in(text))


def _absolutes(text: str) -> int:
    return sum(word in _ABSOLUTES for word in words_in(text))


def _technical(text: str) -> int:
    return len(code_in(text)) + len(_TECHNICAL.findall(shown(text)))


def _state_rule(text: str) -> int:
    """Counts what agrees with the two sentences that everybody keeps of the lesson.

    What was committed stays; what comes behind a failure is not started.
    """
    return len(_STAYS.findall(text)) - len(_GOES.findall(text))


def _middle(question: Guessable) -> list[float]:
    """Prefers options of which as many are longer as are shorter."""
    lengths = [_length(option) for option in question.options]
    return [
        -abs(sum(other < length for other in lengths) - sum(other > length for other in lengths))
        for length in lengths
    ]


def _like_the_stem(question: Guessable) -> list[float]:
    return [
        len(words & question.stem_words) / len(words) if words else 0.0
        for words in question.option_words
    ]


def _like_the_others(question: Guessable) -> list[float]:
    words = question.option_words
    others = max(len(words) - 1, 1)
    return [
        sum(likeness(one, other) for at, other in enumerate(words) if at != index) / others
        for index, one in enumerate(words)
    ]


def _odd_one_out(question: Guessable) -> list[float]:
    return [-number for number in _like_the_others(question)]


def _at(place: int) -> Cue:
    return lambda question: [
        float(index == place % len(question.options)) for index in range(len(question.options))
    ]


CUES: Mapping[str, Cue] = {
    "longest": _of_each(_length),
    "shortest": _of_each(_length, -1),
    "middle length": _middle,
    "first in the file": _at(0),
    "second in the file": _at(1),
    "third in the file": _at(2),
    "last in the file": _at(-1),
    "most hedged": _of_each(_hedges),
    "least hedged": _of_each(_hedges, -1),
    "most absolute": _of_each(_absolutes),
    "least absolute": _of_each(_absolutes, -1),
    "most like the stem": _like_the_stem,
    "most like the others": _like_the_others,
    "odd one out": _odd_one_out,
    "most technical": _of_each(_technical),
    "least technical": _of_each(_technical, -1),
    "the state rule": _of_each(_state_rule),
}

OPPOSITES = frozenset(
    {"shortest", "least hedged", "least absolute", "least technical", "odd one out"}
)
"""Cues that only turn another one round: a learner needs one of the two."""


def within(numbers: Sequence[float]) -> list[float]:
    """Returns numbers of one question as deviations from their mean, of spread 1.

    >>> within([1.0, 3.0]), within([2.0, 2.0])
    ([-1.0, 1.0], [0.0, 0.0])
    """
    mean = sum(numbers) / len(numbers)
    spread = (sum((number - mean) ** 2 for number in numbers) / len(numbers)) ** 0.5
    return [(number - mean) / spread if spread else 0.0 for number in numbers]
