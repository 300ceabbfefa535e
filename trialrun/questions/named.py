"""Names that authors give: what they may be made of, and what is wrong with one that is not."""

import re
from collections.abc import Callable
from typing import NamedTuple

SHOWN_MAX = 60
WRONG_SHOWN = 3


class Letters(NamedTuple):
    """What a name may be made of: signs beside digits and lower-case letters, and how many."""

    signs: str
    most: int
    has_capitals: bool = True

    @property
    def told(self) -> str:
        """Returns it in words."""
        first = "letters" if self.has_capitals else "lower-case letters"
        *before, last = [first, "digits", *(_SIGNS[sign] for sign in self.signs)]
        return f"{', '.join(before)} and {last}"


_SIGNS = {"-": "dashes", "_": "underscores", ".": "dots"}
SLUG = Letters("-", 80, has_capitals=False)
TASK_KEY = Letters("_-", 100)
TABLE_NAME = Letters("_.-", 120)


def name_of(letters: Letters) -> Callable[[str], str]:
    """Returns what reads such a name. It raises ValueError with a sentence.

    >>> name_of(SLUG)("to-day")
    'to-day'
    >>> name_of(SLUG)("To Day")
    Traceback (most recent call last):
    ValueError: `To Day` has a capital letter and a space; write lower-case letters, digits and \
dashes, as in `to-day`
    """

    def read(name: str) -> str:
        if flaw := name_flaw(name, letters):
            raise ValueError(flaw)
        return name

    return read


def name_flaw(name: str, letters: Letters) -> str:
    """Says what is wrong with a name; "" for one that is taken."""
    if not name:
        return f"this is empty; write {letters.told}"
    wrong = list(dict.fromkeys(_wrong(char, letters) for char in name))
    wrong = [each for each in wrong if each]
    if len(wrong) > WRONG_SHOWN:
        wrong = [*wrong[: WRONG_SHOWN - 1], f"{len(wrong) - WRONG_SHOWN + 1} signs more"]
    if not letters.has_capitals and name[0] == "-":
        wrong.append("a dash in front")
    if wrong:
        told = " and ".join([*filter(None, [", ".join(wrong[:-1])]), wrong[-1]])
        better = _better(name, letters)
        hint = f", as in `{better}`" if better else ""
        return f"`{_shown(name)}` has {told}; write {letters.told}{hint}"
    if len(name) > letters.most:
        return f"`{_shown(name)}` has {len(name)} characters; write at most {letters.most}"
    return ""


def _wrong(char: str, letters: Letters) -> str:
    """Says what a sign of a name is that it must not have; "" for one that it may."""
    if char in letters.signs or (char.isascii() and (char.isdigit() or char.islower())):
        return ""
    if char.isascii() and char.isupper():
        return "" if letters.has_capitals else "a capital letter"
    if char.isspace():
        return "a space"
    return f"the sign {char}" if char.isprintable() else "a sign that cannot be seen"


def _better(name: str, letters: Letters) -> str:
    """Returns a name that may be written and is as near as can be; "" where none is."""
    keep = re.escape(letters.signs)
    small = name if letters.has_capitals else name.lower()
    found = re.sub(rf"-*[^A-Za-z0-9{keep}]+-*", "-", small).strip(f"-{letters.signs}")
    # Of a name in other letters hardly anything is left: that is no proposal.
    is_near = len(found) * 2 >= len(name)
    return found if is_near and len(found) <= letters.most else ""


def _shown(name: str) -> str:
    short = name if len(name) <= SHOWN_MAX else f"{name[:SHOWN_MAX]}…"
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in short)
