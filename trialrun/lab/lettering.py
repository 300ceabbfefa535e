"""How much room texts take in a picture, and how they are made to fit. Knows no story."""

from textwrap import wrap
from typing import NamedTuple
from unicodedata import category, combining, east_asian_width

TITLE_SIZE, TEXT_SIZE, SMALL_SIZE = 26, 15, 12
NAME_LENGTH_MAX, TEXT_ROOM = 17, 116
"""A box has so much room beside its icon; longer names lose their middle."""
TAIL = 6
EM_SHARE, BOLD_EM_SHARE = 0.6, 0.68
"""A letter's mean width beside its size, in the widest of the usual fonts of systems."""
_JOINERS, _ISOLATES = "\u200c\u200d", "\u2068\u2069"
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
_FILLER = "\x00"
"""No text has it once it is printable."""


class Label(NamedTuple):
    """A text in a box: its size, and the room it is squeezed into, 0 where it fits by itself."""

    text: str
    size: int
    room: int


def pill_width(text: str) -> int:
    """Returns the width of a pill with an icon and a text."""
    return 46 + round(_ems(text, BOLD_EM_SHARE) * TEXT_SIZE)


def text_width(text: str) -> int:
    """Returns about how wide a text is."""
    return round(_ems(text, EM_SHARE) * TEXT_SIZE)


def shortened(key: str, most: int = NAME_LENGTH_MAX) -> str:
    """Takes out the middle of a long name: names that differ often do so at their ends.

    A wide letter, as those of Japanese, takes the room of two.

    >>> shortened("load_customers_of_region_007")
    'load_cus…gion_007'
    """
    if _columns(key) <= most:
        return key
    tail = most // 2
    return f"{_start(key, most - 1 - tail)}…{_start(key[::-1], tail)[::-1]}"


def cut(text: str, most: int) -> str:
    """Returns a text, or as much of its beginning as there is room for.

    >>> cut("Failed: load, enrich", 13)
    'Failed: load…'
    """
    return text if _columns(text) <= most else f"{_start(text, most - 1)}…"


def ends_of(name: str) -> tuple[str, str]:
    """Parts a name that may be cut where it begins to be: what it ends in is always shown.

    >>> ends_of("load_customers_of_region_007"), ends_of("ingest")
    (('load_customers_of_regi', 'on_007'), ('ingest', ''))
    """
    return (name[:-TAIL], name[-TAIL:]) if len(name) > 2 * TAIL else (name, "")


def fitted(text: str, size: int, em_share: float) -> Label:
    """Makes a text smaller, down to three quarters, and squeezes it where that is not enough."""
    fitting = int(TEXT_ROOM / (_ems(text, em_share) or em_share))
    shown = min(size, max(fitting, size * 3 // 4))
    return Label(text, shown, TEXT_ROOM if fitting < shown else 0)


def wrapped(text: str, room: int, size: int) -> list[str]:
    """Breaks a text into lines of so much room."""
    filled = "".join(char + _FILLER * _is_wide(char) for char in printable(text))
    lines = wrap(filled, int(room / (size * EM_SHARE)))
    return [line.replace(_FILLER, "") for line in lines] or [""]


def printable(text: str) -> str:
    """Replaces what XML cannot hold, or would turn the direction of a line; blanks stay blanks.

    >>> printable("two rows" + chr(10) + "of data")
    'two rows of data'
    """
    return "".join(map(_printed, text.translate(_UNSEEN)))


def _printed(char: str) -> str:
    if char.isprintable() or category(char) == "Zs" or char in _JOINERS or char in _ISOLATES:
        return char
    return " " if char.isspace() else "\N{REPLACEMENT CHARACTER}"


def _is_wide(char: str) -> bool:
    return east_asian_width(char) in "WF"


def _ems(text: str, em_share: float) -> float:
    """Returns the width of a text beside its size: a wide letter is as wide as it is high."""
    return sum(
        1.0 if _is_wide(char) else em_share
        for char in text
        if not combining(char) and category(char) != "Cf"
    )


def _columns(text: str) -> int:
    return len(text) + sum(map(_is_wide, text))


def _start(text: str, most: int) -> str:
    """Returns as many letters of a text as have room."""
    while _columns(text) > most:
        text = text[: most if len(text) > most else -1]
    return text
