"""What is said about a text that somebody brought: sentences at lines, of the files in it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from trialrun.jobs.packed import LINE_END, Packed
from trialrun.jobs.tree import shown
from trialrun.problem import Problem

QUOTE_MAX = 80
QUOTED_BEFORE = 24

_COLUMN = re.compile(r"column (\d{1,7})(?:, |: )")


@dataclass(frozen=True, slots=True)
class ReaderMessage:
    """A sentence on a line of the text, 0 for all of it; `quote` is that line, shortened.

    In a text of several files, `file` is the one it speaks of, and `file_line` its line there.
    """

    line: int
    column: int
    message: str
    quote: str
    file: str = ""
    file_line: int = 0

    @property
    def where(self) -> str:
        """Returns the file and the line, as far as there are any."""
        line = self.file_line if self.file else self.line
        parts = [shown(self.file, QUOTE_MAX), f"line {line}" if line else ""]
        return ", ".join(part for part in parts if part)

    @property
    def parts(self) -> list[tuple[str, bool]]:
        """Returns the message in pieces: (text, whether it is quoted code)."""
        pieces = self.message.split("`")
        return [(piece, index % 2 == 1) for index, piece in enumerate(pieces) if piece]


class TextPlaces:
    """Where problems stand in a text: their line in it, and the file that is packed there."""

    def __init__(self, text: str, packed: Packed | None) -> None:
        files = packed.files if packed else ()
        self._above = {one.path: one.above for one in reversed(files)}
        self._text = text
        self._lines: list[str] | None = None

    def messages(self, found: Iterable[Problem]) -> Iterator[ReaderMessage]:
        """Yields problems as a page shows them."""
        for problem in found:
            match = _COLUMN.match(problem.message)
            column = int(match[1]) if match else 0
            line = self.line(problem)
            quote = quote_of(self.lines[line - 1], column) if line else ""
            says = problem.message[match.end() if match else 0 :]
            is_file = problem.path in self._above
            file_line = problem.line if is_file else 0
            # A sentence about a whole file leads to its beginning.
            at = line or (self._above[problem.path] if is_file else 0)
            yield ReaderMessage(at, column, says, quote, problem.path if is_file else "", file_line)

    def note(self, problem: Problem) -> str:
        """Returns a problem as one sentence, with its place."""
        says = _COLUMN.sub("", problem.message, count=1)
        where = shown(problem.path, QUOTE_MAX) if problem.path in self._above else ""
        line = f"line {problem.line}" if problem.line else ""
        place = ", ".join(part for part in (where, line) if part)
        return f"{place}: {says}" if place else says

    def line(self, problem: Problem) -> int:
        """Returns the line of the whole text, 0 where there is none."""
        if not problem.line or (problem.path and problem.path not in self._above):
            return 0
        line = problem.line + self._above.get(problem.path, 0)
        return line if line <= len(self.lines) else 0

    @property
    def lines(self) -> list[str]:
        """Returns the lines of the text, as the reader of YAML counts them."""
        if self._lines is None:
            self._lines = LINE_END.split(self._text)
        return self._lines


def quote_of(line: str, column: int) -> str:
    """Returns what stands around a column, short, with no sign that hides or turns others.

    >>> quote_of("  a: [1", 7)
    'a: [1'
    """
    start = column - 1 - QUOTED_BEFORE
    if len(line) <= QUOTE_MAX or start <= 0:
        return shown(" ".join(line[: QUOTE_MAX * 4].split()), QUOTE_MAX)
    return "…" + shown(" ".join(line[start : start + QUOTE_MAX * 4].split()), QUOTE_MAX)
