"""Texts that are written from right to left, and names of them inside a sentence."""

import re

_RTL = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"


def has_rtl(text: str) -> bool:
    """Says whether any of a text is written from right to left.

    >>> has_rtl("שלום"), has_rtl("run_if")
    (True, False)
    """
    return _RTL.search(text) is not None


def isolated(name: str) -> str:
    """Returns a name so that it turns nothing of the sentence around it.

    >>> isolated("load"), len(isolated("שלום"))
    ('load', 6)
    """
    return f"{_FIRST_STRONG_ISOLATE}{name}{_POP_ISOLATE}" if has_rtl(name) else name
