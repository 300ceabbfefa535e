"""Banks that are built so that somebody who reads nothing meets the key, or does not."""

from collections.abc import Callable, Sequence

from trialrun.questions import shuffled
from trialrun.questions.bank.guessable import Guessable

PLAIN = ("Red brick walls", "Blue paper hats", "Pink glass eggs", "Grey stone cups")


def asked(
    number: int,
    options: Sequence[str] = PLAIN,
    *,
    right: Sequence[int] = (0,),
    stem: str = "What is it?",
    of: str = "set",
) -> Guessable:
    """Returns a question; `right` are the places of the key."""
    rights = tuple(at in right for at in range(len(options)))
    return Guessable(f"{of}/q-{number}", stem, tuple(options), rights)


def place(number: int, size: int = 4) -> int:
    """Returns a place that looks like chance, and is met alike often."""
    return int(shuffled(map(str, range(size)), seed=str(number // size))[number % size])


def planted(
    write: Callable[[str, bool], str], count: int = 40, *, stem: str = "What is it?"
) -> list[Guessable]:
    """Returns questions of which each option is written by what tells the key from the others."""
    found = []
    for number in range(count):
        right = place(number)
        options = [write(text, at == right) for at, text in enumerate(PLAIN)]
        found.append(asked(number, options, right=[right], stem=stem))
    return found
