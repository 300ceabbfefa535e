"""What an author's Markdown does not have: TeX, and tags for small letters. Each with its way out.

Prices ($5 and $6), shell ($HOME, ${var.x}) and whatever stands in code are left alone.
"""

import re
from typing import NamedTuple

UNICODE = "write it with Unicode signs, as in x² ≤ 10³, a₁ or √n, or as `code`"

_COMMAND = r"\\[A-Za-z]{2,}"
_BETWEEN_DOLLARS = re.compile(r"\$(?![\s$])([^$\n]{0,200}?[^\s$\\])\$(?![\w{(])")
_IN_BRACKETS = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL)
_SIGNS = frozenset("+-*/=<>≤≥|'")
_TEX = re.compile(rf"{_COMMAND}|\^|(?<![A-Za-z0-9_])[A-Za-z]_[A-Za-z0-9{{]")
_FORMULA = re.compile(
    r"(?=.*[A-Za-z])(?!.*[A-Za-z]{2})[A-Za-z0-9\s+\-*/=<>≤≥()\[\],.|!']+", re.DOTALL
)
_PICTURE = re.compile(r"!\[[^\]\n]*\]\s?\([^)\n]*\)?")

_TAGS = "sup|sub|math|mi|mn|mo|mrow|mfrac|msup|msub"
_PATTERNS = (
    (re.compile(r"\$\$.+?\$\$", re.DOTALL), "TeX"),
    (re.compile(r"\$`[^`\n]+`\$"), "TeX"),
    (
        re.compile(
            r"\\(?:begin|end|frac|sqrt|text|mathrm|mathbf|mathit|sum|prod|left|right)\b\s*[{(\[|_^]"
        ),
        "TeX",
    ),
    # An element is one mistake; a tag without its other half, too.
    (re.compile(rf"<({_TAGS})(?:\s[^>]*)?>[^<]{{0,200}}</\1>", re.I), "HTML"),
    (re.compile(rf"</?(?:{_TAGS})(?:\s[^>]*)?>", re.I), "HTML"),
)


class NotTaken(NamedTuple):
    """Where something that is refused ends, and what to write instead."""

    end: int
    message: str


def refused_at(text: str, at: int) -> NotTaken | None:
    """Returns what is refused at a place of a text, None where nothing is.

    >>> refused_at("It costs $x^2$.", 9).end
    14
    >>> refused_at("It costs $5 and $6.", 9) is None
    True
    """
    for pattern, language in _PATTERNS:
        if match := pattern.match(text, at):
            told = _shown(match[0])
            if language == "HTML":
                return NotTaken(match.end(), f"`{told}` is shown as it stands; {UNICODE}")
            return NotTaken(match.end(), f"formulas in TeX are not set (`{told}`); {UNICODE}")
    match = _BETWEEN_DOLLARS.match(text, at) or _IN_BRACKETS.match(text, at)
    if match and _is_formula(match):
        told = _shown(match[0])
        return NotTaken(match.end(), f"formulas in TeX are not set (`{told}`); {UNICODE}")
    return None


def _is_formula(match: re.Match[str]) -> bool:
    r"""Says whether signs of TeX hold a formula: \[see below\] only escapes its brackets."""
    inside = match[match.lastindex or 0].strip()
    if _TEX.search(inside):
        return True
    # Nobody sets a single letter, or a list of such, apart from the line.
    is_apart = match[0].startswith("\\[")
    return bool(_FORMULA.fullmatch(inside)) and not (is_apart and _SIGNS.isdisjoint(inside))


def unread_picture_at(text: str, at: int) -> NotTaken | None:
    """Returns what was meant as a picture at a place of a text, and cannot be read as one."""
    match = _PICTURE.match(text, at)
    if match is None:
        return None
    told = _shown(match[0])
    return NotTaken(
        match.end(),
        f"`{told}` cannot be read as a picture; write ![What it shows](name.png), with a name of "
        "letters, digits, dots and dashes",
    )


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:39]}…"
