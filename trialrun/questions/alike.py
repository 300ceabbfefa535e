"""Which of some texts a learner cannot tell apart. How they look is told to it."""

from collections.abc import Callable, Iterator, Sequence

Look = Callable[[str], tuple[str, ...]]
"""Returns the forms in which a text is seen; two texts with one form in common look the same."""


def as_typed(text: str) -> tuple[str, ...]:
    """Returns how a text looks that is shown as it was typed."""
    return (" ".join(text.split()), " ".join(text.casefold().split()))


def alike(texts: Sequence[str], look: Look = as_typed) -> Iterator[tuple[int, int]]:
    """Yields (place, place of an earlier one that looks the same).

    >>> list(alike(["Yes", "No", "yes "]))
    [(2, 0)]
    """
    known: dict[tuple[int, str], int] = {}
    for place, text in enumerate(texts):
        forms = list(enumerate(look(text)))
        earlier = [known[form] for form in forms if form in known]
        if earlier:
            yield place, min(earlier)
        for form in forms:
            known.setdefault(form, place)
