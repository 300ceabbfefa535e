"""Questions with options, as somebody sees them who has read nothing: words alone, and the key."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from trialrun.questions.question import Question

RIGHT, WRONG = "yes", "no"
_PICTURE = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()]{0,500}\)")
_CODE = re.compile(r"`+([^`]{1,2000})`+")
_WORD = re.compile(r"[^\W_]+(?:[_.'’-][^\W_]+)*")
_ENDINGS = ("ing", "ed", "es", "s")
_STEM_MIN = 3


def word_list(text: str) -> frozenset[str]:
    """Returns the words of a list that is written with blanks between them."""
    return frozenset(text.split())


_COMMON = word_list(
    "a an and are as at be been but by did do does for from had has have he her his how if in into "
    "is it its no nor not of off on one only or other she so than that the their them then there "
    "these they this those to too two was were what when where which while who will with"
)


@dataclass(frozen=True)
class Guessable:
    """A question with options, in the order of the file; `rights` says which are the key."""

    uid: str
    stem: str
    options: tuple[str, ...]
    rights: tuple[bool, ...]

    @property
    def set_slug(self) -> str:
        """Returns the set that it is in."""
        return self.uid.partition("/")[0]

    @property
    def wanted(self) -> int:
        """Returns how many are to be picked; the page says so."""
        return sum(self.rights)

    @cached_property
    def stem_words(self) -> frozenset[str]:
        """Returns the words of the stem that tell something."""
        return telling(self.stem)

    @cached_property
    def option_words(self) -> tuple[frozenset[str], ...]:
        """Returns the same of each option."""
        return tuple(map(telling, self.options))


def guessable(questions: Iterable[Question]) -> Iterator[Guessable]:
    """Yields the questions in which options are picked."""
    for question in questions:
        options = question.body.get("options", ())
        ids = [option["id"] for option in options]
        if {RIGHT, WRONG} == {question.key.get(id_) for id_ in ids}:
            yield Guessable(
                question.uid,
                question.stem,
                tuple(option["says"] for option in options),
                tuple(question.key[id_] == RIGHT for id_ in ids),
            )


def shown(text: str) -> str:
    """Returns a text without its marks, about as it is seen.

    >>> shown("It **stays** in `gold.sales`.")
    'It stays in gold.sales.'
    """
    text = _PICTURE.sub(r"\1", text)
    return " ".join(text.replace("`", "").replace("*", "").split())


def code_in(text: str) -> list[str]:
    """Returns what a text has as code.

    >>> code_in("It stays in `gold.sales`.")
    ['gold.sales']
    """
    return _CODE.findall(text)


def words_in(text: str) -> list[str]:
    """Returns the words of a text, small.

    >>> words_in("`max_retries` is 2, isn't it?")
    ['max_retries', 'is', '2', "isn't", 'it']
    """
    return _WORD.findall(shown(text).casefold())


def telling(text: str) -> frozenset[str]:
    """Returns the words of a text that tell something, without their endings.

    >>> sorted(telling("The task fails; tasks that failed"))
    ['fail', 'task']
    """
    return frozenset(stemmed(word) for word in words_in(text) if word not in _COMMON)


def stemmed(word: str) -> str:
    """Returns a word without its ending, so that its forms are one.

    >>> [stemmed(word) for word in ("crane", "cranes", "stopped", "stops", "write", "writing")]
    ['cran', 'cran', 'stop', 'stop', 'writ', 'writ']
    """
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM_MIN:
            word = word[: -len(ending)]
            if word[-1] == word[-2] and word[-1] not in "aeiouls":
                word = word[:-1]
            break
    return word.removesuffix("e") if len(word) > _STEM_MIN else word


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Returns the share of their words that two texts have in common, from 0 to 1."""
    both = one | other
    return len(one & other) / len(both) if both else 0.0
