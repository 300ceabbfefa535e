"""How much room texts take in a picture, and how they are made to fit. Knows no story."""

from textwrap import wrap
from typing import NamedTuple

TITLE_SIZE, TEXT_SIZE, SMALL_SIZE = 26, 15, 12
NAME_LENGTH_MAX, TEXT_ROOM = 17, 116
"""A box has so much room beside its icon; longer names lose their middle."""
TAIL = 6
EM_SHARE, BOLD_EM_SHARE = 0.6, 0.68
"""A letter's mean width beside its size, in the widest of the usual fonts of systems."""


class Label(NamedTuple):
    """A text in a box: its size, and the room it is squeezed into, 0 where it fits by itself."""

    text: str
    size: int
    room: int


def pill_width(text: str) -> int:
    """Returns the width of a pill with an icon and a text."""
    return 46 + round(len(text) * TEXT_SIZE * BOLD_EM_SHARE)


def text_width(text: str) -> int:
    """Returns about how wide a text is."""
    return round(len(text) * TEXT_SIZE * EM_SHARE)


def shortened(key: str, most: int = NAME_LENGTH_MAX) -> str:
    """Takes out the middle of a long name: names that differ often do so at their ends.

    >>> shortened("load_customers_of_region_007")
    'load_cus…gion_007'
    """
    if len(key) <= most:
        return key
    tail = most // 2
    return f"{key[: most - 1 - tail]}…{key[-tail:]}"


def ends_of(name: str) -> tuple[str, str]:
    """Parts a name that may be cut where it begins to be: what it ends in is always shown.

    >>> ends_of("load_customers_of_region_007"), ends_of("ingest")
    (('load_customers_of_regi', 'on_007'), ('ingest', ''))
    """
    return (name[:-TAIL], name[-TAIL:]) if len(name) > 2 * TAIL else (name, "")


def fitted(text: str, size: int, em_share: float) -> Label:
    """Makes a text smaller, down to three quarters, and squeezes it where that is not enough."""
    fitting = int(TEXT_ROOM / (max(len(text), 1) * em_share))
    shown = min(size, max(fitting, size * 3 // 4))
    return Label(text, shown, TEXT_ROOM if fitting < shown else 0)


def wrapped(text: str, room: int, size: int) -> list[str]:
    """Breaks a text into lines of so much room."""
    return wrap(printable(text), int(room / (size * EM_SHARE))) or [""]


def printable(text: str) -> str:
    """Replaces what XML cannot hold, or would turn the direction of a line."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
