"""What is wrong with a text that is no YAML, in the words of whoever wrote it, and where.

The parser tells what it expected; people write a colon, a quote or a blank too many or too few.
"""

import re
from typing import Any, NamedTuple

UNREAD = "the rest of the file was not read"

_OPENS = re.compile(r"(?:^\s*(?:- +)*|[:{\[,]\s+|[{\[])([\"'])")
_CLOSED = re.compile(r"\s*($|[,\]}#:])")
_SIGN = re.compile(r"(?:^\s*|[:{\[,-]\s+|[{\[])([!`@%*&])(?![A-Za-z0-9_]+\s*$)")
_LINE_END = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
"""What ends a line for the reader of YAML; lines are counted as it counts them."""
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff]")


class Slip(NamedTuple):
    """A mistake: its line and column from 1, 0 for the whole, and what to do."""

    line: int
    column: int
    message: str


def control_slip(text: str) -> Slip | None:
    r"""Returns the first sign that YAML does not take, and nobody sees.

    >>> control_slip("a: 1\nb: \x07")
    Slip(line=2, column=4, message='a control character (U+0007) stands here; remove it')
    """
    found = _CONTROL.search(text)
    if found is None:
        return None
    line = text.count("\n", 0, found.start()) + 1
    column = found.start() - text.rfind("\n", 0, found.start())
    return Slip(line, column, f"a control character (U+{ord(found[0]):04X}) stands here; remove it")


def slip_of(text: str, error: Any) -> Slip:
    """Returns the slip behind an error of the parser."""
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Slip(0, 0, "check its indentation, quotes and colons")
    lines = _LINE_END.split(text)
    row = min(mark.line, len(_LINE_END.split(text.rstrip())) - 1)
    here = Slip(row + 1, mark.column + 1, "")
    if text[mark.index : mark.index + 1] == "\t":
        return here._replace(message="a tab cannot indent a line; write spaces in its place")
    opened = _open_quote(lines, row)
    if opened is not None:
        told = f"the quote {opened.message} that opens here is not closed; write one more"
        return opened._replace(message=told)
    line = lines[row] if row < len(lines) else ""
    if sign := _SIGN.search(line[: mark.column + 1]):
        told = f"a text that begins with {sign[1]} stands in quotes: '{sign[1]}…'"
        return here._replace(message=told)
    if "mapping values" in str(error.problem):
        told = "there is a colon in a text without quotes; put the text in quotes"
        return here._replace(message=told)
    return here._replace(message=_structure(error, lines, row))


def _structure(error: Any, lines: list[str], row: int) -> str:
    """Says what does not fit: an indentation, or a bracket that stays open."""
    begun, mark = error.context_mark, error.problem_mark
    if begun is not None and "flow" in str(error.context):
        sign = "".join(lines[begun.line : begun.line + 1])[begun.column : begun.column + 1]
        if sign in ("[", "{"):
            return f"the {sign} of line {begun.line + 1} is not closed before here"
        return "a bracket that was opened before is not closed here"
    known = _indents(lines, row)
    if row < len(lines) and (own := _indent(lines[row])) not in known and own == mark.column:
        told = ", ".join(map(str, known[:-1])) + (" or " if known[1:] else "") + str(known[-1])
        return (
            f"this line is indented by {own} blank{'' if own == 1 else 's'}; what it may belong to "
            f"by {told}"
        )
    if begun is not None and mark is not None and "block" in str(error.context):
        told = f"this line does not fit what begins on line {begun.line + 1}"
        if begun.column != mark.column:
            blanks = f"{begun.column} blank{'' if begun.column == 1 else 's'}"
            return f"{told}; {f'indent it by {blanks}' if begun.column else 'begin it at the left'}"
        if "sequence" in str(error.context):
            return f"{told}; begin it with a dash, or indent it as what it belongs to"
        return f"{told}; write key: value"
    return "check the indentation, quotes and colons around here"


def _indents(lines: list[str], row: int) -> list[int]:
    """Returns by how many blanks a line may be indented, as the lines before it are."""
    found = {0}
    least = 1_000
    for line in reversed(lines[:row]):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        own, text = _indent(line), line.lstrip()
        inner = own + len(text) - len(text[1:].lstrip()) if text.startswith("- ") else own
        found |= {column for column in (own, inner) if column < least}
        least = min(least, own)
        if not least:
            break
    return sorted(found)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _open_quote(lines: list[str], row: int) -> Slip | None:
    """Returns the quote that stays open before a row, if any; its message is the sign."""
    for number in range(min(row, len(lines) - 1), -1, -1):
        for match in _OPENS.finditer(lines[number]):
            sign, begins = match[1], match.end()
            if not _is_closed_on(lines[number], begins, sign):
                rest = ((n, lines[n].find(sign)) for n in range(number + 1, len(lines)))
                end = next(((n, at) for n, at in rest if at >= 0), None)
                if end is None or not _CLOSED.match(lines[end[0]], end[1] + 1):
                    return Slip(number + 1, begins, sign)
                break
    return None


def _is_closed_on(line: str, begins: int, sign: str) -> bool:
    rest = line[begins:]
    rest = re.sub(r"\\.", "", rest) if sign == '"' else rest.replace("''", "")
    return sign in rest
